"""Absence notes, receipts and confirmations of many makers, and people who speak of such things."""

import base64
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mailgw.mime.absence import day_back
from mailgw.mime.mail import Automatic, AutomaticKind
from mailgw.mime.read import read
from tests.mime.builder import mail

_TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "automats.toml").read_text(encoding="utf-8")
)
FROM = "From: Anna Kraft <anna@kraft.example>"
ANSWERS = "In-Reply-To: <offer@firm.example>"
MARKED = ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", ANSWERS)
WAYS = {
    "automat": {"no mark": (), "answer": (ANSWERS,), "exchange": MARKED},
    "absence": {"no mark": (), "answer": (ANSWERS,), "exchange": MARKED},
    "bare": {"no mark": (), "answer": (ANSWERS,), "null path": ("Return-Path: <>", ANSWERS)},
}
PEOPLES_MARKS = {
    "none": (),
    "program": ("X-Mailer: Microsoft Outlook 16.0",),
    "inbox rule": (
        "Auto-Submitted: auto-generated",
        "X-MS-Exchange-Inbox-Rules-Loop: anna@kraft.example",
    ),
    "suppressed": ("X-Auto-Response-Suppress: OOF, AutoReply",),
    "thread": (ANSWERS, "References: <offer@firm.example>"),
    "list": ("Precedence: list", "List-Id: <bau.lists.example>"),
}


def _judged(case: dict[str, Any], *header: str) -> Automatic | None:
    subject = base64.b64encode(case["subject"].encode()).decode()
    raw = mail(
        *header,
        "To: sales@firm.example",
        f"Subject: =?utf-8?B?{subject}?=",
        "Date: Thu, 10 Dec 2026 10:00:00 +0100",
        "Content-Type: text/plain; charset=utf-8",
        body=case["body"],
    )
    return read(raw).automatic


def _name(case: dict[str, Any]) -> str:
    return f"{case.get('language', '')} {case['subject']}".strip()


@pytest.mark.parametrize("note", _TABLE["notes"], ids=_name)
def test_an_absence_note_is_automatic_by_whatever_it_shows(note: dict[str, Any]) -> None:
    for way, header in WAYS[note["shape"]].items():
        found = _judged(note, FROM, *header)
        assert found is not None, way
        assert found.kind is AutomaticKind.AUTO_REPLY, way


@pytest.mark.parametrize("case", _TABLE["people"], ids=_name)
def test_a_person_who_speaks_of_absence_stays_a_person(case: dict[str, Any]) -> None:
    for marks, header in PEOPLES_MARKS.items():
        found = _judged(case, FROM, *header)
        allowed = found is None or (marks == "list" and found.kind is AutomaticKind.BULK)
        assert allowed, (marks, found)


