"""All pages of the desk that are about tickets."""

from fastapi import APIRouter

from web.desk import actions, icon, inbox, keys, live, mails, participants, reply, ticket

router = APIRouter()
for area in (inbox, ticket, reply, actions, participants, mails, live, icon, keys):
    router.include_router(area.router)
