"""The board and the tasks of a ticket as pages: lanes, filters, refusals; on both databases."""

import re
from datetime import timedelta

import httpx
import pytest

from tenants.work import Checklist, Step
from tests.support.desk_story import ANNA, GIULIA, KITA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE
from tickets.model.task import Task
from tickets.services.conversation import lock_ticket
from tickets.services.tasks import By, WantedTask, make_task, take_task
from tickets.store.tasks import tasks_of

JONAS = "j.petersen@hellmoor.example"
NOBODY = "Not given to anybody"
TASKS = f"/desk/tickets/{KITA}/tasks"


@pytest.fixture
def site(either_website: Website) -> Website:
    """A site with the mails of a morning, in English for everybody who works there."""
    morning(either_website.world, others=3)
    for one in (ANNA, GIULIA, THOMAS, TOMASZ, JONAS):
        either_website.sign_in_as(one).post("/language", data={"language": "en"})
    return either_website


def add(site: Website, number: int, **wanted: object) -> Task:
    """Add a task to a ticket, as a rule does."""
    want = WantedTask(**{"title": "Kalkulation", **wanted})  # type: ignore[arg-type] # fields of WantedTask
    with site.world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, site.world.ticket(number).line.ticket.id)
        return make_task(uow, ticket, want)


def tasks(site: Website, number: int = KITA) -> list[Task]:
    """Give the tasks of a ticket."""
    with site.world.core.read("hellmoor") as unit:
        return tasks_of(unit, site.world.ticket(number).line.ticket.id)


def id_of(site: Website, address: str) -> int:
    """Give an agent's id."""
    return viewer_of(site.world, address).person_id


def lanes(page: httpx.Response) -> dict[str, list[str]]:
    """Give the titles of each lane of a board."""
    found: dict[str, list[str]] = {}
    for part in page.text.split("<section")[1:]:
        name = re.search(r"<h2[^>]*>([^<]*)</h2>", part)
        assert name is not None
        found[name[1]] = re.findall(r"<h3><a[^>]*>([^<]*)</a>", part)
    return found


def move(client: httpx.Client, task: Task, to: str, version: int = 1) -> httpx.Response:
    """Move a card."""
    form = {"task": str(task.id), "version": str(version), "to": to, "back": "/desk/board?due=week"}
    return client.post("/desk/board/move", data=form)


def test_a_lead_sees_all_lanes_and_an_agent_what_is_theirs_or_free(site: Website) -> None:
    add(site, KITA, title="Für Anna", assignee_id=id_of(site, ANNA))
    add(site, KITA, title="Für Giulia", assignee_id=id_of(site, GIULIA))
    add(site, 1002, title="Für alle")
    board = lanes(site.sign_in_as(THOMAS).get("/desk/board"))
    assert board[NOBODY] == ["Für alle"]
    assert (board["Anna Kraft"], board["Giulia Moretti"]) == (["Für Anna"], ["Für Giulia"])
    assert board["Tomasz Zieliński"] == []
    own = lanes(site.sign_in_as(ANNA).get("/desk/board"))
    assert own == {NOBODY: ["Für alle"], "Anna Kraft": ["Für Anna"]}
    lead = lanes(site.sign_in_as(JONAS).get("/desk/board"))
    assert set(lead) == {NOBODY, "Jonas Petersen", "Tomasz Zieliński"}
    assert lead[NOBODY] == []


def test_the_board_is_cut_by_department_and_time_and_counts_what_is_late(site: Website) -> None:
    site.world.receive(Mail(to="reklamation@hellmoor.example", subject="Riss"), peer=OFFICE)
    now = site.world.clock.now()
    add(site, KITA, title="Gestern", due_at=now - timedelta(days=1))
    add(site, KITA, title="Morgen", due_at=now + timedelta(days=1))
    add(site, KITA, title="Nächsten Monat", due_at=now + timedelta(days=30))
    add(site, site.world.numbers()[-1], title="Woanders")
    client = site.sign_in_as(THOMAS)
    whole = client.get("/desk/board")
    assert lanes(whole)[NOBODY] == ["Gestern", "Morgen", "Nächsten Monat", "Woanders"]
    assert "1 late" in whole.text
    assert "4 unassigned" in whole.text
    here = client.get("/desk/board?department=vertrieb")
    assert "Woanders" not in lanes(here)[NOBODY]
    assert lanes(client.get("/desk/board?due=week"))[NOBODY] == ["Gestern", "Morgen"]
    assert lanes(client.get("/desk/board?due=late"))[NOBODY] == ["Gestern"]


