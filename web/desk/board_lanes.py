"""Sorts the cards of a board into its lanes, each with how much stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tickets.model.task import TaskState
from tickets.store.board import BoardChoice, Card, Load, member_ids
from tickets.store.faces import Face, find_faces
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit

FULL = 8
"""So many open tasks fill the load bar of a person."""
_MOST_OVER = 4


@dataclass(frozen=True, slots=True)
class Lane:
    """One column of a board."""

    key: str
    name: str
    to: str
    """What moving a card here means; empty where no card can be moved here."""
    cards: Sequence[Card]
    count: int
    """How many tasks stand in it, also those that are not shown."""
    load: int = 0
    """How many tasks its person has in all; for a lane of nobody 0."""
    face: Face | None = None
    is_nobody: bool = False

    @property
    def more(self) -> int:
        """Count what the lane does not show."""
        return max(self.count - len(self.cards), 0)

    @property
    def bar(self) -> list[str]:
        """Give the pieces of the load bar, from the left."""
        over = min(max(self.load - FULL, 0), _MOST_OVER)
        on = min(self.load, FULL)
        return ["is-on"] * on + [""] * (FULL - on) + ["is-over"] * over


def people_of(
    unit: ReadUnit, choice: BoardChoice, loads: Sequence[Load], cards: Sequence[Card]
) -> list[Face]:
    """List who stands on a board: who works there, and who has something of it."""
    if choice.own_id is not None:
        wanted = {choice.own_id}
    else:
        wanted = set(member_ids(unit, choice.department_ids))
        wanted |= {one.person_id for one in loads if one.person_id is not None}
        wanted |= {one.assignee_id for one in cards if one.assignee_id is not None}
    faces = [one for one in find_faces(unit, wanted).values() if one.is_agent]
    return sorted(faces, key=lambda one: (one.shown_name.casefold(), one.id))


def lanes_by_person(
    here: Visit,
    choice: BoardChoice,
    people: Sequence[Face],
    loads: Sequence[Load],
    cards: Sequence[Card],
) -> list[Lane]:
    """Make a lane for what nobody has, and one for each person."""
    of: dict[int | None, list[Card]] = {}
    for card in cards:
        of.setdefault(card.assignee_id, []).append(card)
    lanes = [
        Lane(
            key="nobody",
            name=here.say("Not given to anybody"),
            to="nobody",
            cards=of.get(None, []),
            count=sum(one.chosen for one in loads if one.person_id is None),
            is_nobody=True,
        )
    ]
    if choice.own_id is not None and not choice.department_ids:
        lanes = []
    for face in people:
        own = [one for one in loads if one.person_id == face.id]
        lanes.append(
            Lane(
                key=f"person{face.id}",
                name=face.shown_name,
                to=f"agent:{face.id}",
                cards=of.get(face.id, []),
                count=sum(one.chosen for one in own),
                load=sum(one.count for one in own),
                face=face,
            )
        )
    return lanes


def lanes_by_state(here: Visit, loads: Sequence[Load], cards: Sequence[Card]) -> list[Lane]:
    """Make a lane for each state; what is done stands there for some days."""
    names = {
        TaskState.OPEN: (here.say("To do"), "open"),
        TaskState.SENT_BACK: (here.say("Sent back"), ""),
        TaskState.DONE: (here.say("Done lately"), "done"),
    }
    lanes: list[Lane] = []
    for state, (name, to) in names.items():
        shown = [one for one in cards if one.state == state]
        count = sum(one.chosen for one in loads if one.state == state)
        lanes.append(Lane(key=state.value, name=name, to=to, cards=shown, count=count))
    return lanes
