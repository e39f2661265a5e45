"""The ground that all pages stand on: hosts, languages, headers, forms, limits, errors."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field

from mailgw.reading import Reader
from tests.support.site import Website, open_website
from tests.support.world import World, open_world
from tickets.model.people import Person
from web.dependencies import AdminVisit, AgentVisit, AnyVisit, ContactVisit, RowId, SignedIn
from web.forms import FormErrors, PostedForm

ANNA = "a.kraft@hellmoor.example"
REUTER = "t.reuter@hellmoor.example"
KOSTER = "b.koster@kaaibox.example"
LIMIT = 300_000
trial = APIRouter(prefix="/trial")


class Order(BaseModel):
    """What the trial form asks for."""

    what: str = Field(min_length=3, max_length=20)
    pieces: int = Field(ge=1)
    remarks: str = ""
    colours: tuple[str, ...] = ()


@trial.get("/me")
def me(here: SignedIn) -> Response:
    """Say who is signed in."""
    return PlainTextResponse(here.me.address)


@trial.get("/agent")
def for_agents(_here: AgentVisit) -> Response:
    """Be there for agents."""
    return PlainTextResponse("agent")


@trial.get("/contact")
def for_contacts(_here: ContactVisit) -> Response:
    """Be there for customers."""
    return PlainTextResponse("contact")


@trial.get("/admin")
def for_admins(_here: AdminVisit) -> Response:
    """Be there for administrators."""
    return PlainTextResponse("admin")


@trial.get("/address")
def address(here: AnyVisit) -> Response:
    """Say where a link in a mail would lead."""
    return PlainTextResponse(here.url("/requests/1"))


@trial.get("/number/{number}")
def number(number: RowId) -> Response:
    """Say a number of the path."""
    return PlainTextResponse(str(number))


@trial.get("/broken")
def broken(_here: AnyVisit) -> Response:
    """Fail as nobody expected."""
    raise RuntimeError("the secret cause")


@trial.post("/order")
def order(here: AnyVisit, form: PostedForm) -> Response:
    """Take an order, or say beside each field what is wrong."""
    found = here.parse(form, Order)
    if isinstance(found, FormErrors):
        said = "\n".join(f"{name}: {text}" for name, text in found.sentences.items())
        return PlainTextResponse(said, 422)
    files = [f"{one.name} {one.size_bytes} {one.read()[:4]!r}" for one in form.files("files")]
    return PlainTextResponse(f"{found!r} {files}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Website]:
    """One site with pages that try the ground out, and a small limit."""
    with (
        open_world(tmp_path_factory.mktemp("ground"), reader) as world,
        open_website(world, trial, max_body_bytes=LIMIT) as served,
    ):
        yield served


def test_each_host_shows_its_own_tenant_and_a_stranger_host_nothing(site: Website) -> None:
    assert "Hellmoor Fensterbau" in site.client("hellmoor").get("/nothing").text
    assert "Kaaibox" in site.client("kaaibox").get("/nothing").text
    for host in ("portal.elsewhere.example", "127.0.0.1", f"hellmoor.localhost:{site.port + 1}"):
        answer = site.client(host=host).get("/")
        assert answer.status_code == 404
        assert "Hellmoor" not in answer.text


def test_p15_no_header_of_a_request_moves_the_links_that_we_make(site: Website) -> None:
    hostile = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
        "X-Original-Url": "/admin",
    }
    said = site.client(**hostile).get("/trial/address").text
    assert said == f"http://{site.host()}/requests/1"
    assert site.client(host="evil.example").get("/trial/address").status_code == 404


def test_pages_are_for_whom_they_are_for(site: Website) -> None:
    stranger = site.client().get("/trial/me")
    assert (stranger.status_code, stranger.headers["location"]) == (
        303,
        "/sign-in?next=%2Ftrial%2Fme",
    )
    anna, reuter = site.sign_in_as(ANNA), site.sign_in_as(REUTER)
    assert anna.get("/trial/me").text == ANNA
    seen = [
        [one.get(f"/trial/{page}").status_code for page in ("agent", "contact", "admin")]
        for one in (anna, reuter)
    ]
    assert seen == [[200, 404, 404], [200, 404, 200]]


def test_a_session_of_one_tenant_is_nobody_at_another(site: Website) -> None:
    client = site.client("hellmoor")
    client.cookies.set("stafette", site.session_of(KOSTER, "kaaibox"))
    assert client.get("/trial/me").status_code == 303


def test_a_script_is_told_that_it_is_signed_out_instead_of_shown_a_page(site: Website) -> None:
    answer = site.client(Sec_Fetch_Mode="cors").get("/trial/me")
    assert (answer.status_code, answer.json()) == (401, {"status": 401})


def test_a_page_is_in_the_language_of_the_reader_of_the_cookie_of_the_browser(
    site: Website,
) -> None:
    def language(client: httpx.Client) -> str:
        return client.get("/nothing").text.split('<html lang="')[1][:2]

    assert language(site.client(Accept_Language="fr, nl-BE;q=0.8, it;q=0.3")) == "nl"
    assert language(site.client(Accept_Language="fr;q=x")) == "de"
    chosen = site.client()
    answer = chosen.post("/language", data={"language": "pl", "next": "/requests/1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/requests/1")
    assert language(chosen) == "pl"
    anna = site.sign_in_as(ANNA)
    anna.cookies.set("lang", "pl")
    assert language(anna) == "de"
    anna.post("/language", data={"language": "it"})
    assert language(anna) == "it"
    with site.world.core.read("hellmoor") as unit:
        names = unit.session.query(Person.name).where(Person.language == "it").all()
    assert ("Anna Kraft",) in [tuple(one) for one in names]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\tb", "x"]
)
def test_no_form_leads_away_from_our_pages(site: Website, elsewhere: str) -> None:
    answer = site.client().post("/language", data={"language": "de", "next": elsewhere})
    assert answer.headers["location"] == "/"


def test_every_answer_carries_the_headers_that_protect_it(site: Website) -> None:
    big = {"what": "x" * LIMIT}
    answers = {
        "page": site.client().get("/nothing"),
        "foreign host": site.client(host="evil.example").get("/"),
        "foreign form": site.client(Sec_Fetch_Site="cross-site").post("/language"),
        "too large": site.client().post("/trial/order", data=big),
        "broken": site.client().get("/trial/broken"),
        "file": site.client().get("/static/x/stafette.css"),
        "health": site.client().get("/health"),
    }
    for name, answer in answers.items():
        assert "default-src 'none'" in answer.headers["content-security-policy"], name
        assert "unsafe" not in answer.headers["content-security-policy"], name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["x-frame-options"] == "DENY", name
        assert answer.headers["referrer-policy"] == "same-origin", name
        assert "server" not in answer.headers, name
    assert answers["page"].headers["cache-control"] == "no-store"


def test_an_unexpected_failure_tells_nothing_of_itself(site: Website) -> None:
    answer = site.client(Accept_Language="it").get("/trial/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "Si è verificato un errore" in answer.text


def test_a_form_that_no_page_of_ours_sent_changes_nothing(site: Website) -> None:
    foreign: list[dict[str, str]] = [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://kaaibox.localhost:{site.port}"},
        {"Sec_Fetch_Site": "cross-site", "Origin": site.url("")},
    ]
    for headers in foreign:
        answer = site.client(**headers).post("/language", data={"language": "pl"})
        assert answer.status_code == 403, headers
        assert "set-cookie" not in answer.headers
        assert "nicht von unserer eigenen Seite" in answer.text
    own: list[dict[str, str]] = [{"Sec_Fetch_Site": "same-origin"}, {"Origin": site.url("")}]
    for headers in own:
        answer = site.client(**headers).post("/language", data={"language": "pl"})
        assert answer.status_code == 303, headers


def test_a_body_beyond_the_limit_is_refused_whether_announced_or_not(site: Website) -> None:
    client = site.client()
    announced = client.post("/trial/order", data={"what": "x" * (LIMIT + 1)})

    def pieces() -> Iterator[bytes]:
        yield b"what="
        for _ in range(40):
            yield b"x" * 10_000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    unannounced = client.post("/trial/order", content=pieces(), headers=kind)
    for answer in (announced, unannounced):
        assert answer.status_code == 413
        assert "zusammen zu groß" in answer.text


def test_a_form_becomes_a_value_and_its_files_come_along(site: Website) -> None:
    fields = {
        "what": " Fenster ",
        "pieces": "12",
        "colours": ["rot", "blau"],
        "remarks": "a\r\nb\0",
    }
    files = {"files": ("Plan.pdf", b"%PDF-1.4", "application/pdf")}
    answer = site.client().post("/trial/order", data=fields, files=files)
    assert answer.status_code == 200, answer.text
    assert "colours=('rot', 'blau')" in answer.text
    assert "remarks='a\\nb'" in answer.text
    assert "Plan.pdf 8 b'%PDF'" in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Bitte füllen Sie dieses Feld aus.", "eine ganze Zahl", "höchstens 20 Zeichen"]),
        ("pl", ["Prosimy wypełnić to pole.", "liczbę całkowitą", "Maksymalna liczba znaków: 20."]),
        ("nl", ["Vul dit veld in.", "een heel getal", "hoogstens 20 tekens"]),
        ("it", ["Compili questo campo.", "un numero intero", "al massimo 20 caratteri"]),
        ("en", ["Please fill this in.", "a whole number", "at most 20 characters"]),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    site: Website, language: str, words: list[str]
) -> None:
    client = site.client(Accept_Language=language)
    blank = client.post("/trial/order", data={"what": "   ", "pieces": "drei"})
    long = client.post("/trial/order", data={"what": "x" * 21, "pieces": "1"})
    assert (blank.status_code, long.status_code) == (422, 422)
    assert f"what: {words[0]}" in blank.text
    assert words[1] in blank.text
    assert words[2] in long.text


@pytest.mark.parametrize(
    "path", ["/trial/number/0", "/trial/number/x", "/trial/number/" + "9" * 30]
)
def test_a_path_that_names_nothing_is_a_missing_page(site: Website, path: str) -> None:
    assert site.client().get("/trial/number/7").text == "7"
    assert site.client().get(path).status_code == 404


def test_odd_requests_get_a_page_and_no_failure(site: Website) -> None:
    client = site.client()
    assert client.get("/nothing?q=%00").status_code == 400
    assert client.get("/no%00thing").status_code == 400
    assert client.delete("/health").status_code == 405
    json = client.post("/trial/order", json={"what": "x"})
    assert json.status_code == 400
    head = client.head("/brand/logo.png")
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", "image/png")
    many = client.post("/trial/order", data={f"f{place}": "1" for place in range(600)})
    assert many.status_code == 400


def test_our_files_are_kept_for_ever_under_an_address_that_changes_with_them(
    site: Website,
) -> None:
    client = site.client()
    page = client.get("/nothing").text
    path = page.split('href="')[1].split('"')[0]
    now, old = client.get(path), client.get("/static/old/tokens.css")
    assert "immutable" in now.headers["cache-control"]
    assert old.headers["cache-control"] == "no-cache"
    assert now.text == old.text
    assert client.get("/static/x/%2e%2e/app.py").status_code == 404


def test_the_brand_is_its_own_sheet_and_is_asked_for_only_when_it_changed(
    site: Website,
) -> None:
    client = site.client("kaaibox")
    sheet = client.get("/brand.css")
    assert "--tenant-brand" in sheet.text
    assert sheet.text != site.client("hellmoor").get("/brand.css").text
    again = client.get("/brand.css", headers={"If-None-Match": sheet.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/brand/logo.png").content.startswith(b"\x89PNG")


def test_cookies_are_guarded_where_the_portal_is_reached_by_https(world: World) -> None:
    with open_website(world, trial) as site:
        site.change_tenant(portal_url="https://portal.hellmoor.example")
        client = site.client(host="portal.hellmoor.example")
        cookie = client.post("/language", data={"language": "de"}).headers["set-cookie"]
        assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
        secret = site.session_of(ANNA)
        plain = client.get("/trial/me", headers={"Cookie": f"stafette={secret}"})
        guarded = client.get("/trial/me", headers={"Cookie": f"__Host-stafette={secret}"})
        assert (plain.status_code, guarded.status_code) == (303, 200)


def test_answers_leave_at_once(site: Website) -> None:
    client = site.client()
    seconds = [client.get("/health").elapsed.total_seconds() for _ in range(20)]
    # Waiting for the other side's delayed acknowledgement would take 40 ms each time.
    assert min(seconds) < 0.03


def test_a_watcher_learns_that_pages_are_served_and_nothing_else(either_website: Website) -> None:
    answer = either_website.client(host="watcher").get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