def test_by_state_shows_what_was_sent_back_and_what_is_done_lately(site: Website) -> None:
    task = add(site, KITA, assignee_id=id_of(site, GIULIA))
    giulia = site.sign_in_as(GIULIA)
    form = {"do": "back", "version": "1", "reason": "Es fehlt ein Maß."}
    assert giulia.post(f"{TASKS}/{task.id}", data=form).status_code == 303
    add(site, KITA, title="Fertig")
    thomas = site.sign_in_as(THOMAS)
    done = next(one for one in tasks(site) if one.title == "Fertig")
    assert move(thomas, done, "done").status_code == 303
    board = lanes(thomas.get("/desk/board?by=state"))
    assert board == {"To do": [], "Sent back": ["Kalkulation"], "Done lately": ["Fertig"]}
    assert "Es fehlt ein Maß." in site.sign_in_as(ANNA).get(f"/desk/tickets/{KITA}").text
    site.world.clock.pass_by(days=8)
    assert lanes(site.sign_in_as(THOMAS).get("/desk/board?by=state"))["Done lately"] == []


def test_a_lead_moves_a_card_and_who_gets_it_is_told(site: Website) -> None:
    task = add(site, KITA)
    answer = move(site.sign_in_as(THOMAS), task, f"agent:{id_of(site, GIULIA)}")
    assert answer.headers["location"] == f"/desk/board?due=week&told=task_moved#task{task.id}"
    site.world.work()
    assert "Kalkulation" in str(site.world.postbox.last(GIULIA).mail["Subject"])
    assert tasks(site)[0].assignee_id == id_of(site, GIULIA)


def test_a_card_that_somebody_moved_first_goes_back_with_a_sentence(site: Website) -> None:
    task = add(site, KITA)
    tomasz = viewer_of(site.world, TOMASZ)
    with site.world.core.write("hellmoor") as uow:
        take_task(uow, lock_ticket(uow, task.ticket_id), task.id, By(tomasz))
    answer = move(site.sign_in_as(THOMAS), task, f"agent:{id_of(site, GIULIA)}")
    assert answer.status_code == 409
    assert "Tomasz Zieliński was faster and has this task now." in answer.text
    assert lanes(answer)["Tomasz Zieliński"] == []  # this board shows only what is due this week
    assert tasks(site)[0].assignee_id == tomasz.person_id


def test_who_leads_nothing_takes_a_free_card_and_moves_no_other(site: Website) -> None:
    free, other = add(site, KITA), add(site, KITA, assignee_id=id_of(site, GIULIA))
    anna = site.sign_in_as(TOMASZ)
    assert move(anna, free, f"agent:{id_of(site, TOMASZ)}").status_code == 303
    refused = move(anna, other, f"agent:{id_of(site, TOMASZ)}")
    assert refused.status_code == 403
    assert "somebody has this task already" in refused.text
    assert [one.assignee_id for one in tasks(site)] == [
        id_of(site, TOMASZ),
        id_of(site, GIULIA),
    ]


def test_a_task_is_made_of_a_message_in_one_click(site: Website) -> None:
    message = site.world.ticket(KITA).messages[-1]
    client = site.sign_in_as(ANNA)
    answer = client.post(TASKS, data={"message": str(message.id)})
    assert answer.headers["location"] == f"/desk/tickets/{KITA}?told=task_added#tasks"
    (task,) = tasks(site)
    assert task.title == "Vielen Dank, das ging schnell. RAL 7016 außen passt."
    assert task.message_id == message.id
    assert f'href="#m{message.id}"' in client.get(f"/desk/tickets/{KITA}").text


