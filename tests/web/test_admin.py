"""What administrators see of the gateway, and what they decide about held mails."""

import re

import pytest

from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.reading import LateReader, Reader, ReadingLimits
from stafette.mail_room import GatewayRoom
from stafette.settings import load_settings
from tenants import Encryption, ImapAccount, SmtpOut
from tests.support.mails import Mail
from tests.support.site import Website, open_website
from tests.support.world import OFFICE, World
from tickets.errors import ReadingError
from tickets.model.mail import InboundMail, Outcome, Way
from tickets.store.folders import FolderPlace, begin_folder, note_failure

ANNA = "a.kraft@hellmoor.example"
PETERSEN = "j.petersen@hellmoor.example"
REUTER = "t.reuter@hellmoor.example"
JAN = "jan@nowak-okna.example"


def hold(world: World, text: str = "Hier das Angebot.") -> InboundMail:
    """Let a mail come in in an agent's name without any proof."""
    world.receive(Mail(), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    forged = Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text=text)
    arrival = world.receive(forged, peer="198.51.100.7")
    assert arrival.outcome == Outcome.HELD
    return arrival


def test_who_leads_lets_a_held_mail_through_and_the_ledger_keeps_who(
    either_website: Website,
) -> None:
    world = either_website.world
    arrival = hold(world)
    client = either_website.sign_in_as(PETERSEN)
    page = client.get("/admin/held").text
    assert "nichts belegt, dass die Mail von dort kommt" in page
    asked = client.get(f"/admin/mails/{arrival.id}?ask=release").text
    assert "geht als dessen Antwort an den Kunden" in asked
    answer = client.post(f"/admin/mails/{arrival.id}/release")
    assert "ist durchgelassen" in client.get(answer.headers["location"]).text
    world.work()
    assert "Hier das Angebot." in world.postbox.last(JAN).text
    kept = world.arrival(arrival.id)
    assert kept.outcome == Outcome.DELIVERED
    assert kept.verdict_why == "Jonas Petersen has let it through."
    admin = either_website.sign_in_as(REUTER)
    assert "Jonas Petersen has let it through." in admin.get(f"/admin/mails/{arrival.id}").text


def test_a_mail_is_set_aside_with_a_reason_and_can_be_run_again(website: Website) -> None:
    arrival = hold(website.world)
    client = website.sign_in_as(REUTER)
    client.post(f"/admin/mails/{arrival.id}/drop", data={"reason": "Betrug,\n telefonisch geklärt"})
    kept = website.world.arrival(arrival.id)
    assert (kept.outcome, kept.rule) == (Outcome.DROPPED, "by_a_person")
    assert kept.why.startswith("Thomas Reuter set it aside: Betrug, telefonisch geklärt. Before:")
    assert "Nichts ist angehalten." in client.get("/admin/held").text
    client.post(f"/admin/mails/{arrival.id}/retry")
    website.world.work()
    assert website.world.arrival(arrival.id).outcome == Outcome.HELD


def test_who_decides_second_is_told_so_and_changes_nothing(website: Website) -> None:
    arrival = hold(website.world)
    first, second = website.sign_in_as(PETERSEN), website.sign_in_as(REUTER)
    first.post(f"/admin/mails/{arrival.id}/drop")
    for action in ("drop", "release"):
        answer = second.post(f"/admin/mails/{arrival.id}/{action}")
        assert "Jemand war schneller." in second.get(answer.headers["location"]).text
    assert website.world.arrival(arrival.id).why.startswith("Jonas Petersen")


def test_a_mail_without_a_clear_sender_offers_no_way_through(website: Website) -> None:
    arrival = website.world.receive(Mail(sender="a@x.example, b@x.example", subject="Zwei"))
    client = website.sign_in_as(REUTER)
    page = client.get("/admin/held").text
    assert "Zwei" in page
    assert "Durchlassen" not in page
    client.post(f"/admin/mails/{arrival.id}/release")
    assert website.world.arrival(arrival.id).outcome == Outcome.HELD


