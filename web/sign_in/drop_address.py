"""The address for blind copies of what an agent writes in a mail program, on the profile."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.services.drop_addresses import renew_drop_address, revoke_drop_address
from web.dependencies import FullySignedIn

router = APIRouter()


@router.post("/profile/drop-address")
def renew(here: FullySignedIn) -> Response:
    """Give an agent a drop address, a new one where there was one."""
    if not here.me.is_agent:
        here.missing()
    with here.write() as uow:
        renew_drop_address(uow, here.site.core.signer, here.config, here.me.person_id)
    return here.redirect("/profile?done=dropping#h-drop")


@router.post("/profile/drop-address/remove")
def remove(here: FullySignedIn) -> Response:
    """Let an agent's drop address do nothing any more."""
    if not here.me.is_agent:
        here.missing()
    with here.write() as uow:
        revoke_drop_address(uow, here.me.person_id)
    return here.redirect("/profile?done=undropped#h-drop")
