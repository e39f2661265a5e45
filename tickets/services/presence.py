"""Notes who is at a ticket right now, so that two people do not answer the same mail."""

from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from tickets.model.attention import Doing, Presence
from tickets.model.ids import new_id
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import UnitOfWork


def note_presence(uow: UnitOfWork, ticket_id: int, person_id: int, doing: Doing) -> None:
    """Note that an agent is at a ticket, and what they do there."""
    _NOTE.rows(uow, id=new_id(), ticket_id=ticket_id, person_id=person_id, doing=doing, at=uow.now)


def _noted() -> Any:
    table = Presence.__table__
    values = {
        column.key: bindparam(
            "of_tenant" if column.key == "tenant" else column.key, type_=column.type
        )
        for column in table.columns
    }
    new = insert(Presence).values(values)
    return new.on_conflict_do_update(
        index_elements=[Presence.ticket_id, Presence.person_id],
        set_={"doing": new.excluded.doing, "at": new.excluded.at},
    )


_NOTE = Fixed(_noted())
"""Safe beside others who do the same."""
