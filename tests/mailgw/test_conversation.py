"""The main job in one process: request, receipt, notice, answer, branded mail, answer back."""

import hashlib
from dataclasses import replace

from tests.support.mails import PDF, Mail, reply_as_outlook, reply_as_thunderbird
from tests.support.world import OFFICE, World
from tickets.model.mail import Outcome
from tickets.model.people import Side

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
DRAWING = ("Zeichnung.pdf", "application/pdf", PDF + b"drawing")
OFFER = ("Angebot_4711.pdf", "application/pdf", PDF + b"offer")


def ask(world: World, **changes: object) -> None:
    """Let Jan ask for a quote, with proof that it is his address."""
    request = replace(Mail(files=(DRAWING,)), **changes)  # type: ignore[arg-type] # fields of Mail
    arrival = world.receive(request, peer=OFFICE)
    assert arrival.outcome == Outcome.DELIVERED, arrival.why


def answer(
    world: World,
    text: str,
    *,
    writer: str = f"Anna Kraft <{ANNA}>",
    peer: str = OFFICE,
    files: tuple[tuple[str, str, bytes], ...] = (),
) -> str:
    """Let Anna press Reply on her newest notice; gives the outcome."""
    notice = world.postbox.last(ANNA)
    reply = Mail(
        sender=writer,
        to=notice.reply_to,
        subject=f"Re: {notice.mail['Subject']}",
        text=reply_as_outlook(notice.text, text, "Jan Nowak", "Montag, 16. November 2026 09:10"),
        in_reply_to=notice.message_id,
        files=files,
    )
    return world.receive(reply, peer=peer).outcome


def test_a_request_becomes_a_ticket_with_receipt_and_notices(either_world: World) -> None:
    ask(either_world)
    view = either_world.ticket(1001)
    assert (view.line.ticket.kind, view.line.department) == ("quote", "vertrieb")
    assert view.line.requester.name == "Jan Nowak"
    (message,) = view.messages
    (file,) = view.attachments[message.id]
    assert file.sha256 == hashlib.sha256(DRAWING[2]).hexdigest()
    (receipt,) = either_world.postbox.for_(JAN)
    assert "1001" in receipt.text
    assert receipt.mail["Auto-Submitted"] == "auto-replied"
    assert receipt.mail["In-Reply-To"] is not None
    told = {one.to for one in either_world.postbox.sent} - {JAN}
    assert {ANNA, TOMASZ} <= told
    notice = either_world.postbox.last(ANNA)
    assert "bitte ein Angebot für 12 Fenster" in notice.text
    assert notice.files == [("Zeichnung.pdf", DRAWING[2])]


def test_an_agents_reply_reaches_the_customer_in_the_tenants_name(either_world: World) -> None:
    ask(either_world)
    signed = f"Guten Tag Herr Nowak,\n\nanbei unser Angebot.\n\nViele Grüße\nAnna Kraft\n{ANNA}"
    assert answer(either_world, signed, files=(OFFER,)) == Outcome.DELIVERED
    got = either_world.postbox.last(JAN)
    assert "anbei unser Angebot" in got.text.split("-- \n")[0]
    assert got.files == [("Angebot_4711.pdf", OFFER[2])]
    assert str(got.mail["From"]) == "Anna Kraft via Hellmoor Fensterbau <vertrieb@hellmoor.example>"
    assert ANNA.encode() not in got.raw.lower()
    assert ANNA not in got.text.lower()
    assert ANNA not in got.html.lower()
    assert "vertrieb@hellmoor.example" in got.text
    assert got.mail["Auto-Submitted"] is None
    view = either_world.ticket(1001)
    assert view.line.owner is not None
    assert view.line.owner.name == "Anna Kraft"
    assert not view.line.ticket.waits_for_us


def test_the_quoted_history_is_not_mailed_again_as_new_text(world: World) -> None:
    ask(world)
    answer(world, "Nur dieser Satz ist neu.")
    message = world.ticket(1001).messages[-1]
    assert message.text.strip() == "Nur dieser Satz ist neu."
    assert "12 Fenster" in message.quoted_text


