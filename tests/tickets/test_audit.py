"""Event chains: whole as they are written, and every kind of tampering is found."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.sql.dml import Delete, Update

from tests.support.desk_story import morning
from tests.support.world import World
from tickets.model.event import Event
from tickets.model.ticket import Ticket
from tickets.services.audit import Audited, audit

Change = Callable[[Any], Update | Delete]


def audited(world: World) -> list[Audited]:
    """Check the first tenant."""
    with world.core.read("hellmoor") as unit:
        return list(audit(unit))


def spoil(world: World, change: Change, number: int = 1002) -> None:
    """Change something behind the product's back."""
    with world.core.write("hellmoor") as uow:
        ticket_id = uow.session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        uow.session.execute(change(ticket_id), execution_options={"synchronize_session": False})


def event(ticket_id: int, seq: int = 2) -> tuple[Any, ...]:
    """Name one event."""
    return (Event.ticket_id == ticket_id, Event.seq == seq)


def test_what_the_product_writes_is_whole(either_world: World) -> None:
    morning(either_world, others=3)
    found = audited(either_world)
    assert len(found) == 4
    assert sum(one.events for one in found) > 8
    assert [one for one in found if one.broken] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda row: update(Event).where(*event(row)).values(actor_id=77),
            "event 2 was changed after it was written",
        ),
        (
            lambda row: update(Event).where(*event(row)).values(content={"message": 1}),
            "the content of event 2 was changed after it was written",
        ),
        (
            lambda row: delete(Event).where(*event(row, 1)),
            "between event 0 and event 2 something is missing",
        ),
        (
            lambda row: delete(Event).where(*event(row)),
            "its events end with 1, the ticket says 2",
        ),
        (
            lambda row: update(Event).where(*event(row)).values(previous_hash="0" * 64),
            "event 2 does not follow the one before it",
        ),
        (
            lambda row: update(Ticket).where(Ticket.id == row).values(last_event_hash="0" * 64),
            "its events end with 2, the ticket says 2",
        ),
        (lambda row: delete(Event).where(Event.ticket_id == row), "it has no events"),
    ],
)
def test_tampering_is_found_and_named(world: World, change: Change, says: str) -> None:
    morning(world, others=2)
    spoil(world, change)
    (broken,) = [one.broken for one in audited(world) if one.broken]
    assert broken is not None
    assert broken.number == 1002
    assert broken.says == says


def test_erased_content_counts_as_whole(either_world: World) -> None:
    morning(either_world, others=2)
    spoil(either_world, lambda row: update(Event).where(*event(row)).values(content=None))
    with either_world.core.read("hellmoor") as unit:
        erased = [one for one in unit.session.scalars(select(Event)) if one.content is None]
    assert len(erased) == 1
    assert [one for one in audited(either_world) if one.broken] == []
