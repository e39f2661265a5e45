"""Which ticket a mail belongs to, and by what right (P10)."""

import pytest

from mailgw.rules.thread import ByReplyAddress, ByRight, NoTicket, match
from tests.mailgw.rules.by_hand import known, named, used


def test_a_reply_address_wins_over_every_reference() -> None:
    facts = known(reply=used(), candidates=(named(ticket_id=9, is_participant=True),))
    assert match(facts) == ByReplyAddress(7)


@pytest.mark.parametrize("right", ["participant", "addressed", "colleague"])
def test_each_right_joins(right: str) -> None:
    field = {"addressed": "was_addressed"}.get(right, f"is_{right}")
    facts = known(candidates=(named(**{field: True}),))
    assert match(facts) == ByRight(7, 1007, right, "reference")


def test_a_stronger_right_wins_over_a_nearer_reference() -> None:
    near, far = named(is_colleague=True), named(ticket_id=9, number=1009, is_participant=True)
    assert match(known(candidates=(near, far))) == ByRight(9, 1009, "participant", "reference")


def test_of_equal_rights_the_nearer_reference_wins() -> None:
    near = named(is_participant=True)
    far = named(ticket_id=9, number=1009, how="subject", is_participant=True)
    assert match(known(candidates=(near, far))) == ByRight(7, 1007, "participant", "reference")


def test_naming_a_ticket_without_a_right_only_suggests_it() -> None:
    assert match(known(candidates=(named(),))) == NoTicket(named())


def test_a_ticket_closed_for_good_is_suggested_whatever_the_right() -> None:
    one = named(is_participant=True, was_addressed=True, is_closed_for_good=True)
    assert match(known(candidates=(one,))) == NoTicket(one)


def test_a_mail_that_names_nothing_belongs_to_no_ticket() -> None:
    assert match(known()) == NoTicket(None)
