"""The one door to mail-parser: dates, header defects and a second opinion on the sender."""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

import mailparser
from mailparser.exceptions import MailParserError

from mailgw.mime.headers import Fields

# mail-parser reads all that it is given, twice; the fields below are those whose reading counts,
# and the caps keep hostile ones (measured: 200 kB of semicolons cost it four seconds) cheap.
_READ = frozenset({"from", "sender", "date", "message-id"})
_MAX_VALUE = 2000
_MAX_FIELDS = 12
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\s*(?:\([^()]*\))?\s*$")
_MAX_OFFSET_SECONDS = 24 * 3600

logging.getLogger("mailparser").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class HeaderView:
    """What mail-parser makes of the fields that say who wrote a mail, and when."""

    date: datetime | None
    sole_from: str | None
    """The one address it reads in From, or None for none or several."""
    defects: tuple[str, ...]


def view_headers(fields: Fields) -> HeaderView:
    """Read the identifying fields with mail-parser; hostile values yield defects, no errors."""
    chosen = [(name, value) for name, value in fields.items if name in _READ][:_MAX_FIELDS]
    block = b"".join(
        name.encode("ascii") + b": " + value[:_MAX_VALUE] + b"\r\n" for name, value in chosen
    )
    try:
        parsed = mailparser.parse_from_bytes(block + b"\r\n")  # type: ignore[no-untyped-call] # untyped
    except (MailParserError, ValueError, LookupError, TypeError, AttributeError):
        return HeaderView(_date(fields, None), None, ("The header could not be read in full.",))
    senders = parsed.from_ or []
    sole = senders[0][1] if len(senders) == 1 else None
    return HeaderView(_date(fields, parsed.date), sole, tuple(_sentences(parsed)))


def _sentences(parsed: mailparser.MailParser) -> list[str]:
    found = [f"The {d['header']} field: {d['reason']}." for d in parsed.address_header_defects]
    found += [f"The {d['header']} field: {d['reason']}." for d in parsed.date_header_defects]
    return list(dict.fromkeys(found))[:10]


def _date(fields: Fields, parsed: datetime | None) -> datetime | None:
    """Give mail-parser's instant the writer's own offset; where it refuses, read kindly."""
    raw = fields.raw("date")
    if raw is None:
        return None
    text = raw[:200].decode("ascii", "replace")
    if parsed is not None:
        moment = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        match = _OFFSET.search(text)
        if match is None or int(match[2]) > 23:  # noqa: PLR2004 - hours of a day
            return moment
        minutes = int(match[2]) * 60 + int(match[3])
        shift = timedelta(minutes=-minutes if match[1] == "-" else minutes)
        return moment.astimezone(timezone(shift))
    return _kind_date(text)


def _kind_date(text: str) -> datetime | None:
    """Read what the strict grammar refuses: odd zones, missing seconds, swapped order."""
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        offset = parts[9] or 0
        if abs(offset) >= _MAX_OFFSET_SECONDS:
            offset = 0
        return datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=offset)))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
