"""Lessons about threads, forwards and loops that no other test would have caught."""

import re
from dataclasses import replace

from mailgw.mime.read import read
from tests.support.mails import PDF, Mail
from tests.support.site import Website
from tests.support.world import OFFICE, World
from tickets.model.mail import Outcome, Way
from tickets.model.ticket import TicketState
from tickets.services.conversation import lock_ticket

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
FIRST = "first@nowak-okna.example"
LOGO = ("logo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(200)))


def open_ticket(world: World, **changes: object) -> None:
    """Let Jan write the first mail of a ticket, proven to be his."""
    mail = replace(Mail(message_id=FIRST), **changes)  # type: ignore[arg-type] # fields of Mail
    assert world.receive(mail, peer=OFFICE).outcome == Outcome.DELIVERED


def answer(**changes: object) -> Mail:
    """Write a further mail of Jan's."""
    mail = Mail(subject="Re: Anfrage: 12 Fenster", text="Noch eine Frage dazu.")
    return replace(mail, **changes)  # type: ignore[arg-type] # fields of Mail


def test_an_answer_to_a_mail_that_only_names_a_known_one_joins(world: World) -> None:
    open_ticket(world)
    # Anna answered from Outlook past us; Jan answers that mail, whose id we never saw.
    names = (FIRST, "outlook-only@hellmoor.example")
    world.receive(answer(in_reply_to=names[1], references=names), peer=OFFICE)
    assert world.numbers() == [1001]
    # From then on the unseen id is known as well, and is enough by itself.
    world.receive(answer(in_reply_to=names[1], text="Und noch etwas."), peer=OFFICE)
    assert world.numbers() == [1001]
    assert len(world.ticket(1001).messages) == 3


def test_an_answer_joins_though_a_provider_replaced_all_ids(world: World) -> None:
    open_ticket(world)
    receipt = world.postbox.last(JAN)
    mail = answer(to=receipt.reply_to, subject="ganz anders", in_reply_to="0100ab@ses.example")
    arrival = world.receive(mail)
    assert arrival.outcome == Outcome.DELIVERED
    assert (world.numbers(), len(world.ticket(1001).messages)) == ([1001], 2)


def test_a_mail_without_an_id_by_two_ways_is_one_message(world: World) -> None:
    mail = Mail(message_id="")
    outcomes = [world.receive(mail, way=way).outcome for way in (Way.SMTP, Way.LMTP, Way.INGEST)]
    assert outcomes == [Outcome.DELIVERED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert len(world.ticket(1001).messages) == 1


def test_who_was_in_cc_joins_before_our_first_answer(world: World) -> None:
    architect = "a.plan@architekt.example"
    open_ticket(world, cc=architect)
    reply = answer(sender=architect, in_reply_to=FIRST, text="Die Maße stimmen nicht.")
    world.receive(reply, peer=OFFICE)
    assert world.numbers() == [1001]
    assert world.ticket(1001).messages[-1].text.strip() == "Die Maße stimmen nicht."


def test_a_done_ticket_reopens_for_some_days_and_is_linked_to_later(world: World) -> None:
    open_ticket(world)
    for days, numbers in ((59, [1001]), (61, [1001, 1002])):
        with world.core.write("hellmoor") as uow:
            ticket = lock_ticket(uow, world.ticket(1001).line.ticket.id)
            ticket.state, ticket.done_at = TicketState.DONE, uow.now
        world.clock.pass_by(days=days)
        world.receive(answer(in_reply_to=FIRST, text=f"Nach {days} Tagen."), peer=OFFICE)
        assert world.numbers() == numbers
    later = world.ticket(1002).line.ticket
    assert later.follows_id == world.ticket(1001).line.ticket.id


def test_a_mail_to_two_departments_is_one_ticket(world: World) -> None:
    both = ("vertrieb@hellmoor.example", "reklamation@hellmoor.example")
    mail = Mail(message_id=FIRST, to=", ".join(both))
    outcomes = {world.receive(mail, *both, peer=OFFICE).outcome}
    outcomes |= {world.receive(mail, one, peer=OFFICE).outcome for one in both}
    assert outcomes == {Outcome.DELIVERED, Outcome.DUPLICATE}
    assert world.numbers() == [1001]


def test_no_line_of_ours_is_needed_to_find_the_new_text(world: World) -> None:
    open_ticket(world)
    notice = world.postbox.last(JAN)
    words = [line for line in notice.text.splitlines() if line.strip()]
    # The client lost the separator, broke every line anew and set its own header above.
    quoted = "\n".join(f"> {piece}" for line in words for piece in re.findall(r".{1,30}", line))
    text = f"Danke, das passt.\n\nAm 16.11.2026 um 09:12 schrieb Hellmoor:\n{quoted}\n"
    parts = read(answer(to=notice.reply_to, text=text).raw)
    assert parts.reply_text.strip() == "Danke, das passt."


def test_a_logo_in_every_answer_is_stored_once(world: World) -> None:
    open_ticket(world, files=(LOGO,))
    world.receive(answer(in_reply_to=FIRST, files=(LOGO,)), peer=OFFICE)
    view = world.ticket(1001)
    files = [file for message in view.messages for file in view.attachments.get(message.id, ())]
    assert len({file.sha256 for file in files}) == 1


def test_a_logo_in_every_answer_is_shown_once(website: Website) -> None:
    logo = ("logo.png", "image/png", LOGO[2] + bytes(4000))
    drawing = ("plan.pdf", "application/pdf", PDF)
    open_ticket(website.world, files=(logo,))
    for place in range(3):
        files = (logo, drawing) if place else (logo,)
        website.world.receive(answer(in_reply_to=FIRST, files=files), peer=OFFICE)
    page = website.sign_in_as(ANNA).get("/desk/tickets/1001").text
    messages = [one.split("</article>")[0] for one in page.split('<article class="message')[1:]]
    outside_folds = [re.sub(r"(?s)<details class=\"fold.*?</details>", "", one) for one in messages]
    assert ["logo.png" in one for one in outside_folds] == [True, False, False, False]
    assert ["logo.png" in one for one in messages] == [True] * 4
    assert [one.count('class="file"') for one in messages] == [0, 0, 1, 0]


def test_the_bounces_of_an_agents_dead_address_end(world: World) -> None:
    open_ticket(world)
    for _ in range(5):
        notice = world.postbox.last(ANNA)
        report = Mail(
            sender="MAILER-DAEMON@mx.hellmoor.example",
            to=notice.envelope_from,
            subject="Undelivered Mail Returned to Sender",
            text=f"<{ANNA}>: 550 5.1.1 User unknown\n\nMessage-ID: <{notice.message_id}>\n",
            headers=(("Auto-Submitted", "auto-replied"),),
        )
        world.receive(report, notice.envelope_from, envelope_from="")
    assert len(world.postbox.for_(ANNA)) <= 2
    assert len(world.postbox.for_(JAN)) == 1


def test_a_mail_marked_by_a_forwarding_rule_opens_a_ticket_and_gets_no_receipt(
    world: World,
) -> None:
    marks = (
        ("Auto-Submitted", "auto-generated"),
        ("X-MS-Exchange-Inbox-Rules-Loop", "vertrieb@hellmoor.example"),
        ("X-MS-Exchange-ForwardingLoop", "vertrieb@hellmoor.example"),
    )
    open_ticket(world, headers=marks)
    assert world.numbers() == [1001]
    assert world.postbox.for_(JAN) == []
    assert world.postbox.for_(ANNA) != []


def test_our_own_mail_is_known_though_a_provider_replaced_its_id(world: World) -> None:
    open_ticket(world)
    before = len(world.postbox.sent)
    notice = world.postbox.last(JAN)
    rewritten = re.sub(
        rb"(?mi)^message-id:.*\r?\n", b"Message-ID: <0100ab@ses.example>\r\n", notice.raw
    )
    arrival = world.receive(rewritten, "vertrieb@hellmoor.example")
    assert (arrival.outcome, arrival.rule) == (Outcome.DROPPED, "own_mail")
    assert len(world.postbox.sent) == before
