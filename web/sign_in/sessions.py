"""Signing out of other devices."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.services.sign_in import end_all_sessions, end_session
from web.dependencies import FullySignedIn, RowId

router = APIRouter()


@router.post("/profile/sessions/{session_id}/end")
def end_one(here: FullySignedIn, session_id: RowId) -> Response:
    """Sign one device out; that of somebody else does not exist here."""
    with here.write() as uow:
        is_ended = end_session(uow, session_id, here.me.person_id)
    if not is_ended:
        here.missing()
    return here.redirect("/profile?done=ended")


@router.post("/profile/sessions/end-others")
def end_others(here: FullySignedIn) -> Response:
    """Sign all other devices out."""
    with here.write() as uow:
        end_all_sessions(uow, here.me.person_id, but=here.me.session_id)
    return here.redirect("/profile?done=ended")
