"""Quotes wait for who approves them: by mail and by decision; what locks and writes on both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.support.approving import (
    ANNA,
    BANDS,
    GIULIA,
    JAN,
    NUMBER,
    OFFER,
    THOMAS,
    TOMASZ,
    Firm,
    open_firm,
)
from tests.support.world import CUSTOMERS_SERVER, World
from tickets.model.judging import ApprovalState
from tickets.model.task import Absence, TaskKind
from tickets.model.ticket import Visibility
from tickets.services.amounts import Amount, Reading
from tickets.services.approval_decisions import Choice, Decision, Outcome, UndecidedError
from tickets.services.approval_effects import decide
from tickets.store.thread import find_thread

QUOTE = "Guten Tag Herr Nowak,\n\nanbei unser Angebot.\n\nGesamtsumme netto {} €\n\nAnna Kraft\n"
TWELVE = QUOTE.format("12.000,00")
NINETY = QUOTE.format("90.000,00")


@pytest.fixture
def firm(world: World) -> Firm:
    """A firm with bands and one request."""
    return open_firm(world)


@pytest.fixture
def either_firm(either_world: World) -> Firm:
    """The same on each database in turn."""
    return open_firm(either_world)


def test_900_needs_nobody(firm: Firm) -> None:
    firm.answers(QUOTE.format("900,00"), "Angebot_4716.pdf")
    assert firm.approvals() == []
    assert "900,00" in firm.answers_sent()[0].text


def test_12000_from_the_mail_client_waits_inside_for_the_superior(firm: Firm) -> None:
    firm.answers(TWELVE, "Angebot_4716.pdf")
    assert firm.answers_sent() == []
    assert (firm.state(), firm.approval().amount) == (ApprovalState.WAITING, 1_200_000)
    assert firm.approval().approver_id == firm.person(TOMASZ)
    assert firm.message().visibility == Visibility.INTERNAL
    asked, told = firm.world.postbox.last(TOMASZ), firm.world.postbox.last(ANNA)
    assert "12\u00a0000\u00a0EUR" in str(asked.mail["Subject"]).replace(" ", "\u00a0")
    assert "Gesamtsumme netto" in asked.text
    assert asked.files == [("Angebot_4716.pdf", OFFER)]
    assert "1.000\u00a0EUR" in told.text
    assert "Gesamtsumme" not in told.text


def test_ok_by_mail_sends_it_in_its_authors_name_with_its_file(either_firm: Firm) -> None:
    firm = either_firm
    firm.answers(TWELVE, "Angebot_4716.pdf")
    firm.world.clock.pass_by(hours=2)
    assert firm.replies(TOMASZ, "ok\n\nTomasz") == "agents_vote"
    (got,) = firm.answers_sent()
    assert got.text.startswith("Guten Tag Herr Nowak")
    assert got.files == [("Angebot_4716.pdf", OFFER)]
    assert str(got.mail["From"]).startswith("Anna Kraft via Hellmoor")
    assert firm.state() is ApprovalState.APPROVED
    message = firm.message()
    assert (message.visibility, message.written_at) == (
        Visibility.PUBLIC,
        firm.approval().decided_at,
    )
    ticket = firm.world.ticket(NUMBER).line.ticket
    assert (ticket.owner_id, ticket.last_public_side) == (firm.person(ANNA), "agent")
    assert "ok" not in got.text.split()


@pytest.mark.parametrize(
    "words", ["OK", "einverstanden", "zgoda", "akkoord", "approvato", "approved, thanks"]
)
def test_a_vote_is_understood_in_five_languages(world: World, words: str) -> None:
    firm = open_firm(world)
    firm.answers(TWELVE)
    firm.replies(TOMASZ, words)
    assert firm.state() is ApprovalState.APPROVED


def test_90000_goes_to_the_director_who_returns_it_and_it_becomes_the_authors_task(
    either_firm: Firm,
) -> None:
    firm = either_firm
    firm.answers(NINETY, "Angebot_4716.pdf")
    assert firm.approval().approver_id == firm.person(THOMAS)
    firm.replies(THOMAS, "zurück: Preis Pos. 3 ist zu niedrig")
    assert (firm.state(), firm.answers_sent()) == (ApprovalState.RETURNED, [])
    with firm.world.core.read("hellmoor") as unit:
        thread = find_thread(unit, firm.viewer(ANNA), NUMBER)
    assert thread is not None
    (task,) = [one for one in thread.tasks if one.kind == TaskKind.QUOTE_RETURNED]
    assert (task.assignee_id, task.text) == (firm.person(ANNA), "Preis Pos. 3 ist zu niedrig")
    assert "Preis Pos. 3 ist zu niedrig" in firm.world.postbox.last(ANNA).text
    # The author mends it and says nearly the same again: that is no internal word.
    firm.answers(TWELVE, "Angebot_4716b.pdf")
    assert (firm.state(), firm.approval().amount) == (ApprovalState.WAITING, 1_200_000)


def test_a_forged_ok_does_nothing_and_is_held_and_the_approver_is_led_to_the_page(
    firm: Firm,
) -> None:
    firm.answers(TWELVE)
    asked = firm.world.postbox.last(TOMASZ)
    failing = "mx.hellmoor.example; dmarc=fail header.from=hellmoor.example"
    headers = (("Authentication-Results", failing),)
    rule = firm.replies(TOMASZ, "ok", peer=CUSTOMERS_SERVER, headers=headers)
    assert rule == "agent_not_authenticated"
    assert (firm.state(), firm.answers_sent()) == (ApprovalState.WAITING, [])
    link = firm.world.postbox.last(TOMASZ)
    assert link is not asked
    assert f"/desk/approvals/{firm.approval().id}" in link.text
    assert link.mail["Reply-To"] is None or "reply+" not in str(link.mail["Reply-To"])
    assert firm.world.counts()["held"] == 1


def test_the_approver_needs_no_approval_for_what_he_may_approve(firm: Firm) -> None:
    firm.answers(TWELVE, agent=TOMASZ)
    assert firm.approvals() == []
    firm.answers(NINETY, agent=TOMASZ)
    assert firm.approval().approver_id == firm.person(THOMAS)


def test_somebody_away_is_stood_in_for_but_never_by_the_author(either_firm: Firm) -> None:
    firm = either_firm
    with firm.world.core.write("hellmoor") as uow:
        uow.add(
            Absence(
                person_id=firm.person(TOMASZ),
                deputy_id=firm.person(GIULIA),
                from_at=uow.now - timedelta(days=1),
                until_at=uow.now + timedelta(days=5),
                created_at=uow.now,
            )
        )
    firm.answers(TWELVE)
    assert firm.approval().approver_id == firm.person(GIULIA)
    assert "Tomasz" in firm.world.postbox.last(GIULIA).text
    firm.replies(GIULIA, "ok")
    assert len(firm.answers_sent()) == 1
    firm.answers(QUOTE.format("15.000,00"), agent=GIULIA)
    assert firm.approval().approver_id == firm.person(THOMAS)


def test_another_amount_is_written_into_words_that_name_only_one(firm: Firm) -> None:
    firm.answers(TWELVE)
    firm.replies(TOMASZ, "ok 11 800")
    (got,) = firm.answers_sent()
    assert "Gesamtsumme netto 11.800,00 €" in got.text
    assert (firm.state(), firm.approval().approved_amount) == (ApprovalState.CHANGED, 1_180_000)


def test_another_amount_for_a_quote_in_a_file_goes_back_and_then_passes(either_firm: Firm) -> None:
    firm = either_firm
    firm.answers(TWELVE, "Angebot_4716.pdf")
    firm.replies(TOMASZ, "ok 11 800")
    assert (firm.state(), firm.answers_sent()) == (ApprovalState.CHANGED, [])
    assert "11.800\u00a0EUR" in firm.world.postbox.last(ANNA).text
    firm.answers(QUOTE.format("11.800,00"), "Angebot_4716b.pdf")
    assert len(firm.answers_sent()) == 1
    assert len(firm.approvals()) == 1


def test_an_unclear_vote_is_kept_inside_and_its_writer_told(firm: Firm) -> None:
    firm.answers(TWELVE)
    before = len(firm.world.postbox.for_(TOMASZ))
    firm.replies(TOMASZ, "Ich schaue es mir morgen an.")
    assert (firm.state(), firm.answers_sent()) == (ApprovalState.WAITING, [])
    assert firm.world.ticket(NUMBER).messages[-1].visibility == Visibility.INTERNAL
    told = firm.world.postbox.for_(TOMASZ)[before:]
    assert len(told) == 1
    assert "ok" in told[0].text


def test_a_second_vote_changes_nothing_and_is_answered(firm: Firm) -> None:
    firm.answers(TWELVE)
    asked = firm.world.postbox.last(TOMASZ)
    firm.replies(TOMASZ, "ok")
    firm.answers("zurück: doch nicht", agent=TOMASZ, via=asked)
    assert (firm.state(), len(firm.answers_sent())) == (ApprovalState.APPROVED, 1)


def test_a_quote_whose_amount_nobody_can_read_asks_its_author(firm: Firm) -> None:
    firm.answers("Guten Tag,\n\nanbei unser Angebot.\n\nAnna Kraft", "Angebot_4716.pdf")
    assert firm.answers_sent() == []
    assert firm.approval().approver_id == firm.person(ANNA)
    firm.replies(ANNA, "zwölftausend")
    assert firm.approval().amount == 0
    firm.answers("12.000 EUR", via=firm.world.postbox.for_(ANNA)[-2])
    assert firm.approval().approver_id == firm.person(TOMASZ)
    firm.replies(TOMASZ, "ok")
    assert len(firm.answers_sent()) == 1


def test_a_small_amount_named_by_its_author_lets_the_quote_go(firm: Firm) -> None:
    firm.answers("Guten Tag,\n\nanbei unser Angebot.\n", "Angebot_4716.pdf")
    firm.replies(ANNA, "900 EUR")
    assert len(firm.answers_sent()) == 1
    # What its author said of it alone grants nothing for the next one.
    firm.answers(TWELVE, "Angebot_4717.pdf")
    assert firm.state() is ApprovalState.WAITING


def test_an_ordinary_answer_is_never_held(firm: Firm) -> None:
    firm.answers("Guten Tag,\n\ndas Angebot kommt bis Freitag.\n\nAnna Kraft")
    assert len(firm.answers_sent()) == 1
    assert firm.approvals() == []


def test_who_is_silent_is_reminded_once_and_then_another_is_asked(either_firm: Firm) -> None:
    firm = either_firm
    firm.answers(TWELVE)
    before = {one: len(firm.world.postbox.for_(one)) for one in (TOMASZ, THOMAS)}

    def fresh(address: str) -> int:
        return len(firm.world.postbox.for_(address)) - before[address]

    firm.world.clock.pass_by(hours=25)
    firm.world.work()
    firm.world.work()
    assert (fresh(TOMASZ), fresh(THOMAS)) == (1, 0)
    firm.world.clock.pass_by(hours=25)
    firm.world.work()
    assert (fresh(TOMASZ), fresh(THOMAS)) == (1, 1)
    firm.world.clock.pass_by(days=9)
    firm.world.work()
    assert (fresh(TOMASZ), fresh(THOMAS)) == (1, 1)
    # Who was asked first may still decide.
    firm.replies(TOMASZ, "ok")
    assert len(firm.answers_sent()) == 1


def test_a_decision_calls_the_reminder_off(firm: Firm) -> None:
    firm.answers(TWELVE)
    firm.replies(TOMASZ, "ok")
    sent = len(firm.world.postbox.sent)
    firm.world.clock.pass_by(days=4)
    firm.world.work()
    assert len(firm.world.postbox.sent) == sent


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(either_firm: Firm) -> None:
    firm = either_firm
    firm.answers(TWELVE)
    world, config, row_id = firm.world, firm.config, firm.approval().id
    yes, no = Decision(Choice.APPROVE), Decision(Choice.RETURN, said="Zu teuer")

    def vote(address: str, decision: Decision) -> Outcome | str:
        try:
            return decide(world.core, config, row_id, decision, firm.by(address)).outcome
        except UndecidedError as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        votes = [pool.submit(vote, TOMASZ, yes), pool.submit(vote, THOMAS, no)]
        results = {one.result() for one in votes}
    assert "decided" in results
    world.work()
    is_sent = Outcome.RELEASED in results
    assert len(firm.answers_sent()) == int(is_sent)


def test_nobody_but_who_was_asked_decides_and_never_above_their_band(firm: Firm) -> None:
    firm.answers(TWELVE)
    row_id = firm.approval().id
    more = Decision(Choice.APPROVE, Amount(2_500_000, "EUR", Reading.GIVEN))
    for address, decision, code in (
        (ANNA, Decision(Choice.APPROVE), "not_yours"),
        (GIULIA, Decision(Choice.APPROVE), "not_yours"),
        (TOMASZ, more, "above_band"),
        (TOMASZ, Decision(Choice.RETURN, said=" "), "no_reason"),
        (TOMASZ, Decision(Choice.WITHDRAW), "not_yours"),
    ):
        with pytest.raises(UndecidedError) as refused:
            decide(firm.world.core, firm.config, row_id, decision, firm.by(address))
        assert refused.value.code == code
    assert firm.state() is ApprovalState.WAITING


def test_its_author_takes_it_back_and_has_the_words_again(either_firm: Firm) -> None:
    firm = either_firm
    firm.answers(TWELVE)
    decide(
        firm.world.core, firm.config, firm.approval().id, Decision(Choice.WITHDRAW), firm.by(ANNA)
    )
    assert firm.state() is ApprovalState.WITHDRAWN
    assert firm.message().withdrawn_at is not None
    firm.replies(TOMASZ, "ok")
    assert firm.answers_sent() == []


def test_a_correction_of_the_approver_goes_out_in_its_place(firm: Firm) -> None:
    firm.answers(TWELVE)
    words = "Guten Tag Herr Nowak,\n\nwir bieten Ihnen 11.500,00 € an.\n\nAnna Kraft"
    decision = Decision(Choice.APPROVE, text=words)
    done = decide(firm.world.core, firm.config, firm.approval().id, decision, firm.by(TOMASZ))
    firm.world.work()
    assert done.outcome is Outcome.CORRECTED
    (got,) = firm.answers_sent()
    assert "11.500,00" in got.text
    assert "12.000" not in got.text
    assert firm.approval().approved_amount == 1_150_000


def test_another_currency_goes_to_who_may_approve_most(firm: Firm) -> None:
    firm.answers("Oferta: razem netto 900,00 zł")
    assert firm.approval().approver_id == firm.person(THOMAS)
    assert firm.approval().currency == "PLN"


def test_without_bands_nothing_is_held(firm: Firm) -> None:
    other = BANDS.model_copy(update={"departments": ("reklamation",)})
    firm.world.apply(firm.config.model_copy(update={"approvals": (other,)}))
    firm.answers(NINETY, "Angebot_4716.pdf")
    assert len(firm.answers_sent()) == 1


def test_the_customer_gets_no_inner_word_of_all_this(firm: Firm) -> None:
    firm.answers(NINETY, "Angebot_4716.pdf")
    firm.replies(THOMAS, "zurück: Marge unter 18 Prozent")
    firm.answers(TWELVE, "Angebot_4716b.pdf")
    firm.replies(TOMASZ, "ok\n\nAber die Marge bitte im Blick behalten, Geheimwort Kastanie.")
    firm.replies(TOMASZ, "ok")
    everything = b"".join(one.raw for one in firm.world.postbox.for_(JAN))
    for word in (b"Marge", b"Kastanie", b"90.000", TOMASZ.encode(), THOMAS.encode()):
        assert word not in everything


def test_every_step_is_chained_with_who_and_by_which_way(firm: Firm) -> None:
    firm.answers(TWELVE)
    firm.replies(TOMASZ, "ok")
    events = firm.world.ticket(NUMBER).events
    told = {one.kind: (one.actor_id, (one.content or {}).get("way")) for one in events}
    tomasz, anna = firm.person(TOMASZ), firm.person(ANNA)
    assert told["approval_asked"] == (anna, "mail")
    assert told["approval_decided"] == told["message_released"] == (tomasz, "mail")
    assert all(one.hash == one.computed_hash() and one.is_content_whole for one in events)
    before = ["", *(one.hash for one in events)]
    assert [one.previous_hash for one in events] == before[:-1]
