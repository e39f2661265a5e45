"""What agents do on the desk, in a real browser, with scripts and without."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mailgw.outbound.transport import Attempt, Sending
from tests.support.browser import Visitor, visitor
from tests.support.desk_story import ANNA, GIULIA, JOERG, KITA, PETRA, morning
from tests.support.mails import PDF, Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE

TICKET = f"/desk/tickets/{KITA}"
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@contextmanager
def anna_at(
    chromium: Chromium, website: Website, path: str, *, scripts: bool
) -> Iterator[tuple[Page, Visitor]]:
    """Open a page of the desk as Anna, in English; no page may complain or ask abroad."""
    with visitor(chromium, website, ANNA, locale="en-GB", scripts=scripts) as someone:
        page = someone.open(path)
        yield page, someone
        assert someone.complaints == []
        assert someone.foreign == []


@pytest.fixture
def desk(website: Website) -> Website:
    """A site whose desk has the mails of a morning, in English for Anna."""
    morning(website.world, others=3)
    website.sign_in_as(ANNA).post("/language", data={"language": "en"})
    return website


def send_off(website: Website) -> None:
    """Let the time for undoing pass, and everything leave."""
    website.world.clock.pass_by(seconds=11)
    website.world.work()


@BOTH
def test_an_answer_with_a_file_reaches_the_customer(
    chromium: Chromium, desk: Website, tmp_path: Path, *, scripts: bool
) -> None:
    offer = tmp_path / "Angebot_4712.pdf"
    offer.write_bytes(PDF + b"offer")
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        expect(page.locator(".recipients .person")).to_contain_text(JOERG)
        page.get_by_label("Your words").fill("Die Schwelle ist dabei.")
        page.locator("#files").set_input_files(offer)
        if scripts:
            expect(page.locator(".upload [name=kept]")).to_have_count(1)
        page.get_by_role("button", name="Send", exact=True).click()
        said = page.locator(".message.is-ours").last
        expect(said).to_contain_text("Die Schwelle ist dabei.")
        expect(said).to_contain_text("Angebot_4712.pdf")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        send_off(desk)
        got = desk.world.postbox.last(JOERG)
        assert "Die Schwelle ist dabei." in got.text
        assert got.files == [("Angebot_4712.pdf", PDF + b"offer")]
        page.reload()
        expect(said).to_contain_text(f"delivered to {JOERG}")


@BOTH
def test_undo_brings_the_words_and_the_file_back_and_sends_nothing(
    chromium: Chromium, desk: Website, tmp_path: Path, *, scripts: bool
) -> None:
    offer = tmp_path / "Angebot_4712.pdf"
    offer.write_bytes(PDF)
    before = len(desk.world.postbox.for_(JOERG))
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_label("Your words").fill("Zu früh gedrückt")
        page.locator("#files").set_input_files(offer)
        if scripts:
            expect(page.locator(".upload [name=kept]")).to_have_count(1)
        page.get_by_role("button", name="Send and done").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back before it was sent")).to_be_visible()
        expect(page.get_by_label("Your words")).to_have_value("Zu früh gedrückt")
        expect(page.locator(".upload")).to_contain_text("Angebot_4712.pdf")
        expect(page.locator(".message", has_text="Zu früh gedrückt")).to_have_count(0)
        expect(page.locator(".turn.is-ours")).to_be_visible()
        send_off(desk)
    assert len(desk.world.postbox.for_(JOERG)) == before


@BOTH
def test_undo_after_the_mail_has_left_says_so(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_label("Your words").fill("Die Schwelle ist dabei.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        send_off(desk)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("It has left already")).to_be_visible()
        expect(page.locator(".message.is-ours").last).to_contain_text("Die Schwelle ist dabei.")


@BOTH
def test_a_note_is_for_colleagues_only(chromium: Chromium, desk: Website, *, scripts: bool) -> None:
    before = len(desk.world.postbox.for_(JOERG))
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.locator("label[for=as-note]").click()
        expect(page.get_by_text("Only colleagues read this.")).to_be_visible()
        page.get_by_label("Your words").fill("Marge beachten!")
        page.get_by_role("button", name="Keep the note").click()
        note = page.locator(".message.is-note")
        expect(note).to_contain_text("Marge beachten!")
        expect(note).to_contain_text("Internal, only staff sees it")
    send_off(desk)
    assert len(desk.world.postbox.for_(JOERG)) == before
    portal = desk.sign_in_as(JOERG).get(f"/requests/{KITA}").text
    assert "RAL 7016" in portal
    assert "Marge" not in portal


@BOTH
def test_nothing_is_sent_over_the_head_of_somebody_who_wrote_meanwhile(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_label("Your words").fill("RAL 7016 ist bestellt.")
        to = desk.world.postbox.last(JOERG).reply_to
        desk.world.receive(Mail(sender=JOERG, to=to, text="Doch RAL 9016!\n"), peer=OFFICE)
        page.get_by_role("button", name="Send", exact=True).click()
        warning = page.get_by_role("alert")
        expect(warning).to_contain_text("others wrote while you were writing")
        expect(warning).to_contain_text("Doch RAL 9016!")
        expect(page.get_by_label("Your words")).to_have_value("RAL 7016 ist bestellt.")
        page.get_by_label("Your words").fill("Gut, RAL 9016.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".message.is-ours").last).to_contain_text("Gut, RAL 9016.")
    send_off(desk)
    assert "Gut, RAL 9016." in desk.world.postbox.last(JOERG).text


@BOTH
def test_the_mail_is_shown_as_the_customer_gets_it_before_it_is_sent(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_label("Your words").fill("Die Schwelle ist dabei.")
        page.get_by_role("button", name="Show the mail").click()
        expect(page.locator(".facts-list")).to_contain_text("Anna Kraft via Hellmoor Fensterbau")
        expect(page.locator(".facts-list")).to_contain_text(JOERG)
        mail = page.frame_locator("iframe")
        expect(mail.locator("p", has_text="Die Schwelle ist dabei.").first).to_be_visible()
        expect(mail.locator("img").first).to_have_js_property("complete", value=True)
        page.get_by_role("button", name="Back to writing").click()
        expect(page.get_by_label("Your words")).to_have_value("Die Schwelle ist dabei.")
        page.get_by_role("button", name="Show the mail").click()
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".message.is-ours").last).to_contain_text("Die Schwelle ist dabei.")


@BOTH
def test_a_ticket_is_handed_over_to_a_colleague(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.locator("summary", has_text="Hand over").click()
        page.locator("#to").select_option(label="Giulia Moretti")
        page.locator(".menu-list").get_by_role("button", name="Hand over").click()
        expect(page.locator(".thread-head")).to_contain_text("Giulia Moretti")
        expect(page.get_by_text("Anna Kraft handed this over to Giulia Moretti")).to_be_visible()
    desk.world.work()
    assert "RAL 7016" in desk.world.postbox.last(GIULIA).text


@BOTH
def test_a_ticket_moves_to_another_department_whose_members_hear_of_it(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, "/desk/tickets/1002", scripts=scripts) as (page, _):
        page.locator("summary", has_text="Hand over").click()
        page.locator("#to").select_option(label="Complaints")
        page.locator(".menu-list").get_by_role("button", name="Hand over").click()
        # Anna does not work there, so she is led back to her inbox.
        expect(page.get_by_text("Moved to the other department.")).to_be_visible()
        expect(page.locator(".row", has_text="Cascina Alta")).to_have_count(0)
    desk.world.work()
    assert "persiana integrata" in desk.world.postbox.last("j.petersen@hellmoor.example").text


@BOTH
def test_done_and_open_again(chromium: Chromium, desk: Website, *, scripts: bool) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.locator(".thread-head").get_by_role("button", name="Done").click()
        expect(page.locator(".row", has_text="Kita Sonnenhang")).to_have_count(0)
        page.get_by_role("button", name="Open again").click()
        expect(page.locator(".row", has_text="Kita Sonnenhang")).to_have_count(1)


@BOTH
def test_the_kind_is_changed_and_a_ticket_followed(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, "/desk/tickets/1002", scripts=scripts) as (page, _):
        page.get_by_label("More actions").click()
        page.get_by_label("What it is about").select_option(label="Question")
        page.get_by_role("button", name="Change").click()
        expect(page.locator(".thread-head .kind")).to_have_text("Question")
        page.get_by_label("More actions").click()
        page.get_by_role("button", name="Follow this ticket").click()
        expect(page.locator("#people")).to_contain_text("Anna Kraft follows")
        page.get_by_label("More actions").click()
        page.get_by_role("button", name="No longer follow").click()
        expect(page.locator("#people")).not_to_contain_text("Anna Kraft")


@BOTH
def test_people_are_let_in_declined_and_added(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    to = desk.world.postbox.last(JOERG).reply_to
    elsewhere = "mark@seidel-statik.example"
    copied = Mail(sender=JOERG, to=to, cc=elsewhere, text="Herr Seidel rechnet die Statik.\n")
    desk.world.receive(copied, peer=OFFICE)
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        people = page.locator("#people")
        people.get_by_role("button", name="Let mark").click()
        expect(page.locator(".recipients.only-message")).to_contain_text(elsewhere)
        people.get_by_label("Address of somebody").fill("vertrieb@hellmoor.example")
        people.get_by_role("button", name="Add").click()
        expect(people.locator(".error")).to_contain_text("domain of ours")
        expect(people.get_by_label("Address of somebody")).to_have_value(
            "vertrieb@hellmoor.example"
        )
        people.get_by_label("Address of somebody").fill(PETRA)
        people.get_by_role("button", name="Add").click()
        expect(page.locator(".recipients.only-message")).to_contain_text(PETRA)
        people.get_by_role("button", name=f"{elsewhere} no longer").click()
        expect(page.locator(".recipients.only-message")).not_to_contain_text(elsewhere)


@BOTH
def test_a_lost_mail_stands_at_its_message_with_its_ways_out(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    desk.world.postbox.refusals[JOERG] = Attempt(Sending.FAILED, "552 5.2.2 mailbox full")
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_label("Your words").fill("Die Schwelle ist dabei.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".message.is-ours").last).to_contain_text("in a moment")
        send_off(desk)
        page.goto(desk.url(TICKET))
        lost = page.locator(".failed")
        expect(lost).to_contain_text("Not delivered to Jörg Brandes")
        expect(lost).to_contain_text("mailbox full")
        expect(page.locator("#tasks")).to_contain_text("1 of 1 open")
        page.locator("#tasks").get_by_role("button", name="Tick off").click()
        expect(page.locator("#tasks")).to_contain_text("0 of 1 open")
        lost.get_by_role("button", name="Send there").click()
        expect(lost.locator(".error")).to_contain_text("Please write the other address")
        lost.get_by_label("Another address").fill("bauleitung@brandes-hochbau.example")
        lost.get_by_role("button", name="Send there").click()
        expect(page.locator(".failed")).to_have_count(0)
        send_off(desk)
    got = desk.world.postbox.last("bauleitung@brandes-hochbau.example")
    assert "Die Schwelle ist dabei." in got.text


@BOTH
def test_many_tickets_are_handed_over_and_finished_at_once(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, "/desk", scripts=scripts) as (page, _):
        for words in ("Cascina", "curved frames"):
            page.locator(".row", has_text=words).get_by_role("checkbox").check(force=True)
        page.locator("#bulk-to").select_option(label="me")
        page.locator(".bulk").get_by_role("button", name="Hand over").click()
        page.goto(desk.url("/desk?view=mine"))
        expect(page.locator(".row")).to_have_count(3)
        page.locator(".row", has_text="Cascina").get_by_role("checkbox").check(force=True)
        page.locator(".bulk").get_by_role("button", name="Done").click()
        expect(page.locator(".row")).to_have_count(2)


@BOTH
def test_the_search_finds_and_says_what_it_covers(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, "/desk", scripts=scripts) as (page, _):
        box = page.get_by_role("searchbox")
        box.fill("hebeschiebeturen")
        box.press("Enter")
        expect(page.locator(".row")).to_have_count(1)
        expect(page.get_by_role("searchbox")).to_have_value("hebeschiebeturen")
        box.fill("nothing like it")
        box.press("Enter")
        expect(page.locator(".empty")).to_contain_text("also within longer words")


@BOTH
def test_words_without_anything_in_them_are_answered_beside_the_box(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with anna_at(chromium, desk, TICKET, scripts=scripts) as (page, _):
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#error-text")).to_have_text("Please write a few words.")
        expect(page.get_by_label("Your words")).to_have_attribute("aria-invalid", "true")


def test_the_original_mail_is_saved_byte_for_byte(desk: Website) -> None:
    client = desk.sign_in_as(ANNA)
    entry = desk.world.ticket(KITA).messages[0]
    got = client.get(f"/desk/messages/{entry.id}/raw")
    arrival = desk.world.arrival(entry.inbound_mail_id or 0)
    assert got.content == desk.world.core.blobs.get("hellmoor", arrival.raw_sha256)
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-type"].startswith("text/plain")
