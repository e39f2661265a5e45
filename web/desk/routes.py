"""All pages of the desk that are about tickets."""

from fastapi import APIRouter

from web.desk import (
    absences,
    actions,
    acts,
    approvals,
    board,
    icon,
    inbox,
    keys,
    live,
    mails,
    merging,
    new_task,
    opinions,
    participants,
    reply,
    rules_bench,
    snooze,
    tasks,
    ticket,
)

router = APIRouter()
for area in (
    inbox,
    ticket,
    reply,
    actions,
    acts,
    participants,
    tasks,
    board,
    new_task,
    mails,
    live,
    icon,
    keys,
    approvals,
    opinions,
    absences,
    merging,
    snooze,
    rules_bench,
):
    router.include_router(area.router)