def test_pages_do_not_show_the_secret_of_a_reply_address(website: Website) -> None:
    arrival = hold(website.world)
    client = website.sign_in_as(REUTER)
    secret = arrival.envelope_to[0].partition("+")[2].partition("@")[0]
    for path in ("/admin/held", "/admin", "/admin/ledger", f"/admin/mails/{arrival.id}"):
        page = client.get(path).text
        assert secret not in page.lower(), path
    assert "eine Antwortadresse von Anna Kraft" in client.get("/admin/held").text


def test_the_ledger_is_found_through_by_what_one_remembers(either_website: Website) -> None:
    world, client = either_website.world, either_website.sign_in_as(REUTER)
    world.receive(Mail(subject="Zapytanie: okna na Łódź"), peer=OFFICE)
    world.receive(Mail(sender="a@x.example, b@x.example", subject="Zwei Absender"))
    for query, found in {
        "subject=lodz+ZAPYTANIE": ["okna na Łódź"],
        "outcome=held": ["Zwei Absender"],
        "sender=nowak": ["okna na Łódź"],
        "rule=unclear_sender&way=smtp": ["Zwei Absender"],
        "since=2026-11-16&until=2026-11-16": ["okna na Łódź", "Zwei Absender"],
        "since=2026-11-17": [],
        "until=2026-11-15": [],
        "way=imap": [],
    }.items():
        page = client.get(f"/admin/ledger?{query}").text
        rows = re.findall(r'<a class="strong" href="/admin/mails/\d+">([^<]*)</a>', page)
        assert len(rows) == len(found), query
        assert all(any(one in row for row in rows) for one in found), query
        assert ("Keine Mail passt dazu." in page) == (not found)
    wrong = client.get("/admin/ledger?since=gestern&subject=Fenster")
    assert wrong.status_code == 422
    assert "Bitte wählen Sie einen Tag." in wrong.text
    assert 'value="Fenster"' in wrong.text


def test_a_long_ledger_goes_on_where_its_page_ended(website: Website) -> None:
    for number in range(60):
        raw = Mail(subject=f"Mail {number}").raw
        accept_mail(website.world.core, Arrival("hellmoor", Way.SMTP, raw))
    client = website.sign_in_as(REUTER)
    first = client.get("/admin/ledger").text
    older = re.search(r'href="(/admin/ledger\?before=\d+)"', first)
    assert older is not None
    pages = [re.findall(r'"/admin/mails/(\d+)"', one) for one in (first, client.get(older[1]).text)]
    assert [len(ids) for ids in pages] == [50, 10]
    assert len({one for ids in pages for one in ids}) == 60


def test_health_says_what_stands_in_the_way_and_what_helps(either_website: Website) -> None:
    world, client = either_website.world, either_website.sign_in_as(REUTER)
    account = ImapAccount(name="service", host="imap.hellmoor.example", username="service")
    either_website.change_tenant(imap=(account,))
    with world.core.write("hellmoor") as uow:
        begin_folder(uow, FolderPlace("service", "INBOX", 1))
        note_failure(uow, "service", "INBOX", "imap.hellmoor.example refused the login.")
    accept_mail(world.core, Arrival("hellmoor", Way.SMTP, Mail().raw))
    page = client.get("/admin").text
    assert "<b>service, Ordner INBOX, lässt sich nicht abrufen.</b>" in page
    assert "refused the login" in page
    assert "stafette worker" not in page
    world.clock.pass_by(minutes=11)
    assert "stafette worker" in client.get("/admin").text
    world.work()
    figures = re.findall(r'class="figure">(\d+)', client.get("/admin").text)
    assert figures[:3] == ["1", "1", "1"]


def test_connections_are_tried_on_the_spot(website: Website) -> None:
    nothing = SmtpOut(host="127.0.0.1", port=9, encryption=Encryption.PLAIN)
    website.change_tenant(smtp=nothing)
    page = website.sign_in_as(REUTER).post("/admin/check").text
    assert "smtp out of hellmoor" in page
    assert "geht nicht" in page
    assert "refused" in page


