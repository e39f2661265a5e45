"""What we send is what we meant (P16): no inbound text adds a header field or a recipient."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.header import Header
from email.policy import compat32

import pytest

from mailgw.reading import Reader
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, Sent, World, open_world
from tickets.model.mail import InboundMail

ANNA = "a.kraft@hellmoor.example"
BAD = "bcc-victim@evil.example"
HOSTILE = (
    f"x\r\nBcc: {BAD}",
    f"x\nBcc: {BAD}",
    f"x\rBcc: {BAD}",
    f"x\r\n\r\n<b>{BAD}</b>",
    f"=?utf-8?q?x=0D=0ABcc:_{BAD}?=",
    f"=?utf-8?q?x=0ABcc:_{BAD}?= y",
    "=?utf-8?b?eA0KQmNjOiBiY2MtdmljdGltQGV2aWwuZXhhbXBsZQ==?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0ABcc:_v=40evil.example=3F=3D?=",
    f"x\u2028Bcc: {BAD}",
    f"x\u2029Bcc: {BAD}",
    f"x\x85Bcc: {BAD}",
    f"x\x0b\x0cBcc: {BAD}",
    f"x\u202eelpmaxe\u2066Bcc: {BAD}",
    f"x\x00Bcc: {BAD}",
    f'"x" <{BAD}>, <y@evil.example>',
    f"x, {BAD}; z:<{BAD}>;",
    f'\\"<{BAD}>\\',
    "=?utf-8?q?" + "=0A" * 60 + f"Bcc:_{BAD}?=",
    "=?utf-8?q?a?= " * 400,
    "ä" * 5000,
    "x" * 5000,
    f"{'y' * 70} Bcc: {BAD}",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 300,
    "{{ 7 * 7 }} %(number)s {% include 'x' %}",
)
FIELDS = {
    "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
    "thread-topic", "thread-index", "auto-submitted", "x-auto-response-suppress", "list-id",
    "x-stafette", "mime-version", "content-type",
}  # fmt: skip


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[World]:
    """One world for all hostile texts."""
    with open_world(tmp_path_factory.mktemp("headers"), reader) as world:
        yield world


def assert_as_planned(one: Sent) -> None:
    """Read a mail as the strictest reader would, and look for what nobody planned."""
    parsed = message_from_bytes(one.raw, policy=compat32)
    names = [name.lower() for name in parsed.keys()]  # noqa: SIM118 - a repeated field counts twice
    assert set(names) <= FIELDS, set(names) - FIELDS
    assert len(names) == len(set(names))
    assert not parsed.defects
    assert one.mail["To"].addresses[0].addr_spec == one.to
    assert len(one.mail["To"].addresses) == len(one.mail["From"].addresses) == 1
    assert one.mail["From"].addresses[0].domain in ("hellmoor.example", "kaaibox.example")
    if one.mail["Reply-To"] is not None:
        (back,) = one.mail["Reply-To"].addresses
        assert back.domain == "in.hellmoor.example"
    head = one.raw.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    for part in one.mail.walk():
        assert all("\n" not in str(value) for value in part.values())
        assert (part.get_filename() or "").isprintable()


def encoded(text: str) -> str:
    """Encode a text as a mail carries any character in a field."""
    return Header(text.encode("utf-8", "replace").decode(), "utf-8", maxlinelen=60).encode()


def raw_of(text: str, number: int, *, is_encoded: bool) -> bytes:
    """Write a mail whose subject, names, ids and file name are a hostile text."""
    flat = " ".join(text.replace("\0", " ").split())
    shown = (
        encoded(text) if is_encoded else "".join(one if one.isprintable() else " " for one in flat)
    )
    plain = Mail(
        sender="jan@nowak-okna.example",
        message_id=f"hostile-{number}-{is_encoded}@nowak-okna.example",
        text=f"{text[:200]!r} {number} {is_encoded}",
        files=(("NAME.pdf", "application/pdf", PDF),),
    ).raw
    words = shown[:9000].encode("utf-8", "replace")
    plain = plain.replace(b"Subject: Anfrage: 12 Fenster", b"Subject: " + words, 1)
    name = encoded(text[:80]).replace("\n", "\r\n").encode() if is_encoded else b'"x"'
    plain = plain.replace(b"From: jan@", b"From: " + name + b" <jan@", 1)
    plain = plain.replace(b"okna.example\r\nTo", b"okna.example>\r\nTo", 1)
    bare = words.replace(b'"', b"'").replace(b"\n", b" ").replace(b"\r", b"")[:400]
    return plain.replace(b'filename="NAME.pdf"', b'filename="' + bare + b'.pdf"', 1)


@pytest.mark.parametrize("is_encoded", [False, True], ids=["as it is", "encoded"])
def test_p16_every_notice_has_the_planned_fields_and_recipients(
    firm: World,
    is_encoded: bool,  # noqa: FBT001 - the two ways to write a text
) -> None:
    for number, text in enumerate(HOSTILE if is_encoded else HOSTILE[8::3]):
        firm.clock.pass_by(hours=2)
        before = len(firm.postbox.sent)
        arrival = firm.receive(
            raw_of(text, number, is_encoded=is_encoded), "vertrieb@hellmoor.example", peer=OFFICE
        )
        assert arrival.outcome == "delivered", (number, arrival.outcome, arrival.why)
        talk(firm, arrival, text, f"{number} {is_encoded}")
        mails = firm.postbox.sent[before:]
        owed = {one.message_id: one.notice for one in firm.owed()}
        kinds = {owed[one.message_id] for one in mails}
        assert kinds >= {"receipt", "agent_notice", "answer", "answered", "note_notice", "not_done"}
        assert {one.state for one in firm.owed()} == {"sent"}, number
        for one in mails:
            assert one.to != BAD
            assert_as_planned(one)


def notice_to(world: World, agent: str, ticket_id: int | None) -> Sent:
    """Give the newest mail to an agent about one ticket, whatever else was told meanwhile."""
    about = {one.message_id for one in world.owed() if one.ticket_id == ticket_id}
    return [one for one in world.postbox.for_(agent) if one.message_id in about][-1]


def talk(world: World, asked: InboundMail, text: str, number: str) -> None:
    """Cause every other notice on a new ticket: answer, note, and a word of refusal."""
    tomasz = "t.zielinski@hellmoor.example"
    notice = notice_to(world, ANNA, asked.ticket_id)
    safe = text.encode("utf-8", "replace").decode().replace("\0", "")
    reply = Mail(
        sender=ANNA, to=notice.reply_to, text=f"Antwort an Sie {safe[:300]}\n{number[::-1]}"
    )
    got = world.receive(reply, peer=OFFICE)
    assert got.rule == "agents_answer", (number, got.rule, reply.text)
    inner = notice_to(world, tomasz, asked.ticket_id)
    world.receive(
        Mail(sender=tomasz, to=inner.reply_to, text=f"Notiz {number} {safe[:300]}"), peer=OFFICE
    )
    world.receive(replace(reply, text=f"Nochmals {number}"), peer="192.0.2.9")
