"""Tickets that rest, words about answers that do not come, and tickets closed for good."""

from datetime import datetime, timedelta

import pytest

from tests.support.desk_story import ANNA, TOMASZ, viewer_of
from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tests.tickets.test_rules import be_away
from tickets.errors import RefusedError
from tickets.model.event import EventKind
from tickets.model.ticket import TicketState
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_done
from tickets.services.snoozing import bring_back, follow_up, snooze
from tickets.store.desk_list import list_lines
from tickets.store.desk_parts import find_ticket_id
from tickets.store.desk_survey import survey_open
from tickets.store.desk_views import Choice, View
from tickets.store.tenants import load_config

JAN = "jan@nowak-okna.example"


def rest(world: World, *, days: int = 3, number: int = 1001) -> None:
    """Let Anna put a ticket to rest."""
    viewer = viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, world.ticket(number).line.ticket.id)
        snooze(uow, ticket, world.clock.now() + timedelta(days=days), viewer.person_id, "web")


def remind(world: World, *, days: int = 3, text: str = "") -> None:
    """Let Anna ask to hear of silence."""
    viewer = viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, world.ticket(1001).line.ticket.id)
        at = world.clock.now() + timedelta(days=days)
        follow_up(uow, ticket, at, viewer.person_id, "web", text=text)


def answer(world: World, agent: str = ANNA, text: str = "Bitte die Maße") -> None:
    """Let an agent answer by mail."""
    to = world.postbox.last(agent).reply_to
    world.receive(Mail(sender=agent, to=to, text=f"{text}\n"), peer=OFFICE)
    world.clock.pass_by(minutes=1)


def shown(world: World, view: View) -> list[int]:
    """Give the numbers that a view of Anna's shows."""
    viewer = viewer_of(world, ANNA)
    with world.core.read("hellmoor") as unit:
        survey = survey_open(unit, viewer)
        lines = list_lines(unit, viewer, Choice(view), survey).lines
        assert survey.count(Choice(view)) == len(lines)
    return [one.number for one in lines]


def back(world: World, address: str = ANNA) -> list[str]:
    """Give the subjects of the words that a ticket is back."""
    said = [str(one.mail["Subject"]) for one in world.postbox.for_(address)]
    return [one for one in said if one.startswith(("Wieder da", "Niemand hat", "Wraca", "Brak"))]


def test_a_resting_ticket_is_out_of_the_lists_until_its_day(either_world: World) -> None:
    world = either_world
    world.receive(Mail())
    answer(world)
    world.receive(Mail(sender="andere@firma-b.example"))
    rest(world)
    assert shown(world, View.INBOX) == [1002]
    assert shown(world, View.SNOOZED) == [1001]
    world.clock.pass_by(days=2, hours=23)
    world.work()
    assert shown(world, View.SNOOZED) == [1001]
    world.clock.pass_by(hours=2)
    world.work()
    assert sorted(shown(world, View.INBOX)) == [1001, 1002]
    assert shown(world, View.SNOOZED) == []
    assert world.ticket(1001).line.ticket.snoozed_until is None
    assert len(back(world)) == 1
    assert "Bitte die Maße" in world.postbox.last(ANNA).text


def test_an_answer_wakes_a_resting_ticket_at_once_and_nothing_comes_later(world: World) -> None:
    world.receive(Mail())
    answer(world)
    rest(world)
    to = world.postbox.last(JAN).reply_to
    world.receive(Mail(sender=JAN, to=to, text="Hier sind sie.\n"))
    ticket = world.ticket(1001)
    assert ticket.line.ticket.snoozed_until is None
    assert [one.content for one in ticket.events if one.kind == EventKind.WOKEN] == [
        {"why": "answer"}
    ]
    world.clock.pass_by(days=4)
    world.work()
    assert back(world) == []


def test_automatic_mail_wakes_nothing(world: World) -> None:
    world.receive(Mail())
    answer(world)
    rest(world)
    to = world.postbox.last(JAN).reply_to
    away = (("Auto-Submitted", "auto-replied"),)
    world.receive(Mail(sender=JAN, to=to, text="Ich bin im Urlaub.\n", headers=away))
    assert world.ticket(1001).line.ticket.snoozed_until is not None


