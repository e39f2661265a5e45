"""A customer is activated, asks on the portal, is answered from a mail client, and reads it.

Mailboxes and browsers are real. Once as one process on the embedded defaults with scripts on, and
once as gateway, worker and pages apart on PostgreSQL and Redis with scripts off.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.support.conwin import (
    BACKENDS,
    EMBEDDED,
    Town,
    portal_host,
    smtp_port_of,
    stafette_on,
)
from tests.support.firm import Firm, wait_until
from tests.support.mails import PDF, Mail, reply_as_outlook
from tests.support.servers.chromium import Chromium
from tests.support.servers.dovecot import DovecotServer
from tests.support.servers.process import free_port
from tests.support.world import Sent

pytestmark = pytest.mark.timeout(600)
"""Whole stories in a browser take a while where many tests share a machine."""
ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
SALES = (ANNA, TOMASZ, "g.moretti@hellmoor.example", "t.reuter@hellmoor.example")
JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
BRAND = "#1b5247"
DRAWING = PDF + b"% drawing of 48 windows\n" * 500
OFFER = PDF + b"% offer 4716\n" * 700
ORDER = PDF + b"% order 4716, signed\n" * 300
READ = re.compile(r"^(?!\().")
"""A title that begins with no number of unread requests."""


@pytest.fixture
def web_port() -> int:
    """Choose the port of the pages, which the tenant's file names too."""
    return free_port()


@pytest.fixture
def firm(dovecot_server: DovecotServer, tmp_path: Path, web_port: int) -> Iterator[Firm]:
    """Give a firm whose agents and customers have mailboxes, and a portal on this machine."""
    portal_url = f"http://{portal_host(web_port)}"
    with Firm(
        dovecot_server, tmp_path, portal_url=portal_url, declared_networks=["127.0.0.0/8"]
    ) as made:
        for address in (*SALES, "j.petersen@hellmoor.example", JAN, EWA):
            made.person(address)
        yield made


