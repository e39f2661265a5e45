"""What the portal's pages hold, asked without a browser: words, files, frames and forms."""

import hashlib
import io
import re

import httpx
import pytest
from PIL import Image

from tests.support.mails import PDF, Mail
from tests.support.portal_story import EWA, JAN, SECRET, TOMASZ, answer, photo, story
from tests.support.site import Website
from tests.support.world import OFFICE
from tickets.model.people import Side

SEALED = "sandbox"
THREAD = "/requests/1001"
QUOTE = "/requests/new/quote"


@pytest.fixture
def portal(website: Website) -> Website:
    """Give a site where Jan was answered with files."""
    story(website.world)
    return website


def once_of(page: str) -> str:
    """Give the id that a form carries."""
    found = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def kept_of(page: str) -> list[str]:
    """Give the seals of the files that a form keeps."""
    return re.findall(r'name="kept" value="([^"]+)"', page)


def fields(page: str, **values: str) -> dict[str, str]:
    """Give what a form sends: its id, the button, and what was typed."""
    return {"once": once_of(page), "send": "1", **values}


def links(page: str, start: str) -> list[str]:
    """Give the addresses of a page that begin like this."""
    return re.findall(rf'(?:href|src)="({re.escape(start)}[^"]*)"', page)


def test_the_red_number_goes_when_the_answer_was_read(portal: Website) -> None:
    jan, ewa = portal.sign_in_as(JAN), portal.sign_in_as(EWA)
    assert '<span class="badge is-red">1</span>' in jan.get("/").text
    thread = jan.get(THREAD).text
    assert "Nowe od ostatniej wizyty" in thread
    assert "Nowe od ostatniej wizyty" not in jan.get(THREAD).text
    assert "badge is-red" not in jan.get("/").text
    assert "badge is-red" in ewa.get("/").text


def test_an_internal_word_is_on_no_page_of_a_customer(portal: Website) -> None:
    told = portal.world.postbox.for_("a.kraft@hellmoor.example")[-1]
    portal.world.receive(
        Mail(sender="a.kraft@hellmoor.example", to=told.reply_to, text=SECRET), peer=OFFICE
    )
    messages = portal.world.ticket(1001).messages
    assert any(SECRET in one.text for one in messages if one.visibility == "internal")
    jan = portal.sign_in_as(JAN)
    pages = [jan.get(path).text for path in ("/", "/?show=all", THREAD)]
    pages += [jan.get(f"/messages/{one.id}/frame").text for one in messages]
    for page in pages:
        assert "Marge" not in page
        assert "reply+" not in page
        assert TOMASZ not in page
        assert "a.kraft@" not in page


def test_p20_an_agents_address_and_quoted_notice_stay_inside(portal: Website) -> None:
    notice = next(one for one in reversed(portal.world.postbox.for_(TOMASZ)) if "Nowak" in one.text)
    text = f"Proszę pisać na {TOMASZ}.\n"
    html = f"<p>Proszę pisać na {TOMASZ}.</p><div hidden>{SECRET}</div>"
    portal.world.receive(Mail(sender=TOMASZ, to=notice.reply_to, text=text, html=html), peer=OFFICE)
    last = portal.world.ticket(1001).messages[-1]
    assert last.html is not None
    jan = portal.sign_in_as(JAN)
    page = jan.get(THREAD).text
    assert "Proszę pisać na" in page
    assert TOMASZ not in page
    assert "sprzedaz@hellmoor.example" in page
    assert f"/messages/{last.id}/frame" not in page
    assert jan.get(f"/messages/{last.id}/frame").status_code == 404


