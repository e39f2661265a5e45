"""All pages of the portal."""

from fastapi import APIRouter

from web.portal import complaint, files, frames, overview, quote, thread, uploads

router = APIRouter()
for area in (overview, quote, complaint, thread, files, frames, uploads):
    router.include_router(area.router)
