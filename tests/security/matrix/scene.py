"""The scene of the matrix: two tenants with requests, a note, files, held mail, and sessions."""

from dataclasses import dataclass
from functools import cached_property

import httpx
from sqlalchemy import select

from tests.security.matrix import rows
from tests.support.mails import PDF, Mail
from tests.support.site import COOKIE, Website
from tests.support.world import OFFICE
from tickets.model.mail import InboundMail, Outcome
from tickets.model.people import PersonAddress
from tickets.model.task import Task
from tickets.model.ticket import Visibility
from tickets.services.conversation import add_message, lock_ticket
from tickets.services.tasks import WantedTask, make_task
from tickets.services.values import Author, NewFile, NewMessage
from tickets.store.tenants import load_config

JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
HUBER = "m.huber@huber-bau.example"
SANNE = "sanne@dewit-bouw.example"
TOMASZ = "t.zielinski@hellmoor.example"
SESSIONS = {
    rows.CUSTOMER: ("hellmoor", JAN),
    rows.LINK: ("hellmoor", JAN),
    rows.COLLEAGUE: ("hellmoor", EWA),
    rows.OTHER: ("hellmoor", HUBER),
    rows.AGENT: ("hellmoor", TOMASZ),
    rows.ELSEWHERE: ("hellmoor", "g.moretti@hellmoor.example"),
    rows.LEAD: ("hellmoor", "j.petersen@hellmoor.example"),
    rows.ADMIN: ("hellmoor", "t.reuter@hellmoor.example"),
    rows.FOREIGN_CUSTOMER: ("kaaibox", SANNE),
    rows.FOREIGN_ADMIN: ("kaaibox", "b.koster@kaaibox.example"),
}
MISSING_ID = 987_654_321


@dataclass
class Scene:
    """A site with everything that a row may name."""

    website: Website

    def __post_init__(self) -> None:
        receive, drawing = self.website.world.receive, ("Plan.pdf", "application/pdf", PDF)
        to, html = "reklamation@hellmoor.example", "<p>Die Scheibe hat einen <b>Riss</b>.</p>"
        receive(Mail(to=to, subject="Scheibe gesprungen", html=html, files=(drawing,)), peer=OFFICE)
        for sender in (f"Ewa Nowak <{EWA}>", f"Max Huber <{HUBER}>"):
            receive(Mail(sender=sender, to=to, subject="Noch eine Frage"), peer=OFFICE)
        receive(
            Mail(sender=f"Sanne de Wit <{SANNE}>", to="klachten@kaaibox.example", files=(drawing,)),
            tenant="kaaibox",
            peer=OFFICE,
        )
        # An agent's name and reply address without any proof: this one is held.
        notice = self.website.world.postbox.last(TOMASZ)
        receive(Mail(sender=TOMASZ, to=notice.reply_to, text="Wir erstatten alles."))
        self._note()
        self._task()

    def client(self, who: str) -> httpx.Client:
        """Give a new client of somebody at the site of the first tenant."""
        client = self.website.client()
        if who in SESSIONS:
            tenant, address = SESSIONS[who]
            only = 1001 if who == rows.LINK else None
            client.cookies.set(COOKIE, self.website.session_of(address, tenant, only_ticket=only))
        return client

    @cached_property
    def ids(self) -> dict[str, int]:
        """Name what rows ask for."""
        found = {"missing": MISSING_ID}
        for prefix, tenant, number in (("", "hellmoor", 1001), ("foreign_", "kaaibox", 1001)):
            view = self.website.world.ticket(number, tenant)
            ticket = view.line.ticket
            first = view.messages[0]
            found |= {
                f"{prefix}ticket": ticket.number,
                f"{prefix}ticket_id": ticket.id,
                f"{prefix}message": first.id,
                f"{prefix}file": view.attachments[first.id][0].id,
                f"{prefix}customer": ticket.requester_id,
                f"{prefix}company": view.line.requester.company_id or MISSING_ID,
                f"{prefix}department_id": ticket.department_id,
                f"{prefix}person": self._person(SESSIONS[rows.FOREIGN_ADMIN][1], tenant)
                if prefix
                else self._person(TOMASZ, tenant),
            }
        note = self.website.world.ticket(1001).messages[-1]
        attached = self.website.world.ticket(1001).attachments[note.id][0]
        found |= {"note": note.id, "note_file": attached.id, "other_ticket": 1003}
        return found | self._arrivals() | self._tasks()

    def _task(self) -> None:
        """Give Tomasz a task on the first request."""
        ticket_id = self.website.world.ticket(1001).line.ticket.id
        with self.website.world.core.write("hellmoor") as uow:
            wanted = WantedTask("Foto ansehen", assignee_id=self._person(TOMASZ, "hellmoor"))
            make_task(uow, lock_ticket(uow, ticket_id), wanted)

    def _tasks(self) -> dict[str, int]:
        with self.website.world.core.read("hellmoor") as unit:
            query = select(Task.id).where(Task.title == "Foto ansehen")
            return {"task": unit.session.scalars(query).one()}

    def _arrivals(self) -> dict[str, int]:
        with self.website.world.core.read("hellmoor") as unit:
            arrivals = unit.session.scalars(select(InboundMail).order_by(InboundMail.id)).all()
        with self.website.world.core.read("kaaibox") as unit:
            foreign = unit.session.scalars(select(InboundMail.id)).first()
        held = next(one.id for one in arrivals if one.outcome == Outcome.HELD)
        assert foreign is not None
        return {"arrival": arrivals[0].id, "held": held, "foreign_arrival": foreign}

    def _person(self, address: str, tenant: str) -> int:
        with self.website.world.core.read(tenant) as unit:
            query = select(PersonAddress.person_id).where(PersonAddress.address == address)
            return unit.session.scalars(query).one()

    def _note(self) -> None:
        """Let Tomasz note something that customers never see, with a file."""
        core = self.website.world.core
        ticket_id = self.website.world.ticket(1001).line.ticket.id
        sha256 = core.blobs.put("hellmoor", PDF + b"internal")
        with core.write("hellmoor") as uow:
            ticket = lock_ticket(uow, ticket_id)
            person = self._person(TOMASZ, "hellmoor")
            author = Author("Tomasz Zieliński", TOMASZ, person, is_proven=True)
            note = NewMessage(
                visibility=Visibility.INTERNAL,
                channel="web",
                author=author,
                text="Nur für uns: Kulanz bis 200 Euro.",
                written_at=uow.now,
                files=(NewFile("Kulanz.pdf", "application/pdf", 20, sha256),),
            )
            add_message(uow, load_config(uow), ticket, note, is_first=False)