def test_the_customer_answers_that_mail_and_the_owner_alone_gets_it(either_world: World) -> None:
    ask(either_world)
    answer(either_world, "Anbei das Angebot.")
    before = len(either_world.postbox.for_(TOMASZ))
    got = either_world.postbox.last(JAN)
    thanks = Mail(
        to=got.reply_to,
        subject=str(got.mail["Subject"]),
        text=reply_as_thunderbird(got.text, "Danke, passt.", "Am 16.11.2026 schrieb Anna Kraft:"),
        in_reply_to=got.message_id,
    )
    assert either_world.receive(thanks).outcome == Outcome.DELIVERED
    assert "Danke, passt." in either_world.postbox.last(ANNA).text
    assert len(either_world.postbox.for_(TOMASZ)) == before
    assert either_world.numbers() == [1001]
    view = either_world.ticket(1001)
    assert [message.text.strip() for message in view.messages][-1] == "Danke, passt."
    assert view.line.ticket.waits_for_us


def test_colleagues_hear_once_who_has_answered(world: World) -> None:
    ask(world)
    answer(world, "Anbei das Angebot.")
    told = world.postbox.last(TOMASZ)
    assert "Anna Kraft" in told.text
    assert "Anbei das Angebot." not in told.text


def test_a_mail_chain_stays_one_thread_in_every_client(world: World) -> None:
    ask(world, message_id="first@nowak-okna.example")
    answer(world, "Anbei das Angebot.")
    receipt, first = world.postbox.for_(JAN)
    assert receipt.mail["In-Reply-To"] == "<first@nowak-okna.example>"
    references = str(first.mail["References"]).split()
    assert references[0] == "<first@nowak-okna.example>"
    assert references[-1] == first.mail["In-Reply-To"]
    answer(world, "Noch ein Nachtrag.")
    second = world.postbox.last(JAN)
    assert second.mail["In-Reply-To"] == f"<{first.message_id}>"
    assert second.mail["Subject"] == first.mail["Subject"] == "Re: Anfrage: 12 Fenster"
    assert str(second.mail["Thread-Index"])[:28] == str(first.mail["Thread-Index"])[:28]


def test_a_reply_to_a_short_word_between_colleagues_stays_inside(world: World) -> None:
    ask(world)
    answer(world, "Anbei das Angebot.")
    told = world.postbox.last(TOMASZ)
    before = len(world.postbox.for_(JAN))
    note = Mail(
        sender=f"Tomasz Zieliński <{TOMASZ}>",
        to=told.reply_to,
        subject=f"Re: {told.mail['Subject']}",
        text="Material kommt erst in KW 49.",
        in_reply_to=told.message_id,
    )
    assert world.receive(note, peer=OFFICE).outcome == Outcome.DELIVERED
    assert len(world.postbox.for_(JAN)) == before
    message = world.ticket(1001).messages[-1]
    assert message.visibility == "internal"
    assert "KW 49" in world.postbox.last(ANNA).text


def test_an_agent_who_is_not_proven_is_held_and_told(world: World) -> None:
    ask(world)
    before = len(world.postbox.for_(JAN))
    assert answer(world, "Bitte an dieses Konto zahlen.", peer="198.51.100.7") == Outcome.HELD
    assert len(world.postbox.for_(JAN)) == before
    assert len(world.ticket(1001).messages) == 1
    assert "Anfrage" in str(world.postbox.last(ANNA).mail["Subject"])


def test_an_agents_reply_address_is_worthless_to_others(world: World) -> None:
    ask(world)
    outcome = answer(world, "Ich bin es.", writer="Tom <tom@private-mail.example>")
    assert outcome == Outcome.HELD
    assert len(world.ticket(1001).messages) == 1