def test_only_the_last_rest_counts(world: World) -> None:
    world.receive(Mail())
    answer(world)
    rest(world, days=1)
    rest(world, days=5)
    world.clock.pass_by(days=2)
    world.work()
    assert shown(world, View.SNOOZED) == [1001]
    world.clock.pass_by(days=4)
    world.work()
    assert len(back(world)) == 1


def test_a_ticket_is_brought_back_by_hand_or_done(world: World) -> None:
    world.receive(Mail())
    viewer = viewer_of(world, ANNA)
    for is_finished in (False, True):
        rest(world)
        with world.core.write("hellmoor") as uow:
            row = lock_ticket(uow, world.ticket(1001).line.ticket.id)
            if is_finished:
                assert set_done(uow, row, viewer.person_id, is_done=True)
            else:
                assert bring_back(uow, row, viewer.person_id, "web")
        assert world.ticket(1001).line.ticket.snoozed_until is None
    world.clock.pass_by(days=4)
    world.work()
    assert back(world) == []


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_nothing_rests_into_the_past_or_for_years(world: World, days: int) -> None:
    world.receive(Mail())
    with pytest.raises(RefusedError):
        rest(world, days=days)
    with pytest.raises(RefusedError):
        remind(world, days=days)


def test_a_finished_ticket_does_not_rest(world: World) -> None:
    world.receive(Mail())
    viewer = viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        row = lock_ticket(uow, world.ticket(1001).line.ticket.id)
        set_done(uow, row, viewer.person_id, is_done=True)
    with pytest.raises(RefusedError):
        rest(world)


def test_who_waits_for_an_answer_hears_that_none_came(either_world: World) -> None:
    world = either_world
    world.receive(Mail())
    answer(world)
    remind(world, text="Anrufen?")
    assert shown(world, View.INBOX) == [1001]
    world.clock.pass_by(days=4)
    world.work()
    assert len(back(world)) == 1
    assert "Anrufen?" in world.postbox.last(ANNA).text
    assert world.ticket(1001).events[-1].kind == EventKind.REMINDED
    world.clock.pass_by(days=4)
    world.work()
    assert len(back(world)) == 1


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_any_answer_stops_the_word_about_silence(world: World, who: str) -> None:
    world.receive(Mail())
    answer(world)
    remind(world)
    world.clock.pass_by(hours=1)
    if who == "customer":
        to = world.postbox.last(JAN).reply_to
        world.receive(Mail(sender=JAN, to=to, text="Hier sind sie.\n"))
    else:
        to = world.postbox.for_(TOMASZ)[0].reply_to
        world.receive(Mail(sender=TOMASZ, to=to, text="Ich auch\n"), peer=OFFICE)
    world.clock.pass_by(days=4)
    world.work()
    assert back(world) == []


def test_a_reply_to_the_word_that_a_ticket_is_back_stays_inside(world: World) -> None:
    world.receive(Mail())
    answer(world)
    remind(world)
    world.clock.pass_by(days=4)
    world.work()
    before = len(world.postbox.for_(JAN))
    answer(world, text="Lassen wir noch liegen")
    assert len(world.postbox.for_(JAN)) == before
    assert world.ticket(1001).messages[-1].visibility == "internal"


def test_who_stands_in_is_told_of_customers_mail_too(either_world: World) -> None:
    world = either_world
    world.receive(Mail())
    answer(world)
    be_away(world, ANNA, days=2, deputy=TOMASZ)
    told = len(world.postbox.for_(TOMASZ))
    to = world.postbox.last(JAN).reply_to
    world.receive(Mail(sender=JAN, to=to, text="Und noch etwas.\n"))
    assert "Und noch etwas." in world.postbox.last(ANNA).text
    (notice,) = world.postbox.for_(TOMASZ)[told:]
    assert "Und noch etwas." in notice.text
    assert "zastępują" in notice.text
    world.clock.pass_by(days=3)
    world.receive(Mail(sender=JAN, to=to, text="Und dies.\n"))
    assert len(world.postbox.for_(TOMASZ)) == told + 1


