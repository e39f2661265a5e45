"""A world whose mail leaves by a scripted smarthost, with one request that waits for an answer."""

from datetime import datetime

from sqlalchemy import select

from mailgw.actors import jobs_of
from mailgw.outbound.deliver import Office
from mailgw.outbound.transport import SmtpTransport
from tenants import Encryption, SmtpOut
from tests.support.mails import Mail
from tests.support.smarthost import Smarthost
from tests.support.world import OFFICE, Sent, World
from tickets.model.mail import OutboundMail
from tickets.model.routing import Due, DueKind
from tickets.model.task import Task

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"


class Outpost:
    """The world, its smarthost, and Jan's request lying with Anna."""

    def __init__(self, world: World, smarthost: Smarthost) -> None:
        self.world = world
        self.smarthost = smarthost
        self.transport = self.leave_by(Encryption.PLAIN)
        world.receive(Mail(sender=f"Jan Nowak <{JAN}>"), peer=OFFICE)
        self._notice = self.got(ANNA)[-1]
        self._receipts = len(self.got(JAN))

    def leave_by(self, encryption: Encryption, **more: str) -> SmtpTransport:
        """Let all mail leave by the smarthost, secured as asked."""
        way_out = SmtpOut(
            host="127.0.0.1",
            port=self.smarthost.port,
            encryption=encryption,
            timeout_seconds=1.0,
            **more,
        )
        self.transport = SmtpTransport(way_out, "in.hellmoor.example")
        office = Office(self.world.core, lambda _: self.transport, lambda _: None, "test")
        self.world.jobs = jobs_of(self.world.gateway, office)
        return self.transport

    def got(self, address: str) -> list[Sent]:
        """Give the mails that the smarthost took over for somebody."""
        taken = self.smarthost.taken
        return [Sent(one.envelope_from, one.to, one.raw) for one in taken if one.to == address]

    def answers(self) -> list[Sent]:
        """Give what Jan got beyond his receipt."""
        return self.got(JAN)[self._receipts :]

    def answer(self, text: str) -> OutboundMail:
        """Let Anna answer Jan and do what is due; gives the mail that is owed to Jan."""
        mail = Mail(sender=f"Anna Kraft <{ANNA}>", to=self._notice.reply_to, text=text)
        self.world.receive(mail, peer=OFFICE)
        return self.owed()[-1]

    def owed(self) -> list[OutboundMail]:
        """Give the answers to Jan as rows."""
        return [one for one in self.world.owed() if one.to_address == JAN and not one.is_automatic]

    def next_try(self, mail: OutboundMail) -> datetime | None:
        """Say when a mail is tried next."""
        with self.world.core.database.glance() as session:
            query = select(Due.at).where(Due.kind == DueKind.OUTBOUND, Due.key == str(mail.id))
            return session.scalar(query)

    def wait(self, **parts: float) -> None:
        """Let time pass and do what is due then."""
        self.transport.close()
        self.world.clock.pass_by(**parts)
        self.world.work()

    def tasks(self) -> list[Task]:
        """Give all tasks."""
        with self.world.core.read("hellmoor") as unit:
            return list(unit.session.scalars(select(Task)))
