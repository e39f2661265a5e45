"""Knowing a ticket is not access to it (P10)."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgw.reading import Reader
from tests.support.mails import Mail
from tests.support.world import OFFICE, World, open_world
from tickets.model.people import ParticipantRole, Side
from tickets.model.ticket import TicketState, Visibility
from tickets.services.conversation import lock_ticket
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
OTTO = "otto.privat@gmx.de"
SERVER = "mx.hellmoor.example"
FIRST, PRIVATE = "first@nowak-okna.example", "private@gmx.de"
SECRET = "Der Rabatt beträgt 7 Prozent."
STRANGERS = (
    "eve@elsewhere.example",
    "jan@nowak-okna.example.evil.example",
    "jan@mail.nowak-okna.example",
    "jan+x@nowak-okna.example.org",
    "ottos.freund@gmx.de",
    "n.devries@kaaibox.example",
    "bcc@anderswo.example",
    "berater@anderswo.example",
)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[World]:
    """One world for all attempts: Jan's ticket 1001, Otto's 1002, and one of another tenant."""
    with open_world(tmp_path_factory.mktemp("joining"), reader) as world:
        with world.core.read("hellmoor") as unit:
            config = load_config(unit)
        world.apply(config.model_copy(update={"trusted_authserv_ids": (SERVER,)}))
        world.receive(Mail(message_id=FIRST, cc="berater@anderswo.example"), peer=OFFICE)
        world.receive(Mail(sender=OTTO, message_id=PRIVATE, text="Eine Tür bitte."), peer=OFFICE)
        other = Mail(to="klachten@kaaibox.example", message_id="third@nowak-okna.example")
        world.receive(other, tenant="kaaibox", peer=OFFICE)
        answer(world, SECRET)
        yield world


def answer(world: World, text: str) -> None:
    """Let Anna answer Jan's ticket."""
    notice = next(one for one in world.postbox.for_(ANNA) if "12 Fenster" in one.text)
    world.receive(Mail(sender=ANNA, to=notice.reply_to, text=text), peer=OFFICE)


def results(verdict: str, domain: str) -> tuple[tuple[str, str], ...]:
    """Give what the trusted server says about a domain."""
    return (("Authentication-Results", f"{SERVER}; dmarc={verdict} header.from={domain}"),)


def people_of(world: World, number: int = 1001) -> dict[str, str]:
    """Give the customer's side of a ticket: address and role."""
    view = world.ticket(number)
    return {
        view.addresses[person.id][0]: part.role
        for part, person in view.participants
        if person.side == Side.CONTACT
    }


def state_of(world: World) -> tuple[object, ...]:
    """Give all of Jan's ticket that nobody else may change."""
    view = world.ticket(1001)
    return (len(view.messages), view.line.requester.id, people_of(world))


@pytest.mark.parametrize("proof", ["none", "fail", "pass"])
@pytest.mark.parametrize("sender", [one for one in STRANGERS if not one.startswith("berater")])
def test_p10_no_stranger_joins_by_anything_they_know(firm: World, sender: str, proof: str) -> None:
    domain = sender.rpartition("@")[2]
    headers = results(proof, domain) if proof != "none" else ()
    ours = [one.message_id for one in firm.postbox.sent if one.to in (JAN, ANNA)][:3]
    ids = ["", FIRST, *ours, PRIVATE, ours[0].replace("hellmoor.1001", "hellmoor.1002")]
    subjects = ("Neu", "Re: Anfrage: 12 Fenster", "Re: Anfrage [#1001]", "[#1002] [#1001]")
    before, sent = state_of(firm), len(firm.postbox.sent)
    tries = [*zip(ids, cycle(subjects)), *zip(reversed(ids), cycle(reversed(subjects)))]
    for number, (named, subject) in enumerate(tries[:10]):
        firm.clock.pass_by(minutes=31)
        text = f"Was steht da denn? {number} {proof}"
        mail = Mail(sender=sender, subject=subject, text=text, in_reply_to=named, headers=headers)
        firm.receive(mail)
    assert state_of(firm) == before
    assert len(firm.ticket(1002).messages) == 1
    for one in firm.postbox.sent[sent:]:
        assert one.to != JAN
        if one.to == sender:
            assert SECRET not in one.text
            assert "12 Fenster" not in one.text
            assert "Nowak" not in one.text


@given(
    local=st.sampled_from(["jan", "JAN.", "j-an", "nowak", "info", "a.kraft"]),
    domain=st.sampled_from(["nowak-okna.example.net", "xn--nowak-okna.example", "gmx.de", "x.org"]),
    number=st.integers(min_value=0, max_value=10**12 - 1),
    prefix=st.sampled_from(["", "Re: ", "AW: AW: ", "Odp: [ext] ", "WG: "]),
    guess=st.text("0123456789abcdef", min_size=16, max_size=16),
)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_p10_no_guess_joins(
    firm: World, local: str, domain: str, number: int, prefix: str, guess: str
) -> None:
    before = state_of(firm)
    firm.clock.pass_by(minutes=13)
    mail = Mail(
        sender=f"{local}@{domain}",
        subject=f"{prefix}Anfrage [#{number}] [#1001]",
        text=f"{guess} {number}",
        in_reply_to=f"hellmoor.1001.{guess}.{guess[:10]}@in.hellmoor.example",
    )
    firm.receive(mail)
    assert state_of(firm) == before


