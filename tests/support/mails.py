"""A mail builder made for reading: says what a mail is, and gives its bytes."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"

_numbers = count(1)


@dataclass(frozen=True)
class Mail:
    """A mail as a person would describe it; `raw` builds it."""

    sender: str = "Jan Nowak <jan@nowak-okna.example>"
    to: str = "vertrieb@hellmoor.example"
    cc: str = ""
    subject: str = "Anfrage: 12 Fenster"
    text: str = "Guten Tag,\n\nbitte ein Angebot für 12 Fenster.\n\nJan Nowak\n"
    html: str = ""
    files: tuple[tuple[str, str, bytes], ...] = ()
    """(name, content type, bytes)"""
    message_id: str = field(default_factory=lambda: f"mail-{next(_numbers)}@nowak-okna.example")
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    date: str = "Mon, 16 Nov 2026 09:10:00 +0100"

    @property
    def raw(self) -> bytes:
        """Build the mail."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = self.to
        if self.cc:
            message["Cc"] = self.cc
        message["Subject"] = self.subject
        message["Date"] = self.date
        if self.message_id:
            message["Message-ID"] = f"<{self.message_id}>"
        if self.in_reply_to:
            message["In-Reply-To"] = f"<{self.in_reply_to}>"
        named = self.references or ((self.in_reply_to,) if self.in_reply_to else ())
        if named:
            message["References"] = " ".join(f"<{one}>" for one in named)
        for name, value in self.headers:
            message[name] = value
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        for name, content_type, content in self.files:
            main, _, sub = content_type.partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return message.as_bytes()


def reply_as_outlook(original: str, text: str, sender: str, sent: str) -> str:
    """Write a reply the way Outlook does: the new text above, a header block, the old below."""
    block = (
        f"\n\n________________________________\nVon: {sender}\nGesendet: {sent}\n"
        f"An: Vertrieb\nBetreff: AW: Anfrage\n\n"
    )
    return f"{text}{block}{original}"


def reply_as_thunderbird(original: str, text: str, intro: str) -> str:
    """Write a reply the way Thunderbird does: an intro line and the old text behind `>`."""
    quoted = "\n".join(f"> {line}".rstrip() for line in original.splitlines())
    return f"{text}\n\n{intro}\n{quoted}\n"
