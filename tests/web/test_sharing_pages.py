"""Absences, rules, snoozing, merging and splitting at a screen, by forms alone."""

from datetime import timedelta

import httpx
import pytest

from tenants.work import Condition, Rule
from tests.support.desk_story import ANNA, JOERG, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import Mail
from tests.support.site import Website
from tickets.model.event import EventKind

KITA = "/desk/tickets/1001"
JONAS = "j.petersen@hellmoor.example"
SPARE = Rule(
    name="Ersatzteile",
    when=Condition(words=("ersatzteil",)),
    department="reklamation",
    by_turns=True,
)


@pytest.fixture
def desk(website: Website) -> Website:
    """A site with the mails of a morning."""
    morning(website.world, others=3)
    return website


def english(website: Website, address: str) -> httpx.Client:
    """Sign an agent in who reads English."""
    client = website.sign_in_as(address)
    client.post("/language", data={"language": "en"})
    return client


def day(website: Website, days: int) -> str:
    """Give a day as date fields send it."""
    return (website.world.clock.now() + timedelta(days=days)).date().isoformat()


def person(website: Website, address: str) -> int:
    """Give the id of somebody."""
    return viewer_of(website.world, address).person_id


def test_an_absence_is_noted_shown_beside_the_name_and_ended(desk: Website) -> None:
    anna = english(desk, ANNA)
    page = anna.get("/desk/absence").text
    assert "You are not away." in page
    form = {
        "person": str(person(desk, ANNA)),
        "deputy": str(person(desk, TOMASZ)),
        "from": day(desk, 0),
        "until": day(desk, 2),
    }
    assert anna.post("/desk/absence", data=form).status_code == 303
    page = anna.get("/desk/absence").text
    assert "away now" in page
    assert "Tomasz Zieliński" in page
    ticket = english(desk, THOMAS).get(KITA).text
    back = (desk.world.clock.now() + timedelta(days=3)).day
    assert f"(away until {back}\N{NO-BREAK SPACE}November, deputy Tomasz Zieliński)" in ticket
    row = page.split("/desk/absence/")[1].split("/end")[0]
    assert anna.post(f"/desk/absence/{row}/end").status_code == 303
    assert "You are not away." in anna.get("/desk/absence").text


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(0, -1, "the first day or a later one"), (-5, -2, "This day is over")],
)
def test_an_absence_that_cannot_be_is_refused(
    desk: Website, first: int, last: int, says: str
) -> None:
    anna = english(desk, ANNA)
    form = {"person": str(person(desk, ANNA)), "from": day(desk, first), "until": day(desk, last)}
    answer = anna.post("/desk/absence", data=form)
    assert answer.status_code == 422
    assert says in answer.text


def test_only_a_lead_notes_the_absence_of_others(desk: Website) -> None:
    form = {"from": day(desk, 0), "until": day(desk, 2), "person": str(person(desk, TOMASZ))}
    assert english(desk, ANNA).post("/desk/absence", data=form).status_code == 404
    lead = english(desk, JONAS)  # of the department that Tomasz works in too
    assert lead.post("/desk/absence", data=form).status_code == 303
    assert "Tomasz Zieliński" in lead.get("/desk/absence").text
    other = form | {"person": str(person(desk, THOMAS))}
    assert lead.post("/desk/absence", data=other).status_code == 404


def test_handing_over_to_somebody_who_is_away_warns_and_does_it(desk: Website) -> None:
    tomasz = person(desk, TOMASZ)
    form = {"person": str(tomasz), "from": day(desk, 0), "until": day(desk, 2)}
    thomas = english(desk, THOMAS)
    assert thomas.post("/desk/absence", data=form).status_code == 303
    answer = thomas.post(f"{KITA}/hand-over", data={"to": f"agent:{tomasz}"})
    assert answer.status_code == 303
    assert "they are away at the moment" in thomas.get(answer.headers["location"]).text
    assert desk.world.ticket(1001).line.ticket.owner_id == tomasz


