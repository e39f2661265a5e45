"""Every right by the command line: a mail that is fed in acts once an operator vouches for it.

Then it may what its writer may: in their own place, in their department and elsewhere.

No command acts on a ticket in a name of its own: `ingest` feeds a mail in, `held release` lets it
through. The table is that of `tests/tickets/test_rights.py`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailgw.reading import Reader
from stafette.cli import make_app
from tenants.people import AgentRole, Member, MemberRole, Scope
from tests.support.desk_story import ANNA, GIULIA, THOMAS, TOMASZ, viewer_of
from tests.support.mails import Mail
from tests.support.world import OFFICE, World, open_world
from tests.tickets.test_rights import MAY, WHERE
from tickets.model.event import EventKind
from tickets.model.mail import InboundMail, Outcome, Purpose
from tickets.model.ticket import Visibility
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_owner
from tickets.services.reply_addresses import issue_addresses, token_of
from tickets.services.rights import Action
from tickets.store.ledger import list_arrivals
from tickets.store.tenants import departments, load_config

JONAS = "j.petersen@hellmoor.example"
WHO = {
    "own scope": GIULIA,
    "agent": ANNA,
    "scope all": JONAS,
    "lead": TOMASZ,
    "admin": THOMAS,
}
HERE, THERE = "vertrieb", "reklamation"
PLACES = ("owned here", "a colleague's here", "elsewhere")
LINES = {
    "#take": (Action.TAKE, EventKind.OWNER_SET),
    "#done": (Action.FINISH, EventKind.STATE_SET),
    "kind: complaint": (Action.SORT, EventKind.KIND_SET),
    "snooze: DAY": (Action.SNOOZE, EventKind.SNOOZED),
    "task: Check the glass": (Action.TASK_MAKE, EventKind.TASK_ADDED),
    "assign: Kollege": (Action.ASSIGN, EventKind.OWNER_SET),
}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[tuple[World, Path]]:
    """A firm with one person of each kind in a department, and the data folder of its commands."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "no-files").mkdir()
    with open_world(folder, reader) as world:
        with world.core.read("hellmoor") as unit:
            config = load_config(unit)
        members = {
            HERE: tuple(
                Member(address=one, role=MemberRole.LEAD if one == TOMASZ else MemberRole.MEMBER)
                for one in WHO.values()
            ),
            THERE: (Member(address=THOMAS),),
        }
        scopes = {GIULIA: Scope.OWN, JONAS: Scope.ALL}
        roles = {TOMASZ: AgentRole.LEAD, THOMAS: AgentRole.ADMIN}
        people = tuple(
            one.model_copy(
                update={
                    "scope": scopes.get(one.address, Scope.DEPARTMENT),
                    "role": roles.get(one.address, AgentRole.AGENT),
                }
            )
            for one in config.people
        )
        places = tuple(
            one.model_copy(update={"members": members.get(one.slug, ())})
            for one in config.departments
        )
        world.apply(config.model_copy(update={"people": people, "departments": places}))
        yield world, folder


def stafette(world: World, folder: Path, *arguments: str) -> None:
    """Run a command on the firm's data, as somebody at its server does, and let workers work."""
    around = {
        "STAFETTE_DATA_DIR": str(folder),
        # Every command applies the tenant files of this folder; the firm's are in its database.
        "STAFETTE_TENANTS_DIR": str(folder / "no-files"),
        "STAFETTE_DISK_RESERVE_BYTES": "0",
    }
    done = CliRunner().invoke(make_app(arguments[0]), arguments, env=around)
    assert done.exit_code == 0, done.output
    # Commands go by the real clock; the world's workers must not be behind it.
    behind = datetime.now(UTC) - world.clock.now()
    if behind > timedelta(0):
        world.clock.pass_by(seconds=behind.total_seconds() + 1)
    world.work()


def ticket_for(world: World, place: str, owner_id: int) -> int:
    """Make a ticket that somebody owns, here or elsewhere; gives its number."""
    sender = f"eva{len(world.numbers())}@kunde.example"  # nobody may open too many in a day
    asked = Mail(sender=sender, to="vertrieb@hellmoor.example", subject=f"Anfrage: {place}")
    arrival = world.receive(asked, peer=OFFICE)
    assert arrival.ticket_id is not None
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, arrival.ticket_id)
        if place == "elsewhere":
            ticket.department_id = departments(uow)[THERE]
        set_owner(uow, ticket, owner_id, owner_id)
        return ticket.number


def reply_address(world: World, number: int, person_id: int) -> str:
    """Give somebody's reply address for notes on a ticket."""
    wanted = (person_id, Purpose.MESSAGE, Visibility.PUBLIC, 0)
    ticket_id = world.ticket(number).line.ticket.id
    with world.core.write("hellmoor") as uow:
        lock_ticket(uow, ticket_id)
        row = issue_addresses(uow, world.core.signer, ticket_id, {wanted}, is_new=False)[wanted]
        token = token_of(world.core.signer, row)
        return f"reply+{token}@{load_config(uow).reply_domain}"


def newest(world: World) -> InboundMail:
    """Give the arrival that came in last."""
    with world.core.read("hellmoor") as unit:
        return max(list_arrivals(unit), key=lambda one: one.id)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", WHO)
def test_a_mail_that_was_fed_in_may_what_its_writer_may(
    firm: tuple[World, Path], tmp_path: Path, who: str, place: str
) -> None:
    world, folder = firm
    me = viewer_of(world, WHO[who]).person_id
    colleague = viewer_of(world, ANNA if WHO[who] != ANNA else GIULIA).person_id
    allowed = MAY[who][list(WHERE).index(place)]
    target = "Thomas Reuter" if who != "admin" else "Tomasz Zieliński"
    for line, (action, kind) in LINES.items():
        number = ticket_for(world, place, me if place == "owned here" else colleague)
        before = len(world.ticket(number).events)
        to = reply_address(world, number, me)
        day = world.clock.now() + timedelta(days=5)
        text = line.replace("Kollege", target).replace("DAY", f"{day:%d.%m.%Y}")
        file = tmp_path / "mail.eml"
        file.write_bytes(Mail(sender=WHO[who], to=to, text=f"{text}\n").raw)
        stafette(world, folder, "ingest", str(file), "--tenant", "hellmoor", "--to", to)
        held = newest(world)
        # A file proves nothing about who wrote it, so nothing is done yet.
        assert (held.outcome, held.rule) == (Outcome.HELD, "agent_not_authenticated"), line
        assert len(world.ticket(number).events) == before
        stafette(world, folder, "held", "release", str(held.id), "--tenant", "hellmoor")
        new = world.ticket(number).events[before:]
        is_done = any(one.kind == kind and one.actor_id == me for one in new)
        is_theirs_already = action is Action.TAKE and place == "owned here"
        assert is_done == (action in allowed and not is_theirs_already), (line, new)
