"""Queries on who is at a ticket right now."""

from datetime import timedelta

from sqlalchemy import select

from tickets.model.attention import Presence
from tickets.model.viewer import Viewer
from tickets.store.faces import find_faces
from tickets.store.unit_of_work import ReadUnit

PRESENT_FOR = timedelta(seconds=30)
"""How long a sign of life of a colleague counts."""
_NOTED_EVERY = timedelta(seconds=10)


def present_at(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> list[tuple[int, str]]:
    """Give the colleagues who are at a ticket now, and what they do."""
    rows = unit.session.execute(
        select(Presence.person_id, Presence.doing)
        .where(
            Presence.ticket_id == ticket_id,
            Presence.person_id != viewer.person_id,
            Presence.at > unit.now - PRESENT_FOR,
        )
        .order_by(Presence.id)
    )
    return [(row[0], row[1]) for row in rows]


def was_noted(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> bool:
    """Tell whether the viewer was noted at a ticket a moment ago."""
    query = select(Presence.id).where(
        Presence.ticket_id == ticket_id,
        Presence.person_id == viewer.person_id,
        Presence.at > unit.now - _NOTED_EVERY,
    )
    return unit.session.scalar(query) is not None


def colleagues_at(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> list[tuple[str, str]]:
    """Name the colleagues who are at a ticket now, and what they do."""
    present = present_at(unit, viewer, ticket_id)
    faces = find_faces(unit, [person_id for person_id, _ in present]) if present else {}
    return [(faces[one].shown_name, doing) for one, doing in present if one in faces]
