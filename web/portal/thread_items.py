"""What a customer's thread shows, item by item: messages, what happened between, what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.model.event import EventKind
from tickets.model.people import Side
from tickets.model.ticket import Attachment, Channel, TicketState
from tickets.services.outward import outward
from tickets.store.portal import Entry, Request, Turn
from web.dependencies import Visit
from web.shown_files import ShownFile, shown_file

_TINY_BYTES = 1024
"""An inline picture below this is an ornament."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the template sets it."""

    id: int
    author: str
    seed: str
    """What the colour of the avatar is made from."""
    is_mine: bool
    is_staff: bool
    place: str
    """In one line: by which way it came, or where its writer works."""
    at: datetime
    text: str
    signature: str
    quoted_text: str
    has_original: bool
    pictures: Sequence[ShownFile]
    files: Sequence[ShownFile]
    is_automatic: bool
    is_new: bool
    begins_new: bool
    """It is the first one that this reader has not seen."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened, as one sentence between the messages."""

    sentence: str
    at: datetime


def thread_items(here: Visit, request: Request, seen_seq: int) -> list[Said | Happened]:
    """Set messages and events in the order in which they happened."""
    items: list[tuple[int, Said | Happened]] = [
        (entry.message.seq, one) for entry, one in _said(here, request, seen_seq)
    ]
    items += [(turn.seq, one) for turn in request.turns if (one := _happened(here, turn))]
    return [item for _, item in sorted(items, key=lambda one: one[0])]


def public_address(here: Visit, request: Request) -> str:
    """Give the address under which this customer reaches the department by mail."""
    config, came_to = here.config, request.ticket.came_to
    department = config.department(request.department) or config.default_department
    known = config.department_for(came_to)
    if known is not None and known.slug == department.slug:
        return came_to
    return department.address_in(here.language)


def _said(here: Visit, request: Request, seen_seq: int) -> Iterator[tuple[Entry, Said]]:
    public = public_address(here, request)
    staff = [one.message.author_address for one in request.entries if one.side is Side.AGENT]
    private = frozenset(address.lower() for address in staff if address)
    shown: set[str] = set()
    has_begun = False

    def clean(text: str) -> str:
        return outward(here.config, text, public, private)

    for entry in request.entries:
        message = entry.message
        is_mine = message.author_id == here.me.person_id
        is_new = message.seq > seen_seq and not is_mine and not message.automatic
        own, signature = _without_signature(here, entry)
        files = [shown_file(one) for one in entry.files if not _is_ornament(one, shown)]
        shown |= {one.sha256 for one in entry.files}
        yield (
            entry,
            Said(
                id=message.id,
                author=entry.author or here.config.name,
                seed=entry.author if entry.side is Side.AGENT else message.author_address,
                is_mine=is_mine,
                is_staff=entry.side is Side.AGENT,
                place=_place(here, entry, request.department, is_mine=is_mine),
                at=message.written_at,
                text=clean(own),
                signature=clean(signature),
                quoted_text=clean(entry.quoted_text),
                has_original=entry.has_original,
                pictures=[one for one in files if one.is_picture],
                files=[one for one in files if not one.is_picture],
                is_automatic=bool(message.automatic),
                is_new=is_new,
                begins_new=is_new and not has_begun,
            ),
        )
        has_begun = has_begun or is_new


def _is_ornament(file: Attachment, shown: set[str]) -> bool:
    """Tell whether an inline picture only adorns: tiny, or one that came before."""
    return file.is_inline and (file.size < _TINY_BYTES or file.sha256 in shown)


def _without_signature(here: Visit, entry: Entry) -> tuple[str, str]:
    """Part the words from the signature below them."""
    text, signature = entry.message.text.rstrip(), entry.message.signature.strip()
    if here.config.reading.keep_signatures or not signature or not text.endswith(signature):
        return text, ""
    return text[: -len(signature)].rstrip().removesuffix("--").rstrip(), signature


def _place(here: Visit, entry: Entry, department: str, *, is_mine: bool) -> str:
    channel = entry.message.channel
    if entry.side is Side.AGENT:
        found = here.config.department(department)
        name = found.name_in(here.language) if found else ""
        return f"{here.config.name}, {name}" if name else here.config.name
    if channel == Channel.PHONE:
        return here.say("you, by phone") if is_mine else here.say("by phone")
    if channel == Channel.WEB:
        return here.say("you, here in the portal") if is_mine else here.say("here in the portal")
    return here.say("you, by e-mail") if is_mine else here.say("by e-mail")


def _happened(here: Visit, turn: Turn) -> Happened | None:
    if turn.kind is EventKind.OWNER_SET and turn.name:
        return Happened(here.say("%(name)s looks after your request", name=turn.name), turn.at)
    if turn.kind is EventKind.STATE_SET and turn.state == TicketState.DONE:
        return Happened(here.say("Your request was finished"), turn.at)
    if turn.kind is EventKind.STATE_SET and turn.state == TicketState.OPEN:
        return Happened(here.say("Your request was opened again"), turn.at)
    return None
