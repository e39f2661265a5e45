"""Each rule by itself: what it answers, and when it keeps silent."""

import pytest

from mailgw.mime.mail import Automatic, AutomaticKind
from mailgw.rules import checks
from mailgw.rules.disposition import AddMessage, Bounce, Deliver, Drop, Hold, RecordReport
from mailgw.rules.thread import ByReplyAddress, ByRight, Match, NoTicket
from tests.mailgw.rules.by_hand import (
    AGENT,
    CUSTOMER,
    FORGED,
    PROVEN,
    STRANGER,
    customers,
    known,
    named,
    parsed,
)
from tickets.model.mail import Way
from tickets.model.ticket import Visibility

NOWHERE = NoTicket()
OUT_OF_OFFICE = Automatic(AutomaticKind.AUTO_REPLY, "Auto-Submitted says so.")
BULK = Automatic(AutomaticKind.BULK, "Precedence says so.")
BOUNCE = Automatic(AutomaticKind.BOUNCE, "It is a delivery report.")


def test_our_own_mail_is_dropped_when_it_comes_back() -> None:
    decided = checks.own_mail(parsed(), known(is_own_mail=True), NOWHERE)
    assert isinstance(decided, Drop)
    assert decided.tell == ""
    assert checks.own_mail(parsed(), known(), NOWHERE) is None


def test_a_report_is_tied_to_its_mail_or_dropped() -> None:
    decided = checks.delivery_report(parsed(automatic=BOUNCE), known(report_target=5), NOWHERE)
    assert isinstance(decided, Deliver)
    assert decided.effect == RecordReport(5)
    foreign = checks.delivery_report(parsed(automatic=BOUNCE), known(), NOWHERE)
    assert isinstance(foreign, Drop)
    assert foreign.rule == "report_of_unknown_mail"
    assert checks.delivery_report(parsed(automatic=OUT_OF_OFFICE), known(), NOWHERE) is None


def test_what_comes_to_a_return_path_and_reports_nothing_is_dropped() -> None:
    decided = checks.return_path_only(parsed(), known(report_target=5), NOWHERE)
    assert isinstance(decided, Drop)
    with_reply = known(report_target=5, reply=customers())
    assert checks.return_path_only(parsed(), with_reply, NOWHERE) is None


@pytest.mark.parametrize("found", [ByReplyAddress(7), ByRight(7, 1007, "participant", "reference")])
def test_automatic_mail_of_a_ticket_is_an_internal_line_nobody_is_told_of(found: Match) -> None:
    facts = known(writer=CUSTOMER)
    decided = checks.automatic_mail(parsed(automatic=OUT_OF_OFFICE), facts, found)
    assert isinstance(decided, Deliver)
    assert decided.effect == AddMessage(7, Visibility.INTERNAL, ("automatic",))
    assert decided.tell == ""


@pytest.mark.parametrize(
    ("sign", "rule"), [(BULK, "bulk"), (OUT_OF_OFFICE, "automatic_without_ticket")]
)
def test_automatic_mail_of_no_ticket_is_dropped_and_never_answered(
    sign: Automatic, rule: str
) -> None:
    decided = checks.automatic_mail(parsed(automatic=sign), known(), NOWHERE)
    assert isinstance(decided, Drop)
    assert (decided.rule, decided.tell) == (rule, "")
    assert checks.automatic_mail(parsed(), known(), NOWHERE) is None


def test_p09_automatic_mail_in_an_agents_unproven_name_reaches_no_ticket() -> None:
    facts = known(writer=AGENT)
    decided = checks.automatic_mail(parsed(automatic=OUT_OF_OFFICE), facts, ByReplyAddress(7))
    assert isinstance(decided, Drop)
    assert decided.rule == "automatic_unproven_agent"
    proven = known(writer=AGENT, judgement=PROVEN)
    kept = checks.automatic_mail(parsed(automatic=OUT_OF_OFFICE), proven, ByReplyAddress(7))
    assert isinstance(kept, Deliver)


def test_a_reply_address_never_given_out_bounces_only_to_the_proven() -> None:
    proven = known(unknown_token=True, judgement=PROVEN)
    decided = checks.unknown_reply_address(parsed(), proven, NOWHERE)
    assert isinstance(decided, Bounce)
    for facts in (known(unknown_token=True), known(unknown_token=True, judgement=FORGED)):
        held = checks.unknown_reply_address(parsed(), facts, NOWHERE)
        assert isinstance(held, Hold)
        assert held.tell == ""
    named_too = known(unknown_token=True, candidates=(named(),))
    assert checks.unknown_reply_address(parsed(), named_too, NOWHERE) is None


