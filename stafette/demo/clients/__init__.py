"""Mails exactly as Outlook, Gmail, Apple Mail and Thunderbird write them.

What they do to an answer is what the gateway has to see through: the mark before the subject, the
line or block above the quoted mail, and the way of quoting, in text and in HTML.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from stafette.demo.cast import Program
from stafette.demo.clients.letter import Letter, Original
from stafette.demo.clients.wording import (
    HEADER_LABELS,
    answered_subject,
    introduction,
    outlook_date,
)
from tickets.model.thread_index import child_of, root_of

_BODY = re.compile(r"<body\b[^<>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_OWN_PICTURE = re.compile(r"<img\b[^<>]*cid:[^<>]*>", re.IGNORECASE)
_QUOTE_EDGE = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    html: str


def write_mail(letter: Letter) -> bytes:
    """Give the bytes of a mail as the writer's program sends it."""
    writer = letter.writer
    mail = EmailMessage(policy=SMTP)
    sender = letter.sender or writer.address
    mail["From"] = _mailbox((writer.name, sender))
    mail["To"] = [_mailbox(one) for one in letter.to]
    if letter.cc:
        mail["Cc"] = [_mailbox(one) for one in letter.cc]
    mail["Subject"] = _subject(letter)
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = _message_id(writer.program, sender)
    if letter.answers is not None:
        mail["In-Reply-To"] = letter.answers.message_id
        mail["References"] = f"{letter.answers.references} {letter.answers.message_id}".strip()
    for name, value in _marks(letter):
        mail[name] = value
    body = _PROGRAMS[writer.program](letter)
    mail.set_content(body.text)
    if body.html:
        mail.add_alternative(body.html, subtype="html")
    for file in letter.files:
        main, _, sub = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return mail.as_bytes()


def _subject(letter: Letter) -> str:
    if letter.answers is None:
        return letter.subject
    return answered_subject(letter.answers.subject, letter.writer.program, letter.writer.language)


def _message_id(program: Program, address: str) -> str:
    domain = address.rpartition("@")[2]
    secret = secrets.token_hex(16).upper()
    match program:
        case Program.OUTLOOK:
            return f"<AM0PR{secret[:22]}@{secret[22:].lower()}.mail.{domain}>"
        case Program.GMAIL:
            return f"<CA{secret}+{secret[:10].lower()}@mail.{domain}>"
        case _:
            parts = (secret[:8], secret[8:12], secret[12:16], secret[16:20], secret[20:])
            return f"<{'-'.join(parts)}@{domain}>"


def _marks(letter: Letter) -> list[tuple[str, str]]:
    """Give the header fields by which one knows a program."""
    language = letter.writer.language
    match letter.writer.program:
        case Program.OUTLOOK:
            topic = letter.answers.subject if letter.answers else letter.subject
            index = letter.answers.thread_index if letter.answers else ""
            return [
                ("X-Mailer", "Microsoft Outlook 16.0"),
                ("Accept-Language", f"{language}-{language.upper()}, en-US"),
                ("Thread-Topic", topic),
                (
                    "Thread-Index",
                    child_of(root_of(index), topic, letter.written_at, letter.written_at),
                ),
            ]
        case Program.APPLE:
            return [("X-Mailer", "Apple Mail (2.3776.700.51)")]
        case Program.THUNDERBIRD:
            return [("User-Agent", "Mozilla Thunderbird"), ("Content-Language", language)]
        case Program.GMAIL:
            return []


def _mailbox(person: tuple[str, str]) -> Address:
    name, address = person
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _outlook(letter: Letter) -> _Body:
    """Write paragraphs of class MsoNormal, and a header block above the whole old mail."""
    paragraphs = "".join(f"<p class=MsoNormal>{line}</p>\n" for line in _lines(letter.words))
    text, quoted = letter.words, ""
    if letter.answers is not None:
        block = _header_block(letter.answers, letter.writer.language)
        text += "\n\n" + "\n".join(f"{label}: {value}" for label, value in block)
        text += f"\n\n{letter.answers.text}"
        told = "<br>\n".join(f"<b>{label}:</b> {escape(value)}" for label, value in block)
        quoted = (
            "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm "
            f"0cm'><p class=MsoNormal>{told}</p></div></div>\n<p class=MsoNormal>&nbsp;</p>\n"
            f"{_inner(letter.answers)}"
        )
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\n'
        "p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:Calibri,sans-serif}\n--></style>"
        f"</head><body lang={letter.writer.language.upper()}><div class=WordSection1>\n"
        f"{paragraphs}{quoted}</div></body></html>"
    )
    return _Body(text + "\n", html)