def test_p13_a_file_comes_whole_and_can_do_nothing(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    page = jan.get(THREAD).text
    (href,) = {one for one in links(page, "/files/") if one.endswith("/Oferta_4716.pdf")} - {
        one for one in links(page, "/files/") if "/document/" in one
    }
    got = jan.get(href)
    assert hashlib.sha256(got.content).digest() == hashlib.sha256(PDF).digest()
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Oferta_4716.pdf"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert SEALED in got.headers["content-security-policy"]
    (shown,) = {one for one in links(page, "/files/") if "/document/Oferta" in one}
    viewed = jan.get(shown)
    assert viewed.headers["content-disposition"].startswith("inline;")
    assert viewed.headers["content-type"] == "application/pdf"
    assert SEALED in viewed.headers["content-security-policy"]


def test_p13_names_and_types_of_files_are_harmless(portal: Website) -> None:
    files = (
        (
            'Zeich\N{LATIN SMALL LETTER N WITH ACUTE}nung "1".pdf\r\nX: y.html',
            "text/html",
            b"<script>alert(1)</script>",
        ),
        ("bild.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("kaputt.png", "image/png", b"\x89PNG\r\n\x1a\nbroken"),
    )
    portal.world.receive(Mail(subject="Trzy pliki", files=files, text="Oto pliki."))
    jan = portal.sign_in_as(JAN)
    rows = portal.world.ticket(1002)
    for row in rows.attachments[rows.messages[0].id]:
        got = jan.get(f"/files/{row.id}/x")
        assert got.status_code == 200
        assert got.headers["content-disposition"].startswith("attachment; filename*=")
        assert "x" not in got.headers
        assert SEALED in got.headers["content-security-policy"]
        assert jan.get(f"/files/{row.id}/document/x").status_code == 404
        assert jan.get(f"/files/{row.id}/picture/large").status_code in (404, 415)
    types = [
        jan.get(f"/files/{row.id}/x").headers["content-type"]
        for row in rows.attachments[rows.messages[0].id]
    ]
    assert types == ["application/octet-stream", "application/octet-stream", "image/png"]


def test_p13_a_picture_is_painted_anew_without_what_its_file_told(portal: Website) -> None:
    assert b"taken at home" in photo()
    jan = portal.sign_in_as(JAN)
    (small,) = [one for one in links(jan.get(THREAD).text, "/files/") if "/picture/small" in one]
    got = jan.get(small)
    assert got.headers["content-type"] == "image/jpeg"
    assert b"taken at home" not in got.content
    with Image.open(io.BytesIO(got.content)) as picture:
        assert picture.size == (416, 312)
    again = jan.get(small, headers={"If-None-Match": got.headers["etag"]})
    assert again.status_code == 304


def test_a_picture_bomb_is_refused_before_it_is_unpacked(portal: Website) -> None:
    target = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(target, "PNG")
    assert len(target.getvalue()) < 50_000
    portal.world.receive(Mail(subject="Bomba", files=(("b.png", "image/png", target.getvalue()),)))
    view = portal.world.ticket(1002)
    (row,) = view.attachments[view.messages[0].id]
    assert portal.sign_in_as(JAN).get(f"/files/{row.id}/picture/small").status_code == 415


def test_p12_a_mails_own_html_has_a_policy_of_its_own(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    (src,) = links(jan.get(THREAD).text, "/messages/")
    frame = jan.get(src)
    policy = frame.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "https:" not in policy
    assert 'data-src="https://tracker.example/pixel.png"' in frame.text
    wanted = jan.get(f"{src}?images=true")
    assert "img-src 'self' data: https:;" in wanted.headers["content-security-policy"]
    assert ' src="https://tracker.example/pixel.png"' in wanted.text


def test_an_inline_picture_is_led_to_its_file(portal: Website) -> None:
    html = '<p>Tu:</p><img src="cid:foto@nowak"><img src="cid:unknown">'
    inline = Mail(
        subject="Zdjęcie", html=html, text="Tu:", files=(("f.jpg", "image/jpeg", photo()),)
    ).raw
    named = inline.replace(
        b'Content-Disposition: attachment; filename="f.jpg"',
        b'Content-Disposition: inline; filename="f.jpg"\r\nContent-ID: <foto@nowak>',
    )
    portal.world.receive(named, "vertrieb@hellmoor.example")
    view = portal.world.ticket(1002)
    message = view.messages[0]
    (row,) = view.attachments[message.id]
    assert row.content_id == "foto@nowak"
    frame = portal.sign_in_as(JAN).get(f"/messages/{message.id}/frame").text
    assert f'<img src="/files/{row.id}/picture/large"' in frame
    assert "cid:" not in frame


def test_a_form_with_a_mistake_loses_nothing(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    sent = fields(jan.get(QUOTE).text, title="", wished="KW 9", remarks="Tylko od południa.")
    rows: dict[str, list[str]] = {
        "what": ["Okno F01", "Drzwi HS"],
        "quantity": ["24", "drei"],
        "unit": ["pieces", "sets"],
    }
    answered = jan.post(QUOTE, data={**sent, **rows}, files={"files": ("Plan.pdf", PDF)})
    page = answered.text
    assert answered.status_code == 422
    assert 'id="error-title"' in page
    assert 'id="error-quantity-1"' in page
    assert 'href="#quantity-1"' in page
    for typed in ("KW 9", "Tylko od południa.", "Okno F01", "Drzwi HS", "drei", "Plan.pdf"):
        assert typed in page
    assert once_of(page) == sent["once"]
    mended = {**rows, "quantity": ["24", "3"], "kept": kept_of(page)}
    done = jan.post(QUOTE, data={**sent, **mended, "title": "Przedszkole"}, files={"x": ("", b"")})
    assert done.status_code == 303
    assert done.headers["location"] == "/requests/1002?sent=true"
    view = portal.world.ticket(1002)
    assert view.line.ticket.subject == "Przedszkole"
    assert view.messages[0].text == (
        "1. Okno F01: 24\N{NO-BREAK SPACE}szt.\n2. Drzwi HS: 3\N{NO-BREAK SPACE}kpl.\n\n"
        "Oczekiwany termin: KW 9\n\nTylko od południa."
    )
    (file,) = view.attachments[view.messages[0].id]
    assert (file.name, file.sha256) == ("Plan.pdf", hashlib.sha256(PDF).hexdigest())


def test_a_new_place_is_remembered_and_chosen_the_next_time(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    rows = {"what": "Okno", "quantity": "1", "unit": "pieces"}
    place = {"place": "new", "place_name": "Budowa", "place_address": "ul. Leśna 4\n59-700 Bór"}
    jan.post(QUOTE, data=fields(jan.get(QUOTE).text, title="Jeden", **rows, **place))
    page = jan.get(QUOTE).text
    assert "Budowa, ul. Leśna 4, 59-700 Bór" in page
    found = re.search(r'<option value="(\d+)">Budowa', page)
    assert found
    jan.post(QUOTE, data=fields(page, title="Dwa", place=found[1], **rows))
    assert (
        "Miejsce dostawy: Budowa, ul. Leśna 4, 59-700 Bór"
        in portal.world.ticket(1003).messages[0].text
    )
    refused = jan.post(QUOTE, data=fields(page, title="Trzy", place="77", **rows))
    assert 'id="error-place"' in refused.text
    nowhere = jan.post(QUOTE, data=fields(page, title="Trzy", place="new", **rows))
    assert 'id="error-place_address"' in nowhere.text


def test_a_complaint_names_order_and_wish_and_goes_to_its_department(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    form = "/requests/new/complaint"
    trouble = "Dzień dobry,\n\ntrzy szyby mają pęknięcie."
    sent = fields(jan.get(form).text, order="26-4402", trouble=trouble, solution="replacement")
    jan.post(form, data=sent, files=[("files", ("1.jpg", photo(), "image/jpeg"))])
    view = portal.world.ticket(1002)
    assert (view.line.ticket.kind, view.line.department) == ("complaint", "reklamation")
    assert view.line.ticket.subject == (
        "Reklamacja do zamówienia 26-4402: trzy szyby mają pęknięcie."
    )
    assert view.messages[0].text.endswith("Oczekiwane rozwiązanie: Wymiana")
    portal.world.work()
    assert "1002" in portal.world.postbox.last(JAN).text


def test_a_sealed_file_is_good_for_nobody_else(portal: Website) -> None:
    jan, ewa = portal.sign_in_as(JAN), portal.sign_in_as(EWA)
    seal = jan.post("/uploads", files={"files": ("Plan.pdf", PDF)}).json()["seal"]
    for client, count in ((jan, 1), (ewa, 0)):
        page = client.get(THREAD).text
        again = client.post(THREAD, data={"once": once_of(page), "kept": seal})
        assert again.status_code == 200
        assert len(kept_of(again.text)) == count
    forged = seal[:-1] + ("a" if seal[-1] != "a" else "b")
    assert kept_of(jan.post(THREAD, data={"once": "", "kept": forged}).text) == []


def test_files_beyond_the_limits_are_refused_in_words(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    empty = jan.post("/uploads", files={"files": ("leer.pdf", b"")})
    assert (empty.status_code, empty.json()["error"]) == (422, "Plik leer.pdf jest pusty.")
    large = jan.post("/uploads", files={"files": ("a.step", b"x" * 50_000_001)})
    assert large.json()["error"].startswith("Plik a.step ma 50")
    nothing = jan.post("/uploads", data={"a": "b"})
    assert nothing.status_code == 422


def test_the_answer_of_a_linked_session_reaches_the_owner(portal: Website) -> None:
    narrow = portal.sign_in_as(JAN, only_ticket=1001)
    assert "/requests/new/quote" not in narrow.get("/").text
    assert "/sign-in?next=/" in narrow.get("/").text
    sent = fields(narrow.get(THREAD).text, text="Zamawiamy.")
    assert narrow.post(THREAD, data=sent).headers["location"] == f"{THREAD}?sent=true#sent"
    portal.world.work()
    assert "Zamawiamy." in portal.world.postbox.last(TOMASZ).text
    assert portal.world.ticket(1001).messages[-1].channel == "web"


def test_a_finished_request_is_opened_again_by_an_answer(portal: Website) -> None:
    with portal.world.core.write("hellmoor") as uow:
        row = uow.session.get_one(
            type(portal.world.ticket(1001).line.ticket), portal.world.ticket(1001).line.ticket.id
        )
        row.state = "done"
    jan = portal.sign_in_as(JAN)
    assert "Zakończone" in jan.get(THREAD).text
    jan.post(THREAD, data=fields(jan.get(THREAD).text, text="Jeszcze jedno pytanie."))
    page = jan.get(THREAD).text
    assert "Zapytanie zostało ponownie otwarte" in page
    assert portal.world.ticket(1001).line.ticket.last_public_side == Side.CONTACT


def test_an_open_page_hears_how_far_the_conversation_goes(portal: Website) -> None:
    jan = portal.sign_in_as(JAN)
    before = jan.get(f"{THREAD}/newest").json()["seq"]
    answer(portal.world, "Jeszcze zdjęcie.\n")
    assert jan.get(f"{THREAD}/newest").json()["seq"] > before


def test_the_list_has_pages(portal: Website) -> None:
    for number in range(26):
        portal.world.receive(Mail(subject=f"Zapytanie {number}"), peer=OFFICE)
    jan = portal.sign_in_as(JAN)

    def subjects(page: httpx.Response) -> int:
        return page.text.count('<li class="request')

    assert subjects(jan.get("/?show=all")) == 25
    assert subjects(jan.get("/?show=all&page=2")) == 2
    assert "Na tej stronie nic już nie ma." in jan.get("/?show=all&page=3").text


def test_empty_shelves_say_what_to_do(website: Website) -> None:
    website.world.receive(Mail(), peer=OFFICE)
    jan = website.sign_in_as(JAN)
    assert "Alles gelesen." in jan.get("/?show=unread").text
    with website.world.core.write("hellmoor") as uow:
        ticket = website.world.ticket(1001).line.ticket
        uow.session.get_one(type(ticket), ticket.id).state = "done"
    assert "Zurzeit ist nichts offen." in jan.get("/?show=open").text
