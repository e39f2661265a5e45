"""The portal in a real browser: read, answered and asked, with scripts and without."""

import hashlib
import re

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select

from tests.support.browser import PHONE, visitor
from tests.support.mails import PDF
from tests.support.portal_story import JAN, TOMASZ, answer, photo, story
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tickets.model.people import Person

THREAD = "/requests/1001"
PAGES = ("/", "/?show=unread", THREAD, "/requests/new/quote", "/requests/new/complaint")
PLAN: FilePayload = {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
DROP = """async (zone) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["0\\nSECTION\\n"], "Okno.dxf", { type: "image/vnd.dxf" }));
    const how = { dataTransfer, bubbles: true, cancelable: true };
    for (const kind of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(kind, how));
}"""
PASTE = """async (field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["x"], "zrzut.png", { type: "image/png" }));
    const how = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent("paste", how));
}"""


@pytest.fixture
def portal(website: Website) -> Website:
    """Give a site where Jan was answered with files."""
    story(website.world)
    return website


def speak(website: Website, language: str) -> None:
    """Let Jan read in another language."""
    with website.world.core.write("hellmoor") as uow:
        row = uow.session.scalars(select(Person).where(Person.name == "Jan Nowak")).one()
        row.language = language


def files_of_last(website: Website, number: int) -> list[str]:
    """Name the files of the newest message."""
    view = website.world.ticket(number)
    return [one.name for one in view.attachments[view.messages[-1].id]]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_customer_reads_what_is_new_and_answers_with_a_file(
    chromium: Chromium, portal: Website, *, scripts: bool
) -> None:
    with visitor(chromium, portal, JAN, scripts=scripts) as jan:
        page = jan.open("/")
        expect(page).to_have_title(re.compile(r"^\(1\) Państwa zapytania"))
        page.get_by_role("link", name="Oferta na 48 okien").click()
        expect(page.get_by_text("Nowe od ostatniej wizyty")).to_be_visible()
        expect(page.locator(".thumb img")).to_have_js_property("complete", value=True)
        with page.expect_download() as saved:
            page.locator("aside").get_by_role("link", name="Oferta_4716.pdf").click()
        content = saved.value.path().read_bytes()
        assert hashlib.sha256(content).digest() == hashlib.sha256(PDF).digest()
        page.get_by_label("Państwa odpowiedź").fill("Zamawiamy zgodnie z ofertą.")
        page.locator('input[type="file"]').set_input_files([PLAN])
        if scripts:
            expect(
                page.get_by_text("77 B, przesłano").or_(page.get_by_text("1 kB, przesłano"))
            ).to_be_visible()
        page.get_by_role("button", name="Wyślij").click()
        expect(page.get_by_text("Państwa odpowiedź została wysłana.")).to_be_visible()
        page.goto(portal.url("/"))
        expect(page).to_have_title(re.compile("^Państwa zapytania"))
        expect(page.get_by_text("Zajmujemy się tym")).to_be_visible()
        assert jan.complaints == []
        assert jan.foreign == []
    portal.world.work()
    got = portal.world.postbox.last(TOMASZ)
    assert "Zamawiamy zgodnie z ofertą." in got.text
    assert got.files == [("Plan.pdf", PDF)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_quote_is_asked_with_two_positions_after_a_mistake(
    chromium: Chromium, portal: Website, *, scripts: bool
) -> None:
    with visitor(chromium, portal, JAN, scripts=scripts, width=PHONE) as jan:
        page = jan.open("/")
        page.get_by_role("link", name="Poproś o ofertę").click()
        page.get_by_label("Czego dotyczy zapytanie?").fill("Przedszkole Słoneczne")
        page.locator("#what-0").fill("Okno F01")
        page.locator("#quantity-0").fill("24")
        page.get_by_role("button", name="Dodaj pozycję").click()
        page.locator("#what-1").fill("Drzwi HS")
        page.locator("#quantity-1").fill("trzy")
        page.locator('input[type="file"]').set_input_files([PLAN])
        page.get_by_role("button", name="Wyślij zapytanie").click()
        expect(page.locator("#error-quantity-1")).to_have_text(
            "Proszę podać liczbę, na przykład 3."
        )
        expect(page.locator("#what-0")).to_have_value("Okno F01")
        expect(page.locator(".upload")).to_contain_text("Plan.pdf")
        if scripts:
            expect(page.locator("#quantity-1")).to_be_focused()
        page.locator("#quantity-1").fill("3")
        page.get_by_role("button", name="Wyślij zapytanie").click()
        expect(page.get_by_text("Mamy Państwa zapytanie.")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("Przedszkole Słoneczne")
        assert jan.complaints == []
    assert files_of_last(portal, 1002) == ["Plan.pdf"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_position_and_a_file_can_be_taken_out_again(
    chromium: Chromium, portal: Website, *, scripts: bool
) -> None:
    with visitor(chromium, portal, JAN, scripts=scripts) as jan:
        page = jan.open("/requests/new/complaint")
        page.get_by_label("Co jest nie tak?").fill("Trzy szyby są pęknięte.")
        shot: FilePayload = {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        page.locator('input[type="file"]').set_input_files([shot])
        page.get_by_role("button", name="Dodaj pozycję").click()
        expect(page.locator("#what-1")).to_be_visible()
        expect(page.locator(".upload")).to_contain_text("1.jpg")
        page.locator("#what-1").fill("Szyba 3")
        page.get_by_role("button", name="Usuń pozycję 1").click()
        expect(page.locator("#what-0")).to_have_value("Szyba 3")
        page.get_by_role("button", name="Usuń 1.jpg").click()
        expect(page.locator(".upload")).to_have_count(0)
        page.get_by_label("Naprawa").check()
        page.get_by_role("button", name="Wyślij reklamację").click()
        expect(page.get_by_text("Mamy Państwa zapytanie.")).to_be_visible()
        assert jan.complaints == []
    assert portal.world.ticket(1002).messages[0].text == (
        "Trzy szyby są pęknięte.\n\nDotyczy pozycji:\n1. Szyba 3\n\nOczekiwane rozwiązanie: Naprawa"
    )
    assert files_of_last(portal, 1002) == []


def test_files_are_dropped_and_pasted(chromium: Chromium, portal: Website) -> None:
    with visitor(chromium, portal, JAN) as jan:
        page = jan.open(THREAD)
        page.locator("form[data-form]").evaluate(DROP)
        expect(page.locator(".upload").first).to_contain_text("przesłano")
        page.locator("#text").evaluate(PASTE)
        expect(page.locator(".upload")).to_have_count(2)
        expect(page.locator(".upload").nth(1)).to_contain_text("przesłano")
        page.get_by_role("button", name="Wyślij").click()
        expect(page.get_by_text("W załączeniu 2 pliki.")).to_be_visible()
        assert jan.complaints == []
    assert files_of_last(portal, 1001) == ["Okno.dxf", "zrzut.png"]


def test_a_file_beyond_the_limit_is_refused_before_it_travels(
    chromium: Chromium, portal: Website
) -> None:
    with visitor(chromium, portal, JAN) as jan:
        page = jan.open(THREAD)
        page.locator("[data-files]").evaluate("zone => { zone.dataset.largest = 10; }")
        page.locator('input[type="file"]').set_input_files([PLAN])
        expect(page.locator(".upload.is-bad")).to_contain_text("Plik Plan.pdf jest za duży")
        page.get_by_role("button", name="Usuń Plan.pdf").click()
        expect(page.locator(".upload")).to_have_count(0)


def test_words_that_were_not_sent_are_there_again(chromium: Chromium, portal: Website) -> None:
    with visitor(chromium, portal, JAN) as jan:
        page = jan.open(THREAD)
        page.locator("#text").fill("Jeszcze zastanawiamy się nad")
        page.goto(portal.url("/"))
        page.goto(portal.url(THREAD))
        expect(page.locator("#text")).to_have_value("Jeszcze zastanawiamy się nad")
        page.locator("#text").fill("Zamawiamy.")
        page.get_by_role("button", name="Wyślij").click()
        expect(page.get_by_text("Państwa odpowiedź została wysłana.")).to_be_visible()
        page.goto(portal.url(THREAD))
        expect(page.locator("#text")).to_have_value("")


def test_an_open_thread_tells_of_a_new_answer_without_jumping(
    chromium: Chromium, portal: Website
) -> None:
    with visitor(chromium, portal, JAN) as jan:
        page = jan.context.new_page()
        page.clock.install()
        page.goto(portal.url(THREAD))
        expect(page.locator("[data-news]")).to_be_hidden()
        answer(portal.world, "Jeszcze jedno zdjęcie.\n")
        page.clock.fast_forward(16_000)
        expect(page.get_by_text("W tej rozmowie pojawiło się coś nowego.")).to_be_visible()
        expect(page.get_by_text("Jeszcze jedno zdjęcie.")).to_have_count(0)
        page.locator("[data-news]").get_by_role("link").click()
        expect(page.get_by_text("Jeszcze jedno zdjęcie.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_p12_a_mail_in_its_frame_asks_for_nothing_until_somebody_wants_it(
    chromium: Chromium, portal: Website, *, scripts: bool
) -> None:
    with visitor(chromium, portal, JAN, scripts=scripts) as jan:
        page = jan.open(THREAD)
        page.get_by_text("Pokaż oryginał").click()
        frame = page.frame_locator("iframe.message-frame")
        expect(frame.get_by_text("48 okien")).to_be_visible()
        assert jan.foreign == []
        frame.get_by_role("link", name="Wczytaj obrazy").click()
        expect(frame.locator("img[src^='https://tracker.example']")).to_have_count(1)
        assert jan.foreign == ["https://tracker.example/pixel.png"]


def test_printing_is_offered_where_it_works(chromium: Chromium, portal: Website) -> None:
    for scripts in (True, False):
        with visitor(chromium, portal, JAN, scripts=scripts) as jan:
            page = jan.open(THREAD)
            expect(page.locator("[data-print]")).to_be_visible(visible=scripts)
    with visitor(chromium, portal, JAN) as jan:
        page = jan.open(THREAD)
        page.emulate_media(media="print")
        expect(page.locator("form[data-form]")).to_be_hidden()
        expect(page.get_by_text("w załączeniu oferta 4716")).to_be_visible()
