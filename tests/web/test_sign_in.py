"""Getting in: by a link for everybody, by a password for who wants one."""

import pytest

from tests.support.site import Website
from tests.web.sign_in_story import (
    ANNA,
    JAN,
    WORDS,
    ask,
    ask_for_link,
    link_for,
    path_in,
    signs_in,
)
from tickets.services.people import ensure_person
from tickets.services.values import Author
from tickets.store.people import find_by_address
from tickets.store.tenants import load_config

PETRA = "petra@strange.example"


def test_an_agent_signs_in_by_the_link_from_the_mail(either_website: Website) -> None:
    site = either_website
    client = site.client()
    asked = ask_for_link(site, "A.Kraft@Hellmoor.example", client)
    assert asked.headers["location"] == "/sign-in/sent"
    path = link_for(site, ANNA)
    mail = site.world.postbox.last(ANNA)
    assert mail.mail["Subject"] == "Ihr Anmeldelink für Hellmoor Fensterbau"
    assert mail.mail["Auto-Submitted"] == "auto-generated"
    assert "Reply-To" not in mail.mail
    assert "Anmelden" in client.get(path).text
    done = client.post(path)
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert client.get("/profile").status_code == 200
    client.post("/sign-out")
    assert client.get("/profile").status_code == 303


def test_a_customer_who_only_wrote_mail_signs_in_and_goes_on_to_where_they_wanted(
    website: Website,
) -> None:
    ask(website.world)
    client = website.client()
    wanted = client.get("/profile")
    assert wanted.headers["location"] == "/sign-in?next=%2Fprofile"
    client.post("/sign-in", data={"address": JAN, "next": "/profile"})
    done = client.post(link_for(website, JAN))
    assert done.headers["location"] == "/profile"
    assert "Jan Nowak" in client.get("/profile").text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"]
)
def test_no_link_leads_to_another_host(website: Website, elsewhere: str) -> None:
    client = website.client()
    client.post("/sign-in", data={"address": ANNA, "next": elsewhere})
    assert client.post(link_for(website, ANNA)).headers["location"] == "/desk"


def test_strangers_get_the_same_answer_and_no_mail(website: Website) -> None:
    known, unknown = ask_for_link(website, ANNA), ask_for_link(website, PETRA)
    website.world.work()
    for part in ("status_code", "content"):
        assert getattr(known, part) == getattr(unknown, part)
    assert known.headers["location"] == unknown.headers["location"]
    assert website.world.postbox.for_(PETRA) == []


def test_the_mail_says_device_and_time_and_no_word_that_was_sent(website: Website) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) evil.example/cheap Firefox/140.0"
    client = website.client(User_Agent=agent)
    ask_for_link(website, ANNA, client)
    website.world.work()
    mail = website.world.postbox.last(ANNA)
    assert "Firefox, Windows" in mail.text
    assert "16. November 2026, 09:10" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "cheap" not in mail.text + mail.html


def test_p08_an_unproven_address_gets_three_such_mails_a_day_and_is_proven_by_its_link(
    website: Website,
) -> None:
    world = website.world
    with world.core.write("hellmoor") as uow:
        ensure_person(uow, load_config(uow), Author("Petra Stern", PETRA))
    for _ in range(5):
        ask_for_link(website, PETRA)
    world.work()
    mails = world.postbox.for_(PETRA)
    assert len(mails) == 3
    assert "Petra" not in str(mails[0].mail["To"]) + mails[0].text
    assert website.client().post(path_in(mails[-1].text)).status_code == 303
    with world.core.read("hellmoor") as unit:
        known = find_by_address(unit, PETRA)
    assert known is not None
    assert known.address.proven_at is not None


def test_ten_tries_in_a_quarter_of_an_hour_are_enough_for_strangers_and_friends(
    website: Website,
) -> None:
    for address in (ANNA, PETRA):
        answers = [ask_for_link(website, address).status_code for _ in range(11)]
        assert answers == [303] * 10 + [429]
    website.world.clock.pass_by(minutes=16)
    assert ask_for_link(website, ANNA).status_code == 303


def test_thirty_tries_from_one_network_address_are_enough(website: Website) -> None:
    answers = [ask_for_link(website, f"nobody{one}@x.example").status_code for one in range(31)]
    assert answers == [303] * 30 + [429]


def test_nothing_typed_is_lost_and_the_mistake_stands_at_its_field(website: Website) -> None:
    answer = website.client().post("/sign-in", data={"address": "anna at home", "next": "/tour"})
    assert answer.status_code == 422
    for part in ('value="anna at home"', 'value="/tour"', "name@firma.de"):
        assert part in answer.text


