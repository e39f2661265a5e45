"""Invitations: what a calendar part asks for, and how it reads where nothing else does."""

import pytest

from mailgw.mime.invitation import read_calendar
from mailgw.mime.mail import Address
from mailgw.mime.read import read
from tests.mime.builder import PLAIN, mail, multipart, part

EVENT = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN="Kraft; Anna":mailto:anna@kraft.example
ATTENDEE;RSVP=TRUE;CN=Bob:MAILTO:bob@x.example
SUMMARY:Aufmaß
 \u0020Türen
DTSTART;TZID=W. Europe Standard Time:20261203T100000
DTEND;TZID=W. Europe Standard Time:20261203T113000
LOCATION:Hauptstr. 5\\, Köln
DESCRIPTION:Bitte\\nklingeln
BEGIN:VALARM
DESCRIPTION:REMINDER
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Another
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_is_a_value() -> None:
    raw = mail(*PLAIN, "Content-Type: text/calendar; charset=utf-8; method=REQUEST", body=EVENT)
    found = read(raw).invitation
    assert found is not None
    assert (found.method, found.summary, found.location) == (
        "REQUEST", "Aufmaß Türen", "Hauptstr. 5, Köln",
    )  # fmt: skip
    assert found.organizer == Address("Kraft; Anna", "anna@kraft.example")
    assert found.attendees == (Address("Bob", "bob@x.example"),)
    assert (found.starts_at, found.ends_at) == ("2026-12-03T10:00", "2026-12-03T11:30")
    assert found.zone == "W. Europe Standard Time"


def test_an_invitation_alone_reads_as_text() -> None:
    raw = mail(*PLAIN, "Content-Type: text/calendar; charset=utf-8", body=EVENT)
    found = read(raw)
    assert found.text.splitlines() == [
        "Aufmaß Türen",
        "2026-12-03 10:00 \u2013 11:30 (W. Europe Standard Time)",
        "Hauptstr. 5, Köln",
        "Kraft; Anna <anna@kraft.example>",
        "",
        "Bitte",
        "klingeln",
    ]
    assert [one.name for one in found.attachments] == ["invite.ics"]


def test_the_words_of_the_mail_come_before_those_of_its_calendar() -> None:
    raw = multipart(
        "alternative",
        part("Content-Type: text/plain", body="Please come."),
        part("Content-Type: text/calendar; method=CANCEL", body=EVENT.replace("REQUEST", "CANCEL")),
        header=PLAIN,
    )
    found = read(raw)
    assert found.text == "Please come."
    assert found.invitation is not None
    assert found.invitation.method == "CANCEL"


@pytest.mark.parametrize(
    ("lines", "begin", "end", "zone"),
    [
        ("DTSTART;VALUE=DATE:20261224\nDURATION:P2D", "2026-12-24", "2026-12-25", ""),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225", "2026-12-24", "", ""),
        ("DTSTART:20261224T100000Z\nDURATION:PT90M", "2026-12-24T10:00", "2026-12-24T11:30", "UTC"),
        ("DTSTART:20261224T2500", "", "", ""),
        ("DTSTART:00010101\nDTEND:00010101", "0001-01-01", "", ""),
        ("DTSTART:99991231\nDURATION:P9999W", "9999-12-31", "", ""),
        ("SUMMARY", "", "", ""),
    ],
)
def test_days_lengths_and_zones_are_read(lines: str, begin: str, end: str, zone: str) -> None:
    found = read_calendar(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT")
    assert found is not None
    assert (found.starts_at, found.ends_at, found.zone) == (begin, end, zone)


def test_a_calendar_without_event_is_no_invitation() -> None:
    assert read_calendar("BEGIN:VCALENDAR\nEND:VCALENDAR") is None
