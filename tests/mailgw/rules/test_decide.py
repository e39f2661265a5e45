"""The table of rules: its order, and what no rule stops."""

from mailgw.rules import agents, checks, forwards, outside
from mailgw.rules.decide import CHECKS, decide
from mailgw.rules.disposition import Deliver, Hold, OpenTicket
from mailgw.rules.thread import NoTicket, match
from tests.mailgw.rules.by_hand import AGENT, CUSTOMER, PROVEN, known, named, parsed, used
from tests.support.mails import Mail


def test_the_rules_stand_in_their_order() -> None:
    # Reports and loops first, as they may carry any From; who writes before what is wanted; the
    # limit last, as it is only for what would open a ticket.
    assert (
        checks.own_mail,
        checks.delivery_report,
        checks.return_path_only,
        checks.unclear_sender,
        checks.unknown_reply_address,
        checks.dead_reply_address,
        agents.retired_agent,
        outside.written_outside,
        checks.automatic_mail,
        agents.agents_reply,
        checks.contacts_reply,
        forwards.forward_of_a_customers_answer,
        agents.agent_without_reply_address,
        checks.joining,
        checks.too_many_tickets,
    ) == CHECKS


def test_what_no_rule_stops_opens_a_ticket() -> None:
    decided = decide(parsed(), known(writer=CUSTOMER), NoTicket())
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, OpenTicket)
    assert decided.effect.department == "vertrieb"
    assert decided.tell == ""


def test_a_ticket_named_without_right_is_only_suggested() -> None:
    facts = known(writer=CUSTOMER, candidates=(named(),))
    decided = decide(parsed(), facts, match(facts))
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, OpenTicket)
    assert decided.effect.suggested_ticket_id == 7
    assert "suggested_link" in decided.effect.flags


def test_p09_an_unproven_agent_opens_it_as_from_the_writer_flagged_and_is_told() -> None:
    decided = decide(parsed(), known(writer=AGENT), NoTicket())
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, OpenTicket)
    assert decided.effect.flags[0] == "unauthenticated_agent"
    assert decided.effect.owner_id is None
    assert decided.tell == "new_ticket_opened_flagged"


def test_a_forwarded_mail_makes_nobody_a_requester_whose_address_is_odd_or_ours() -> None:
    for address in ("j.petersen@hellmoor.example", "info@hellmoor.example", "x@y"):
        text = (
            "Bitte übernehmen.\n\n-----Ursprüngliche Nachricht-----\n"
            f"Von: Jemand <{address}>\nGesendet: Montag, 16. November 2026 08:00\n"
            "An: Anna\nBetreff: Tür\n\nWas kostet das?\n"
        )
        mail = parsed(Mail(sender=AGENT.address, subject="WG: Tür", text=text))
        decided = decide(mail, known(writer=AGENT, judgement=PROVEN), NoTicket())
        assert isinstance(decided, Deliver)
        assert isinstance(decided.effect, OpenTicket)
        assert not decided.effect.is_forward, address


def test_the_sender_is_asked_before_the_reply_address() -> None:
    facts = known(writer=None, judgement=PROVEN, reply=used())
    decided = decide(parsed(), facts, match(facts))
    assert isinstance(decided, Hold)
    assert decided.rule == "unclear_sender"
