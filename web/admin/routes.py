"""All pages of administrators."""

from fastapi import APIRouter

from web.admin import health, held, ledger, mails, settings

router = APIRouter()
for part in (health, ledger, mails, held, settings):
    router.include_router(part.router)
