"""The first page of the portal: a customer's requests, what is new, and whose turn it is."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from templates.wording import one_line
from tickets.model.people import Side
from tickets.model.ticket import Ticket, TicketState
from tickets.services.outward import outward
from tickets.store.portal import (
    PAGE_LENGTH,
    Counts,
    LastWord,
    RequestLine,
    Shelf,
    company_name,
    count_requests,
    list_requests,
)
from web.dependencies import SignedIn, Visit

router = APIRouter()

_PREVIEW = 140
_LONGEST_GREETING = 60
_SHORT = 24
_GAP = re.compile(r"\n[ \t]*\n")
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A request as the list sets it."""

    ticket: Ticket
    is_unread: bool
    is_done: bool
    author: str
    """Who spoke last; empty for the reader."""
    is_staff: bool
    words: str
    at: datetime
    file_count: int


@router.get("/")
def overview(
    here: SignedIn,
    show: Shelf | None = None,
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1,
) -> Response:
    """List a customer's requests; agents are led to their desk."""
    if here.me.is_agent:
        return here.redirect("/desk")
    with here.read() as unit:
        counts = count_requests(unit, here.me)
        shelf = show or (Shelf.UNREAD if counts.unread else Shelf.OPEN)
        lines = list_requests(unit, here.me, shelf, page)
        firm = company_name(unit, here.me.company_id)
    return here.page(
        "portal/overview.html",
        counts=counts,
        shelf=shelf,
        rows=[_row(here, line) for line in lines],
        page=page,
        last_page=_last_page(counts, shelf),
        firm=firm,
        unread_count=counts.unread,
        public=here.config.default_department.address_in(here.language),
    )


def _row(here: Visit, line: RequestLine) -> Row:
    ticket, last = line.ticket, line.last
    public = ticket.came_to or here.config.default_department.address_in(here.language)
    return Row(
        ticket=ticket,
        is_unread=line.is_unread,
        is_done=ticket.state == TicketState.DONE,
        author=_author(here, last),
        is_staff=last is not None and last.side is Side.AGENT,
        words=first_words(outward(here.config, last.text, public)) if last else "",
        at=last.at if last else ticket.opened_at,
        file_count=line.file_count,
    )


def _author(here: Visit, last: LastWord | None) -> str:
    if last is None or last.author_id == here.me.person_id:
        return ""
    return last.author or here.config.name


def first_words(text: str) -> str:
    """Give what a message begins with after its greeting, as one line."""
    blocks = [block.strip() for block in _GAP.split(text.strip()) if block.strip()]
    if len(blocks) > 1 and len(blocks[0]) < _LONGEST_GREETING and blocks[0].endswith((",", "!")):
        del blocks[0]
    if len(blocks) > 1 and len(blocks[0]) < _SHORT:
        blocks[0] += " " + blocks[1]
    return one_line(blocks[0] if blocks else "", _PREVIEW)


def _last_page(counts: Counts, shelf: Shelf) -> int:
    return max(1, -(-counts.of(shelf) // PAGE_LENGTH))
