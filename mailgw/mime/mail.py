"""The values that reading a mail yields; they travel from the reading child to the rules."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of RFC 5322 3.4; `address` keeps the writer's letter case."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One decoded file of a mail; `content` is empty where only facts were asked for."""

    name: str
    content_type: str
    size: int
    """Bytes after decoding."""
    sha256: str
    """Lower-case hex over the decoded bytes."""
    content: bytes = b""
    inline: bool = False
    """True only where the HTML shows it by its Content-ID."""
    content_id: str | None = None
    is_message: bool = False
    """An attached mail (message/rfc822), kept as the bytes of that mail."""
    is_decoration: bool = False
    """Kept, yet nothing that a person would look for: a program's signature, a tiny picture."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a mail's calendar part asks for (RFC 5545, RFC 5546)."""

    method: str
    """REQUEST, CANCEL, REPLY, COUNTER, PUBLISH, ..."""
    summary: str
    organizer: Address | None
    starts_at: str
    """ISO 8601 as written, without offset: `zone` says where; a date alone for whole days."""
    ends_at: str
    """Likewise; the last day of several whole days, empty for a single one."""
    zone: str = ""
    """`UTC`, or the name of a time zone as its writer's calendar calls it; empty for anywhere."""
    location: str = ""
    description: str = ""
    attendees: tuple[Address, ...] = ()
    uid: str = ""
    repeats: bool = False


class AutomaticKind(StrEnum):
    """What sort of machine wrote a mail; `BOUNCE` is an incoming delivery report."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    FEEDBACK_REPORT = "feedback_report"
    RECEIPT = "receipt"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Automatic:
    """A sign that no person wrote this mail (RFC 3834 and older customs)."""

    kind: AutomaticKind
    why: str
    back_on: str = ""
    """The day on which an absent writer says to return, as ISO 8601, or empty."""


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of a delivery report (RFC 3464 2.3), or of its free-text forerunners."""

    recipient: str
    action: str
    """failed, delayed, delivered, relayed or expanded."""
    status: str
    """RFC 3463 code such as 5.1.1, or empty."""
    reason: str
    """One word, e.g. userunknown, mailboxfull, spamdetected."""
    hard: bool
    """True where another try cannot help."""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What an incoming delivery report says, and of which mail."""

    recipients: tuple[BouncedRecipient, ...] = ()
    original_message_ids: tuple[str, ...] = ()
    """Message-IDs (without angle brackets) found in the returned headers, most trusted first."""


class Verdict(StrEnum):
    """The outcome of checking where a mail came from."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One Authentication-Results field (RFC 8601), unjudged: whoever wrote it may lie."""

    authserv_id: str
    method: str
    """spf, dkim, dmarc, arc, ..."""
    result: str
    """pass, fail, softfail, none, temperror, ..."""
    domain: str = ""
    """Lower-case domain that the result is about (header.d, header.from, smtp.mailfrom)."""
    position: int = 0
    """0 for the topmost Authentication-Results field of the mail, counting downwards."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The innermost mail that a person forwarded, inline or attached."""

    from_: Address
    to: tuple[Address, ...] = ()
    subject: str = ""
    date: str = ""
    text: str = ""
    message_id: str | None = None
    remark: str = ""
    """What the forwarding person wrote above or below it, their signature included."""
    is_announced: bool = True
    """A client or the subject says that it is a forward; header lines alone may be a quote."""
    reply_text: str = ""
    """What is new in its text, signature included, where it answers something."""
    signature: str = ""
    """Trailing part of `reply_text`."""
    quoted_text: str = ""
    named_ids: tuple[str, ...] = ()
    """Ids that its In-Reply-To and References name, nearest last."""
    files: tuple[Attachment, ...] = ()
    """Its own files where it is attached; a mail forwarded in the text left them to the outer."""
    is_attached: bool = False
    others: tuple[Address, ...] = ()
    """Other people who wrote a mail that is attached beside it: nobody knows who is meant."""


class IntentKind(StrEnum):
    """What a mail wants."""

    QUOTE = "quote"
    COMPLAINT = "complaint"
    REPLY = "reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Intent:
    """A guess with its reason; a wrong one costs a click, never a mail."""

    kind: IntentKind
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """All that is read from one mail; ids are without angle brackets, texts end lines with LF."""

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    """Aware, with the writer's offset; None where missing or unreadable."""
    subject: str
    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    sender: str | None
    """The one provable header sender in lower case, or None: exactly one plain address counts."""
    text: str
    """The whole text body: the text parts, or the HTML rendered as text."""
    html: str | None
    """Sanitised; cid: references stay as they were, remote images carry data-src for src."""
    reply_text: str
    """What the writer newly wrote, signature included; never empty where `text` is not.

    A mail forwarded inside the text is part of it: it is what this writer sends us.
    """
    signature: str
    """Trailing part of `reply_text`."""
    quoted_text: str
    digest: str
    """Hex sha256 over From, Date, Subject and the decoded leaf parts."""
    forwarded: Forwarded | None = None
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    automatic: Automatic | None = None
    wants_no_answer: str = ""
    """Why no automatic mail may answer this one (RFC 3834 2), or empty; also set on human mail."""
    report: DeliveryReport | None = None
    authentication: tuple[AuthenticationResult, ...] = ()
    signing_domains: tuple[str, ...] = ()
    """Lower-case d= of each DKIM-Signature, unverified."""
    language: str = ""
    """ISO 639-1 code of the new text, or empty."""
    intent: Intent = field(default=Intent(IntentKind.OTHER, 0.0, ""))
    defects: tuple[str, ...] = ()
    return_path: str | None = None
    """Envelope sender as the last server noted it; empty string for the null sender."""
    delivered_to: tuple[str, ...] = ()
    """Delivered-To, X-Original-To and Envelope-To, topmost first."""
    list_id: str = ""
    marked_by: tuple[str, ...] = ()
    """Instances whose X-Stafette mark the mail carries: our own mail coming back."""
    thread_index: str = ""
    """Outlook's Thread-Index, base64, as written."""
    sanitizer_version: int = 0

    @property
    def identity(self) -> str:
        """Tell mails apart: the digest and, where there is one, the Message-ID, hashed as hex."""
        if self.message_id is None:
            return self.digest
        return hashlib.sha256(f"{self.message_id}\n{self.digest}".encode()).hexdigest()

    @property
    def own_words(self) -> str:
        """What the writer wrote themself: without the mail that they forward."""
        if self.forwarded is None or not self.forwarded.is_announced:
            return self.reply_text
        return self.forwarded.remark
