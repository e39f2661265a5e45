"""Invitations in a mail: what a text/calendar part says (RFC 5545, RFC 6047), in readable lines."""

import re
from datetime import UTC, datetime, timedelta

from mailgw.mime.charset import decode_text
from mailgw.mime.headers import one_line
from mailgw.mime.mail import Address, Invitation
from mailgw.mime.parts import Tree

MAX_CALENDAR = 512 * 1024
_MAX_LINES = 5000
_MAX_DESCRIPTION = 4000
_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:(\d\d))?(Z)?)?")
_LENGTH = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d+S)?)?"
)
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=("[^"]{0,500}"|[^;:"]{0,500})')
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
_ESCAPED = re.compile(r"\\[nN,;\\]")


def find_invitation(tree: Tree) -> Invitation | None:
    """Read the first event of the first calendar part, or None."""
    for part in tree.root.walk():
        if part.is_multipart or part.content_type not in _TYPES:
            continue
        label = part.parameters.get("charset", "")
        text = decode_text(part.decoded()[:MAX_CALENDAR], label).text
        found = read_calendar(text, part.parameters.get("method", ""))
        if found is not None:
            return found
    return None


def read_calendar(text: str, method: str = "") -> Invitation | None:
    """Read the first VEVENT of an iCalendar text; broken lines are passed over."""
    event: dict[str, tuple[dict[str, str], str]] = {}
    attendees: list[Address] = []
    inside: list[str] = []
    seen = False
    for line in _unfolded(text):
        name, parameters, value = _content_line(line)
        if name == "BEGIN":
            inside.append(value.upper())
            seen = seen or inside[-1] == "VEVENT"
        elif name == "END":
            if inside:
                inside.pop()
            if seen and value.upper() == "VEVENT":
                break
        elif name == "METHOD" and inside[-1:] == ["VCALENDAR"]:
            method = value
        elif inside[-1:] == ["VEVENT"]:
            if name == "ATTENDEE" and len(attendees) < 100:  # noqa: PLR2004 - a cap
                attendees.append(_person(parameters, value))
            event.setdefault(name, (parameters, value))
    return _invitation(event, tuple(attendees), method) if seen else None


def _invitation(
    event: dict[str, tuple[dict[str, str], str]], attendees: tuple[Address, ...], method: str
) -> Invitation:
    nothing: tuple[dict[str, str], str] = ({}, "")
    begin, end = event.get("DTSTART", nothing), event.get("DTEND", nothing)
    starts, ends = _moment(begin[1]), _moment(end[1])
    if not ends and (length := event.get("DURATION")) is not None:
        ends = _after(starts, length[1])
    if ends and "T" not in ends:
        ends = _last_day(starts, ends)
    zone = begin[0].get("TZID", "").strip('"')
    organizer = event.get("ORGANIZER")
    return Invitation(
        method=re.sub(r"[^A-Z]", "", method.upper())[:20] or "REQUEST",
        summary=one_line(_plain(event.get("SUMMARY", nothing)[1]))[:500],
        organizer=_person(*organizer) if organizer else None,
        starts_at=starts,
        ends_at=ends,
        zone="UTC" if begin[1].endswith("Z") else one_line(zone)[:80],
        location=one_line(_plain(event.get("LOCATION", nothing)[1]))[:500],
        description=_plain(event.get("DESCRIPTION", nothing)[1])[:_MAX_DESCRIPTION].strip(),
        attendees=attendees,
        uid=one_line(event.get("UID", nothing)[1])[:300],
        repeats="RRULE" in event,
    )


def invitation_text(invitation: Invitation) -> str:
    """Show an invitation as lines that need no words of any language."""
    begin, end = invitation.starts_at.replace("T", " "), invitation.ends_at.replace("T", " ")
    if begin and end.startswith(begin[:10]) and len(end) > 10:  # noqa: PLR2004 - the same day
        end = end[11:]
    time = " \u2013 ".join(one for one in (begin, end) if one)
    zone = f" ({invitation.zone})" if invitation.zone and time else ""
    organizer = invitation.organizer
    who = ""
    if organizer is not None:
        who = f"{organizer.name} <{organizer.address}>" if organizer.name else organizer.address
    lines = [invitation.summary, time + zone, invitation.location, who]
    shown = "\n".join(line for line in lines if line)
    return f"{shown}\n\n{invitation.description}".strip()


def _unfolded(text: str) -> list[str]:
    """Join folded lines (RFC 5545 3.1)."""
    out: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n", _MAX_LINES)[:_MAX_LINES]:
        if line[:1] in (" ", "\t") and out:
            if len(out[-1]) < _MAX_DESCRIPTION * 2:
                out[-1] += line[1:]
        else:
            out.append(line)
    return out


def _content_line(line: str) -> tuple[str, dict[str, str], str]:
    """Split `NAME;PARAMETER=value:value`; a colon inside quotes does not count."""
    name_end = next((at for at, letter in enumerate(line[:60]) if letter in ";:"), -1)
    if name_end < 0:
        return "", {}, ""
    name, position = line[:name_end].strip().upper(), name_end
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(line, position):
        parameters.setdefault(match[1].upper(), match[2].strip('"'))
        position = match.end()
    colon = line.find(":", position)
    return name, parameters, line[colon + 1 :].strip() if colon >= 0 else ""


def _person(parameters: dict[str, str], value: str) -> Address:
    address = value[7:] if value[:7].lower() == "mailto:" else value
    return Address(one_line(parameters.get("CN", ""))[:200], one_line(address)[:254])


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)


def _moment(value: str) -> str:
    """Give an iCalendar moment as ISO 8601, whole days as a date; what is no moment is empty."""
    match = _MOMENT.match(value)
    if match is None:
        return ""
    year, month, day, hour, minute = (int(one or 0) for one in match.groups()[:5])
    try:
        moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return ""
    return _iso(moment, with_time=match[4] is not None)


def _iso(moment: datetime, *, with_time: bool) -> str:
    return moment.isoformat()[: 16 if with_time else 10]


def _last_day(starts: str, ends: str) -> str:
    """Turn the exclusive end of whole days (RFC 5545 3.6.1) into their last one; "" for one day."""
    try:
        last = _iso(datetime.fromisoformat(ends) - timedelta(days=1), with_time=False)
    except (ValueError, OverflowError):
        return ""
    return last if last > starts else ""


def _after(starts: str, length: str) -> str:
    match = _LENGTH.fullmatch(length)
    if match is None or not starts:
        return ""
    weeks, days, hours, minutes = (int(one or 0) for one in match.groups())
    try:
        begin = datetime.fromisoformat(starts)
        ended = begin + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except (ValueError, OverflowError):
        return ""
    return _iso(ended, with_time="T" in starts)
