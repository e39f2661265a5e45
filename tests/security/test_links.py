"""Links survive scanners and die after use (P14), and lead only to our own address (P15)."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from templates import LINK_SLOT
from tests.support.mails import Mail, reply_as_thunderbird
from tests.support.site import Website
from tests.support.world import OFFICE, World
from tests.web.sign_in_story import (
    ANNA,
    GIULIA,
    JAN,
    WORDS,
    answer,
    ask,
    ask_for_link,
    link_for,
    path_in,
    signs_in,
)
from tickets.model.access import AccessLink, LinkKind
from tickets.model.people import Participant
from tickets.services.invitations import Guest, invite
from tickets.services.links import revoke_links
from tickets.store.people import find_by_address
from tickets.store.tenants import load_config

REGISTRATION = {"name": "Giulia Ferraro", "terms": "yes", "privacy": "yes"}


def all_links(site: Website) -> dict[LinkKind, str]:
    """Make one link of each kind and give their paths."""
    ask(site.world)
    answer(site.world)
    found = {LinkKind.NOTICE: link_for(site, JAN)}
    ask_for_link(site, JAN)
    found[LinkKind.LOGIN] = link_for(site, JAN)
    site.client().post("/password/forgotten", data={"address": JAN})
    found[LinkKind.RESET] = link_for(site, JAN)
    with site.world.core.read("hellmoor") as unit:
        config = load_config(unit)
    invite(site.world.core, config, Guest(GIULIA, "Giulia Ferraro", "Edil Ferraro", "it"))
    found[LinkKind.INVITATION] = link_for(site, GIULIA)
    return found


FORMS = {
    LinkKind.NOTICE: {},
    LinkKind.LOGIN: {},
    LinkKind.RESET: {"password": WORDS},
    LinkKind.INVITATION: REGISTRATION,
}


def test_p14_a_hundred_gets_consume_no_link(website: Website) -> None:
    links = all_links(website)
    scanner = website.client()
    for path in links.values():
        seen = {scanner.get(path).status_code for _ in range(100)}
        assert seen == {200}
        assert "stafette" not in scanner.cookies
    for kind, path in links.items():
        assert website.client().post(path, data=FORMS[kind]).status_code == 303, kind


@pytest.mark.parametrize("kind", [LinkKind.LOGIN, LinkKind.RESET, LinkKind.INVITATION])
def test_p14_of_fifty_posts_at_once_one_wins(either_website: Website, kind: LinkKind) -> None:
    path = all_links(either_website)[kind]
    clients = [either_website.client() for _ in range(50)]

    def press(client: httpx.Client) -> int:
        return client.post(path, data=FORMS[kind]).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(press, clients))
    assert (answers.count(303), answers.count(410)) == (1, 49)
    assert sum("stafette" in client.cookies for client in clients) == 1


def test_p14_each_kind_lives_its_time_and_says_what_happened(website: Website) -> None:
    clock = website.world.clock
    links = all_links(website)
    client = website.client()
    for kind, minutes in (
        (LinkKind.LOGIN, 15),
        (LinkKind.RESET, 30),
        (LinkKind.INVITATION, 72 * 60),
        (LinkKind.NOTICE, 90 * 24 * 60),
    ):
        begun = clock.now()
        clock._now = begun.replace()  # noqa: SLF001 - the hands are set back below
        clock.pass_by(minutes=minutes - 1)
        assert client.get(links[kind]).status_code == 200, kind
        clock.pass_by(minutes=2)
        late = client.post(links[kind], data=FORMS[kind])
        assert (late.status_code, "abgelaufen" in late.text or "scaduto" in late.text) == (
            410,
            True,
        ), kind
        clock._now = begun  # noqa: SLF001 - so that each kind starts at the same moment


def test_p14_a_spent_link_offers_a_new_one_and_its_button_tells_nothing(website: Website) -> None:
    links = all_links(website)
    client, world = website.client(), website.world
    client.post(links[LinkKind.LOGIN])
    spent = website.client().get(links[LinkKind.LOGIN])
    assert (spent.status_code, "schon benutzt" in spent.text) == (410, True)
    token = links[LinkKind.LOGIN].rpartition("/")[2]
    before = len(world.postbox.for_(JAN))
    known = website.client().post(f"/again/login/{token}")
    unknown = website.client().post(f"/again/login/{'a' * 52}")
    assert (known.status_code, known.headers["location"]) == (303, "/sign-in/sent")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    world.work()
    assert len(world.postbox.for_(JAN)) == before + 1
    world.clock.pass_by(days=91)
    late = links[LinkKind.NOTICE].rpartition("/")[2]
    website.client().post(f"/again/notice/{late}")
    fresh = website.client()
    assert fresh.post(link_for(website, JAN)).headers["location"] == "/requests/1001"
    website.client().post(f"/again/invitation/{links[LinkKind.INVITATION].rpartition('/')[2]}")
    assert link_for(website, GIULIA).startswith("/invitation/")


def test_p14_an_unknown_secret_and_that_of_another_tenant_answer_alike(website: Website) -> None:
    links = all_links(website)
    for kind, path in links.items():
        folder, _, token = path.rpartition("/")
        nobodys = f"{folder}/{'b' * 52}"
        for client in (website.client("kaaibox"), website.client("kaaibox")):
            foreign, unknown = client.get(path), client.get(nobodys)
            assert foreign.status_code == unknown.status_code == 404, kind
            assert foreign.text.replace(token, "") == unknown.text.replace("b" * 52, "")
        assert website.client("kaaibox").post(path, data=FORMS[kind]).status_code == 404
    assert website.client().get(links[LinkKind.LOGIN]).status_code == 200


def test_p14_a_notice_link_opens_its_request_alone_again_and_again(website: Website) -> None:
    ask(website.world)
    ask(website.world, subject="Andere Anfrage")
    answer(website.world)
    path = link_for(website, JAN)
    for _ in range(3):
        client = website.client()
        opened = client.post(path)
        assert (opened.status_code, opened.headers["location"]) == (303, "/requests/1002")
    assert client.get("/requests/1002").status_code == 200
    assert client.get("/requests/1001").status_code == 404
    for page in ("/profile", "/tour", "/consent"):
        assert client.get(page).headers["location"].startswith("/sign-in?next="), page
    assert "öffnet nur diese eine Anfrage" in client.get("/sign-in").text


def test_p14_who_is_signed_in_for_everything_stays_so(website: Website) -> None:
    ask(website.world)
    answer(website.world)
    path = link_for(website, JAN)
    client = signs_in(website, JAN)
    secret = client.cookies["stafette"]
    assert client.get(path).headers["location"] == "/requests/1001"
    assert client.post(path).headers["location"] == "/requests/1001"
    assert client.cookies["stafette"] == secret
    assert client.get("/profile").status_code == 200


def test_p14_an_agent_with_a_customers_link_stays_an_agent(website: Website) -> None:
    ask(website.world)
    answer(website.world)
    path = link_for(website, JAN)
    anna = signs_in(website, ANNA)
    assert anna.get(path).headers["location"] == "/desk/tickets/1001"
    anna.post(path)
    assert "Anna Kraft" in anna.get("/profile").text


def test_p14_a_link_opens_nothing_for_who_does_not_take_part_any_more(website: Website) -> None:
    ask(website.world)
    answer(website.world)
    path = link_for(website, JAN)
    _remove_participant(website.world, JAN)
    assert website.client().post(path).status_code == 410


def test_p14_a_revoked_link_is_dead_and_no_new_one_is_sent(website: Website) -> None:
    links = all_links(website)
    with website.world.core.write("hellmoor") as uow:
        known = find_by_address(uow, JAN)
        assert known is not None
        revoke_links(uow, known.person.id, LinkKind.NOTICE)
    path = links[LinkKind.NOTICE]
    dead = website.client().post(path)
    assert (dead.status_code, "zurückgezogen" in dead.text) == (410, True)
    assert "/again/" not in dead.text
    website.world.clock.pass_by(days=1)
    before = len(website.world.postbox.for_(JAN))
    website.client().post(f"/again/notice/{path.rpartition('/')[2]}")
    website.world.work()
    assert len(website.world.postbox.for_(JAN)) == before
    answer(website.world, "Noch etwas.")
    assert link_for(website, JAN) != path, "the next mail brings a new one"


def test_p14_one_link_for_each_person_and_request_lives_on_with_each_mail(
    either_website: Website,
) -> None:
    site = either_website
    ask(site.world)
    answer(site.world)
    first = link_for(site, JAN)
    site.world.clock.pass_by(days=80)
    answer(site.world, "Haben Sie schon entschieden?")
    assert link_for(site, JAN) == first
    site.world.clock.pass_by(days=80)
    assert site.client().post(first).status_code == 303


def test_p14_only_hashes_are_kept_and_no_row_holds_a_secret(website: Website) -> None:
    paths = all_links(website).values()
    secrets = [path.rpartition("/")[2] for path in paths]
    owed = website.world.owed()
    assert all(mail.link_id for mail in owed if LINK_SLOT in mail.text)
    with website.world.core.read("hellmoor") as unit:
        rows = unit.session.query(AccessLink).all()
    stored = repr([vars(row) for row in (*owed, *rows)])
    assert len(set(secrets)) == len(secrets)
    assert all(len(one) == 52 for one in secrets)
    assert not [one for one in secrets if one in stored]


def test_p14_a_retry_sends_the_same_link_in_the_same_bytes(website: Website) -> None:
    ask(website.world)
    sent = website.world.postbox.last(JAN)
    assert LINK_SLOT not in sent.text + sent.html
    assert sent.html.count(path_in(sent.text)) == 3


def test_p15_links_lead_to_the_tenants_own_address_whatever_the_request_said(
    website: Website,
) -> None:
    ask(website.world)
    hostile = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Original-Host": "evil.example",
        "Origin": f"http://{website.host()}",
    }
    ask_for_link(website, JAN, website.client(**hostile))
    website.world.work()
    mail = website.world.postbox.last(JAN)
    assert "evil" not in mail.raw.decode()
    assert f"http://{website.host()}/sign-in/" in mail.text
    moved = website.client(host="evil.example").post("/sign-in", data={"address": JAN})
    assert moved.status_code == 404


def test_p08_an_unproven_address_gets_no_link_in_its_receipt(website: Website) -> None:
    website.world.receive(Mail())
    receipt = website.world.postbox.last(JAN)
    assert "/n/" not in receipt.text + receipt.html
    ask(website.world, sender="Eva <eva@sure.example>")
    assert "/n/" in website.world.postbox.last("eva@sure.example").text


def test_p20_a_quoted_link_travels_on_to_nobody(website: Website) -> None:
    ask(website.world)
    mail = website.world.postbox.last(JAN)
    path = path_in(mail.text)
    secret = path.rpartition("/")[2]
    scanned = f"https://scan.example/?url=http%3A%2F%2Fx%2Fn%2F{secret}&data=1"
    text = reply_as_thunderbird(mail.text, f"Danke!\n\n{scanned}", "Am 16.11. schrieb Hellmoor:")
    html = f'<p>Danke! <a href="http://x{path}">hier</a></p>'
    website.world.receive(Mail(to=mail.reply_to, text=text, html=html), peer=OFFICE)
    notice = website.world.postbox.last(ANNA)
    assert "scan.example" in notice.text
    view = website.world.ticket(1001)
    kept = "".join(one.text + one.quoted_text + (one.html or "") for one in view.messages)
    for where in (notice.text, notice.html, kept):
        assert secret not in where


def test_a_tenant_without_a_portal_sends_mails_without_links(world: World) -> None:
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    world.apply(config.model_copy(update={"portal_url": None}))
    ask(world)
    answer(world)
    for address in (JAN, ANNA):
        for sent in world.postbox.for_(address):
            assert "http" not in sent.text
            assert "Portal" not in sent.text
            assert 'btn-a"' not in sent.html


def test_agents_are_led_to_the_desk_by_a_plain_address(world: World) -> None:
    ask(world)
    notice = world.postbox.last(ANNA)
    assert "https://portal.hellmoor.example/desk/tickets/1001" in notice.text
    assert "/n/" not in notice.text


def _remove_participant(world: World, address: str) -> None:
    with world.core.write("hellmoor") as uow:
        known = find_by_address(uow, address)
        assert known is not None
        row = uow.session.query(Participant).filter_by(person_id=known.person.id).one()
        uow.session.delete(row)
