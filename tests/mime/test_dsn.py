"""Delivery reports: RFC 3464, and the texts of servers that do not know it."""

import pytest

from mailgw.mime.mail import AutomaticKind, ParsedMail
from mailgw.mime.read import read
from mailgw.mime.reasons import reason_of
from tests.mime.builder import mail, multipart, part

DAEMON = ("From: Mail Delivery System <MAILER-DAEMON@mx.example>", "To: sales@firm.example")


def _kind(read_mail: ParsedMail) -> AutomaticKind | None:
    return read_mail.automatic.kind if read_mail.automatic else None


def _report(action: str, status: str, diagnostic: str) -> bytes:
    fields = (
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; eva@x.example\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
    )
    returned = "From: sales@firm.example\r\nMessage-ID: <offer-1@firm.example>\r\n\r\n"
    return multipart(
        "report",
        part("Content-Type: text/plain", body="Your mail could not be delivered."),
        part("Content-Type: message/delivery-status", body=fields),
        part("Content-Type: text/rfc822-headers", body=returned),
        header=(*DAEMON, "Subject: Undelivered Mail Returned to Sender", "Return-Path: <>"),
    )


def test_a_standard_report_names_recipient_status_and_original() -> None:
    read_mail = read(_report("failed", "5.1.1", "smtp; 550 5.1.1 <eva@x.example> User unknown"))
    assert _kind(read_mail) is AutomaticKind.BOUNCE
    assert read_mail.report is not None
    (one,) = read_mail.report.recipients
    assert (one.recipient, one.action, one.status) == ("eva@x.example", "failed", "5.1.1")
    assert (one.reason, one.hard) == ("userunknown", True)
    assert read_mail.report.original_message_ids == ("offer-1@firm.example",)
    assert read_mail.attachments == ()


def test_a_delay_is_no_failure() -> None:
    read_mail = read(_report("delayed", "4.4.1", "smtp; connect to x.example: timed out"))
    assert read_mail.report is not None
    (one,) = read_mail.report.recipients
    assert (one.action, one.reason, one.hard) == ("delayed", "expired", False)


def test_a_report_of_success_is_a_receipt() -> None:
    assert _kind(read(_report("delivered", "2.0.0", "smtp; 250 ok"))) is AutomaticKind.RECEIPT


@pytest.mark.parametrize(
    ("subject", "body", "reason"),
    [
        (
            "failure notice",
            (
                "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to "
                "deliver your message to the following addresses.\n\n<eva@x.example>:\n"
                "Sorry, no mailbox here by that name. (#5.1.1)\n\n"
                "--- Below this line is a copy of the message.\n\n"
                "Message-ID: <offer-1@firm.example>\n"
            ),
            "userunknown",
        ),
        (
            "Mail delivery failed: returning message to sender",
            (
                "A message that you sent could not be delivered to one or more of its "
                "recipients.\n\n  eva@x.example\n    host mx.x.example [192.0.2.1]\n"
                "    552 5.2.2 mailbox is full\n\n"
                "------ This is a copy of the message, including all the headers. ------\n\n"
                "Message-ID: <offer-1@firm.example>\n"
            ),
            "mailboxfull",
        ),
        (
            "Unzustellbar: Angebot",
            (
                "Ihre Nachricht konnte nicht zugestellt werden an:\n\neva@x.example\n\n"
                "550 5.7.1 Message rejected as spam\n\nMessage-ID: <offer-1@firm.example>\n"
            ),
            "spamdetected",
        ),
    ],
)
def test_free_text_reports_name_recipient_and_reason(subject: str, body: str, reason: str) -> None:
    read_mail = read(mail(*DAEMON, f"Subject: {subject}", body=body))
    assert _kind(read_mail) is AutomaticKind.BOUNCE
    assert read_mail.report is not None
    (one,) = read_mail.report.recipients
    assert (one.recipient, one.reason, one.hard) == (
        "eva@x.example",
        reason,
        reason == "userunknown",
    )
    assert "offer-1@firm.example" in read_mail.report.original_message_ids


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.2 Host unknown", "hostunknown"),
        ("550 relaying denied", "norelaying"),
        ("554 virus found in message", "virusdetected"),
        ("552 message size exceeds fixed maximum", "mesgtoobig"),
        ("550 5.7.26 this mail fails DMARC", "authfailure"),
        ("421 too many connections from your host", "toomanyconn"),
        ("550 account disabled", "suspend"),
        ("450 client host rejected: cannot find your reverse hostname", "requireptr"),
        ("skrzynka odbiorcy jest przepełniona", "mailboxfull"),
        ("la casella è inesistente", "userunknown"),
    ],
)
def test_the_words_of_servers_name_the_reason(words: str, reason: str) -> None:
    assert reason_of(words) == reason


def test_a_person_who_asks_about_a_bounce_is_no_report() -> None:
    raw = mail(
        "From: Anna Kraft <anna@kraft.example>",
        "Subject: Undelivered mail?",
        "X-Mailer: Outlook",
        body="Hi, my mail to you could not be delivered yesterday. Did you get it?",
    )
    assert read(raw).automatic is None