def test_a_task_is_added_changed_taken_and_ticked_on_the_page_of_its_ticket(site: Website) -> None:
    client = site.sign_in_as(ANNA)
    form = {"title": "Muster", "to": "department:reklamation", "due": "2026-11-20", "blocks": "x"}
    client.post(TASKS, data=form)
    (task,) = tasks(site)
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2026-11-20T16:00:00+00:00"
    assert task.blocks == ""
    place = f"{TASKS}/{task.id}"
    change = {"do": "change", "version": "1", "title": "Muster senden", "due": "", "to": ""}
    assert client.post(place, data=change).status_code == 303
    assert client.post(place, data={"do": "take", "version": "2"}).status_code == 303
    assert client.post(place, data={"done": "yes", "version": "3"}).status_code == 303
    (task,) = tasks(site)
    assert (task.title, task.due_at, task.state, task.version) == ("Muster senden", None, "done", 4)
    stale = client.post(place, data={"done": "no", "version": "1"})
    assert stale.status_code == 409
    assert "This task was changed meanwhile" in stale.text
    empty = client.post(place, data={"do": "back", "version": "4"})
    assert empty.status_code == 422
    assert "Please say why" in empty.text


def test_a_blocking_step_is_named_where_it_stops_something(site: Website) -> None:
    steps = (
        Step(name="photos", titles={"de": "Fotos da"}, blocks="closing"),
        Step(name="stock", titles={"de": "Lager geprüft"}, blocks="offer"),
    )
    site.change_tenant(checklists=(Checklist(kind="question", steps=steps),))
    client = site.sign_in_as(ANNA)
    client.post(f"/desk/tickets/{KITA}/kind", data={"kind": "question"})
    refused = client.post(f"/desk/tickets/{KITA}/done", data={"done": "yes"})
    assert refused.status_code == 409
    assert "before that this has to be done: Fotos da." in refused.text
    words = {"text": "Das kostet 900 €.", "purpose": "message", "do": "send", "seen_seq": "999"}
    early = client.post(f"/desk/tickets/{KITA}/reply", data=words)
    assert early.status_code == 409
    assert "an offer may not leave before this is done: Lager geprüft." in early.text
    assert "Das kostet 900 €." in early.text
    ids = [str(site.world.ticket(one).line.ticket.id) for one in (KITA, 1002)]
    form = {"do": "done", "ticket": ids, "back": "/desk"}
    answer = client.post("/desk/bulk", data=form)
    assert answer.headers["location"] == f"/desk?told=blocked&tickets={ids[1]}"
    assert [site.world.ticket(one).line.ticket.state for one in (KITA, 1002)] == ["open", "done"]


def test_only_owner_and_lead_give_a_ticket_away(site: Website) -> None:
    tomasz, giulia = site.sign_in_as(TOMASZ), id_of(site, GIULIA)
    form = {"to": f"agent:{giulia}"}
    refused = tomasz.post(f"/desk/tickets/{KITA}/hand-over", data=form)
    assert refused.status_code == 403
    assert "only its owner and who leads the department" in refused.text
    ids = [str(site.world.ticket(KITA).line.ticket.id)]
    bulk = tomasz.post("/desk/bulk", data={"do": "hand_over", "ticket": ids, **form})
    assert bulk.headers["location"] == "/desk?told=not_allowed"
    thomas = site.sign_in_as(THOMAS)
    assert thomas.post(f"/desk/tickets/{KITA}/hand-over", data=form).status_code == 303
    assert site.world.ticket(KITA).line.ticket.owner_id == giulia


def test_the_sidebar_counts_my_tasks(site: Website) -> None:
    add(site, KITA, assignee_id=id_of(site, ANNA))
    page = site.sign_in_as(ANNA).get("/desk").text
    assert re.search(r"My tasks<span class=\"count\">1</span>", page)
