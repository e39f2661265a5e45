"""The one door in: bytes and row are durable before anybody is told that a mail was accepted."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tickets.core import Core
from tickets.model.mail import InboundMail, Way
from tickets.model.routing import DueKind
from tickets.store.ledger import find_pending

_HEADER_SCAN_BYTES = 64 * 1024
_IDS_LOOKED_UP = 30
_NAMING = re.compile(
    rb"^(?:in-reply-to|references):((?:[^\r\n]|\r?\n[ \t]){0,8000})", re.MULTILINE | re.IGNORECASE
)
_ID = re.compile(rb"<([^\s<>]{1,400})>")
_MESSAGE_ID = re.compile(
    rb"^message-id:[ \t\r\n]{0,200}<?([^\s<>]{1,400})", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as it came in for one tenant, unread."""

    tenant: str
    way: Way
    raw: bytes
    envelope_from: str | None = None
    """RFC 5321 reverse path; an empty string is the null sender, None is unknown."""
    envelope_to: tuple[str, ...] = ()
    peer: str = ""
    account: str | None = None
    folder: str | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    sends_nothing: bool = False


def accept_mail(core: Core, arrival: Arrival) -> int:
    """Keep a mail durably and give the id of its arrival; only then may 250 be answered (P1).

    An IMAP mail that was accepted before (same account, folder, UIDVALIDITY and UID) gives the id
    it has. Raises StorageFullError at the disk reserve; the caller answers 452.
    """
    sha256 = core.blobs.put(arrival.tenant, arrival.raw)
    try:
        with core.write(arrival.tenant) as uow:
            row = _row(arrival, sha256)
            row.received_at = uow.now
            # A reply waits for the mail that it answers while that is still being processed.
            parent = find_pending(uow, _named_ids(arrival.raw))
            row_id = uow.add_numbered(row)
            uow.owe(DueKind.INBOUND, row_id, after=parent)
            return row_id
    except IntegrityError:
        known = _find_known(core, arrival)
        if known is None:
            raise
        return known


def normalise_lines(raw: bytes) -> bytes:
    """Make all line ends CR LF and drop NUL, where a way in does not (RFC 5322 2.1)."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw.replace(b"\0", b""))


def has_bare_line_ends(raw: bytes) -> bool:
    """Tell whether a mail holds a CR or LF alone, or NUL: the stuff that smuggling is made of."""
    pairs = raw.count(b"\r\n")
    return b"\0" in raw or raw.count(b"\n") != pairs or raw.count(b"\r") != pairs


def _row(arrival: Arrival, sha256: str) -> InboundMail:
    found = _MESSAGE_ID.search(_header_block(arrival.raw))
    return InboundMail(
        way=arrival.way,
        account=arrival.account,
        folder=arrival.folder,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        envelope_from=arrival.envelope_from,
        envelope_to=list(arrival.envelope_to),
        peer=arrival.peer,
        raw_sha256=sha256,
        raw_size=len(arrival.raw),
        sends_nothing=arrival.sends_nothing,
        # Read ahead, so that a reply finds the mail it answers while that is still waiting.
        message_id=found[1].decode("ascii", "replace") if found else None,
    )


def _named_ids(raw: bytes) -> list[str]:
    """Read ahead which earlier mails it names; only to wait for them, so a glance is enough."""
    found = _NAMING.findall(_header_block(raw))
    ids = [one.decode("ascii", "replace") for field in found for one in _ID.findall(field)]
    return ids[-_IDS_LOOKED_UP:]


def _header_block(raw: bytes) -> bytes:
    head = raw[:_HEADER_SCAN_BYTES]
    for end in (b"\r\n\r\n", b"\n\n"):
        position = head.find(end)
        if position >= 0:
            head = head[:position]
    return head


def _find_known(core: Core, arrival: Arrival) -> int | None:
    if arrival.uid is None:
        return None
    with core.read(arrival.tenant) as unit:
        return unit.session.scalar(
            select(InboundMail.id).where(
                InboundMail.account == arrival.account,
                InboundMail.folder == arrival.folder,
                InboundMail.uidvalidity == arrival.uidvalidity,
                InboundMail.uid == arrival.uid,
            )
        )
