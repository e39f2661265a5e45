"""A customer answered a colleague's own mailbox; the colleague sends it on, and it joins (P9)."""

import pytest

from tests.mime.outlook_files import Saved
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.mail import InboundMail, Outcome
from tickets.model.ticket import Message, Visibility
from tickets.services.arrivals import release_arrival

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
REMARK = "Kollegen, mehr als drei Prozent geben wir nicht."
NEWS = "Dreizehn Fenster, bitte."
GERMAN = (
    "{remark}\n\nAnna\n\n-----Ursprüngliche Nachricht-----\nVon: {sender}\n"
    "Gesendet: Dienstag, 17. November 2026 08:00\nAn: Anna Kraft\nBetreff: {subject}\n\n{text}\n"
)
POLISH = (
    "{remark}\n\nAnna\n\n---------- Forwarded message ---------\nOd: {sender}\n"
    "Date: wt., 17 lis 2026 o 08:00\nSubject: {subject}\nTo: Anna Kraft <a.kraft@hellmoor.example>"
    "\n\n\n{text}\n"
)


@pytest.fixture
def asked(world: World) -> World:
    """Give a world where Jan has asked and Anna has answered by mail."""
    world.receive(Mail(message_id="first@nowak-okna.example"), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    answer = Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Wie viele sind es?\n")
    world.receive(answer, peer=OFFICE)
    return world


def inline(world: World, wording: str = GERMAN, **changes: str) -> Mail:
    """Let Anna send on in the text of a mail what Jan wrote to her."""
    usual = {
        "remark": REMARK,
        "sender": f"Jan Nowak <{JAN}>",
        "text": NEWS,
        "subject": "AW: Fenster",
    }
    sent = world.postbox.last(JAN)
    return Mail(
        sender=f"Anna Kraft <{ANNA}>",
        subject="WG: Fenster" if wording is GERMAN else "Fwd: Fenster",
        text=wording.format(**(usual | changes)),
        # Clients name the mail that they forward, and what that one answered.
        references=(sent.message_id, "second@nowak-okna.example"),
    )


def attached(name: str, media_type: str, raw: bytes, *more: tuple[str, str, bytes]) -> Mail:
    """Let Anna send on a mail as a file."""
    return Mail(
        sender=f"Anna Kraft <{ANNA}>",
        subject="WG: Fenster",
        text=f"{REMARK}\n",
        files=((name, media_type, raw), *more),
    )


def jans_own(world: World, text: str = NEWS, sender: str = f"Jan Nowak <{JAN}>") -> Mail:
    """Give the mail that Jan sent to Anna, in answer to ours."""
    return Mail(
        sender=sender,
        to=ANNA,
        subject="AW: Fenster",
        text=f"{text}\n",
        message_id="second@nowak-okna.example",
        in_reply_to=world.postbox.last(JAN).message_id,
        files=(("Skizze.pdf", "application/pdf", PDF),),
    )


def said(world: World, visibility: Visibility) -> list[Message]:
    """Give what was said on the ticket since it was answered."""
    return [one for one in world.ticket(1001).messages[2:] if one.visibility == visibility]


def assert_joined(world: World, arrival: InboundMail) -> Message:
    """See Jan's words in public, in his name, and Anna's remark inside."""
    assert (arrival.outcome, arrival.rule) == (Outcome.DELIVERED, "forward_joins")
    assert world.numbers() == [1001]
    (theirs,) = said(world, Visibility.PUBLIC)
    assert theirs.author_id == world.ticket(1001).line.ticket.requester_id
    assert theirs.text.strip() == NEWS
    (note,) = said(world, Visibility.INTERNAL)
    assert REMARK in note.text
    assert note.author_name == "Anna Kraft"
    return theirs


def assert_nothing_leaked(world: World) -> None:
    """Look into all mails to Jan."""
    for one in world.postbox.for_(JAN):
        assert "drei Prozent" not in f"{one.text}{one.html}"


@pytest.mark.parametrize("wording", [GERMAN, POLISH], ids=["de", "pl"])
def test_a_forwarded_answer_joins_its_ticket_as_the_customers(asked: World, wording: str) -> None:
    arrival = asked.receive(inline(asked, wording), peer=OFFICE)
    theirs = assert_joined(asked, arrival)
    assert (theirs.html, theirs.trust, theirs.why) == (None, "", "forward_joins")
    assert_nothing_leaked(asked)


def test_the_number_in_the_inner_subject_is_enough(asked: World) -> None:
    mail = inline(asked, subject="AW: Fenster [#1001]")
    arrival = asked.receive(Mail(sender=mail.sender, subject="WG: x", text=mail.text), peer=OFFICE)
    assert_joined(asked, arrival)


def test_an_attached_answer_joins_with_its_files(asked: World) -> None:
    raw = jans_own(asked).raw
    arrival = asked.receive(attached("AW.eml", "message/rfc822", raw), peer=OFFICE)
    theirs = assert_joined(asked, arrival)
    files = asked.ticket(1001).attachments
    assert [one.name for one in files[theirs.id]] == ["AW.eml", "Skizze.pdf"]
    assert_nothing_leaked(asked)


def test_an_answer_saved_by_outlook_joins(asked: World) -> None:
    sent = asked.postbox.last(JAN)
    saved = Saved("Jan Nowak", JAN, "AW: Fenster", NEWS, in_reply_to=f"<{sent.message_id}>")
    mail = attached("AW.msg", "application/vnd.ms-outlook", saved.raw)
    assert_joined(asked, asked.receive(mail, peer=OFFICE))


def test_p20_a_file_beside_the_attached_mail_stays_inside(asked: World) -> None:
    ours = ("Kalkulation.pdf", "application/pdf", PDF + b"inside")
    mail = attached("AW.eml", "message/rfc822", jans_own(asked).raw, ours)
    theirs = assert_joined(asked, asked.receive(mail, peer=OFFICE))
    files = asked.ticket(1001).attachments
    assert "Kalkulation.pdf" not in {one.name for one in files[theirs.id]}
    (note,) = said(asked, Visibility.INTERNAL)
    assert [one.name for one in files[note.id]] == ["Kalkulation.pdf"]


def test_owner_and_followers_hear_of_it_as_of_any_answer(asked: World) -> None:
    before = len(asked.postbox.for_(ANNA))
    asked.receive(inline(asked), peer=OFFICE)
    (told,) = asked.postbox.for_(ANNA)[before:]
    assert NEWS in told.text
    assert "Jan Nowak" in told.text
    assert len(asked.postbox.for_(JAN)) == 2


def test_what_the_answer_quotes_is_folded_and_only_what_the_customer_knows(asked: World) -> None:
    quote = "\n\nAm 16.11.2026 um 10:00 schrieb Anna Kraft:\n> Wie viele sind es?\n> Unter uns: 3%."
    arrival = asked.receive(inline(asked, text=NEWS + quote), peer=OFFICE)
    theirs = assert_joined(asked, arrival)
    assert "Wie viele sind es?" in theirs.quoted_text
    assert "Unter uns" not in theirs.quoted_text


def test_the_customers_next_mail_threads_by_the_forwarded_ones_id(asked: World) -> None:
    mail = attached("AW.eml", "message/rfc822", jans_own(asked).raw)
    asked.receive(mail, peer=OFFICE)
    again = Mail(subject="AW: Fenster", text="Noch etwas.", in_reply_to="second@nowak-okna.example")
    assert asked.receive(again, peer=OFFICE).rule == "participant_joins"
    assert asked.numbers() == [1001]


@pytest.mark.parametrize("kind", ["inline", "attached"])
def test_p09_without_proof_of_the_agent_nothing_is_said(asked: World, kind: str) -> None:
    whole = attached("AW.eml", "message/rfc822", jans_own(asked).raw)
    arrival = asked.receive(inline(asked) if kind == "inline" else whole)
    # What names the ticket is held; an attached mail names it only inside, and opens one in the
    # writer's own name.
    assert arrival.rule == ("agent_without_reply_address" if kind == "inline" else "new_ticket")
    assert len(asked.ticket(1001).messages) == 2


def test_p10_an_inner_sender_without_a_part_in_the_ticket_joins_nothing(asked: World) -> None:
    arrival = asked.receive(inline(asked, sender="Eve <eve@elsewhere.example>"), peer=OFFICE)
    assert (arrival.outcome, arrival.rule) == (Outcome.HELD, "agent_without_reply_address")
    assert len(asked.ticket(1001).messages) == 2


def test_a_colleagues_reply_that_quotes_is_no_forward(asked: World) -> None:
    mail = inline(asked)
    reply = Mail(
        sender=mail.sender, subject="AW: Fenster", text=mail.text, references=mail.references
    )
    assert asked.receive(reply, peer=OFFICE).outcome == Outcome.HELD
    assert len(asked.ticket(1001).messages) == 2


def test_p20_a_forward_of_words_that_we_mailed_inside_is_held(asked: World) -> None:
    notice: Sent = asked.postbox.last(ANNA)
    mail = inline(asked, text=f"{notice.text}\nDas war es.\n{notice.text}\nEnde.")
    arrival = asked.receive(mail, peer=OFFICE)
    assert (arrival.outcome, said(asked, Visibility.PUBLIC)) == (Outcome.HELD, [])
    assert_nothing_leaked(asked)


def test_the_same_answer_is_not_said_twice(asked: World) -> None:
    asked.receive(inline(asked), peer=OFFICE)
    again = asked.receive(inline(asked, remark="Hat jemand das gesehen?"), peer=OFFICE)
    assert again.outcome == Outcome.HELD
    assert len(said(asked, Visibility.PUBLIC)) == 1


def test_a_colleague_who_may_not_see_the_ticket_joins_nothing(asked: World) -> None:
    mail = inline(asked)
    other = "j.petersen@hellmoor.example"
    arrival = asked.receive(
        Mail(sender=other, subject=mail.subject, text=mail.text, references=mail.references),
        peer=OFFICE,
    )
    assert arrival.outcome == Outcome.HELD
    assert len(asked.ticket(1001).messages) == 2


def test_a_mail_that_was_let_through_is_a_note_with_everything_in_it(asked: World) -> None:
    arrival = asked.receive(inline(asked))
    with asked.core.write("hellmoor") as uow:
        release_arrival(uow, arrival.id)
    asked.work()
    assert said(asked, Visibility.PUBLIC) == []
    (note,) = said(asked, Visibility.INTERNAL)
    assert REMARK in note.text
    assert NEWS in note.text
