"""We are no relay (P8): what a stranger can make us send, to whom, and how often."""

from dataclasses import replace

import pytest

from tests.support.mails import Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.mail import Outcome

VICTIM = "victim@target.example"
WORD = "Gewinnspiel"
FORGED = Mail(
    sender=f"{WORD} Jetzt <{VICTIM}>",
    subject=f"{WORD} klicken: http://{WORD}.example",
    text=f"{WORD}\nhttp://{WORD}.example",
    html=f"<a href='http://{WORD}.example'>{WORD}</a>",
    files=((f"{WORD}.html", "text/html", WORD.encode()),),
    headers=(("Thread-Topic", WORD), ("Thread-Index", "R2V3aW5uc3BpZWxHZXdpbm5zcGllbA==")),
)


def assert_no_word(one: Sent) -> None:
    """Look for a word of the sender's in every part of a mail."""
    for whole in (one.text, one.html, str(one.mail.items()), one.raw.decode("latin-1")):
        assert WORD.lower() not in whole.lower()
        assert "R2V3aW5u" not in whole
    assert one.files == []


def test_p08_mail_to_an_unproven_address_carries_no_word_of_its_sender(either_world: World) -> None:
    either_world.receive(replace(FORGED, message_id="x1@target.example"))
    (receipt,) = either_world.postbox.for_(VICTIM)
    assert_no_word(receipt)
    assert receipt.mail["In-Reply-To"] == "<x1@target.example>"
    assert "1001" in str(receipt.mail["Subject"])
    assert receipt.mail["To"].addresses[0].display_name == ""


def test_p08_three_hundred_forgeries_reach_their_victim_once_an_hour_thrice_a_day(
    world: World,
) -> None:
    times = []
    for number in range(300):
        tenant, to = (
            ("hellmoor", "vertrieb@hellmoor.example")
            if number % 2
            else ("kaaibox", "klachten@kaaibox.example")
        )
        name, domain = VICTIM.split("@")
        sender = VICTIM if number % 3 else f"{name}+{number}@{domain}"
        mail = replace(
            FORGED, sender=sender, to=to, message_id=f"x{number}@t.example", text=f"{number}"
        )
        before = len(world.postbox.sent)
        arrival = world.receive(mail, tenant=tenant)
        assert arrival.outcome in (Outcome.DELIVERED, Outcome.HELD)
        got = [one for one in world.postbox.sent[before:] if one.to == sender]
        for one in got:
            times.append(world.clock.now())
            assert_no_word(one)
        world.clock.pass_by(minutes=4)
    hours = 300 * 4 / 60
    assert 3 <= len(times) <= 3 * (hours // 24 + 1)
    for at in times:
        near = [(other - at).total_seconds() for other in times]
        assert sum(0 <= gap < 3600 for gap in near) == 1
        assert sum(0 <= gap < 86400 for gap in near) <= 3


def test_p08_many_victims_get_one_neutral_mail_each(world: World) -> None:
    for number in range(25):
        sender = f"victim{number}@target.example"
        mail = replace(FORGED, sender=f"{WORD} <{sender}>", text=f"{number}")
        world.receive(mail)
        (one,) = world.postbox.for_(sender)
        assert_no_word(one)


@pytest.mark.parametrize(
    "to", ["reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.hellmoor.example", "vertrieb@hellmoor.example"]
)
def test_p08_nothing_bounces_to_a_forged_sender(world: World, to: str) -> None:
    failing = (("Authentication-Results", "mx.hellmoor.example; dmarc=fail header.from=t.example"),)
    for sender in (VICTIM, f"{VICTIM}, x@y.example", "", "nobody"):
        mail = replace(FORGED, to=to, headers=(), text=sender or "empty")
        raw = mail.raw.replace(b"From: " + FORGED.sender.encode(), b"From: " + sender.encode())
        arrival = world.receive(raw, to)
        assert arrival.outcome != Outcome.BOUNCED
    world.receive(replace(FORGED, to=to, headers=failing, text="failing"))
    for one in world.postbox.for_(VICTIM):
        assert_no_word(one)
    assert len(world.postbox.for_(VICTIM)) <= 1


def test_p08_held_mail_tells_an_unproven_writer_without_their_words(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    token = world.postbox.last("a.kraft@hellmoor.example").reply_to
    for number in range(4):
        mail = replace(FORGED, to=token, text=f"{WORD} {number}")
        assert world.receive(mail).outcome == Outcome.HELD
    (one,) = world.postbox.for_(VICTIM)
    assert_no_word(one)


def test_p08_nothing_is_confirmed_to_an_address_of_our_own(world: World) -> None:
    for sender in ("vertrieb@hellmoor.example", "reply+x@in.hellmoor.example"):
        world.receive(Mail(sender=sender, text=sender))
        assert world.postbox.for_(sender) == []


def test_p08_a_firm_that_is_proven_gets_its_own_words_back(world: World) -> None:
    world.receive(Mail(subject="Anfrage: 12 Fenster"), peer=OFFICE)
    assert "12 Fenster" in str(world.postbox.last("jan@nowak-okna.example").mail["Subject"])