def finish(world: World) -> datetime:
    """Let Anna finish the first ticket."""
    viewer = viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        row = lock_ticket(uow, world.ticket(1001).line.ticket.id)
        set_done(uow, row, viewer.person_id, is_done=True)
    return world.clock.now()


def reopen_for(world: World, **days: int) -> None:
    """Say for how many days departments open tickets again."""
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    departments = tuple(
        one.model_copy(update={"reopen_days": days.get(one.slug)}) for one in config.departments
    )
    world.apply(config.model_copy(update={"departments": departments}))


@pytest.mark.parametrize("by", ["reply address", "reference"])
def test_mail_after_the_departments_days_opens_a_ticket_that_follows(
    either_world: World, by: str
) -> None:
    world = either_world
    reopen_for(world, vertrieb=5)
    first = Mail()
    world.receive(first)
    answer(world)
    finish(world)
    to = world.postbox.last(JAN).reply_to
    world.clock.pass_by(days=4)
    world.receive(Mail(sender=JAN, to=to, text="Noch in der Zeit.\n"))
    assert world.numbers() == [1001]
    assert world.ticket(1001).line.ticket.state == TicketState.OPEN
    finish(world)
    world.clock.pass_by(days=6)
    late = Mail(sender=JAN, to=to, text="Zu spät.\n")
    if by == "reference":
        late = Mail(sender=JAN, text="Zu spät.\n", in_reply_to=first.message_id)
    world.receive(late)
    assert world.numbers() == [1001, 1002]
    after = world.ticket(1002)
    assert after.line.ticket.follows_id == world.ticket(1001).line.ticket.id
    assert after.line.department == "vertrieb"
    assert after.messages[0].why == "reopened_too_late"
    assert world.ticket(1001).line.ticket.state == TicketState.DONE


def test_departments_without_days_of_their_own_follow_the_tenants(world: World) -> None:
    reopen_for(world, info=1)
    world.receive(Mail())
    finish(world)
    to = world.postbox.last(JAN).reply_to
    world.clock.pass_by(days=50)
    world.receive(Mail(sender=JAN, to=to, text="Nach 50 Tagen.\n"))
    assert world.numbers() == [1001]


def test_automatic_mail_to_a_closed_ticket_stays_on_it(world: World) -> None:
    reopen_for(world, vertrieb=1)
    world.receive(Mail())
    answer(world)
    finish(world)
    to = world.postbox.last(JAN).reply_to
    world.clock.pass_by(days=3)
    away = (("Auto-Submitted", "auto-replied"),)
    world.receive(Mail(sender=JAN, to=to, text="Ich bin im Urlaub.\n", headers=away))
    assert world.numbers() == [1001]
    assert world.ticket(1001).line.ticket.state == TicketState.DONE


def test_who_stands_in_sees_and_answers_what_is_in_another_department(
    either_world: World,
) -> None:
    world = either_world
    jonas = "j.petersen@hellmoor.example"
    world.receive(Mail(to="reklamation@hellmoor.example"))
    to = world.postbox.last(jonas).reply_to
    world.receive(Mail(sender=jonas, to=to, text="Wir prüfen das.\n"), peer=OFFICE)
    seen = find_seen(world)
    assert 1001 not in seen
    be_away(world, jonas, days=2, deputy=ANNA)
    assert 1001 in find_seen(world)
    customers = world.postbox.last(JAN).reply_to
    world.receive(Mail(sender=JAN, to=customers, text="Und?\n"))
    answer(world, text="Für Herrn Petersen: morgen.")
    assert "Für Herrn Petersen" in world.postbox.last(JAN).text
    world.clock.pass_by(days=3)


def find_seen(world: World) -> list[int]:
    """Give the numbers of open tickets that Anna sees, by list and by page."""
    viewer = viewer_of(world, ANNA)
    with world.core.read("hellmoor") as unit:
        survey = survey_open(unit, viewer)
        lines = list_lines(unit, viewer, Choice(), survey).lines
        found = [one.number for one in lines]
        assert all(find_ticket_id(unit, viewer, one) for one in found)
        assert find_ticket_id(unit, viewer, 1001) is None or 1001 in found
    return found
