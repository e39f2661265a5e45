"""The demo in use: doors, postbox, answers that travel by SMTP, and starting over."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from playwright.sync_api import expect

from tests.security.test_routes import routes_of
from tests.support.browser import Scheme, Visitor, axe, every_look_in, visitor
from tests.support.demo_site import DemoSite, open_demo_site
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.web.verbs.demo_rows import ANSWERS, VERBS, DemoVerb
from tests.web.verbs.pressing import press
from web.demo.routes import doors, router

pytestmark = pytest.mark.timeout(300)

H1 = {
    "de-DE": "Vier Menschen, ein Gespräch. Auf wessen Stuhl setzen Sie sich?",
    "pl-PL": "Cztery osoby, jedna rozmowa. Czyje miejsce Państwo zajmą?",
    "nl-NL": "Vier mensen, één gesprek. Op wiens stoel gaat u zitten?",
    "it-IT": "Quattro persone, una conversazione. Al posto di chi si siede?",
    "en-GB": "Four people, one conversation. Whose chair do you take?",
}
REQUEST = "Zapytanie ofertowe: 48 okien drewniano-aluminiowych, hotel Perkoz, etap II"
_MAIL = re.compile(
    r'href="(/postbox/(\w+)/\d+)#postbox"[^>]*>.*?<b>([^<]+)</b>.*?<span[^>]*>([^<]+)', re.DOTALL
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """One demo for all tests here; each begins by starting over."""
    with open_demo_site(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture
def fresh(demo: DemoSite) -> DemoSite:
    """Give the demo as it is at the beginning."""
    with demo.client() as client:
        assert client.post("/start-over").status_code == 303
    return demo


def mails(client: httpx.Client, box: str) -> list[tuple[str, str, str]]:
    """List path, sender and subject of somebody's mails."""
    found = _MAIL.findall(client.get(f"/?box={box}").text)
    return [(path, sender, subject) for path, owner, sender, subject in found if owner == box]


def newest(client: httpx.Client, box: str) -> str:
    """Give the path of the newest mail in a box."""
    return mails(client, box)[0][0]