@pytest.fixture(params=BACKENDS)
def town(
    firm: Firm, chromium: Chromium, web_port: int, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """Give a running Stafette of each kind in turn, with people who have screens."""
    roles, ports = ("gateway", "worker", "web"), {"STAFETTE_WEB_PORT": str(web_port)}
    with stafette_on(request.param, tmp_path, request, *roles, **ports) as (stafette, said):
        has_scripts = request.param == EMBEDDED
        made = Town(firm, stafette, chromium, web_port, smtp_port_of(said), has_scripts)
        yield made
        made.close()


def test_from_the_activation_of_a_customer_to_an_answer_in_the_portal(town: Town) -> None:
    desk = town.signs_in(ANNA, "de-DE")
    assert _path(desk) == "/desk"
    _activate_jan(desk)
    portal = _register(town, town.firm.waits_for(JAN, 1))
    receipt = _ask_for_a_quote(town, portal)
    _put_ewa_in_copy(town, receipt)
    answer = _answer_from_the_mail_client(town)

    ewas = town.signs_in(EWA, "pl-PL")
    for page in (portal, ewas):
        _sees_unread(town, page, 1)
    _look_at_the_notice_link(town, answer)
    _sees_unread(town, portal, 1)
    page = _open_by_the_notice_link(town, answer)
    _sees_unread(town, portal, 0)
    _sees_unread(town, ewas, 1)

    _reply_in_the_portal(town, page)
    _find_the_reply_on_the_desk(town, desk)
    _sees_unread(town, portal, 0)
    _sees_unread(town, ewas, 1)
    ewas.click(".request.is-unread h2 a")
    expect(ewas.locator("article.message")).to_have_count(4)
    _sees_unread(town, ewas, 0)
    _nothing_is_left_over(town)


def _path(page: Page) -> str:
    return urlsplit(page.url).path


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _pdf(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def _activate_jan(desk: Page) -> None:
    """Enter the company and its first person on the desk, and invite them."""
    desk.click("nav li:not(.only-phone) > a[href='/desk/people']")
    desk.click("main a[href='/desk/people/new']")
    desk.fill("#name", "Jan Nowak")
    desk.fill("#company", "Nowak Okna")
    desk.fill("#address", JAN)
    desk.select_option("#language", "pl")
    desk.click("main form[action='/desk/people/new'] button.is-primary")
    expect(desk.locator("h1")).to_have_text("Jan Nowak")
    expect(desk.locator("main header a[href^='/desk/companies/']")).to_have_text("Nowak Okna")
    desk.click("main form[action$='/invite'] button")
    expect(desk.locator("main .notice.is-ok")).to_be_visible()


def _register(town: Town, invitation: Sent) -> Page:
    """Follow the invitation to the portal; consents are asked for in words."""
    assert invitation.mail["Subject"] == "Anna Kraft zaprasza do portalu Hellmoor Fensterbau"
    assert "Aktywuj dostęp" in invitation.text
    assert 'lang="pl"' in invitation.html
    assert BRAND in invitation.html
    assert ANNA not in invitation.text + invitation.html
    link = town.link_in(invitation, "/invitation/")
    page = town.browser("pl-PL").open("/")
    assert _path(page) == "/sign-in"
    for _ in range(3):  # looking at it uses nothing up
        page.goto(link)
    assert page.locator("html").get_attribute("lang") == "pl"
    expect(page.locator("#address")).to_have_value(JAN)
    expect(page.locator("#name")).to_have_value("Jan Nowak")
    page.fill("#phone", "+48 555 010 144")
    page.select_option("#time_zone", "Europe/Warsaw")
    register = "main form[action^='/invitation/'] button.is-primary"
    with page.expect_response(lambda one: one.request.method == "POST") as refused:
        page.click(register)
    assert refused.value.status == 422
    for name in ("terms", "privacy"):
        expect(page.locator(f"#error-{name}")).to_have_text(
            "Prosimy to zaznaczyć; bez tego nie możemy otworzyć dostępu."
        )
        page.check(f"#{name}")
    expect(page.locator("#phone")).to_have_value("+48 555 010 144")
    page.click(register)
    for _ in range(2):
        assert _path(page) == "/tour"
        page.click("main a.button.is-primary")
    page.click("main form[action='/tour'] button.is-primary")
    assert _path(page) == "/"
    expect(page.locator(".me")).to_contain_text("Nowak Okna")
    page.goto(town.url("/consent"))  # both texts were agreed to, so it leads on
    assert _path(page) == "/"
    spent = page.goto(link)
    assert spent is not None
    assert spent.status == 410
    page.goto(town.url("/"))
    return page


def _ask_for_a_quote(town: Town, page: Page) -> Sent:
    """Send the form with two positions and a drawing; gives the customer's receipt."""
    page.click("main a[href='/requests/new/quote']")
    page.fill("#title", "Hotel Perkoz, etap II")
    page.fill("#what-0", "Okno drewniano-aluminiowe 1200x1400")
    page.fill("#quantity-0", "48")
    page.click("button[name='add_position']")
    page.fill("#what-1", "Drzwi balkonowe")
    page.fill("#quantity-1", "6")
    page.fill("#wished", "9. tydzień 2027")
    page.fill("#place_address", "Hotel Perkoz\nul. Jeziorna 3\n11-015 Olsztynek")
    _choose_file(town, page, _pdf("Zestawienie.pdf", DRAWING))
    page.fill("#remarks", "Proszę o ofertę z montażem.")
    page.click("main form .button.is-primary[name='send']")
    expect(page.locator("#sent")).to_be_visible()
    assert _path(page) == "/requests/1001"
    for place, agent in enumerate(SALES):
        notice = town.firm.waits_for(agent, 1 if place else 2)
        assert [(name, _sha256(raw)) for name, raw in notice.files] == [
            ("Zestawienie.pdf", _sha256(DRAWING))
        ]
        for words in ("48", "Drzwi balkonowe", "9. tydzień 2027", "ul. Jeziorna 3", "z montażem"):
            assert words in notice.text
    receipt = town.firm.waits_for(JAN, 2)
    assert "1001" in receipt.text
    town.link_in(receipt, "/n/")
    return receipt


def _put_ewa_in_copy(town: Town, receipt: Sent) -> None:
    """Let Jan answer the receipt by mail with a colleague in copy."""
    town.firm.sends(
        Mail(
            sender=f"Jan Nowak <{JAN}>",
            to=receipt.reply_to,
            cc=f"Ewa Nowak <{EWA}>",
            subject=f"Re: {receipt.mail['Subject']}",
            text="Terminami zajmuje się moja koleżanka Ewa.",
            in_reply_to=receipt.message_id,
        )
    )
    assert "koleżanka Ewa" in town.firm.waits_for(ANNA, 3).text


def _answer_from_the_mail_client(town: Town) -> Sent:
    """Let Anna reply to the personal address in her notice; gives what Jan gets."""
    notice = town.firm.waits_for(ANNA, 3)
    signed = f"Dzień dobry,\n\nw załączeniu oferta 4716.\n\nPozdrawiam\nAnna Kraft\n{ANNA}"
    mail = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        to=notice.reply_to,
        subject=f"AW: {notice.mail['Subject']}",
        text=reply_as_outlook(notice.text, signed, "Jan Nowak", "22. November 2026 09:10"),
        in_reply_to=notice.message_id,
        files=(("Oferta_4716.pdf", "application/pdf", OFFER),),
    )
    town.submits(mail, ANNA)
    answers = [town.firm.waits_for(JAN, 3), town.firm.waits_for(EWA, 1)]
    for answer in answers:
        assert "w załączeniu oferta 4716" in answer.text.split("-- \n")[0]
        assert BRAND in answer.html
        assert [_sha256(raw) for _, raw in answer.files] == [_sha256(OFFER)]
        for written in (answer.raw.decode("latin-1"), answer.text, answer.html):
            assert ANNA not in written.lower()
    links = {town.link_in(answer, "/n/") for answer in answers}
    assert len(links) == 2, "The link is personal."
    return answers[0]


def _sees_unread(town: Town, page: Page, count: int) -> None:
    """Look at somebody's list: the red number, the tab and the title say the same."""
    page.goto(town.url("/?show=unread"))
    expect(page.locator("main .tabs a[aria-current='page']")).to_contain_text(str(count))
    expect(page.locator("main .tabs .badge.is-red")).to_have_count(min(count, 1))
    expect(page.locator(".request.is-unread")).to_have_count(count)
    expect(page).to_have_title(re.compile(rf"^\({count}\) ") if count else READ)


def _look_at_the_notice_link(town: Town, answer: Sent) -> None:
    """Let a stranger's program open the link as often as it likes; nothing is shown, or read."""
    page = town.browser("pl-PL").open("/terms")
    for _ in range(3):
        looked = page.goto(town.link_in(answer, "/n/"))
        assert looked is not None
        assert looked.status == 200
        assert "oferta 4716" not in page.content()
    page.goto(town.url("/requests/1001"))
    assert _path(page) == "/sign-in"


def _open_by_the_notice_link(town: Town, answer: Sent) -> Page:
    """Press the button of the notice link in a fresh browser: this one request, whole."""
    page = town.browser("pl-PL").open("/terms")
    page.goto(town.link_in(answer, "/n/"))
    page.click("main form[action^='/n/'] button.is-primary")
    assert _path(page) == "/requests/1001"
    said = page.locator("article.message")
    expect(said).to_have_count(3)
    for place, words in enumerate(("Drzwi balkonowe", "koleżanka Ewa", "w załączeniu oferta 4716")):
        expect(said.nth(place)).to_contain_text(words)
    expect(said.nth(2).locator(".message-head")).to_contain_text("Anna Kraft")
    assert ANNA not in page.content()
    with page.expect_download() as saving:
        page.click("aside a[download]:has-text('Oferta_4716.pdf')")
    assert saving.value.suggested_filename == "Oferta_4716.pdf"
    assert _sha256(saving.value.path().read_bytes()) == _sha256(OFFER)
    page.goto(town.url("/requests/new/quote"))
    assert _path(page) == "/sign-in", "The link opens one request and no more."
    page.goto(town.url("/requests/1001"))
    return page


def _reply_in_the_portal(town: Town, page: Page) -> None:
    """Answer with a file, and see it above."""
    page.fill("#text", "Dziękuję, zamawiamy. Zamówienie w załączeniu.")
    _choose_file(town, page, _pdf("Zamówienie.pdf", ORDER))
    page.click("main form .button.is-primary[name='send']")
    expect(page.locator("#sent")).to_be_visible()
    expect(page.locator("article.message").last).to_contain_text("Dziękuję, zamawiamy.")
    expect(page.locator("#text")).to_have_value("")


def _find_the_reply_on_the_desk(town: Town, desk: Page) -> None:
    """Read Anna's mail about the reply, and follow it to the desk."""
    notice = town.firm.waits_for(ANNA, 4)
    assert "Dziękuję, zamawiamy." in notice.text
    assert [(name, _sha256(raw)) for name, raw in notice.files] == [
        ("Zamówienie.pdf", _sha256(ORDER))
    ]
    address = town.url("/desk/tickets/1001")
    assert address in notice.text
    desk.goto(address)
    expect(desk.locator("main")).to_contain_text("Dziękuję, zamawiamy.")
    expect(desk.locator("main")).to_contain_text("Zamówienie.pdf")


def _nothing_is_left_over(town: Town) -> None:
    """See that every mail went out, everything fits together, and no page asked for more."""
    ask = town.stafette.ask
    counts = wait_until(lambda: (now := ask("ledger"))["pending"] == 0 and now, "an empty queue")
    assert counts["arrivals"] == counts["delivered"] == 2
    assert ask("fsck") == {"clean": True, "faults": []}
    ticket = ask("ticket", "1001", "--tenant", "hellmoor")
    assert (ticket["kind"], ticket["owner"]) == ("quote", "Anna Kraft")
    assert [len(town.firm.got(one)) for one in (JAN, EWA, TOMASZ)] == [3, 2, 3]
    assert [one.foreign + one.complaints for one in town.people] == [[] for _ in town.people]


def _choose_file(town: Town, page: Page, file: FilePayload) -> None:
    """Choose a file; where scripts run it travels at once."""
    page.set_input_files("#files", file)
    if town.has_scripts:
        expect(page.locator("[data-uploads] input[name='kept']")).to_have_count(1)
