"""A firm to which all hostile mails came: as a customer's on one ticket, and held."""

from dataclasses import dataclass, field

from tests.security.hostile.everything import MAILS
from tests.security.hostile.mail import Hostile
from tests.security.hostile.parts import DELIVERY_REPORT
from tests.security.hostile.payloads import MARKUP
from tests.support.mails import PDF, Mail
from tests.support.site import Website
from tests.support.world import CUSTOMERS_SERVER, OFFICE
from tickets.model.mail import Outcome

JAN = "jan@nowak-okna.example"
TOMASZ = "t.zielinski@hellmoor.example"
REUTER = "t.reuter@hellmoor.example"
SUBJECT = "Zwölf Fenster für das Hotel"
NUMBER = 1001


@dataclass
class Scene:
    """The site with the mails in it; each came through the one door and by all rules."""

    website: Website
    opened: dict[str, int] = field(default_factory=dict)
    """Ticket's number by name, of those whose subject attacks."""
    held: dict[str, int] = field(default_factory=dict)
    """Arrival by name."""

    def __post_init__(self) -> None:
        world = self.website.world
        world.receive(Mail(subject=SUBJECT), peer=OFFICE)
        customers, agents = world.postbox.last(JAN).reply_to, world.postbox.last(TOMASZ).reply_to
        # Whoever answers looks after it, and the others are left in peace.
        world.receive(Mail(sender=TOMASZ, to=agents, text="Gern.\n"), peer=OFFICE)
        for one in MAILS:
            to = "vertrieb@hellmoor.example" if one.opens else customers
            self._join(one, to)
            # In an agent's name without proof: it waits for a decision.
            raw = one.raw(TOMASZ, agents)
            arrival = world.receive(raw, agents, peer=CUSTOMERS_SERVER)
            assert arrival.outcome == Outcome.HELD, (one.name, arrival.why)
            self.held[one.name] = arrival.id
        self._report()
        self._write_in_portal()

    def _join(self, one: Hostile, to: str) -> None:
        world = self.website.world
        known = set(world.numbers())
        arrival = world.receive(one.raw(JAN, to), to, peer=OFFICE)
        assert arrival.outcome == Outcome.DELIVERED, (one.name, arrival.why)
        fresh = set(world.numbers()) - known
        assert len(fresh) == int(one.opens), one.name
        if one.opens:
            self.opened[one.name] = fresh.pop()

    def _report(self) -> None:
        """Let a server abroad say in markup that our answer did not get through."""
        answer = self.website.world.postbox.last(JAN)
        report = DELIVERY_REPORT.replace("@@", answer.message_id).encode()
        to = answer.envelope_from
        arrival = self.website.world.receive(report, to, envelope_from="", peer=CUSTOMERS_SERVER)
        assert (arrival.outcome, arrival.rule) == (Outcome.DELIVERED, "delivery_report")

    def _write_in_portal(self) -> None:
        """Let the customer write markup into our own form, and attach a file named by it."""
        client = self.website.sign_in_as(JAN)
        form = {"text": f"mark-portal {MARKUP}", "send": "1"}
        name = f"{MARKUP}.pdf".replace("/", "").replace('"', "%22")
        files = {"files": (name, PDF, "application/pdf")}
        answer = client.post(f"/requests/{NUMBER}", data=form, files=files)
        assert answer.status_code == 303, answer.text
        self.website.world.work()