def test_a_password_is_chosen_on_the_profile_and_opens_the_door(either_website: Website) -> None:
    site = either_website
    ask(site.world)
    client = signs_in(site, JAN)
    plain = client.post("/profile/password", data={"new": "aaaaaaaaaaaaaa"})
    assert (plain.status_code, "zu leicht zu erraten" in plain.text) == (422, True)
    assert client.post("/profile/password", data={"new": WORDS}).status_code == 303
    other = site.client()
    wrong = other.post("/sign-in/password", data={"address": JAN, "password": WORDS + "!"})
    assert (wrong.status_code, "passen nicht zusammen" in wrong.text) == (422, True)
    nobody = other.post("/sign-in/password", data={"address": PETRA, "password": WORDS})
    assert nobody.text == wrong.text.replace(JAN, PETRA)
    right = other.post("/sign-in/password", data={"address": JAN, "password": WORDS})
    assert right.headers["location"] == "/"
    changed = other.post("/profile/password", data={"present": WORDS, "new": "Neun Türen in Rot"})
    assert changed.headers["location"] == "/profile?done=password"
    assert client.get("/profile").status_code == 303, "other devices are signed out"
    kept = other.post("/profile/password/remove", data={"present": WORDS})
    assert (kept.status_code, "nicht Ihr bisheriges" in kept.text) == (422, True)
    assert other.post("/profile/password/remove", data={"present": "Neun Türen in Rot"}).is_redirect
    assert (
        not site.client()
        .post("/sign-in/password", data={"address": JAN, "password": "Neun Türen in Rot"})
        .is_redirect
    )


def test_a_forgotten_password_is_set_anew_by_mail_and_ends_all_sessions(website: Website) -> None:
    ask(website.world)
    before = signs_in(website, JAN)
    client = website.client()
    client.post("/password/forgotten", data={"address": JAN})
    path = link_for(website, JAN)
    assert path.startswith("/password/")
    short = client.post(path, data={"password": "kurz"})
    assert (short.status_code, "mindestens 12 Zeichen" in short.text) == (422, True)
    assert client.post(path, data={"password": WORDS}).headers["location"] == "/"
    assert before.get("/profile").status_code == 303
    assert client.get("/profile").status_code == 200
    assert client.post(path, data={"password": WORDS + "2"}).status_code == 410


def test_people_change_what_is_theirs_and_agents_keep_their_name(website: Website) -> None:
    ask(website.world)
    jan = signs_in(website, JAN)
    details = {"name": "Jan B. Nowak", "phone": "+48 1", "language": "pl", "time_zone": "UTC"}
    assert jan.post("/profile", data=details).is_redirect
    page = jan.get("/profile?done=saved").text
    for part in ('lang="pl"', "Jan B. Nowak", "+48 1", "Dane zostały zapisane."):
        assert part in page
    nowhere = jan.post("/profile", data=details | {"time_zone": "Europe/Atlantis", "name": "J"})
    assert (nowhere.status_code, 'value="J"' in nowhere.text) == (422, True)
    anna = signs_in(website, ANNA)
    anna.post("/profile", data=details | {"name": "Someone Else"})
    page = anna.get("/profile").text
    assert ("Anna Kraft" in page, "Someone Else" in page) == (True, False)


def test_devices_are_listed_and_signed_out_by_their_owner_alone(website: Website) -> None:
    ask(website.world)
    phone, office = signs_in(website, JAN), signs_in(website, JAN)
    assert office.get("/profile").text.count('/end"') == 1
    ends = [part.split('"')[0] for part in office.get("/profile").text.split('action="')[1:]]
    end = next(one for one in ends if one.endswith("/end"))
    assert signs_in(website, ANNA).post(end).status_code == 404
    assert phone.get("/profile").status_code == 200
    assert office.post(end).headers["location"] == "/profile?done=ended"
    assert phone.get("/profile").status_code == 303
    assert office.get("/profile").status_code == 200


def test_sessions_end_when_idle_agents_sooner_than_customers(website: Website) -> None:
    ask(website.world)
    jan, anna = signs_in(website, JAN), signs_in(website, ANNA)
    clock = website.world.clock
    clock.pass_by(hours=7)
    assert anna.get("/profile").status_code == 200
    clock.pass_by(hours=7)
    assert anna.get("/profile").status_code == 200, "each use counts"
    clock.pass_by(hours=9)
    assert anna.get("/profile").status_code == 303
    clock.pass_by(days=28)
    assert jan.get("/profile").status_code == 200
    clock.pass_by(days=31)
    assert jan.get("/profile").status_code == 303


def test_each_sign_in_makes_a_new_secret_and_ends_the_old_one(website: Website) -> None:
    ask(website.world)
    client = signs_in(website, JAN)
    old = client.cookies["stafette"]
    ask_for_link(website, JAN)
    client.post(link_for(website, JAN))
    assert client.cookies["stafette"] != old
    stale = website.client()
    stale.cookies.set("stafette", old)
    assert stale.get("/profile").status_code == 303


def test_who_left_the_firm_is_out_at_once(website: Website) -> None:
    client = signs_in(website, ANNA)
    with website.world.core.read("hellmoor") as unit:
        config = load_config(unit)
    people = tuple(one for one in config.people if one.address != ANNA)
    departments = tuple(
        one.model_copy(update={"members": tuple(m for m in one.members if m.address != ANNA)})
        for one in config.departments
    )
    website.change_tenant(people=people, departments=departments)
    assert client.get("/profile").status_code == 303
    ask_for_link(website, ANNA)
    website.world.work()
    assert len(website.world.postbox.for_(ANNA)) == 1