def _header_block(original: Original, language: str) -> list[tuple[str, str]]:
    to = "; ".join(f"{name} <{address}>" if name else address for name, address in original.to)
    values = (
        f"{original.name} <{original.reply_to[1]}>",
        outlook_date(original.sent_at, language),
        to,
        original.subject,
    )
    return list(zip(HEADER_LABELS[language], values, strict=True))


def _gmail(letter: Letter) -> _Body:
    """Write divs, and the old mail in div.gmail_quote with its attribution line."""
    words = "".join(f"<div>{line}</div>" for line in _lines(letter.words, empty="<br>"))
    html = f'<div dir="ltr">{words}</div>'
    text = letter.words + "\n"
    if letter.answers is not None:
        line = _introduction(letter, letter.answers)
        text += f"\n{_broken(line)}\n\n{_quoted(letter.answers.text)}\n"
        html += (
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f'{escape(line)}<br></div><blockquote class="gmail_quote" style="{_QUOTE_EDGE}">'
            f"{_inner(letter.answers)}</blockquote></div>"
        )
    return _Body(text, html + "\r\n")


def _apple(letter: Letter) -> _Body:
    """Write bare lines, and the old mail in a blockquote that cites."""
    html = "<br>".join(_lines(letter.words))
    text = letter.words + "\n"
    if letter.answers is not None:
        line = _introduction(letter, letter.answers)
        text += f"\n> {line}\n> \n{_quoted(letter.answers.text)}\n"
        html += (
            '<br><div><br><blockquote type="cite"><div>'
            f'{escape(line)}</div><br class="Apple-interchange-newline"><div>'
            f"{_inner(letter.answers)}</div></blockquote></div><br>"
        )
    style = "overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"
    return _Body(
        text,
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body style="{style}">{html}</body></html>',
    )


def _thunderbird(letter: Letter) -> _Body:
    """Write plain text alone, as many do there."""
    text = letter.words + "\n"
    if letter.answers is not None:
        line = _introduction(letter, letter.answers)
        text += f"\n{line}\n{_quoted(letter.answers.text)}\n"
    return _Body(text, "")


def _introduction(letter: Letter, original: Original) -> str:
    writer = letter.writer
    return introduction(
        writer.program, writer.language, original.name, original.reply_to[1], original.sent_at
    )


def _lines(text: str, empty: str = "&nbsp;") -> Sequence[str]:
    return [escape(line) or empty for line in text.split("\n")]


def _quoted(text: str) -> str:
    rows = text.rstrip().split("\n")
    return "\n".join(f">{row}" if row.startswith(">") else f"> {row}".rstrip() for row in rows)


def _broken(line: str) -> str:
    """Break a long attribution line before its address, as Gmail does in plain text."""
    if len(line) <= 78 or " <" not in line:  # noqa: PLR2004 - columns of a plain text (RFC 5322)
        return line
    return line.replace(" <", "\n<", 1)


def _inner(original: Original) -> str:
    """Give the old mail's HTML without its page around it and without its inline pictures."""
    if not original.html:
        return "<br>\n".join(_lines(original.text, empty=""))
    found = _BODY.search(original.html)
    return _OWN_PICTURE.sub("", found[1] if found else original.html)


_PROGRAMS: dict[Program, Callable[[Letter], _Body]] = {
    Program.OUTLOOK: _outlook,
    Program.GMAIL: _gmail,
    Program.APPLE: _apple,
    Program.THUNDERBIRD: _thunderbird,
}
