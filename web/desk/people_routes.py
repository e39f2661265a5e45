"""All pages about people and firms, and the form for a new ticket."""

from fastapi import APIRouter

from web.desk import companies, new, people, people_forms

router = APIRouter()
# The form comes first: its address would else be taken for a person's number.
for part in (people_forms, people, companies, new):
    router.include_router(part.router)
