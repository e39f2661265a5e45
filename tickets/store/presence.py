"""Queries on who is at a ticket right now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from tickets.model.attention import Presence
from tickets.model.viewer import Viewer
from tickets.store.faces import find_faces
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

PRESENT_FOR = timedelta(seconds=30)
"""How long a sign of life of a colleague counts."""
_NOTED_EVERY = timedelta(seconds=10)


_PRESENT = Fixed(
    select(Presence.person_id, Presence.doing, Presence.at)
    .where(
        Presence.tenant == bindparam("of_tenant"),
        Presence.ticket_id == bindparam("ticket_id"),
        Presence.at > bindparam("since"),
    )
    .order_by(Presence.id)
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is at a ticket now, as one of them sees it."""

    colleagues: Sequence[tuple[int, str]]
    """The others, and what they do."""
    was_noted: bool
    """The viewer was noted there a moment ago."""


def attendance_at(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> Attendance:
    """Tell who is at a ticket now, and whether the viewer needs to be noted again."""
    rows = _PRESENT.rows(unit, ticket_id=ticket_id, since=unit.now - PRESENT_FOR)
    colleagues = [(row[0], row[1]) for row in rows if row[0] != viewer.person_id]
    lately = unit.now - _NOTED_EVERY
    was_noted = any(row[0] == viewer.person_id and row[2] > lately for row in rows)
    return Attendance(colleagues, was_noted)


def colleagues_at(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> list[tuple[str, str]]:
    """Name the colleagues who are at a ticket now, and what they do."""
    present = attendance_at(unit, viewer, ticket_id).colleagues
    faces = find_faces(unit, [person_id for person_id, _ in present]) if present else {}
    return [(faces[one].shown_name, doing) for one, doing in present if one in faces]