@pytest.mark.parametrize("case", _TABLE["others"], ids=_name)
def test_what_other_programs_write_has_its_kind(case: dict[str, Any]) -> None:
    found = _judged(case, *case["header"])
    assert (found.kind.value if found else "") == case["kind"]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "I am out of the office until 4 January 2027.", "2027-01-04"),
        (
            "en",
            "I'm away from 12 December to January 3rd and back on Monday, January 4th, 2027.",
            "2027-01-04",
        ),
        ("en", "I will return on 01/04/2027", ""),
        ("en", "Out of office, returning Dec 28.", "2026-12-28"),
        (
            "de",
            "Ich bin bis zum 03.01.2027 nicht im Büro und ab dem 4.1.2027 wieder erreichbar.",
            "2027-01-04",
        ),
        ("de", "Ich bin vom 14.12. bis einschließlich 28.12. im Urlaub.", "2026-12-28"),
        (
            "de",
            "Ab Montag, den 4. Januar bin ich wieder für Sie da. In dringenden Fällen: 030/12345",
            "2027-01-04",
        ),
        ("de", "Ich kehre am 5. Jänner zurück.", "2027-01-05"),
        ("pl", "Jestem na urlopie do 31 grudnia. Wracam 4 stycznia 2027 r.", "2027-01-04"),
        ("pl", "Będę nieobecna od 14.12.2026 do 18.12.2026.", "2026-12-18"),
        (
            "nl",
            "Ik ben afwezig t/m 24 december en vanaf maandag 28 december weer bereikbaar.",
            "2026-12-28",
        ),
        ("it", "Sono in ferie fino al 6 gennaio 2027, rientrerò il 7 gennaio.", "2027-01-07"),
        ("it", "Sarò assente dal 24 dicembre al 2 gennaio.", "2027-01-02"),
        (
            "fr",
            "Je suis absent jusqu'au 2 janvier inclus. De retour le 4 janvier 2027.",
            "2027-01-04",
        ),
        ("fr", "Absente du 24/12/2026 au 31/12/2026", "2026-12-31"),
        ("es", "Estaré fuera de la oficina hasta el 3 de enero de 2027.", "2027-01-03"),
        ("es", "Vuelvo el 28 de diciembre", "2026-12-28"),
        ("cs", "Jsem mimo kancelář do 3. ledna 2027.", "2027-01-03"),
        ("cs", "Zpět budu 4.1.2027.", "2027-01-04"),
        ("sv", "Jag är på semester till den 2 januari. Åter den 4 januari.", "2027-01-04"),
        ("da", "Jeg er tilbage den 28. december.", "2026-12-28"),
        ("pt", "Estarei ausente até 2 de janeiro de 2027.", "2027-01-02"),
        ("pt", "Regresso no dia 28 de outubro de 2027.", "2027-10-28"),
        (
            "hu",
            "2027. január 4-től ismét elérhető vagyok. Szabadságon vagyok december 31-ig.",
            "2027-01-04",
        ),
        ("hu", "2026. december 23-ig szabadságon vagyok.", "2026-12-23"),
        ("de", "Unser Büro ist geschlossen. Tel. 030 12 34 56, Version 2.3", ""),
        ("en", "I am away until 2026-12-24, back after that.", "2026-12-24"),
        ("en", "Thank you. I'm on leave with no access to email.", ""),
    ],
)
def test_the_day_of_return_is_read(language: str, text: str, day: str) -> None:
    assert day_back(text, date(2026, 12, 10), language) == day


def test_the_day_of_return_comes_with_the_note() -> None:
    case = {"subject": "Automatische Antwort: Angebot", "body": "Ab dem 4. Januar bin ich zurück."}
    found = _judged(case, FROM)
    assert found is not None
    assert found.back_on == "2027-01-04"


def test_a_day_without_year_needs_the_day_of_the_mail() -> None:
    assert day_back("Back on 4 January.", None) == ""
    assert day_back("Back on 4 January 2027.", None) == "2027-01-04"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Auto-Submitted: auto-generated", "Auto-Submitted"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "X-Auto-Response-Suppress"),
        ("X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress"),
        ("Return-Path: <>", "return path"),
        ("Precedence: bulk", "Precedence"),
        ("List-Id: <bau.lists.example>", "list-id"),
    ],
)
def test_a_mark_alone_forbids_an_automatic_answer_and_keeps_the_mail(
    header: str, words: str
) -> None:
    found = read(mail(FROM, "Subject: Türen", header, body="Bitte um Angebot."))
    assert words in found.wants_no_answer
    assert found.automatic is None or found.automatic.kind is AutomaticKind.BULK


def test_an_ordinary_mail_may_be_answered() -> None:
    ordinary = (FROM, "Subject: Offer", "X-Auto-Response-Suppress: DR, RN, NRN")
    assert read(mail(*ordinary)).wants_no_answer == ""
    no_reply = read(mail("From: no-reply@kraft.example", "Subject: Offer"))
    assert no_reply.wants_no_answer == "its sender is a no-reply address"
