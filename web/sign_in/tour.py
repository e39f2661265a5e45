"""Three short pages for who has just registered; to be put aside at any of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from tickets.services.profile import note_tour
from web.dependencies import FullySignedIn

router = APIRouter()
_STEPS = 3


@router.get("/tour")
def tour(here: FullySignedIn, step: Annotated[int, Query(ge=1, le=_STEPS)] = 1) -> Response:
    """Show one step."""
    if here.me.is_agent:
        here.missing()
    return here.page("sign_in/tour.html", step=step, steps=_STEPS)


@router.post("/tour")
def end_tour(here: FullySignedIn) -> Response:
    """Note that it was seen, and lead to the overview."""
    if here.me.is_agent:
        here.missing()
    with here.write() as uow:
        note_tour(uow, here.me.person_id)
    return here.redirect("/")
