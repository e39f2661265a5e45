"""What a machine wrote, and what a person wrote although a machine marked it."""

import pytest

from mailgw.mime.mail import AutomaticKind
from mailgw.mime.read import read
from tests.mime.builder import mail, multipart, part

FROM = ("From: Anna Kraft <anna@kraft.example>", "To: sales@firm.example")


@pytest.mark.parametrize(
    "header",
    [
        ("Subject: Away", "Auto-Submitted: auto-replied"),
        ("Subject: Automatische Antwort: Angebot",),
        ("Subject: =?utf-8?q?Odpowied=C5=BA_automatyczna=3A_oferta?=",),
        ("Subject: Afwezig: Re: offerte",),
        ("Subject: Risposta automatica: preventivo",),
        ("Subject: Out of office: Re: quote",),
        ("Subject: x", "X-Autoreply: yes"),
        ("Subject: x", "Precedence: auto_reply"),
    ],
)
def test_automatic_answers_are_recognised(header: tuple[str, ...]) -> None:
    automatic = read(mail(*FROM, *header, body="I am not here.")).automatic
    assert automatic is not None
    assert automatic.kind is AutomaticKind.AUTO_REPLY
    assert automatic.why


@pytest.mark.parametrize(
    "mark",
    [
        ("Auto-Submitted: auto-generated", "X-MS-Exchange-Inbox-Rules-Loop: a@kraft.example"),
        ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"),
        ("X-Auto-Response-Suppress: All",),
        ("Auto-Submitted: no",),
    ],
)
def test_a_person_whose_mail_a_forwarding_rule_marked_stays_a_person(mark: tuple[str, ...]) -> None:
    body = "Guten Tag,\r\n\r\nab dem 3. Juni brauchen wir zehn Container. Was kostet das?\r\nAnna"
    raw = mail(*FROM, "Subject: Container", *mark, "X-Mailer: Outlook", body=body)
    assert read(raw).automatic is None


def test_a_person_who_speaks_of_a_holiday_stays_a_person() -> None:
    body = "We are on holiday next week, please deliver after Monday."
    assert read(mail(*FROM, "Subject: Delivery while we are away", body=body)).automatic is None


def test_a_read_receipt_is_a_receipt() -> None:
    note = part("Content-Type: message/disposition-notification", body="Disposition: x; displayed")
    raw = multipart("report", part("Content-Type: text/plain", body="read"), note, header=FROM)
    automatic = read(raw).automatic
    assert automatic is not None
    assert automatic.kind is AutomaticKind.RECEIPT


def test_a_newsletter_is_bulk() -> None:
    automatic = read(
        mail(*FROM, "Subject: News", "List-Unsubscribe: <https://x.example>")
    ).automatic
    assert automatic is not None
    assert automatic.kind is AutomaticKind.BULK


def test_a_feedback_report_is_recognised() -> None:
    report = part("Content-Type: message/feedback-report", body="Feedback-Type: abuse")
    automatic = read(multipart("report", report, header=FROM)).automatic
    assert automatic is not None
    assert automatic.kind is AutomaticKind.FEEDBACK_REPORT
