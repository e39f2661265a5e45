"""What happens to tasks stands between the messages of the desk, and nowhere else (P20)."""

import re

import httpx
import pytest

from tenants.work import Checklist, Step
from tests.support.desk_story import ANNA, JOERG, KITA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.site import Website
from tickets.store.tasks import tasks_of

TICKET = f"/desk/tickets/{KITA}"
SECRET = "Marge der Schwelle prüfen"
_EVENT = re.compile(r'<p class="event"><span>(.*?) · <time', re.DOTALL)
LIST = Checklist(
    kind="complaint",
    steps=(
        Step(name="photos", titles={"de": "Fotos sind da"}),
        Step(name="cause", titles={"de": "Ursache ist klar"}),
    ),
)


@pytest.fixture
def desk(website: Website) -> Website:
    """A site with the mails of a morning and a checklist for complaints."""
    website.change_tenant(checklists=(LIST,))
    morning(website.world, others=1)
    return website


def english(desk: Website, address: str) -> httpx.Client:
    """Sign an agent in who reads English."""
    client = desk.sign_in_as(address)
    client.post("/language", data={"language": "en"})
    return client


def lines(client: httpx.Client) -> list[str]:
    """Give the lines between the messages of the ticket."""
    return [" ".join(one.split()) for one in _EVENT.findall(client.get(TICKET).text)]


def post_task(desk: Website, client: httpx.Client, **form: str) -> None:
    """Do something with the newest task of the ticket."""
    with desk.world.core.read("hellmoor") as unit:
        task = tasks_of(unit, desk.world.ticket(KITA).line.ticket.id)[-1]
    answer = client.post(f"{TICKET}/tasks/{task.id}", data=form)
    assert answer.status_code == 303, answer.text


def test_each_act_on_a_task_is_a_line_for_colleagues_alone(desk: Website) -> None:
    thomas = english(desk, THOMAS)
    before = len(lines(thomas))
    person = viewer_of(desk.world, TOMASZ).person_id
    thomas.post(f"{TICKET}/tasks", data={"title": SECRET, "to": f"agent:{person}"})
    said = {"do": "change", "text": "", "title": SECRET}
    post_task(desk, thomas, **said, due="2031-11-20")
    post_task(desk, thomas, **said, due="")
    post_task(desk, thomas, **said, due="", blocks="offer")
    post_task(desk, thomas, do="take")
    post_task(desk, thomas, do="back", reason="Die Zeichnung fehlt.")
    anna = viewer_of(desk.world, ANNA).person_id
    post_task(desk, thomas, do="change", to=f"agent:{anna}")
    post_task(desk, thomas, do="change", to="department:reklamation")
    post_task(desk, thomas, done="yes")
    post_task(desk, thomas, done="no")
    named = f"the task “{SECRET}”"
    assert lines(thomas)[before:] == [
        f"Thomas Reuter added {named} for Tomasz Zieliński",
        f"Thomas Reuter wants {named} done by 20 Nov 2031",
        f"Thomas Reuter set no day for {named} any more",
        f"Thomas Reuter changed {named}",
        f"Thomas Reuter took {named}",
        f"Thomas Reuter sent {named} back: Die Zeichnung fehlt.",
        f"Thomas Reuter gave {named} to Anna Kraft",
        f"Thomas Reuter gave {named} to Complaints",
        f"Thomas Reuter finished {named}",
        f"Thomas Reuter opened {named} again",
    ]
    desk.world.work()
    customer = desk.sign_in_as(JOERG)
    pages = [customer.get(path).text for path in ("/", f"/requests/{KITA}")]
    assert all("Jörg" in one for one in pages)
    mails = [f"{one.text}{one.html}{one.mail.items()}" for one in desk.world.postbox.for_(JOERG)]
    assert mails
    for shown in (*pages, *mails):
        assert "Marge" not in shown
        assert "Zeichnung fehlt" not in shown


def test_steps_of_a_checklist_stand_on_one_line_and_go_with_their_kind(desk: Website) -> None:
    thomas = english(desk, THOMAS)
    thomas.post(f"{TICKET}/kind", data={"kind": "complaint"})
    assert lines(thomas)[-2:] == [
        "Thomas Reuter made this: Complaint",
        "The checklist asks for: Fotos sind da; Ursache ist klar",
    ]
    thomas.post(f"{TICKET}/kind", data={"kind": "quote"})
    assert lines(thomas)[-2:] == [
        f"The task “{title}” is not needed any more"
        for title in ("Fotos sind da", "Ursache ist klar")
    ]
