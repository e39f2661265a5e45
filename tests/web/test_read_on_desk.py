"""What the desk makes of a mail as it was read: invitations, absences, files that come again."""

from html import unescape

import pytest

from tests.support.mails import PDF, Mail
from tests.support.papers import locked_pdf, pdf
from tests.support.site import Website
from tests.support.world import OFFICE

ANNA = "a.kraft@hellmoor.example"
LOGO = ("logo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(5000))
DOT = ("dot.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(60))
DRAWING = ("Zeichnung.pdf", "application/pdf", PDF)
FIRST = "first@nowak-okna.example"
EVENT = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:visit-7
ORGANIZER;CN=Jan Nowak:mailto:jan@nowak-okna.example
SUMMARY:Aufmaß im Neubau
DTSTART;TZID={zone}:20261203T100000
DTEND;TZID={zone}:20261203T113000
LOCATION:ul. Długa 5
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def english(website: Website) -> Website:
    """Give a site whose Anna reads English."""
    website.sign_in_as(ANNA).post("/language", data={"language": "en"})
    return website


def shown(website: Website, number: int = 1001) -> str:
    """Give a ticket's page as Anna sees it, its words without breaks."""
    text = website.sign_in_as(ANNA).get(f"/desk/tickets/{number}").text
    return " ".join(unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def message(website: Website, place: int) -> str:
    """Give one message of the page, counted from 0."""
    return shown(website).split('<article class="message')[place + 1].split("</article>")[0]


def invite(
    method: str = "REQUEST",
    zone: str = "Europe/London",
    *,
    message_id: str = FIRST,
    in_reply_to: str = "",
) -> Mail:
    """Let Jan invite to a visit."""
    calendar = EVENT.format(method=method, zone=zone).encode()
    return Mail(
        subject="Aufmaß",
        text="Passt das?",
        message_id=message_id,
        in_reply_to=in_reply_to,
        files=(("t.ics", "text/calendar", calendar),),
    )


def receive(website: Website, *mails: Mail) -> None:
    """Let mails come in from Jan's own server."""
    for mail in mails:
        website.world.receive(mail, peer=OFFICE)


def further(*files: tuple[str, str, bytes]) -> Mail:
    """Let Jan write again."""
    return Mail(subject="Re: Anfrage", text="Noch etwas.", in_reply_to=FIRST, files=files)


def test_an_invitation_is_a_card_in_the_readers_zone(english: Website) -> None:
    receive(english, invite())
    page = message(english, 0)
    assert "<b>Invitation: Aufmaß im Neubau</b>" in page
    assert "Thu 3 Dec, 11:00 \N{EN DASH} 12:30" in page
    assert "ul. Długa 5" in page
    assert "Invited by Jan Nowak" in page
    assert "t.ics" in page


def test_a_zone_by_its_windows_name_is_known_and_an_unknown_one_is_named(english: Website) -> None:
    receive(english, invite(zone="GMT Standard Time"))
    assert "Thu 3 Dec, 11:00 \N{EN DASH} 12:30" in message(english, 0)
    receive(english, invite(zone="Moonbase", message_id="other@nowak-okna.example"))
    assert "Thu 3 Dec, 10:00 \N{EN DASH} 11:30 (Moonbase)" in shown(english, 1002)


def test_a_change_and_a_cancellation_are_named(english: Website) -> None:
    receive(english, invite(), invite(message_id="second@nowak-okna.example", in_reply_to=FIRST))
    receive(english, invite("CANCEL", message_id="third@nowak-okna.example", in_reply_to=FIRST))
    assert "Changed invitation: Aufmaß" in message(english, 1)
    assert "Cancelled: Aufmaß" in message(english, 2)
    assert "<s>" in message(english, 2)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Automatic mail from Jan Nowak, away until 24 November"),
        ("de", "Automatische Mail von Jan Nowak, abwesend bis 24. November"),
        ("pl", "Automatyczna wiadomość od: Jan Nowak, nieobecność do 24 listopada"),
        ("nl", "Automatische mail van Jan Nowak, afwezig tot 24 november"),
        ("it", "E-mail automatica di Jan Nowak, assente fino al 24 novembre"),
    ],
)
def test_an_absence_says_until_when(website: Website, language: str, words: str) -> None:
    website.sign_in_as(ANNA).post("/language", data={"language": language})
    away = Mail(
        subject="Automatische Antwort: Anfrage",
        text="Ich bin am 24.11.2026 wieder im Büro.",
        in_reply_to=FIRST,
        headers=(("Auto-Submitted", "auto-replied"),),
    )
    receive(website, Mail(message_id=FIRST), away)
    assert words in shown(website)


def test_a_picture_that_came_before_is_folded_and_the_first_stays(english: Website) -> None:
    receive(english, Mail(message_id=FIRST, files=(LOGO,)), further(LOGO))
    assert "1 picture of a signature" not in message(english, 0)
    assert "logo.png" in message(english, 0)
    folded = message(english, 1).split("<details", 1)[1]
    assert "1 picture of a signature or from before" in folded
    assert "logo.png" in folded
    assert "logo.png" not in message(english, 1).split("1 picture of a signature")[0]


def test_a_tiny_picture_is_folded_at_once(english: Website) -> None:
    receive(english, Mail(message_id=FIRST, files=(DOT, LOGO)))
    shown_first, folded = message(english, 0).split("1 picture of a signature")
    assert "logo.png" in shown_first
    assert "dot.png" in folded


def test_a_file_that_came_before_is_named_only(english: Website) -> None:
    receive(english, Mail(message_id=FIRST, files=(DRAWING,)), further(DRAWING))
    assert 'class="file"' in message(english, 0)
    page = message(english, 1)
    assert 'class="file"' not in page
    assert "again: <a" in page
    assert "Zeichnung.pdf" in page


def test_customers_read_no_notes_of_ours(english: Website) -> None:
    receive(english, invite())
    page = english.sign_in_as("jan@nowak-okna.example").get("/requests/1001").text
    assert "appointment:" not in page
    assert all("appointment:" not in one.text for one in english.world.postbox.sent)


def test_a_file_whose_words_are_not_known_says_so_beside_its_size(website: Website) -> None:
    files = (
        ("Plan.pdf", "application/pdf", pdf("Kastanie")),
        ("Geheim.pdf", "application/pdf", locked_pdf(pdf("x"), reader="geheim")),
        ("Scan.pdf", "application/pdf", pdf("")),
    )
    website.world.receive(Mail(files=files), peer=OFFICE)
    page = website.sign_in_as(ANNA).get("/desk/tickets/1001").text
    assert page.count("mit Passwort geschützt") == 1
    assert page.count("nicht durchsuchbar") == 1