def test_snoozing_takes_a_ticket_out_of_the_lists_and_back(desk: Website) -> None:
    anna = english(desk, ANNA)
    assert KITA in anna.get("/desk").text
    for form in ({"until": "monday"}, {"day": day(desk, 9)}):
        assert anna.post(f"{KITA}/snooze", data=form).headers["location"] == "/desk?told=resting"
        assert KITA not in anna.get("/desk").text
        assert KITA in anna.get("/desk?view=snoozed").text
        page = anna.get(KITA).text
        assert "Snoozed until" in page
        assert "Anna Kraft snoozed this until" in page
        assert anna.post(f"{KITA}/wake").status_code == 303
        assert KITA in anna.get("/desk").text
    for form in ({"day": ""}, {"day": day(desk, -1)}, {"day": day(desk, 500)}):
        answer = anna.post(f"{KITA}/snooze", data=form)
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text


def test_a_word_about_silence_is_asked_for_on_the_ticket(desk: Website) -> None:
    anna = english(desk, ANNA)
    form = {"day": day(desk, 4), "remark": "Call him"}
    assert anna.post(f"{KITA}/follow-up", data=form).status_code == 303
    assert "wants to hear of this on" in anna.get(KITA).text
    desk.world.clock.pass_by(days=6)
    desk.world.work()
    assert desk.world.ticket(1001).events[-1].kind == EventKind.REMINDED
    assert "Nobody had answered; Anna Kraft was told" in english(desk, ANNA).get(KITA).text


def test_merging_shows_first_what_it_means(desk: Website) -> None:
    world = desk.world
    world.receive(Mail(sender=JOERG, to="vertrieb@hellmoor.example", subject="Noch etwas"))
    colleague = "einkauf@brandes-hochbau.example"
    world.receive(Mail(sender=f"Petra Sommer <{colleague}>", subject="Auch von uns"))
    other, of_colleague = max(world.numbers()) - 1, max(world.numbers())
    anna = english(desk, ANNA)
    page = anna.get(f"/desk/tickets/{other}/merge?into=1001").text
    assert "nobody sees more than before" in page
    answer = anna.get(f"/desk/tickets/{other}/merge?into=1002")
    assert answer.status_code == 422
    assert "customers of different firms" in answer.text
    assert anna.get(f"/desk/tickets/{other}/merge?into=9999").status_code == 422
    done = anna.post(f"/desk/tickets/{other}/merge", data={"into": "#1001"})
    assert done.headers["location"] == f"{KITA}?told=merged"
    page = anna.get(KITA).text
    assert f"Anna Kraft merged #{other} into this" in page
    line = anna.get(f"/desk/tickets/{other}").text
    assert f'href="{KITA}"' in line
    assert "This was merged into #1001" in line
    assert anna.post(f"/desk/tickets/{other}/done", data={"done": "no"}).status_code == 409
    page = anna.get(f"/desk/tickets/{of_colleague}/merge?into=1001").text
    assert "Petra Sommer" in page
    assert "Jörg Brandes" in page
    refused = anna.post(f"/desk/tickets/{of_colleague}/merge", data={"into": "1001"})
    assert refused.status_code == 422
    assert "Please say first that they may see it." in refused.text
    form = {"into": "1001", "confirmed": "yes"}
    assert anna.post(f"/desk/tickets/{of_colleague}/merge", data=form).status_code == 303


