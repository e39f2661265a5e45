"""No mail costs more because more mail came in before it: its statements find rows by an index."""

import re
from typing import Any

from sqlalchemy import event, text

from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.model.mail import Outcome

JAN = "jan@nowak-okna.example"
ANNA = "a.kraft@hellmoor.example"
_SMALL = {"tenant", "route", "department", "membership", "absence"}
"""As many rows as a firm has parts and people at work, however much mail comes in."""
_WHOLE = re.compile(r"^SCAN (?!CONSTANT)(\w+)")
_OF_TENANT = re.compile(r"^SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \(tenant=\?\)$")


def watch(world: World) -> list[str]:
    """List the statements from now on, with their values; the world has written nothing yet."""
    said: list[str] = []

    def on_checkout(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(said.append)

    event.listen(world.core.database.engine, "checkout", on_checkout)
    return said


def looks_through(world: World, statement: str) -> list[str]:
    """Name the tables of which a statement looks at all rows, or at all of a tenant's."""
    with world.core.database.engine.connect() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN " + statement.replace(":", r"\:")))
        steps = [str(row[3]) for row in plan]
    found = [
        match[1] for step in steps for kind in (_WHOLE, _OF_TENANT) if (match := kind.match(step))
    ]
    return [table for table in found if table not in _SMALL]


def live_through(world: World) -> None:
    """Let mail of all sorts come in: a request, answers of both sides, a double, an absence."""
    first = Mail(message_id="first@nowak-okna.example")
    world.receive(first, peer=OFFICE)
    assert world.receive(first, peer=OFFICE).outcome == Outcome.DUPLICATE
    notice = world.postbox.last(ANNA)
    world.receive(Mail(sender=ANNA, to=notice.reply_to, text="Hier das Angebot."), peer=OFFICE)
    answer = world.postbox.last(JAN)
    world.receive(Mail(to=answer.reply_to, in_reply_to=answer.message_id, text="Danke!"))
    away = (("Auto-Submitted", "auto-replied"),)
    world.receive(Mail(to=answer.reply_to, subject="Abwesend", headers=away))
    world.receive(Mail(sender="neu@firma.example", to="reklamation@hellmoor.example"))


def test_the_statements_of_a_mail_look_through_no_table(world: World) -> None:
    said = watch(world)
    live_through(world)
    ours = {one for one in said if one.startswith(("SELECT", "UPDATE", "DELETE"))}
    asked = {one for one in ours if "'main'." not in one}  # what the search index asks itself
    assert len(asked) > 100
    through = [(found, one) for one in asked if (found := looks_through(world, one))]
    assert not through, "\n\n".join(f"{found}: {one}" for found, one in through)