def test_an_unclear_sender_is_held_and_nobody_is_written_to() -> None:
    decided = checks.unclear_sender(parsed(), known(writer=None), NOWHERE)
    assert isinstance(decided, Hold)
    assert decided.tell == ""
    assert checks.unclear_sender(parsed(), known(), NOWHERE) is None


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_dead_reply_address_is_held_and_its_writer_told(state: str) -> None:
    facts = known(writer=CUSTOMER, reply=customers(**{f"is_{state}": True}))
    decided = checks.dead_reply_address(parsed(), facts, ByReplyAddress(7))
    assert isinstance(decided, Hold)
    assert (decided.rule, decided.tell) == (f"{state}_reply_address", f"address_{state}")


def test_a_dead_reply_address_may_be_let_through_by_a_person() -> None:
    facts = known(writer=CUSTOMER, reply=customers(is_expired=True), is_confirmed=True)
    assert checks.dead_reply_address(parsed(), facts, ByReplyAddress(7)) is None


def test_a_contacts_own_reply_address_is_enough_for_them() -> None:
    facts = known(writer=CUSTOMER, reply=customers())
    decided = checks.contacts_reply(parsed(), facts, ByReplyAddress(7))
    assert isinstance(decided, Deliver)
    assert decided.effect == AddMessage(7, Visibility.PUBLIC, reply_address_id=70)


def test_p10_a_contacts_reply_address_used_by_a_stranger_stays_inside() -> None:
    decided = checks.contacts_reply(
        parsed(), known(writer=STRANGER, reply=customers()), ByReplyAddress(7)
    )
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, AddMessage)
    assert decided.effect.visibility is Visibility.INTERNAL
    assert decided.effect.suggests_writer
    assert decided.effect.reply_address_id is None


def test_p20_a_colleague_on_a_contacts_reply_address_writes_a_note_and_is_told() -> None:
    facts = known(writer=AGENT, judgement=PROVEN, reply=customers())
    decided = checks.contacts_reply(parsed(), facts, ByReplyAddress(7))
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, AddMessage)
    assert decided.effect.visibility is Visibility.INTERNAL
    assert not decided.effect.suggests_writer
    assert decided.tell == "internal_kept"


@pytest.mark.parametrize("judgement", [FORGED, known().judgement])
def test_p09_an_unproven_agent_on_a_contacts_reply_address_is_held(judgement: object) -> None:
    facts = known(writer=AGENT, judgement=judgement, reply=customers())
    decided = checks.contacts_reply(parsed(), facts, ByReplyAddress(7))
    assert isinstance(decided, Hold)
    assert (decided.rule, decided.tell) == ("agent_not_authenticated", "not_authenticated")


@pytest.mark.parametrize("right", ["participant", "addressed"])
def test_who_takes_part_or_was_addressed_joins_in_public(right: str) -> None:
    found = ByRight(7, 1007, right, "reference")
    decided = checks.joining(parsed(), known(flags=("reused_message_id",)), found)
    assert isinstance(decided, Deliver)
    assert decided.effect == AddMessage(7, Visibility.PUBLIC, ("reused_message_id",))
    assert decided.rule == f"{right}_joins"


def test_p10_a_colleague_joins_unconfirmed_and_is_suggested() -> None:
    decided = checks.joining(parsed(), known(), ByRight(7, 1007, "colleague", "subject"))
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, AddMessage)
    assert decided.effect.suggests_writer
    assert "colleague_unconfirmed" in decided.effect.flags
    assert "number in its subject" in decided.why


def test_without_a_right_nobody_joins() -> None:
    assert checks.joining(parsed(), known(), NoTicket(named())) is None
    assert checks.joining(parsed(), known(writer=None), ByRight(7, 1, "colleague", "x")) is None


@pytest.mark.parametrize(("hour", "day"), [(10, 10), (0, 50), (99, 99)])
def test_an_unproven_sender_of_many_tickets_is_held(hour: int, day: int) -> None:
    facts = known(opened_last_hour=hour, opened_last_day=day)
    decided = checks.too_many_tickets(parsed(), facts, NOWHERE)
    assert isinstance(decided, Hold)
    assert decided.tell == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"opened_last_hour": 9, "opened_last_day": 49},
        {"opened_last_hour": 99, "opened_last_day": 99, "judgement": PROVEN},
        {"opened_last_hour": 99, "opened_last_day": 99, "way": Way.INGEST},
    ],
)
def test_the_limit_is_for_unproven_senders_beyond_it(changes: dict[str, object]) -> None:
    assert checks.too_many_tickets(parsed(), known(**changes), NOWHERE) is None