def test_a_customer_is_led_from_the_old_request_to_the_one_that_holds_it(desk: Website) -> None:
    world = desk.world
    world.receive(Mail(sender=JOERG, to="vertrieb@hellmoor.example", subject="Noch etwas"))
    other = max(world.numbers())
    joerg = desk.sign_in_as(JOERG)
    one_only = desk.sign_in_as(JOERG, only_ticket=other)
    assert joerg.get(f"/requests/{other}").status_code == 200
    english(desk, ANNA).post(f"/desk/tickets/{other}/merge", data={"into": "1001"})
    assert joerg.get(f"/requests/{other}").headers["location"] == "/requests/1001"
    assert f'/requests/{other}"' not in joerg.get("/").text
    assert one_only.get("/requests/1001").status_code == 200
    page = joerg.get("/requests/1001").text
    assert "Noch etwas" not in page.split("<main")[0]
    for word in ("merged", "zusammengeführt", "Anna Kraft merged"):
        assert word not in page


def test_splitting_takes_the_chosen_messages_along(desk: Website) -> None:
    anna = english(desk, ANNA)
    page = anna.get(f"{KITA}/split").text
    assert page.count('name="message"') == len(desk.world.ticket(1001).messages)
    chosen = desk.world.ticket(1001).messages[-1].id
    form = {"message": str(chosen), "subject": "Schwellen", "kind": "question"}
    assert anna.post(f"{KITA}/split", data=form | {"department": "nowhere"}).status_code == 422
    answer = anna.post(f"{KITA}/split", data=form | {"department": "vertrieb"})
    assert answer.status_code == 303
    number = max(desk.world.numbers())
    assert answer.headers["location"] == f"/desk/tickets/{number}?told=split"
    page = anna.get(f"/desk/tickets/{number}").text
    assert "Anna Kraft made this of a part of #1001" in page
    assert "This goes on with #1001" in page
    assert f"It goes on in #{number}" in anna.get(KITA).text
    none = anna.post(f"{KITA}/split", data={"kind": "question", "department": "vertrieb"})
    assert none.status_code == 422
    assert "at least one message" in none.text


def test_rules_are_told_in_the_words_of_the_reader(desk: Website) -> None:
    when = Condition(kinds=("quote", "complaint"), words=("część", "okno"), languages=("pl", "it"))
    desk.change_tenant(rules=(SPARE.model_copy(update={"when": when}),))
    thomas = english(desk, THOMAS)
    thomas.post("/language", data={"language": "pl"})
    page = thomas.get("/admin/rules").text
    for words in (
        "rodzaj: Oferta lub Reklamacja",
        "ze słowem „część” lub „okno”",
        "język: Polski lub Italiano",
    ):
        assert words in page


def test_rules_are_told_in_words_and_tried_without_storing(desk: Website) -> None:
    desk.change_tenant(rules=(SPARE,))
    thomas = english(desk, THOMAS)
    page = thomas.get("/admin/rules").text
    assert "with the word “ersatzteil”" in page
    assert "is given to whoever is next in the department" in page
    mail = Mail(subject="Ersatzteile für Tor 4", text="Bitte liefern.\n")
    before = desk.world.counts(), desk.world.numbers()
    wanted = {"file": ("a.eml", mail.raw, "message/rfc822")}
    for _ in range(2):
        page = thomas.post("/admin/rules", files=wanted).text
        assert "Ersatzteile: with the word “ersatzteil”" in page
        assert "whose turn it is" in page
        assert "no turn was used up" in page
    assert (desk.world.counts(), desk.world.numbers()) == before
    arrival = desk.world.receive(mail)
    owner = desk.world.ticket(max(desk.world.numbers())).line.owner
    assert owner is not None
    assert owner.name in page
    page = thomas.post("/admin/rules", data={"mail": str(arrival.id)}).text
    assert "Ersatzteile: with the word “ersatzteil”" in page
    assert thomas.post("/admin/rules", data={"mail": ""}).status_code == 422
    assert thomas.post("/admin/rules", data={"mail": "987654321"}).status_code == 404
    ticket = thomas.get(f"/desk/tickets/{max(desk.world.numbers())}").text
    assert "The rule “Ersatzteile” brought this to Complaints" in ticket
    assert f"The rule “Ersatzteile” gave this to {owner.name}, whose turn it was" in ticket
