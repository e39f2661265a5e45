"""What open pages are told while they stand: news as a stream, and signs of life of colleagues."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tickets.model.attention import Doing
from tickets.services.drafts import save_draft
from tickets.services.presence import note_presence
from tickets.store.desk_parts import find_ticket_id, messages_since
from tickets.store.desk_survey import count_news, survey_open
from tickets.store.desk_views import Choice, Turn
from tickets.store.presence import colleagues_at
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.box import read_purpose
from web.desk.reply import seen_ticket
from web.desk.words import presence_words
from web.forms import PostedForm

router = APIRouter()

LOOK_EVERY_SECONDS = 2.0
STREAM_SECONDS = 240.0
"""After so long a stream ends; browsers come back by themselves, and are asked who they are."""
_LARGEST_ID = 2**63 - 1

News = dict[str, object]


@router.get("/desk/live")
async def live(
    here: AgentVisit,
    since: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
    ticket: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
    seq: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
) -> Response:
    """Tell of news as they come (server-sent events): for the lists, and for one open ticket."""
    ticket_id = await run_in_threadpool(_ticket_id, here, ticket) if ticket else None
    if ticket and ticket_id is None:
        here.missing()
    return StreamingResponse(
        _events(here, since, ticket_id, seq),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@router.post("/desk/tickets/{number}/alive")
def alive(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Take a sign of life of an open page: what its reader does, and the words so far."""
    ticket_id = seen_ticket(here, number)
    doing = Doing.REPLYING if form.get("doing") == Doing.REPLYING else Doing.READING
    purpose = read_purpose(form.get("purpose"))
    with here.write() as uow:
        note_presence(uow, ticket_id, here.me.person_id, doing)
        if "text" in form:
            save_draft(uow, ticket_id, here.me.person_id, purpose, form.get("text"))
        at = uow.now
    with here.read() as unit:
        present = colleagues_at(unit, here.me, ticket_id)
    saved = here.say("Draft saved %(time)s", time=here.reader.dates.clock(at))
    return JSONResponse(
        {
            "presence": presence_words(here, present),
            "saved": saved if form.get("text").strip() else "",
        }
    )


async def _events(here: Visit, since: int, ticket_id: int | None, seq: int) -> AsyncIterator[str]:
    """Look every two seconds and tell what changed since the last look, for a bounded time."""
    told: News = {}
    yield "retry: 5000\n\n"
    for _ in range(int(STREAM_SECONDS / LOOK_EVERY_SECONDS)):
        if await here.request.is_disconnected():
            return
        news = await run_in_threadpool(_look, here, since, ticket_id, seq)
        if news != told:
            told = news
            yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
        else:
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _look(here: Visit, since: int, ticket_id: int | None, seq: int) -> News:
    """Count what is new, in the words of the page."""
    with here.read() as unit:
        news: News = {"unread": survey_open(unit, here.me).count(Choice(), Turn.NEW)}
        if ticket_id is None:
            count = count_news(unit, here.me, since)
            words = here.say_n("%(count)s new mail", "%(count)s new mails", count)
            news |= {"pill": words if count else ""}
            return news
        # One's own from a mail program counts too: the page that is open does not show it yet.
        newer = messages_since(unit, ticket_id, seq)
        present = colleagues_at(unit, here.me, ticket_id)
    last = newer[-1] if newer else None
    name = (last.author_name or last.author_address) if last else ""
    news["answered"] = here.say("%(name)s has written. Show it", name=name) if last else ""
    news["presence"] = presence_words(here, present)
    return news


def _ticket_id(here: Visit, number: int) -> int | None:
    with here.read() as unit:
        return find_ticket_id(unit, here.me, number)
