"""What agents send straight from a mail client stands on its ticket, once, and nobody gets more."""

from typing import Any

import pytest

from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.model.mail import InboundMail, Outcome
from tickets.model.people import Side
from tickets.model.ticket import TicketState, Visibility
from tickets.services.drop_addresses import (
    find_drop_address,
    renew_drop_address,
    revoke_drop_address,
)
from tickets.store.people import look_up
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
OTHER = "ute@stahl.example"
SALES = "vertrieb@hellmoor.example"
OFFER = "Guten Tag,\n\nanbei das Angebot 4711.\n\nAnna Kraft\n"


def drop_address(world: World, agent: str = ANNA) -> str:
    """Give an agent a drop address."""
    with world.core.write("hellmoor") as uow:
        seen = look_up(uow, agent)
        assert seen is not None
        return renew_drop_address(uow, world.core.signer, load_config(uow), seen.person_id)


def sends(world: World, mail: Mail, to: str, *, peer: str = OFFICE) -> InboundMail:
    """Let the office's server hand over a copy."""
    return world.receive(mail, to, peer=peer)


def offer(**more: str) -> Mail:
    """Make Anna's offer to Jan."""
    given: dict[str, Any] = {
        "sender": f"Anna Kraft <{ANNA}>",
        "to": JAN,
        "subject": "Re: Anfrage",
        "text": OFFER,
    }
    return Mail(**(given | more))


def test_a_blind_copy_joins_the_ticket_that_it_answers(either_world: World) -> None:
    asked = Mail(sender=JAN, to=SALES, subject="Anfrage")
    either_world.receive(asked)
    before = len(either_world.postbox.for_(JAN))
    row = sends(either_world, offer(in_reply_to=asked.message_id), drop_address(either_world))
    assert (row.outcome, row.rule) == (Outcome.DELIVERED, "written_outside")
    view = either_world.ticket(1001)
    last = view.messages[-1]
    assert (last.visibility, last.why) == (Visibility.PUBLIC, "written_outside")
    assert last.text.startswith("Guten Tag,\n\nanbei das Angebot 4711.")
    assert view.line.ticket.last_public_side == Side.AGENT
    assert len(either_world.postbox.for_(JAN)) == before
    told = either_world.postbox.last(TOMASZ)
    assert "Anna Kraft" in told.text


def test_without_references_the_customers_only_ticket_of_that_subject_counts(world: World) -> None:
    world.receive(Mail(sender=JAN, to=SALES, subject="Anfrage"))
    world.receive(Mail(sender=JAN, to=SALES, subject="Noch etwas"))
    drop = drop_address(world)
    assert sends(world, offer(), drop).ticket_id == world.ticket(1001).line.ticket.id
    world.receive(Mail(sender=JAN, to=SALES, subject="Anfrage"))
    sends(world, offer(text="Zwei gleiche Betreffe.\n"), drop)
    assert world.numbers() == [1001, 1002, 1003, 1004]


def test_a_first_mail_to_a_customer_opens_a_ticket_for_them(either_world: World) -> None:
    mail = offer(subject="Unser Angebot", to=f"Jan Nowak <{JAN}>")
    sends(either_world, mail, drop_address(either_world))
    ticket = either_world.ticket(1001).line.ticket
    with either_world.core.read("hellmoor") as unit:
        jan, anna = look_up(unit, JAN), look_up(unit, ANNA)
    assert jan is not None
    assert anna is not None
    assert (ticket.requester_id, ticket.owner_id) == (jan.person_id, anna.person_id)
    assert (ticket.state, ticket.subject) == (TicketState.OPEN, "Unser Angebot")
    assert either_world.postbox.for_(JAN) == []
    again = Mail(sender=JAN, to=ANNA, subject="Re: Unser Angebot", in_reply_to=mail.message_id)
    either_world.receive(again, SALES)
    assert either_world.numbers() == [1001]


def test_what_went_to_somebody_else_about_a_ticket_stays_inside(world: World) -> None:
    asked = Mail(sender=JAN, to=SALES, subject="Anfrage")
    world.receive(asked)
    to_supplier = offer(to=OTHER, in_reply_to=asked.message_id, text="Was kosten 12 Stück?\n")
    sends(world, to_supplier, drop_address(world))
    assert world.ticket(1001).messages[-1].visibility == Visibility.INTERNAL
    assert all("kosten 12" not in one.text for one in world.postbox.for_(JAN))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"peer": "203.0.113.9"}, "agent_not_authenticated"),
        ({"sender": TOMASZ}, "foreign_sender_on_agents_address"),
        ({"sender": OTHER}, "foreign_sender_on_agents_address"),
        ({"cc": "DROP"}, "drop_address_shown"),
        ({"to": TOMASZ}, "no_customer"),
    ],
)
def test_what_is_not_surely_the_agents_own_is_held(
    world: World, change: dict[str, str], rule: str
) -> None:
    drop = drop_address(world)
    parts = {name: drop if value == "DROP" else value for name, value in change.items()}
    peer = parts.pop("peer", OFFICE)
    row = sends(world, offer(**parts), drop, peer=peer)
    assert (row.outcome, row.rule) == (Outcome.HELD, rule)
    assert world.numbers() == []
    assert world.postbox.for_(JAN) == []


def test_a_revoked_or_renewed_drop_address_is_dead(world: World) -> None:
    first = drop_address(world)
    second = drop_address(world)
    assert first != second
    assert sends(world, offer(), first).rule == "revoked_reply_address"
    assert sends(world, offer(), second).outcome == Outcome.DELIVERED
    with world.core.write("hellmoor") as uow:
        anna = look_up(uow, ANNA)
        assert anna is not None
        revoke_drop_address(uow, anna.person_id)
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
        assert find_drop_address(unit, world.core.signer, config, anna.person_id) == ""
    assert sends(world, offer(subject="Neu"), second).rule == "revoked_reply_address"


def test_copy_to_the_department_and_to_the_drop_address_are_one_message(world: World) -> None:
    drop = drop_address(world)
    mail = offer(cc=SALES)
    assert sends(world, mail, SALES).outcome == Outcome.DELIVERED
    assert sends(world, mail, drop).outcome == Outcome.DUPLICATE
    rewritten = offer(cc=SALES, message_id="rewritten@provider.example")
    assert sends(world, rewritten, drop).outcome == Outcome.DUPLICATE
    assert len(world.ticket(1001).messages) == 1
    to_other = offer(to=OTHER)
    assert sends(world, to_other, drop).outcome == Outcome.DELIVERED
    assert world.numbers() == [1001, 1002]
