"""Lives through the weeks before today: every mail comes in by the real door, at its own time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailgw.actors import Jobs, jobs_of
from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.outbound.deliver import Office
from mailgw.outbound.transport import Attempt, Sending
from stafette.bootstrap import House, make_gateway
from stafette.demo import curiosities
from stafette.demo.cast import Cast, Player, load_cast
from stafette.demo.clients import write_mail
from stafette.demo.clients.letter import Enclosed, Letter, read_original
from stafette.demo.clock import SettableClock
from stafette.demo.conversations import Conversation, Does, Dress, Step, load_conversations
from stafette.demo.desk_work import accept_invitation, do_at_desk, invite_customer, viewer_of
from stafette.demo.files import draw_file
from stafette.demo.firms import enter_firms, enter_phones
from stafette.demo.judging import let_words_be_awaited
from stafette.demo.marks import mark_what_was_read
from stafette.demo.postbox import PostboxStore
from stafette.demo.task_work import WITH_TASKS
from stafette.demo.times import Calendar
from tenants import TenantConfig
from tickets.model.mail import InboundMail, Way
from tickets.model.routing import DueKind
from tickets.store.due import find_due
from web.brand import find_logo

_LOOPBACK = "127.0.0.1"
_ROUNDS = 50
_ASKED_BEFORE = timedelta(minutes=50)
_READ_AFTER = timedelta(hours=20)
"""Mails older than this have been read, wherever nobody says otherwise."""

Progress = Callable[[int, int], None]
"""Told after each step: how many are done, and of how many."""


@dataclass(slots=True)
class _Course:
    """How far one conversation has come."""

    conversation: Conversation
    got: dict[str, bytes] = field(default_factory=dict)
    """The newest mail of this conversation that each address got."""
    ticket_id: int | None = None
    step: Does = Does.WRITE
    """What is being done just now."""


class Seeding:
    """The making of the world in one house, whose clock is ours."""

    def __init__(
        self,
        house: House,
        clock: SettableClock,
        store: PostboxStore,
        configs: dict[str, TenantConfig],
    ) -> None:
        self._house = house
        self._clock = clock
        self._store = store
        self._configs = configs
        self._cast: Cast = load_cast()
        self._now = datetime.now(UTC)
        self._course: _Course | None = None
        office = Office(house.core, lambda _config: self, self._logo, house.worker)
        self._jobs: Jobs = jobs_of(make_gateway(house), office)

    def live_through(self, progress: Progress = lambda _done, _of: None) -> None:
        """Play every step of every conversation in the order of time."""
        steps = sorted(self._steps(), key=lambda one: one[0])
        self._clock.wind_back(steps[0][0] - timedelta(minutes=5))
        for tenant in self._configs:
            enter_firms(self._house.core, tenant)
        courses: dict[str, _Course] = {}
        asks_at: datetime | None = self._now - _ASKED_BEFORE
        for number, (at, conversation, step) in enumerate(steps, 1):
            if asks_at is not None and at > asks_at:
                self._let_words_be_awaited(conversation, asks_at)
                asks_at = None
            course = courses.setdefault(conversation.key, _Course(conversation))
            self._course, course.step = course, step.does
            self._clock.set_to(at)
            self._play(course, step, at)
            self._work()
            progress(number, len(steps))
        for tenant in self._configs:
            enter_phones(self._house.core, tenant)
        self._put_read_mails_away()
        self._mark_read_messages(courses.values())

    def _let_words_be_awaited(self, conversation: Conversation, at: datetime) -> None:
        """Ask colleagues for their word in time, so that the newest mails are the customers'."""
        self._course = _Course(conversation)  # these mails belong to no conversation
        self._clock.set_to(at)
        let_words_be_awaited(self._house.core, self._configs["hellmoor"], self._now)
        self._work()

    def send(self, envelope_from: str, to: str, content: bytes) -> Attempt:
        """Stand where the next mail server is: put each mail straight into its postbox."""
        kept = self._store.keep(to, envelope_from, content, self._clock.now())
        assert self._course is not None
        if self._course.step is not Does.NOTE and self._course.step not in WITH_TASKS:
            # An answer to a word between colleagues would stay between colleagues.
            self._course.got[to] = kept.raw()
        return Attempt(Sending.SENT, "250 2.0.0 Kept")

    def _steps(self) -> Iterator[tuple[datetime, Conversation, Step]]:
        for conversation in load_conversations():
            calendar = Calendar(self._now, self._zone(conversation.tenant))
            before: datetime | None = None
            for step in conversation.steps:
                at = calendar.moment(step.at)
                if before is not None and at <= before:
                    at = before + timedelta(minutes=1)
                yield at, conversation, step
                before = at

    def _play(self, course: _Course, step: Step, at: datetime) -> None:
        writer = self._cast.players[step.by]
        match step.does:
            case Does.WRITE | Does.STRAY if not self._is_at_desk(course, writer):
                self._bring_in(course, *self._mail(course, step, writer, at), writer)
            case Does.BOUNCE:
                raw = curiosities.delivery_report(course.got[writer.address], writer, at)
                to = curiosities.return_path(course.got[writer.address])
                self._bring_in(course, raw, to, writer, null_sender=True)
            case Does.AWAY:
                original = read_original(course.got[writer.address], self._zone(writer.tenant))
                text = self._text(step, writer, at)
                raw = curiosities.absence_note(writer, original, text, at)
                self._bring_in(course, raw, original.reply_to[1], writer, null_sender=True)
            case Does.INVITE:
                invite_customer(self._house.core, self._config(course), step.by, step.whom)
            case Does.REGISTER:
                mail = course.got[writer.address]
                accept_invitation(self._house.core, self._config(course), writer, mail)
            case _:
                assert course.ticket_id is not None
                config = self._config(course)
                text = self._text(step, writer, at)
                do_at_desk(self._house.core, config, course.ticket_id, step, text)

    def _is_at_desk(self, course: _Course, writer: Player) -> bool:
        """Tell whether an agent has no mail in hand that could be answered."""
        return writer.is_agent and writer.address not in course.got

    def _mail(self, course: _Course, step: Step, writer: Player, at: datetime) -> tuple[bytes, str]:
        """Write the mail of a step in the program of its writer; gives it and where it goes."""
        conversation = course.conversation
        zone = self._zone(writer.tenant)
        got = course.got.get(writer.address)
        original = read_original(got, zone) if got else None
        to = original.reply_to if original else ("", conversation.to)
        if step.signature is not None:
            writer = replace(writer, signature=step.signature.strip())
        letter = Letter(
            writer=writer,
            to=(to,),
            subject=conversation.subject,
            text=self._text(step, writer, at),
            written_at=at.astimezone(zone),
            cc=tuple(self._named(one) for one in step.cc),
            files=tuple(self._files(step, writer)),
            answers=original,
            sender=step.whom if step.does is Does.STRAY else "",
        )
        match step.dress:
            case Dress.WINMAIL:
                return write_mail(curiosities.in_winmail(letter)), to[1]
            case Dress.PEC:
                raw = curiosities.in_certified_envelope(
                    write_mail(letter), writer, conversation.subject, letter.written_at
                )
                return raw, to[1]
            case Dress.LIST:
                return curiosities.as_newsletter(write_mail(letter), writer), to[1]
            case Dress.PLAIN:
                return write_mail(letter), to[1]

    def _bring_in(
        self, course: _Course, raw: bytes, to: str, writer: Player, *, null_sender: bool = False
    ) -> None:
        """Hand a mail in at the one door, and see which ticket it came to."""
        arrival = Arrival(
            tenant=course.conversation.tenant,
            way=Way.SMTP,
            raw=raw,
            envelope_from="" if null_sender else writer.address,
            envelope_to=(to,),
            peer=_LOOPBACK,
        )
        arrival_id = accept_mail(self._house.core, arrival)
        self._work()
        with self._house.core.read(arrival.tenant) as unit:
            row = unit.session.get_one(InboundMail, arrival_id)
            course.ticket_id = row.ticket_id or course.ticket_id

    def _work(self) -> None:
        """Do all that is due, as workers would, until nothing is left."""
        for _ in range(_ROUNDS):
            with self._house.core.database.glance() as session:
                rows = find_due(session, list(self._jobs), self._clock.now())
            if not rows:
                return
            for row in rows:
                self._jobs[DueKind(row.kind)](row.id)

    def _text(self, step: Step, writer: Player, at: datetime) -> str:
        calendar = Calendar(self._now, self._zone(writer.tenant))
        return calendar.fill(step.text, writer.language, at)

    def _files(self, step: Step, writer: Player) -> Iterator[Enclosed]:
        for one in step.files:
            house = writer.tenant if writer.is_agent else ""
            content_type, content = draw_file(one.name, one.shows, house, writer.language)
            yield Enclosed(one.name, content_type, content)

    def _logo(self, config: TenantConfig) -> bytes | None:
        return find_logo(self._house.settings.tenants_dir, config)

    def _config(self, course: _Course) -> TenantConfig:
        return self._configs[course.conversation.tenant]

    def _mark_read_messages(self, courses: Iterable[_Course]) -> None:
        before = self._now - _READ_AFTER
        for tenant, config in self._configs.items():
            unread = [
                (one.ticket_id, viewer_of(self._house.core, config, key).person_id)
                for one in courses
                if one.conversation.tenant == tenant and one.ticket_id is not None
                for key in one.conversation.unread
            ]
            mark_what_was_read(self._house.core, tenant, before, unread)

    def _named(self, key: str) -> tuple[str, str]:
        player = self._cast.players[key]
        return player.name, player.address

    def _zone(self, tenant: str) -> ZoneInfo:
        return ZoneInfo(self._configs[tenant].time_zone)

    def _put_read_mails_away(self) -> None:
        """Mark as read in the postboxes what nobody would have left unread."""
        for player in self._cast.players.values():
            for kept in self._store.mails(player.address):
                if self._now - kept.came_at > _READ_AFTER:
                    self._store.mark_read(player.address, kept.id)