def test_a_forwarded_customers_mail_makes_the_customer_the_requester(world: World) -> None:
    forward = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        subject="WG: Haustür",
        text=(
            "Bitte übernehmen, er hat mich direkt angeschrieben.\n\nAnna\n\n"
            "-----Ursprüngliche Nachricht-----\nVon: Piet Jansen <piet@jansen.example>\n"
            "Gesendet: Montag, 16. November 2026 08:00\nAn: Anna Kraft\nBetreff: Haustür\n\n"
            "Was kostet eine Haustür in Eiche?\n\nPiet Jansen\n"
        ),
    )
    assert world.receive(forward, peer=OFFICE).outcome == Outcome.DELIVERED
    view = world.ticket(1001)
    assert view.line.requester.name == "Piet Jansen"
    assert view.line.owner is not None
    assert view.line.owner.name == "Anna Kraft"
    assert [message.visibility for message in view.messages] == ["public", "internal"]
    assert "Haustür in Eiche" in view.messages[0].text
    assert "Haustür in Eiche" not in view.messages[1].text


def test_a_forged_agent_opens_a_flagged_ticket_as_from_the_writer(world: World) -> None:
    forged = Mail(sender=f"Anna Kraft <{ANNA}>", text="Bitte alle Preise an mich.")
    assert world.receive(forged, peer="198.51.100.7").outcome == Outcome.DELIVERED
    line = world.ticket(1001).line
    assert "unauthenticated_agent" in line.ticket.flags
    assert line.owner is None


def test_complaints_run_the_same_way(world: World) -> None:
    ask(world, to="reklamation@hellmoor.example", subject="Scheibe gesprungen")
    view = world.ticket(1001)
    assert (view.line.ticket.kind, view.line.department) == ("complaint", "reklamation")


def test_the_authenticated_requesters_copied_colleague_takes_part(world: World) -> None:
    ask(world, cc="Ewa <ewa@nowak-okna.example>, berater@anderswo.example")
    roles = {
        world.ticket(1001).addresses[person.id][0]: part.role
        for part, person in world.ticket(1001).participants
        if person.side == Side.CONTACT
    }
    assert roles == {
        JAN: "requester",
        "ewa@nowak-okna.example": "copied",
        "berater@anderswo.example": "suggested",
    }
    answer(world, "Anbei das Angebot.")
    assert world.postbox.for_("ewa@nowak-okna.example")
    assert not world.postbox.for_("berater@anderswo.example")


def test_a_strangers_mail_with_the_tickets_number_joins_nothing(world: World) -> None:
    ask(world)
    stranger = Mail(sender="eve@elsewhere.example", subject="Re: [#1001] Anfrage", text="Na?")
    world.receive(stranger)
    assert world.numbers() == [1001, 1002]
    assert len(world.ticket(1001).messages) == 1
    assert "suggested_link" in world.ticket(1002).line.ticket.flags


def test_a_colleague_may_add_but_receives_nothing_until_confirmed(world: World) -> None:
    ask(world, message_id="first@nowak-okna.example")
    colleague = Mail(
        sender="Ewa <ewa@nowak-okna.example>",
        text="Es sind 14 Fenster, nicht 12.",
        in_reply_to="first@nowak-okna.example",
    )
    world.receive(colleague)
    assert world.numbers() == [1001]
    answer(world, "Danke, 14.")
    assert not world.postbox.for_("ewa@nowak-okna.example")


def test_a_second_answer_within_minutes_is_warned_about(world: World) -> None:
    ask(world)
    tomasz_notice = world.postbox.last(TOMASZ)
    answer(world, "Anbei das Angebot.")
    world.clock.pass_by(minutes=2)
    second = Mail(
        sender=f"Tomasz Zieliński <{TOMASZ}>",
        to=tomasz_notice.reply_to,
        text="Anbei mein Angebot.",
        in_reply_to=tomasz_notice.message_id,
    )
    assert world.receive(second, peer=OFFICE).outcome == Outcome.DELIVERED
    assert any("Anna Kraft" in one.text for one in world.postbox.for_(TOMASZ)[-1:])
    assert "Anbei mein Angebot." in world.postbox.last(JAN).text
