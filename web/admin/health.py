"""How mail flows: what came, was read, found its ticket and went, and what stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from templates.sentences import N_
from tickets.model.mail import ImapFolder, OutboundMail
from tickets.ports import Checked
from tickets.services.arrivals import WAITING
from tickets.store.folders import list_folders
from tickets.store.health import (
    Backlog,
    Leg,
    count_week,
    last_arrivals,
    last_sent,
    list_troubles,
    look_at_backlog,
    look_at_flow,
)
from tickets.store.ledger import LedgerFilter, count_outcomes, page_of_ledger, ticket_numbers
from tickets.store.unit_of_work import ReadUnit
from web.admin.mails import mail_room
from web.admin.shown import lines_of
from web.dependencies import AdminVisit, Visit
from web.desk.framed import framed_page

router = APIRouter()

_LATE = timedelta(minutes=10)
_HELD_SHOWN = 3
_TROUBLES_SINCE = timedelta(days=7)
_BAR_WIDTH, _BAR_GAP, _HEIGHT, _LEAST = 7.1, 8.35, 30.0, 1.0

_NOT_FETCHED = N_(
    "*%(account)s, folder %(folder)s, cannot be fetched.* %(says)s No mail is lost: it waits on "
    "the server."
)
_INCOMING_WAITS = N_(
    "*Mails to be read: %(count)s, waiting since %(since)s.* Please see that a worker runs: "
    "stafette serve, or stafette worker."
)
_OUTGOING_WAITS = N_(
    "*Mails to be sent: %(count)s, waiting since %(since)s.* They are tried again by themselves; "
    "stafette doctor says what is wrong."
)
_PAUSED = N_(
    "*Outgoing mail is kept back.* Take STAFETTE_SENDING_PAUSED out of the settings and start "
    "again, and it leaves."
)


@dataclass(frozen=True, slots=True)
class Connection:
    """One way in or out as the table shows it."""

    name: str
    about: str
    is_well: bool | None
    """None before it was tried for the first time."""
    state: str
    last_at: datetime | None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour in the little chart of a leg."""

    x: float
    y: float
    height: float
    is_now: bool


@router.get("/admin")
def health(here: AdminVisit) -> Response:
    """Show the flow of mail, what is held, and all connections."""
    return _page(here, ())


@router.post("/admin/check")
def check(here: AdminVisit) -> Response:
    """Try all connections now, and show what they answered."""
    return _page(here, mail_room(here).check(here.tenant))


def bars(leg: Leg) -> list[Bar]:
    """Lay out the hours of a leg in a field of 100 by 30."""
    most = max(*leg.hours, 1)
    made = []
    for place, count in enumerate(leg.hours):
        height = max(_LEAST, _HEIGHT * count / most)
        is_now = place == len(leg.hours) - 1
        made.append(Bar(round(place * _BAR_GAP, 2), round(_HEIGHT - height, 2), height, is_now))
    return made


def _page(here: Visit, checked: Sequence[Checked]) -> Response:
    with here.read() as unit:
        flow, backlog = look_at_flow(unit), look_at_backlog(unit)
        folders = list_folders(unit)
        held, _ = page_of_ledger(unit, LedgerFilter(outcomes=WAITING))
        counts = count_outcomes(unit)
        troubles = list_troubles(unit, unit.now - _TROUBLES_SINCE)
        values: dict[str, Any] = {
            "held": lines_of(here, unit, held[:_HELD_SHOWN]),
            "week": count_week(unit),
            "connections": list(_connections(here, unit, folders)),
            "troubles": _with_numbers(unit, troubles),
        }
    return framed_page(
        here,
        "admin/health.html",
        "/admin",
        flow=flow,
        backlog=backlog,
        bars=bars,
        alarms=list(_alarms(here, backlog, folders)),
        waiting=sum(counts[outcome] for outcome in WAITING),
        checked=checked,
        **values,
    )


def _alarms(
    here: Visit, backlog: Backlog, folders: Sequence[ImapFolder]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Name each thing that is not as it should be: the sentence, and what fills it."""
    watched = {(one.name, folder) for one in here.config.imap for folder in one.folders}
    for row in folders:
        if row.failures and (row.account, row.folder) in watched:
            where = {"account": row.account, "folder": row.folder}
            yield _NOT_FETCHED, {**where, "says": row.last_error}
    dates, late = here.reader.dates, here.reader.now - _LATE
    if backlog.incoming_since is not None and backlog.incoming_since < late:
        since = dates.stamp(backlog.incoming_since)
        yield _INCOMING_WAITS, {"count": backlog.incoming, "since": since}
    if not mail_room(here).is_sending:
        yield _PAUSED, {}
    elif backlog.outgoing_since is not None and backlog.outgoing_since < late:
        since = dates.stamp(backlog.outgoing_since)
        yield _OUTGOING_WAITS, {"count": backlog.outgoing, "since": since}


def _connections(
    here: Visit, unit: ReadUnit, folders: Sequence[ImapFolder]
) -> Iterator[Connection]:
    last = last_arrivals(unit)
    rows = {(row.account, row.folder): row for row in folders}
    for account in here.config.imap:
        for folder in account.folders:
            row = rows.get((account.name, folder))
            is_well = None if row is None or _is_untried(row) else not row.failures
            yield Connection(
                name=f"IMAP {account.name}",
                about=f"{account.host}, {folder}",
                is_well=is_well,
                state=_state(here, is_well=is_well),
                last_at=row.polled_at if row else None,
                says=row.last_error if row else "",
            )
    for door in mail_room(here).doors():
        yield Connection(
            name=here.say("%(way)s in", way=door.way.upper()),
            about=f"{door.host}:{door.port}",
            is_well=None,
            state=here.say("by the settings"),
            last_at=last.get(door.way),
        )
    yield _way_out(here, last_sent(unit))


def _way_out(here: Visit, sent: OutboundMail | None) -> Connection:
    smtp = here.config.smtp
    about = f"{smtp.host}:{smtp.effective_port}, {smtp.encryption}" if smtp else "127.0.0.1:25"
    is_sending = mail_room(here).is_sending
    return Connection(
        name=here.say("%(way)s out", way="SMTP"),
        about=about,
        is_well=None if is_sending else False,
        state=here.say("by the settings") if is_sending else here.say("kept back"),
        last_at=sent.sent_at if sent else None,
    )


def _is_untried(row: ImapFolder) -> bool:
    return row.polled_at is None and not row.failures


def _state(here: Visit, *, is_well: bool | None) -> str:
    if is_well is None:
        return here.say("not fetched yet")
    return here.say("fetching") if is_well else here.say("failing")


def _with_numbers(
    unit: ReadUnit, mails: Sequence[OutboundMail]
) -> list[tuple[OutboundMail, int | None]]:
    numbers = ticket_numbers(unit, [mail.ticket_id for mail in mails if mail.ticket_id])
    return [(mail, numbers.get(mail.ticket_id or 0)) for mail in mails]
