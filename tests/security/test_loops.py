"""Loops end (P7): whatever the other side does, few mails follow."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mailgw.reading import Reader
from tests.support.mails import Mail
from tests.support.world import CUSTOMERS_SERVER, OFFICE, Sent, World, open_world
from tickets.model.mail import Outcome

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
OURS, THEIRS = "vertrieb@hellmoor.example", "klachten@kaaibox.example"
ROUNDS = 60


def run(
    world: World, answering: Callable[[Sent], Mail | None], peer: str = CUSTOMERS_SERVER
) -> int:
    """Let somebody answer every mail at once until nothing comes any more; gives how many."""
    seen = answers = 0
    while seen < len(world.postbox.sent):
        reply = answering(world.postbox.sent[seen])
        seen += 1
        if reply is not None:
            answers += 1
            assert answers < ROUNDS, "It does not end."
            world.receive(reply, reply.to, peer=peer)
            world.clock.pass_by(seconds=1)
    return answers


def naive(own: str, *, to_reply_address: bool) -> Callable[[Sent], Mail | None]:
    """Answer everything to one address with a new subject and no sign of a machine."""

    def answering(one: Sent) -> Mail | None:
        if one.to != own:
            return None
        back = one.envelope_from if one.mail["Reply-To"] is None else one.reply_to
        shown = one.mail["From"].addresses[0].addr_spec
        text = f"Wir danken und melden uns. Vorgang {len(one.raw)}-{one.message_id[-20:]}"
        to = back if to_reply_address else shown
        return Mail(sender=own, to=to, subject=f"Vorgang {one.message_id[:30]}", text=text)

    return answering


@pytest.mark.parametrize("to_reply_address", [False, True])
@pytest.mark.parametrize("peer", [OFFICE, CUSTOMERS_SERVER])
def test_p07_a_naive_autoresponder_ends(world: World, peer: str, to_reply_address: bool) -> None:  # noqa: FBT001 - a test's two cases
    world.receive(Mail(), peer=peer)
    assert run(world, naive(JAN, to_reply_address=to_reply_address), peer) <= 6
    receipts = [one for one in world.owed() if one.notice == "receipt"]
    assert len(receipts) <= 5
    assert len({one.ticket_id for one in receipts}) == len(receipts)


def test_p07_a_customers_and_an_agents_autoresponder_together_end(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    customer = naive(JAN, to_reply_address=True)
    agent = naive(ANNA, to_reply_address=True)
    answers = run(world, lambda one: customer(one) or agent(one), OFFICE)
    assert answers < ROUNDS
    held = [one for one in _rules(world) if one in ("repeated_answer", "too_many_answers")]
    assert held


def test_p07_the_same_absence_note_again_and_again_ends_sooner(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    customer = naive(JAN, to_reply_address=True)

    def agent(one: Sent) -> Mail | None:
        if one.to != ANNA or one.mail["Reply-To"] is None:
            return None
        world.clock.pass_by(minutes=1)
        date = f"Mon, 16 Nov 2026 10:{len(world.postbox.sent) % 60:02}:00 +0100"
        text = "Ich bin bis Montag nicht da und lese keine Mails."
        return Mail(sender=ANNA, to=one.reply_to, subject="Nicht da", text=text, date=date)

    run(world, lambda one: customer(one) or agent(one), OFFICE)
    assert len([one for one in world.postbox.for_(JAN) if "nicht da" in one.text]) <= 3


def _rules(world: World) -> list[str]:
    from sqlalchemy import select  # noqa: PLC0415 - only this look needs it

    from tickets.model.mail import InboundMail  # noqa: PLC0415 - as above

    with world.core.read("hellmoor") as unit:
        return list(unit.session.scalars(select(InboundMail.rule)))


@pytest.mark.parametrize("strips", [False, True], ids=["headers kept", "headers stripped"])
def test_p07_two_installations_facing_each_other_end(
    tmp_path: Path,
    reader: Reader,
    strips: bool,  # noqa: FBT001 - a test's two cases
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with open_world(tmp_path / "a", reader) as here, open_world(tmp_path / "b", reader) as there:
        object.__setattr__(there.core, "instance", "fedcba9876543210")
        here.receive(Mail(sender=THEIRS, to=OURS), peer=OFFICE)
        seen, carried = [0, 0], 0
        for _ in range(ROUNDS):
            moved = 0
            for place, (one, other, slug) in enumerate(
                ((here, there, "kaaibox"), (there, here, "hellmoor"))
            ):
                for mail in one.postbox.sent[seen[place] :]:
                    seen[place] += 1
                    if slug not in mail.to:
                        continue
                    moved += 1
                    raw = _without_marks(mail.raw) if strips else mail.raw
                    other.receive(raw, mail.to, tenant=slug, peer=OFFICE)
            carried += moved
            if not moved:
                break
        else:
            raise AssertionError("It does not end.")
        assert carried <= 12


def _without_marks(raw: bytes) -> bytes:
    """Do what careless gateways do: drop every field that is not needed for display."""
    head, _, body = raw.partition(b"\r\n\r\n")
    dropped = (b"auto-submitted", b"x-", b"list-", b"references", b"in-reply-to", b"thread-")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(dropped)]
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


def test_p07_our_own_mail_sent_back_is_dropped(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    for one in list(world.postbox.sent):
        arrival = world.receive(one.raw, OURS)
        assert (arrival.outcome, arrival.rule) in (
            (Outcome.DROPPED, "own_mail"),
            (Outcome.DUPLICATE, "same_mail"),
        )
    assert world.numbers() == [1001]


def test_a_mail_of_another_tenant_on_the_same_installation_is_no_loop(world: World) -> None:
    world.receive(Mail(sender=THEIRS, to=OURS, text="Bitte ein Angebot."), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    world.receive(Mail(sender=ANNA, to=notice.reply_to, text="Hier ist es."), peer=OFFICE)
    answer = world.postbox.last(THEIRS)
    arrival = world.receive(answer.raw, THEIRS, tenant="kaaibox")
    assert arrival.outcome == Outcome.DELIVERED, arrival.why


def test_p07_a_bounced_receipt_is_answered_by_nothing(world: World) -> None:
    world.receive(Mail(sender="gone@nowhere.example"))
    (receipt,) = world.postbox.for_("gone@nowhere.example")
    before = len(world.postbox.sent)
    report = Mail(
        sender="MAILER-DAEMON@mx.nowhere.example",
        to=receipt.envelope_from,
        subject="Undelivered Mail Returned to Sender",
        text=f"<gone@nowhere.example>: 550 5.1.1 User unknown\n\n{receipt.message_id}",
        headers=(("Auto-Submitted", "auto-replied"),),
    )
    world.receive(report, envelope_from="")
    assert len(world.postbox.sent) == before


@pytest.mark.parametrize("who", [JAN, ANNA])
def test_p07_marked_absence_notes_stay_inside_and_tell_nobody(world: World, who: str) -> None:
    world.receive(Mail(), peer=OFFICE)
    before = len(world.postbox.sent)
    for one in world.postbox.for_(who):
        away = Mail(
            sender=who,
            to=one.reply_to,
            subject=f"Automatische Antwort: {one.mail['Subject']}",
            text="Ich bin im Urlaub.",
            headers=(("Auto-Submitted", "auto-replied"),),
        )
        assert world.receive(away, peer=OFFICE).outcome == Outcome.DELIVERED
    assert len(world.postbox.sent) == before


def test_p07_five_automatic_mails_per_address_and_hour(world: World) -> None:
    for number in range(12):
        world.receive(Mail(text=f"Neue Sache {number}"), peer=OFFICE)
    assert len(world.postbox.for_(JAN)) == 5
    assert len(world.numbers()) == 12
    world.clock.pass_by(minutes=61)
    world.receive(replace(Mail(), text="Später noch etwas"), peer=OFFICE)
    assert len(world.postbox.for_(JAN)) == 6
