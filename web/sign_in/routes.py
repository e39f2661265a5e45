"""All pages of getting in."""

from fastapi import APIRouter

from web.sign_in import (
    agreeing,
    by_link,
    by_password,
    drop_address,
    invitation,
    notice_link,
    passwords,
    profile,
    sessions,
    tour,
)

router = APIRouter()
for area in (
    by_password,
    by_link,
    passwords,
    invitation,
    notice_link,
    agreeing,
    profile,
    drop_address,
    sessions,
    tour,
):
    router.include_router(area.router)