def test_p10_a_suggestion_is_recorded_for_agents(world: World) -> None:
    world.receive(Mail(message_id=FIRST), peer=OFFICE)
    world.receive(Mail(sender="eve@elsewhere.example", in_reply_to=FIRST, text="Na?"))
    view = world.ticket(1002)
    assert "suggested_link" in view.line.ticket.flags
    (event,) = [one for one in view.events if one.kind == "suggested_link"]
    assert event.content == {"ticket": world.ticket(1001).line.ticket.id}


@pytest.mark.parametrize(("proof", "joins"), [("none", True), ("pass", True), ("fail", False)])
def test_p10_a_colleague_adds_but_hears_nothing(world: World, proof: str, joins: bool) -> None:  # noqa: FBT001 - an expectation
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    world.apply(config.model_copy(update={"trusted_authserv_ids": (SERVER,)}))
    world.receive(Mail(message_id=FIRST), peer=OFFICE)
    headers = results(proof, "nowak-okna.example") if proof != "none" else ()
    mail = Mail(
        sender=EWA,
        in_reply_to=FIRST,
        text="Es sind 14.",
        headers=headers,
        cc="eve@elsewhere.example",
    )
    world.receive(mail)
    assert (len(world.ticket(1001).messages) == 2) is joins
    assert people_of(world).get(EWA) == (ParticipantRole.SUGGESTED if joins else None)
    answer(world, SECRET)
    assert not [one for one in world.postbox.for_(EWA) if SECRET in one.text]
    assert not world.postbox.for_("eve@elsewhere.example")
    # Who was only let in for the time being brings nobody else along.
    eve = Mail(sender="eve@elsewhere.example", in_reply_to=FIRST, text="Ich auch.")
    world.receive(eve)
    assert all("Ich auch" not in one.text for one in world.ticket(1001).messages)


def test_p10_sharing_a_free_mail_provider_makes_no_colleagues(world: World) -> None:
    world.receive(Mail(sender=OTTO, message_id=PRIVATE), peer=OFFICE)
    friend = Mail(sender="freund@gmx.de", in_reply_to=PRIVATE, text="Ich bin sein Kollege.")
    world.receive(friend, peer=OFFICE)
    assert len(world.ticket(1001).messages) == 1
    assert list(people_of(world)) == [OTTO]


def test_p10_only_the_proven_requesters_own_cc_takes_part(world: World) -> None:
    world.receive(Mail(message_id=FIRST, cc=f"{EWA}, eve@elsewhere.example"))
    assert people_of(world) == {
        JAN: "requester",
        EWA: "suggested",
        "eve@elsewhere.example": "suggested",
    }
    answer(world, SECRET)
    assert not world.postbox.for_(EWA)
    assert not world.postbox.for_("eve@elsewhere.example")


@pytest.mark.parametrize("sender", [EWA, "eve@elsewhere.example"])
def test_p10_a_reply_address_used_by_somebody_else_stays_inside(world: World, sender: str) -> None:
    world.receive(Mail(message_id=FIRST), peer=OFFICE)
    token = world.postbox.last(JAN).reply_to
    mail = Mail(sender=sender, to=token, text="Bitte an mich weiter.", cc="more@elsewhere.example")
    world.receive(mail, token, peer=OFFICE)
    message = world.ticket(1001).messages[-1]
    assert message.visibility == Visibility.INTERNAL
    assert "foreign_reply_address" in message.flags
    assert people_of(world)[sender] == ParticipantRole.SUGGESTED
    answer(world, SECRET)
    assert not [one for one in world.postbox.for_(sender) if SECRET in one.text]
    assert not world.postbox.for_("more@elsewhere.example")
    assert world.ticket(1001).line.requester.name == "Jan Nowak"


def test_p10_the_requester_never_changes_whoever_writes(world: World) -> None:
    world.receive(Mail(message_id=FIRST, cc=EWA), peer=OFFICE)
    requester = world.ticket(1001).line.requester.id
    token = world.postbox.last(JAN).reply_to
    for sender, to in (
        (EWA, "vertrieb@hellmoor.example"),
        (EWA, token),
        ("eve@elsewhere.example", token),
        (JAN, token),
        (ANNA, token),
    ):
        world.receive(
            Mail(sender=sender, to=to, in_reply_to=FIRST, text=f"{sender} {to}"), peer=OFFICE
        )
        assert world.ticket(1001).line.requester.id == requester


@pytest.mark.parametrize("sender", [JAN, "eve@elsewhere.example"])
def test_p10_a_ticket_done_for_long_takes_nobody_by_reference(world: World, sender: str) -> None:
    world.receive(Mail(message_id=FIRST), peer=OFFICE)
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, world.ticket(1001).line.ticket.id)
        ticket.state, ticket.done_at = TicketState.DONE, uow.now
    world.clock.pass_by(days=61)
    world.receive(Mail(sender=sender, in_reply_to=FIRST, text="Noch etwas."), peer=OFFICE)
    assert len(world.ticket(1001).messages) == 1
    assert world.ticket(1001).line.ticket.state == TicketState.DONE
    after = world.ticket(1002).line.ticket
    # Whoever may join it is followed up; of anybody else it is only a guess.
    assert (after.follows_id == world.ticket(1001).line.ticket.id) == (sender == JAN)
    assert ("suggested_link" in after.flags) == (sender != JAN)


def test_a_number_beyond_every_ticket_is_only_a_number(either_world: World) -> None:
    for subject in ("Re: [#999999999999]", "[#000000000001]", "[#4294967297]", "[#9223372036]"):
        arrival = either_world.receive(Mail(subject=subject, text=subject))
        assert arrival.outcome == "delivered", arrival.why
