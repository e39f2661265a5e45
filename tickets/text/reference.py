"""Find a ticket's tag in a subject, and the subject below its reply and forward prefixes."""

import re

_TAG = re.compile(r"\[#(\d{1,12})\]")
_REPLIES = (
    "re|aw|antw|antwort|odp|sv|vs|r|rif|res|ref|réf|ynt|vá|atb|bls|ha|hv|回复|回覆|答复|답장|"
    "отв|отн|απ|σχετ|ris|risposta|rép|réponse|rv"
)
_FORWARDS = (
    "fwd|fw|wg|wtr|pd|i|tr|vb|vl|doorst|doorgest|doorsturen|rv|enc|fs|továbbítás|przek|przekaz|"
    "weitergeleitet|inoltro|inoltrata|转发|轉寄|пер|пд|προωθ|ilt|yml|trs|videresendt"
)
_REPLY = re.compile(
    rf"\s*(?:{_REPLIES})\.?\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s*[:\uff1a]",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    rf"\s*(?:{_FORWARDS})\.?\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s*[:\uff1a]",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(r"\s*\[(?!#)[^\]]{1,60}\]\s*")
_MAX_PREFIXES = 30


def ticket_number(subject: str) -> int | None:
    """Return the number of the last tag like [#1042], or None."""
    found = _TAG.findall(subject)
    return int(found[-1]) if found else None


def strip_prefixes(subject: str) -> str:
    """Remove reply and forward prefixes of many languages from the front of a subject."""
    for _ in range(_MAX_PREFIXES):
        match = _REPLY.match(subject) or _FORWARD.match(subject)
        if match is None:
            break
        subject = subject[match.end() :]
    return subject.strip()


def base_subject(subject: str) -> str:
    """Return the subject for comparing: no prefixes, no tags of ours or of lists, one case."""
    before = None
    while before != subject:
        before = subject
        subject = strip_prefixes(subject)
        match = _LIST_TAG.match(subject)
        if match is not None and match.end() < len(subject):
            subject = subject[match.end() :]
    return " ".join(_TAG.sub("", subject).split()).casefold()


def is_reply_subject(subject: str) -> bool:
    """Tell whether the subject begins with a reply prefix."""
    return _REPLY.match(subject) is not None


def is_forward_subject(subject: str) -> bool:
    """Tell whether the subject begins with a forward prefix."""
    return _FORWARD.match(subject) is not None and _first_word_is_forward(subject)


def _first_word_is_forward(subject: str) -> bool:
    """`RV:` is a reply to some and a forward to others; only unmixed words count."""
    return _REPLY.match(subject) is None