def wait_for_mail(client: httpx.Client, box: str, before: str, sender: str) -> str:
    """Wait until somebody's mail has come into a box, where another was the newest before."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path, by, _ = mails(client, box)[0]
        if path != before and sender in by:
            return path
        time.sleep(0.2)
    raise AssertionError(mails(client, box)[0])


def test_an_answer_as_outlook_reaches_postbox_portal_and_desk(fresh: DemoSite) -> None:
    with fresh.client() as client:
        path, _, subject = mails(client, "anna")[0]
        before = newest(client, "jan")
        assert subject == REQUEST
        text = "Dzień dobry,\n\nw załączeniu oferta 4716."
        sent = client.post(f"{path}/answer", data={"text": text, "with_offer": "true"})
        assert sent.headers["location"] == "/?box=anna&sent=answer#postbox"
        mail = client.get(wait_for_mail(client, "jan", before, "Anna Kraft")).text
        assert "Oferta_4716.pdf" in mail
        assert "w załączeniu oferta 4716" in mail
    with fresh.through_door("Jan") as jan:
        overview = jan.get("/").text
        assert REQUEST in overview
        number = re.search(r"/requests/(\d+)", overview)
        assert number is not None
        thread = jan.get(f"/requests/{number[1]}").text
        assert "w załączeniu oferta 4716" in thread
        assert "a.kraft@hellmoor.example" not in thread
    with fresh.through_door("Tomasz") as tomasz:
        assert "w załączeniu oferta 4716" in tomasz.get(f"/desk/tickets/{number[1]}").text


def test_the_customer_answers_as_gmail_and_the_agent_gets_it(fresh: DemoSite) -> None:
    with fresh.client() as client:
        before = newest(client, "tomasz")
        answered = next(one for one, by, _ in mails(client, "jan") if "Tomasz" in by)
        assert "Proszę zarezerwować dla nas ten termin." in client.get(f"{answered}/answer").text
        client.post(f"{answered}/answer", data={"text": "Dziękuję, czekam na telefon."})
        got = client.get(wait_for_mail(client, "tomasz", before, "Jan Nowak")).text
        assert "Dziękuję, czekam na telefon." in got


def test_a_new_mail_of_a_customer_opens_a_request(fresh: DemoSite) -> None:
    with fresh.client() as client:
        form = {"to": "verhuur@kaaibox.example", "subject": "Twee kranen", "text": "Wat kost dat?"}
        files = {"files": ("plan.pdf", b"%PDF-1.4 plan", "application/pdf")}
        before = newest(client, "femke")
        sent = client.post("/postbox/piet/new", data=form, files=files)
        assert sent.headers["location"] == "/?box=piet&sent=new#postbox"
        notice = client.get(wait_for_mail(client, "femke", before, "Piet Jansen")).text
        assert "Twee kranen" in notice
        assert "plan.pdf" in notice


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"subject": "x", "text": "y", "to": "verhuur@kaaibox.example"}, 422, "one of these"),
        ({"subject": "x", "to": "sprzedaz@hellmoor.example"}, 422, "fill this in"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field(
    demo: DemoSite, form: dict[str, str], status: int, said: str
) -> None:
    with demo.client() as client:
        answer = client.post("/postbox/jan/new", data=form)
        assert (answer.status_code, said in answer.text) == (status, True)


def test_starting_over_brings_all_back_and_ends_what_was_opened(fresh: DemoSite) -> None:
    with fresh.client() as client, fresh.through_door("Anna") as anna:
        assert anna.get("/desk").status_code == 200
        before = mails(client, "anna")
        jans = newest(client, "jan")
        client.get(before[0][0])
        client.post(f"{before[0][0]}/answer", data={"text": "Dzień dobry, już piszę."})
        wait_for_mail(client, "jan", jans, "Anna Kraft")
        assert client.post("/start-over").headers["location"] == "/?fresh=yes"
        assert mails(client, "anna") == before
        assert "Anna" not in mails(client, "jan")[0][1]
        assert anna.get("/desk").status_code == 303


def test_four_people_sit_in_one_browser_at_hosts_of_their_own(fresh: DemoSite) -> None:
    seen = {}
    for name, path in (("Anna", "/desk"), ("Jan", "/"), ("Tomasz", "/desk"), ("Maja", "/admin")):
        with fresh.through_door(name) as client:
            page = client.get(path)
            assert page.status_code == 200
            seen[name] = client.headers["Host"]
    assert len(set(seen.values())) == 4


def test_the_demo_pages_exist_on_loopback_hosts_alone(demo: DemoSite) -> None:
    for host in (demo.host("hellmoor"), "elsewhere.example", f"elsewhere.example:{demo.port}"):
        with demo.client(host) as client:
            for path in ("/postbox/anna/1", "/changes", "/postbox/jan/new"):
                assert client.get(path).status_code == 404, (host, path)
            assert client.post("/start-over").status_code in (404, 405)
    with demo.client() as client:
        assert client.get("/desk").status_code == 404
        assert client.get("/demo/enter/guessed").status_code == 404
    with demo.client(sec_fetch_site="cross-site") as client:
        assert client.post("/start-over").status_code == 403


def test_a_door_of_one_firm_does_not_open_at_another(demo: DemoSite) -> None:
    secret = demo.doors["Anna"].rpartition("/")[2]
    with demo.client(demo.host("kaaibox")) as client:
        assert client.get(f"/demo/enter/{secret}").status_code == 404


def test_without_the_demo_none_of_its_pages_is_there(website: Website) -> None:
    client = website.client()
    for path in ("/demo/enter/x", "/postbox/anna/1", "/changes"):
        assert client.get(path).status_code == 404
    assert client.post("/start-over").status_code in (404, 405)


def test_a_port_that_is_taken_is_told_at_once(demo: DemoSite) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stafette", "demo", "--port", str(demo.port)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"Port {demo.port} of 127.0.0.1 cannot be used" in done.stderr


def test_a_mail_is_shown_in_a_sandbox_that_runs_and_loads_nothing(demo: DemoSite) -> None:
    with demo.client() as client:
        answer = client.get(f"{mails(client, 'jan')[0][0]}/frame")
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline';")
        assert "sandbox allow-same-origin allow-popups" in policy
        assert "allow-scripts" not in policy
        assert "cid:" not in answer.text


@every_look_in(*H1)
def test_the_pages_are_well_in_five_languages(
    chromium: Chromium, demo: DemoSite, locale: str, width: int, scheme: Scheme
) -> None:
    with look(chromium, demo, locale=locale, width=width, scheme=scheme) as someone:
        page = someone.open("/")
        assert page.get_by_role("heading", level=1).inner_text() == H1[locale]
        for path in ("/", "/postbox/jan/new", "/postbox/anna/1/answer"):
            page.goto(demo.url(path))
            assert axe(page) == [], path
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, (locale, path)
        assert someone.complaints == []
        assert someone.foreign == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_answers_and_sees_it_arrive(
    chromium: Chromium, fresh: DemoSite, *, scripts: bool
) -> None:
    with look(chromium, fresh, locale="en-GB", scripts=scripts) as someone:
        with fresh.client() as client:
            before = newest(client, "jan")
        waiting = someone.open("/?box=jan")
        page = someone.open("/")
        page.get_by_role("link", name="Reply as Anna from Outlook").click()
        page.get_by_label("Attach a made-up offer").check()
        page.get_by_role("button", name="Send over SMTP").click()
        expect(page.get_by_text("The gateway took the mail over SMTP.")).to_be_visible()
        if not scripts:
            with fresh.client() as client:
                wait_for_mail(client, "jan", before, "Anna Kraft")
            waiting.reload()
        expect(waiting.locator("#mails a").first).to_contain_text("Anna Kraft", timeout=30_000)
        waiting.locator("#mails a").first.click()
        expect(waiting.get_by_role("heading", name=f"Re: {REQUEST}")).to_be_visible()
        waiting.get_by_role("link", name="Oferta_4716.pdf").wait_for()


def test_no_form_of_the_demo_is_without_a_browser_test() -> None:
    routes = {
        route.path
        for one in (router, doors)
        for route in routes_of(one)
        if "POST" in (route.methods or ())
    }
    assert routes == {ANSWERS, *(one.route for one in VERBS)}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.route)
def test_a_form_of_the_demo_is_filled_in_and_sent_in_a_browser(
    chromium: Chromium, demo: DemoSite, verb: DemoVerb, *, scripts: bool
) -> None:
    with look(chromium, demo, scripts=scripts) as someone, demo.client() as client:
        before = newest(client, verb.tells) if verb.tells else ""
        press(someone, someone.open(verb.at), verb.route, verb.fields, verb.button)
        if verb.tells:
            wait_for_mail(client, verb.tells, before, "Piet Jansen")


def look(chromium: Chromium, demo: DemoSite, **how: object) -> AbstractContextManager[Visitor]:
    """Open a browser on the demo's own pages."""
    return visitor(chromium, demo, tenant="", **how)  # type: ignore[arg-type] # passed on as it is
