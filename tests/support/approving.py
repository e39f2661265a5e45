"""A firm in which quotes are approved: nobody up to 1,000, Tomasz up to 20,000, above Thomas."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tenants import TenantConfig
from tenants.work import Approvals, Band
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.judging import Approval, ApprovalState
from tickets.model.people import PersonAddress
from tickets.model.ticket import Message
from tickets.model.viewer import Viewer
from tickets.services.tasks import By
from tickets.services.viewer import viewer_of_person
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
GIULIA = "g.moretti@hellmoor.example"
JONAS = "j.petersen@hellmoor.example"
THOMAS = "t.reuter@hellmoor.example"
JAN = "jan@nowak-okna.example"
OFFER = PDF + b"% offer 4716\n"
BANDS = Approvals(
    bands=(
        Band(up_to=1_000),
        Band(up_to=20_000, approver=TOMASZ),
        Band(approver=THOMAS),
    ),
    departments=("vertrieb",),
    due_hours=24,
)
NUMBER = 1001


@dataclass
class Firm:
    """The world with bands, and one request for a quote that everybody knows of."""

    world: World

    @property
    def config(self) -> TenantConfig:
        """Give the settings as they are."""
        with self.world.core.read("hellmoor") as unit:
            return load_config(unit)

    def answers(
        self,
        text: str,
        *names: str,
        agent: str = ANNA,
        via: Sent | None = None,
        peer: str = OFFICE,
    ) -> None:
        """Let an agent answer the customer from the mail client."""
        notice = via or self.world.postbox.for_(agent)[0]
        self.answers_with(
            text, *((name, OFFER) for name in names), agent=agent, via=notice, peer=peer
        )

    def answers_with(
        self,
        text: str,
        *files: tuple[str, bytes],
        agent: str = ANNA,
        via: Sent | None = None,
        peer: str = OFFICE,
    ) -> None:
        """Let an agent answer the customer with files of their own."""
        notice = via or self.world.postbox.for_(agent)[0]
        attached = tuple((name, "application/pdf", content) for name, content in files)
        mail = Mail(sender=agent, to=notice.reply_to, text=text, files=attached)
        self.world.receive(mail, peer=peer)

    def replies(self, agent: str, text: str, *, peer: str = OFFICE, **more: Any) -> str:
        """Let somebody reply to the newest mail that takes replies; gives what was decided."""
        mails = self.world.postbox.for_(agent)
        notice = next(one for one in reversed(mails) if one.mail["Reply-To"] is not None)
        mail = Mail(sender=agent, to=notice.reply_to, text=text, **more)
        return self.world.receive(mail, peer=peer).rule

    def person(self, address: str) -> int:
        """Give somebody's id."""
        with self.world.core.read("hellmoor") as unit:
            query = select(PersonAddress.person_id).where(PersonAddress.address == address)
            return unit.session.scalars(query).one()

    def by(self, address: str) -> By:
        """Give somebody as who acts."""
        return By(self.viewer(address))

    def viewer(self, address: str) -> Viewer:
        """Give somebody as who acts without a session."""
        person_id = self.person(address)
        with self.world.core.read("hellmoor") as unit:
            found = viewer_of_person(unit, person_id)
        assert found is not None
        return found

    def approvals(self) -> list[Approval]:
        """Give all approvals, oldest first."""
        with self.world.core.read("hellmoor") as unit:
            return list(unit.session.scalars(select(Approval).order_by(Approval.id)))

    def approval(self) -> Approval:
        """Give the newest approval."""
        return self.approvals()[-1]

    def state(self) -> ApprovalState:
        """Say where the newest approval stands."""
        return ApprovalState(self.approval().state)

    def message(self) -> Message:
        """Give the answer that the newest approval is about."""
        with self.world.core.read("hellmoor") as unit:
            return unit.session.get_one(Message, self.approval().message_id)

    def answers_sent(self) -> list[Sent]:
        """Give the answers that the customer got."""
        owed = {one.message_id for one in self.world.owed() if one.notice == "answer"}
        return [one for one in self.world.postbox.for_(JAN) if one.message_id in owed]


def open_firm(world: World) -> Firm:
    """Give the firm on a morning with a request for a quote."""
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    world.apply(config.model_copy(update={"approvals": (BANDS,)}))
    world.receive(Mail(subject="Anfrage: 48 Fenster"), peer=OFFICE)
    return Firm(world)
