"""Mails that no person writes: delivery reports, absence notes, envelopes, newsletters."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from stafette.demo.cast import Player
from stafette.demo.clients.letter import Enclosed, Letter, Original
from stafette.demo.files.winmail import winmail

_ABSENT = {
    "de": "Abwesend: ",
    "pl": "Automatyczna odpowiedź: ",
    "nl": "Automatisch antwoord: ",
    "it": "Risposta automatica: ",
    "en": "Automatic reply: ",
}


def delivery_report(undelivered: bytes, to: Player, at: datetime) -> bytes:
    """Return a mail as undeliverable because the mailbox is full (RFC 3464)."""
    server = f"mx.{to.address.rpartition('@')[2]}"
    said = (
        f"This is the mail system at host {server}.\n\nI'm sorry to have to inform you that your "
        "message could not be delivered to one or more recipients. It's attached below.\n\n"
        f"<{to.address}>: host {server} said: 552 5.2.2 Mailbox full (in reply to end of DATA "
        "command)\n"
    )
    fields = (
        f"Reporting-MTA: dns; {server}\n\nFinal-Recipient: rfc822; {to.address}\n"
        "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n"
    )
    headers = undelivered.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    head = (
        f"From: Mail Delivery System <MAILER-DAEMON@{server}>\n"
        f"To: {return_path(undelivered)}\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        f"Date: {format_datetime(at)}\nMessage-ID: {make_msgid(domain=server)}\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=report\n\n"
    )
    parts = (
        ("text/plain; charset=utf-8", said),
        ("message/delivery-status", fields),
        ("text/rfc822-headers", headers + "\n"),
    )
    body = "".join(f"--report\nContent-Type: {name}\n\n{part}\n" for name, part in parts)
    return f"{head}{body}--report--\n".replace("\n", "\r\n").encode()


def return_path(raw: bytes) -> str:
    """Give the address that a server has noted on top of a mail as its sender."""
    return str(message_from_bytes(raw)["Return-Path"]).strip("<> ")


def absence_note(writer: Player, answered: Original, text: str, at: datetime) -> bytes:
    """Answer as a mail program does while its owner is away (RFC 3834)."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{writer.name} <{writer.address}>"
    mail["To"] = answered.reply_to[1]
    mail["Subject"] = _ABSENT[writer.language] + answered.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=writer.address.rpartition("@")[2])
    mail["In-Reply-To"] = answered.message_id
    mail["References"] = answered.message_id
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(text)
    return mail.as_bytes()


def in_winmail(letter: Letter) -> Letter:
    """Hide text and files in a winmail.dat, as Outlook does for those it takes for its like."""
    files = [(file.name, file.content) for file in letter.files]
    packed = winmail(letter.subject, letter.words, files)
    enclosed = Enclosed("winmail.dat", "application/ms-tnef", packed)
    return Letter(
        writer=letter.writer,
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        written_at=letter.written_at,
        files=(enclosed,),
        answers=letter.answers,
    )


def as_newsletter(raw: bytes, writer: Player) -> bytes:
    """Put on a mail the marks that a mailing list puts on it (RFC 2369, RFC 2919)."""
    domain = writer.address.rpartition("@")[2]
    marks = (
        f"List-Id: <news.{domain}>\r\nList-Unsubscribe: <mailto:leave@{domain}>\r\n"
        "Precedence: bulk\r\n"
    )
    return marks.encode() + raw


def in_certified_envelope(inner: bytes, writer: Player, subject: str, at: datetime) -> bytes:
    """Wrap a mail as an Italian provider of certified mail does (RFC 6109)."""
    provider = "pec-servizio.example"
    inner_mail = message_from_bytes(inner)
    to = str(inner_mail["To"])
    envelope = EmailMessage(policy=SMTP)
    envelope["From"] = f'"Per conto di: {writer.address}" <posta-certificata@{provider}>'
    envelope["Reply-To"] = f"{writer.name} <{writer.address}>"
    envelope["To"] = to
    envelope["Subject"] = f"POSTA CERTIFICATA: {subject}"
    envelope["Date"] = format_datetime(at)
    envelope["Message-ID"] = make_msgid(domain=provider)
    envelope["X-Trasporto"] = "posta-certificata"
    envelope["X-Riferimento-Message-ID"] = str(inner_mail["Message-ID"])
    envelope.set_content(
        "Messaggio di posta certificata\n\n"
        f"Il giorno {at:%d/%m/%Y} alle ore {at:%H:%M:%S} il messaggio\n"
        f'"{subject}" è stato inviato da "{writer.address}"\n'
        f"indirizzato a:\n{to} (posta ordinaria)\n\n"
        "Il messaggio originale è incluso in allegato.\n"
    )
    envelope.add_attachment(
        _certificate(writer.address, to, subject, at),
        maintype="application",
        subtype="xml",
        filename="daticert.xml",
    )
    envelope.add_attachment(message_from_bytes(inner, policy=SMTP), filename="postacert.eml")
    return envelope.as_bytes()


def _certificate(sender: str, to: str, subject: str, at: datetime) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<postacert tipo="posta-certificata" errore="nessuno">\n  <intestazione>\n'
        f"    <mittente>{sender}</mittente>\n"
        f'    <destinatari tipo="esterno">{to}</destinatari>\n'
        f"    <oggetto>{subject}</oggetto>\n  </intestazione>\n  <dati>\n"
        "    <gestore-emittente>Servizio PEC di esempio</gestore-emittente>\n"
        f'    <data zona="+0100"><giorno>{at:%d/%m/%Y}</giorno><ora>{at:%H:%M:%S}</ora></data>\n'
        "  </dati>\n</postacert>\n"
    ).encode()