def test_mail_kept_back_on_purpose_is_said(world: World) -> None:
    room = GatewayRoom(world.core, load_settings(sending_paused=True), world.reader)
    with open_website(world, mail_room=room) as website:
        assert "STAFETTE_SENDING_PAUSED" in website.sign_in_as(REUTER).get("/admin").text


def test_settings_are_shown_without_any_password(website: Website) -> None:
    account = ImapAccount(name="in", host="imap.x.example", username="u", password="geheim-1")
    way_out = SmtpOut(host="smtp.x.example", username="u", password="geheim-2")
    website.change_tenant(imap=(account,), smtp=way_out)
    page = website.sign_in_as(REUTER).get("/admin/settings").text
    assert "geheim" not in page
    assert "smtp.x.example:587, STARTTLS" in page
    assert "9,0 : 1" in page
    assert "Thomas Reuter" in page
    assert "stafette tenant apply" in page


def test_a_mail_is_read_with_its_frame_sealed_and_its_bytes_as_they_came(website: Website) -> None:
    html = '<p>Guten <b>Tag</b></p><script>alert(1)</script><img src="https://spy.example/x.png">'
    mail = Mail(html=html, files=(("Plan.pdf", "application/pdf", b"%PDF-1.4"),))
    arrival = website.world.receive(mail, peer=OFFICE)
    client = website.sign_in_as(REUTER)
    page = client.get(f"/admin/mails/{arrival.id}").text
    assert "bitte ein Angebot für 12 Fenster." in page
    assert "Plan.pdf" in page
    assert "Sie würde zugestellt." in page
    frame = client.get(f"/admin/mails/{arrival.id}/frame")
    assert "script" not in frame.text
    assert ' src="https://spy' not in frame.text
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "sandbox" in policy
    assert "script-src" not in policy
    raw = client.get(f"/admin/mails/{arrival.id}/raw")
    assert raw.content == website.world.core.blobs.get("hellmoor", arrival.raw_sha256)
    assert raw.headers["content-disposition"].startswith("attachment")
    assert raw.headers["x-content-type-options"] == "nosniff"


def test_a_mail_that_breaks_its_reader_is_shown_as_far_as_it_can(world: World) -> None:
    arrival = world.receive(Mail(), peer=OFFICE)
    narrow = Reader(1, ReadingLimits(wall_seconds=0.0))
    room = GatewayRoom(world.core, load_settings(), narrow)
    with pytest.raises(ReadingError):
        room.read("hellmoor", arrival.id)
    with open_website(world, mail_room=room) as website:
        client = website.sign_in_as(REUTER)
        page = client.get(f"/admin/mails/{arrival.id}")
        assert page.status_code == 200
        assert "Diese Mail ließ sich nicht lesen" in page.text
        assert client.get(f"/admin/mails/{arrival.id}/raw").status_code == 200
        world.core.blobs.path("hellmoor", arrival.raw_sha256).unlink()
        assert "ist nicht mehr da" in client.get(f"/admin/mails/{arrival.id}").text
        assert client.get(f"/admin/mails/{arrival.id}/raw").status_code == 404
    narrow.close()


def test_a_process_of_pages_alone_reads_mail_by_a_child_of_its_own(world: World) -> None:
    arrival = world.receive(Mail(), peer=OFFICE)
    reader = LateReader(1)
    room = GatewayRoom(world.core, load_settings(), reader)
    try:
        assert room.read("hellmoor", arrival.id).subject == "Anfrage: 12 Fenster"
        explained = room.explain("hellmoor", arrival.id)
        assert (explained.decision, explained.rule) == ("deliver", "new_ticket")
        assert ("sender", JAN) in explained.facts
    finally:
        reader.close()


def test_figures_are_written_as_the_reader_writes_them(website: Website) -> None:
    website.world.receive(Mail(), peer=OFFICE)
    client = website.sign_in_as(REUTER)
    assert re.search(r"langsamste: \d,\d s", client.get("/admin").text)
    assert re.search(r"\d,\d : 1", client.get("/admin/settings").text)
    client.post("/language", data={"language": "en"})
    assert re.search(r"slowest \d\.\d s", client.get("/admin").text)
