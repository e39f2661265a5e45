"""Where a mail really comes from, with keys and a resolver of our own."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from mailgw.inbound import Gateway, process_inbound
from mailgw.mime.mail import Verdict
from mailgw.mime.read import read
from mailgw.rules.origin import Judgement, is_aligned, judge_origin
from tests.mailgw.rules.by_hand import hellmoor
from tests.security.signing import make_key, sign
from tests.support.mails import Mail
from tests.support.world import World
from tickets.errors import TemporaryError
from tickets.model.mail import InboundMail, Outcome, Way
from tickets.model.routing import DueKind

KEY = make_key(1024, 11)
STRANGER = "203.0.113.7"
FIRM = "nowak-okna.example"
KEYS = {
    f"s1._domainkey.{FIRM}.".encode(): KEY.record,
    f"s1._domainkey.mail.{FIRM}.".encode(): KEY.record,
}
POLICY = f"_dmarc.{FIRM}.".encode()


def judge(
    raw: bytes,
    zone: dict[bytes, bytes],
    *,
    peer: str = STRANGER,
    way: Way = Way.SMTP,
    envelope_from: str | None = f"jan@{FIRM}",
    may_wait: bool = True,
    get_txt: Callable[[bytes], bytes | None] | None = None,
) -> Judgement:
    """Judge a mail that came from a peer, with these records in DNS."""
    arrival = InboundMail(way=way, peer=peer, envelope_from=envelope_from, account="")
    config = hellmoor()
    return judge_origin(config, arrival, read(raw), raw, get_txt or zone.get, may_wait=may_wait)


def test_an_aligned_signature_proves_the_sender() -> None:
    found = judge(sign(Mail().raw, KEY, FIRM), KEYS)
    assert (found.verdict, FIRM in found.why) == (Verdict.PASS, True)


def test_a_signature_of_a_name_below_is_aligned_unless_the_owner_is_strict() -> None:
    raw = sign(Mail().raw, KEY, f"mail.{FIRM}")
    assert judge(raw, KEYS).verdict is Verdict.PASS
    strict = {**KEYS, POLICY: b"v=DMARC1; p=none; adkim=s"}
    assert judge(raw, strict).verdict is Verdict.NONE
    assert judge(raw, {**KEYS, POLICY: b"v=DMARC1; p=reject; adkim=s"}).verdict is Verdict.NONE


def test_a_broken_signature_proves_nothing_and_disproves_nothing_by_itself() -> None:
    raw = sign(Mail().raw, KEY, FIRM).replace(b"12 Fenster", b"99 Fenster")
    assert judge(raw, KEYS).verdict is Verdict.NONE


@pytest.mark.parametrize("wish", [b"reject", b"quarantine"])
def test_unproven_mail_fails_where_the_owner_wants_it_refused(wish: bytes) -> None:
    zone = {POLICY: b"v=DMARC1; p=" + wish}
    found = judge(Mail().raw, zone, envelope_from="eve@elsewhere.example")
    assert found.verdict is Verdict.FAIL
    assert "DMARC" in found.why


def test_an_owner_without_a_wish_leaves_the_sender_unproven() -> None:
    zone = {POLICY: b"v=DMARC1; p=none"}
    assert judge(Mail().raw, zone, envelope_from="eve@elsewhere.example").verdict is Verdict.NONE
    assert judge(Mail().raw, {}).verdict is Verdict.NONE


def test_a_server_that_spf_may_allow_is_not_condemned() -> None:
    allowed = {POLICY: b"v=DMARC1; p=reject", f"{FIRM}.".encode(): b"v=spf1 mx -all"}
    assert judge(Mail().raw, allowed).verdict is Verdict.NONE
    ruled_out = allowed | {f"{FIRM}.".encode(): b"v=spf1 ip4:192.0.2.0/24 -all"}
    assert judge(Mail().raw, ruled_out).verdict is Verdict.FAIL


@pytest.mark.parametrize("way", [Way.IMAP, Way.LMTP, Way.INGEST])
def test_behind_another_server_a_wish_to_refuse_says_nothing(way: Way) -> None:
    zone = {POLICY: b"v=DMARC1; p=reject"}
    assert judge(Mail().raw, zone, way=way, envelope_from=None).verdict is Verdict.NONE


def test_the_policy_is_not_asked_of_a_neighbour_below_the_same_ending() -> None:
    raw = sign(replace(Mail(), sender="x@one.co.uk").raw, KEY, "two.co.uk")
    zone = {b"s1._domainkey.two.co.uk.": KEY.record}
    assert judge(raw, zone).verdict is Verdict.NONE
    assert not is_aligned("co.uk", "one.co.uk")


def _no_answer(_name: bytes) -> bytes | None:
    raise TemporaryError("DNS did not answer.")


@pytest.mark.parametrize("raw", [Mail().raw, sign(Mail().raw, KEY, FIRM)])
def test_where_dns_gives_no_answer_the_mail_is_judged_later_but_not_never(raw: bytes) -> None:
    with pytest.raises(TemporaryError):
        judge(raw, {}, get_txt=_no_answer)
    found = judge(raw, {}, get_txt=_no_answer, may_wait=False)
    assert found.verdict is Verdict.NONE
    assert "no answer" in found.why


def test_a_mail_of_a_domain_with_broken_name_servers_comes_through_in_the_end(
    world: World,
) -> None:
    gateway = Gateway(world.core, world.reader, "test", get_txt=_no_answer)
    inbound = partial(process_inbound, gateway)
    world.jobs = {**world.jobs, DueKind.INBOUND: inbound}
    raw = sign(Mail().raw, KEY, FIRM)
    arrival = world.receive(raw, "vertrieb@hellmoor.example", peer=STRANGER)
    assert arrival.outcome == Outcome.PENDING
    world.clock.pass_by(minutes=16)
    world.work()
    assert world.arrival(arrival.id).outcome == Outcome.DELIVERED
