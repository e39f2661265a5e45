"""What is owed goes out or is reported failed, whatever the smarthost does (P6)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.faults.outpost import ANNA, JAN, Outpost
from tests.support.smarthost import GARBAGE, RESET, SILENCE, Smarthost, Step
from tests.support.world import World
from tickets.model.mail import Delivery
from tickets.model.task import TaskKind

STEPS = (Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA, Step.DOT)
PASSING = ("451 4.3.0 Not just now", SILENCE, RESET, GARBAGE)


@pytest.fixture
def outpost(world: World) -> Iterator[Outpost]:
    """Give one test a world behind a scripted smarthost."""
    smarthost = Smarthost()
    made = Outpost(world, smarthost)
    yield made
    made.transport.close()
    smarthost.stop()


@pytest.mark.parametrize("trouble", PASSING)
@pytest.mark.parametrize("step", STEPS)
def test_p06_trouble_that_may_pass_defers_and_the_retry_sends_the_same_mail_once(
    outpost: Outpost, step: Step, trouble: str
) -> None:
    outpost.transport.close()
    outpost.smarthost.fail(step, trouble)
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, mail.attempts) == (Delivery.DEFERRED, 1)
    assert mail.answer
    assert mail.answer.isprintable()
    outpost.wait(seconds=58)
    assert outpost.answers() == []
    outpost.wait(seconds=2)
    (got,) = outpost.answers()
    assert got.message_id == mail.message_id
    assert len({raw for raw in outpost.smarthost.offered if mail.message_id.encode() in raw}) == 1
    assert outpost.owed()[0].state == Delivery.SENT
    assert outpost.tasks() == []


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (Step.MAIL, "552 5.3.4 Larger than we take"),
        (Step.RCPT, "550 5.1.1 There is no such mailbox"),
        (Step.DATA, "554 5.7.1 Not from you"),
        (Step.DOT, "550 5.7.1 This looks like spam"),
    ],
)
def test_p06_a_refused_mail_fails_with_a_task_and_a_word_to_its_writer(
    outpost: Outpost, step: Step, refusal: str
) -> None:
    before = len(outpost.got(ANNA))
    outpost.smarthost.fail(step, refusal)
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, mail.answer) == (Delivery.FAILED, refusal)
    (task,) = outpost.tasks()
    assert task.kind == TaskKind.UNDELIVERED
    assert JAN in task.title
    (word,) = outpost.got(ANNA)[before:]
    assert JAN in word.text
    assert refusal in word.text
    outpost.wait(days=6)
    assert outpost.answers() == []
    assert len(outpost.tasks()) == 1


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (Step.CONNECT, "554 5.3.2 No service for you"),
        (Step.MAIL, "553 5.7.1 This sender is not yours"),
    ],
)
def test_p06_a_way_out_that_refuses_us_keeps_the_mail_until_somebody_mends_it(
    outpost: Outpost, step: Step, refusal: str
) -> None:
    outpost.transport.close()
    outpost.smarthost.fail(step, refusal)
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, mail.answer) == (Delivery.DEFERRED, refusal)
    outpost.wait(minutes=1)
    assert len(outpost.answers()) == 1


def test_p06_retries_come_after_1_5_15_60_minutes_then_hourly_for_5_days(outpost: Outpost) -> None:
    before = len(outpost.got(ANNA))
    outpost.smarthost.fail(Step.RCPT, "451 4.2.2 Mailbox is full", times=10_000, only_to=JAN)
    mail = outpost.answer("Anbei das Angebot.")
    pauses = []
    while (at := outpost.next_try(mail)) is not None:
        pause = at - outpost.world.clock.now()
        pauses.append(round(pause / timedelta(minutes=1)))
        outpost.wait(seconds=pause.total_seconds())
    assert pauses[:6] == [1, 5, 15, 60, 60, 60]
    assert set(pauses[3:]) == {60}
    assert timedelta(minutes=sum(pauses)) // timedelta(hours=1) == 120
    (row,) = outpost.owed()
    assert (row.state, row.attempts) == (Delivery.FAILED, len(pauses) + 1)
    assert [task.kind for task in outpost.tasks()] == [TaskKind.UNDELIVERED]
    assert len(outpost.got(ANNA)) == before + 1
    assert outpost.answers() == []


def test_p06_one_recipient_in_trouble_holds_up_nobody_else(outpost: Outpost) -> None:
    colleague = "t.zielinski@hellmoor.example"
    before = len(outpost.got(colleague))
    outpost.smarthost.fail(Step.RCPT, "451 4.2.2 Mailbox is full", times=10_000, only_to=JAN)
    mail = outpost.answer("Anbei das Angebot.")
    assert mail.state == Delivery.DEFERRED
    assert len(outpost.got(colleague)) == before + 1


def test_p06_mails_of_one_ticket_reach_a_recipient_in_their_order(outpost: Outpost) -> None:
    outpost.smarthost.fail(Step.RCPT, "451 4.2.2 Mailbox is full", times=3, only_to=JAN)
    first = outpost.answer("Das Erste.")
    second = outpost.answer("Das Zweite.")
    assert (first.state, second.state) == (Delivery.DEFERRED, Delivery.QUEUED)
    third = outpost.answer("Das Dritte.")
    for _ in range(30):
        outpost.wait(minutes=1)
    ids = [one.message_id for one in outpost.answers()]
    assert ids == [first.message_id, second.message_id, third.message_id]
    assert outpost.smarthost.tried.count(JAN) <= 4 + 3


def test_p06_a_kept_connection_that_died_meanwhile_costs_no_retry(outpost: Outpost) -> None:
    outpost.smarthost.hang_up()
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, mail.attempts) == (Delivery.SENT, 1)


def test_p06_a_mail_that_cannot_be_put_together_stays_owed_with_a_sentence(
    outpost: Outpost, world: World
) -> None:
    outpost.smarthost.fail(Step.RCPT, "451 4.2.2 Mailbox is full", only_to=JAN)
    mail = outpost.answer("Anbei das Angebot.")
    with world.core.write("hellmoor") as uow:
        row = uow.session.get_one(type(mail), mail.id)
        row.file_ids = [4711]
    outpost.wait(minutes=1)
    (owed,) = outpost.owed()
    assert (owed.state, owed.attempts) == (Delivery.DEFERRED, 2)
    assert owed.answer.startswith("This mail could not be put together: ")
    outpost.wait(days=6)
    (owed,) = outpost.owed()
    assert owed.state == Delivery.FAILED
    assert len(outpost.tasks()) == 1
