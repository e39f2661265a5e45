"""The site on which every verb is pressed: one for all of them, each making what it needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import httpx
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from mailgw.outbound.transport import Attempt, Sending
from tests.support.approving import BANDS
from tests.support.desk_story import ANNA, JOERG, KITA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE
from tests.web.sign_in_story import WORDS, ask_for_link, link_for
from tests.web.test_registration import config_of, invited
from tickets.model.judging import Approval, Opinion
from tickets.model.people import Company, Location, PersonAddress
from tickets.model.task import Absence, Task
from tickets.services.conversation import lock_ticket
from tickets.services.invitations import Guest
from tickets.services.opinions import Question, ask_opinions
from tickets.services.tasks import By, WantedTask, make_task
from tickets.store.tenants import load_config

TICKET = f"/desk/tickets/{KITA}"
_ACT = re.compile(r"/act/[a-z2-7]{52}")


@dataclass
class Scene:
    """A site with the mails of a morning, and short ways to what a form is about."""

    website: Website
    count: Iterator[int] = field(default_factory=count)
    guests: list[str] = field(default_factory=list)
    """Addresses of those who registered, in order."""

    def __post_init__(self) -> None:
        morning(self.website.world, others=3)
        self.website.change_tenant(approvals=(BANDS,))

    def client(self, address: str = THOMAS) -> httpx.Client:
        """Give the client of somebody signed in."""
        return self.website.sign_in_as(address)

    def person(self, address: str) -> int:
        """Give somebody's id."""
        return self.newest(PersonAddress.person_id, PersonAddress.address == address)

    def newest(self, column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> int:
        """Give the largest of a column of ids."""
        with self.website.world.core.read("hellmoor") as unit:
            found = unit.session.scalar(select(func.max(column)).where(*where))
        assert found is not None
        return found

    def fresh_address(self) -> str:
        """Give an address that nobody has yet."""
        return f"eva{next(self.count)}@brandes-hochbau.example"

    def ticket_id(self, number: int = KITA) -> int:
        """Give a ticket's id."""
        return self.website.world.ticket(number).line.ticket.id

    def day(self, days: int) -> str:
        """Give a day as date fields send it."""
        return (self.website.world.clock.now() + timedelta(days=days)).date().isoformat()

    def fresh_ticket(self, sender: str = JOERG) -> int:
        """Let a customer ask for something new; gives the ticket's number."""
        mail = Mail(sender=sender, to="vertrieb@hellmoor.example", subject="Noch eine Frage")
        self.website.world.receive(mail, peer=OFFICE)
        return max(self.website.world.numbers())

    def act_link(self) -> str:
        """Give the path of an action link about a ticket."""
        self.fresh_ticket()
        mail = self.website.world.postbox.last(ANNA)
        found = _ACT.search(mail.text)
        assert found is not None, mail.text
        return found[0]

    def absence(self) -> str:
        """Note an absence."""
        form = {"person": str(self.person(TOMASZ)), "from": self.day(3), "until": self.day(4)}
        assert self.client().post("/desk/absence", data=form).status_code == 303
        assert self.newest(Absence.id)
        return "/desk/absence"

    def approval(self) -> str:
        """Let a quote of Anna's wait for Tomasz."""
        self.fresh_ticket()
        notice = self.website.world.postbox.last(ANNA)
        text = "Guten Tag,\n\nanbei unser Angebot.\n\nGesamtsumme netto 12.000,00 €\n"
        mail = Mail(sender=ANNA, to=notice.reply_to, text=text)
        self.website.world.receive(mail, peer=OFFICE)
        return f"/desk/approvals/{self.newest(Approval.id)}"

    def task(self) -> str:
        """Add a task to the ticket."""
        with self.website.world.core.write("hellmoor") as uow:
            make_task(uow, lock_ticket(uow, self.ticket_id()), WantedTask("Muster senden"))
        return str(self.newest(Task.id))

    def company(self) -> str:
        """Give the page of a customer's firm with a site of its own."""
        with self.website.world.core.write("hellmoor") as uow:
            firm = uow.session.scalars(select(Company)).first()
            if firm is None:
                firm = Company(name="Brandes Hochbau", domain="", created_at=uow.now)
                uow.add(firm)
            uow.add(Location(company_id=firm.id, name="Halle 2", postal_address="Am Weg 1"))
            return f"/desk/companies/{firm.id}"

    def opinion(self) -> str:
        """Ask Tomasz for an opinion."""
        self.ask()
        mine = Opinion.person_id == self.person(TOMASZ)
        return f"/desk/opinions/{self.newest(Opinion.id, mine)}"

    def ask(self) -> str:
        """Begin a round of opinions on the ticket."""
        world = self.website.world
        with world.core.read("hellmoor") as unit:
            config = load_config(unit)
        until = world.clock.now() + timedelta(days=2)
        question = Question("Kulanz?", until, (self.person(TOMASZ),))
        ask_opinions(world.core, config, self.ticket_id(), question, By(viewer_of(world, THOMAS)))
        return TICKET

    def lost_mail(self) -> str:
        """Let an answer not arrive."""
        world = self.website.world
        world.postbox.refusals[JOERG] = Attempt(Sending.FAILED, "552 5.2.2 mailbox full")
        self.reply()
        world.clock.pass_by(seconds=11)
        world.work()
        del world.postbox.refusals[JOERG]
        return TICKET

    def reply(self) -> str:
        """Answer the customer; gives the page that offers to take it back."""
        form = {"text": "Guten Tag", "purpose": "message", "do": "send", "seen_seq": "99999"}
        answer = self.client().post(f"{TICKET}/reply", data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def merging(self) -> str:
        """Give the page on which one fresh ticket is about to become part of another."""
        first = self.fresh_ticket()
        return f"/desk/tickets/{first}/merge?into={self.fresh_ticket()}"

    def guest(self) -> str:
        """Let somebody else take part."""
        form = {"address": "mark@seidel-statik.example"}
        self.client().post(f"{TICKET}/people", data=form)
        return TICKET

    def snoozed(self) -> str:
        """Put a fresh ticket to rest."""
        path = f"/desk/tickets/{self.fresh_ticket()}"
        self.client().post(f"{path}/snooze", data={"until": "tomorrow"})
        return path

    def held(self, ask: str = "") -> str:
        """Let a mail be held that pretends to be an agent's."""
        world = self.website.world
        notice = world.postbox.for_(ANNA)[0]
        forged = Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Wir zahlen alles.")
        arrival = world.receive(forged, peer="198.51.100.7")
        return f"/admin/mails/{arrival.id}" + (f"?ask={ask}" if ask else "")

    def fresh_customer(self) -> str:
        """Let somebody new write; gives their address."""
        address = self.fresh_address()
        self.fresh_ticket(address)
        return address

    def with_password(self) -> str:
        """Let somebody new choose a password; gives their address."""
        address = self.fresh_customer()
        done = self.client(address).post("/profile/password", data={"new": WORDS})
        assert done.status_code == 303, done.text
        return address

    def login_link(self) -> str:
        """Give the path of a link that signs somebody in."""
        address = self.fresh_customer()
        ask_for_link(self.website, address)
        return link_for(self.website, address)

    def spent_link(self) -> str:
        """Give the path of a link that has been used already."""
        path = self.login_link()
        assert self.website.client().post(path).status_code == 303
        return path

    def reset_link(self) -> str:
        """Give the path of a link to a new password."""
        address = self.fresh_customer()
        self.website.client().post("/password/forgotten", data={"address": address})
        return link_for(self.website, address)

    def notice_link(self) -> str:
        """Give the path of the link in the receipt for a request."""
        return link_for(self.website, self.fresh_customer())

    def invitation(self) -> str:
        """Let Anna invite somebody new; gives the path in the mail."""
        self.guests.append(self.fresh_address())
        return invited(self.website, Guest(self.guests[-1], "Eva Wolf", "Brandes Hochbau", "de"))

    def changed_terms(self) -> str:
        """Let somebody register and change the terms afterwards."""
        form = {"name": "Eva Wolf", "terms": "yes", "privacy": "yes"}
        done = self.website.client().post(self.invitation(), data=form)
        assert done.status_code == 303, done.text
        terms = config_of(self.website).terms
        assert terms is not None
        version = f"2027.{next(self.count)}"
        self.website.change_tenant(terms=terms.model_copy(update={"version": version}))
        return "/consent"

    def drop_address(self) -> str:
        """Let Anna have a drop address."""
        assert self.client(ANNA).post("/profile/drop-address").status_code == 303
        return "/profile"

    def second_device(self) -> str:
        """Let the customer be signed in elsewhere too."""
        self.website.session_of(JOERG)
        return "/profile"
