"""The From forms and the states of authentication of the forgery matrix (P9)."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.security.signing import make_key, sign
from tests.support.world import CUSTOMERS_SERVER, OFFICE

ANNA = "a.kraft@hellmoor.example"
EVE = "eve@elsewhere.example"
SERVER = "mx.hellmoor.example"
GOOD, WEAK, FOREIGN = make_key(1024, 1), make_key(512, 2), make_key(1024, 3)
RECORDS = {
    b"s1._domainkey.hellmoor.example.": GOOD.record,
    b"s1._domainkey.weak.hellmoor.example.": WEAK.record,
    b"s1._domainkey.elsewhere.example.": FOREIGN.record,
}


@dataclass(frozen=True)
class Form:
    """One way of writing a From that wants to look like Anna's."""

    name: str
    fields: bytes
    """The From field or fields, and others that shall mislead."""
    is_single: bool = False
    """Exactly one plain address, and it is Anna's."""


def _from(value: str) -> bytes:
    return b"From: " + value.encode() + b"\r\n"


FORMS = (
    Form("plain", _from(ANNA), is_single=True),
    Form("named", _from(f"Anna Kraft <{ANNA}>"), is_single=True),
    Form("upper case", _from(f"ANNA <{ANNA.upper()}>"), is_single=True),
    Form("encoded name", _from(f"=?utf-8?q?Anna_Kr=C3=A4ft?= <{ANNA}>"), is_single=True),
    Form("quoted name with an address in it", _from(f'"{EVE}" <{ANNA}>'), is_single=True),
    Form("two addresses", _from(f"{ANNA}, {EVE}")),
    Form("two fields", _from(ANNA) + _from(EVE)),
    Form("encoded word in the address", _from("<=?utf-8?q?a=2Ekraft?=@hellmoor.example>")),
    Form("encoded whole mailbox", _from("=?utf-8?b?YS5rcmFmdEBoZWxsbW9vci5leGFtcGxl?=")),
    Form("group", _from(f"Vertrieb: {ANNA};")),
    Form("comment in the address", _from("a.kraft(x)@hellmoor.example")),
    Form("her address as a name", _from(f'"{ANNA}" <{EVE}>')),
    Form("nested brackets", _from(f"<{EVE}> <{ANNA}>")),
    Form("NUL", b"From: a.kraft\x00@hellmoor.example\r\n"),
    Form("look-alike letter", _from("\u0430.kraft@hellmoor.example")),
    Form("look-alike dot", _from("a\u2024kraft@hellmoor\u3002example")),
    Form("punycode look-alike", _from("a.kraft@xn--hellmor-q4a.example")),
    Form("missing", b""),
    Form("empty", b"From: \r\n"),
    Form("quoted local part", _from('"a.kraft"@hellmoor.example')),
    Form("trailing dot", _from(f"{ANNA}.")),
    Form("route", _from(f"<@elsewhere.example:{ANNA}>")),
    Form(
        "Sender and Reply-To are hers",
        _from(EVE) + f"Sender: {ANNA}\r\nReply-To: {ANNA}\r\n".encode(),
    ),
    Form("bare carriage return", b"From: " + ANNA.encode() + b"\rFrom: x\r\n"),
)


def _as_is(raw: bytes) -> bytes:
    return raw


def _results(words: str, server: str = SERVER) -> Callable[[bytes], bytes]:
    return lambda raw: f"Authentication-Results: {server}; {words}\r\n".encode() + raw


def _below(raw: bytes) -> bytes:
    """Hide a wanted result below that of a server nobody trusts."""
    return _results("none", "elsewhere.example")(_results(PASSES)(raw))


def _doubled(raw: bytes) -> bytes:
    """Sign, then write a second From above: what is shown is not what was signed."""
    if not raw.startswith(b"From"):
        return raw
    return f"From: Anna <{ANNA}>\r\n".encode() + sign(raw, GOOD, "hellmoor.example")


PASSES = "dmarc=pass header.from=hellmoor.example"
INJECTED = f'spf=pass smtp.mailfrom="a; {PASSES}; b"@elsewhere.example'


@dataclass(frozen=True)
class State:
    """What there is to prove or disprove a sender."""

    name: str
    dress: Callable[[bytes], bytes] = _as_is
    peer: str = CUSTOMERS_SERVER
    proves: bool = False
    """That a mail from hellmoor.example is genuine."""


_STATES = (
    State("declared network", peer=OFFICE, proves=True),
    State("trusted pass", _results(PASSES), proves=True),
    State("trusted DKIM pass", _results("dkim=pass header.d=hellmoor.example"), proves=True),
    State("trusted pass of another", _results("dkim=pass header.d=elsewhere.example")),
    State("trusted fail", _results("dmarc=fail header.from=hellmoor.example")),
    State("untrusted server", _results(PASSES, "elsewhere.example")),
    State("not topmost", _below),
    State("pass in a comment", _results(f"spf=none ({PASSES}) smtp.mailfrom=elsewhere.example")),
    State("pass in a quoted address", _results(INJECTED)),
    State("none"),
    State("signed", lambda raw: sign(raw, GOOD, "hellmoor.example"), proves=True),
    State("signed with l=", lambda raw: sign(raw, GOOD, "hellmoor.example", with_length=True)),
    State("signed with a weak key", lambda raw: sign(raw, WEAK, "weak.hellmoor.example")),
    State("signed by another", lambda raw: sign(raw, FOREIGN, "elsewhere.example")),
    State("signed, From doubled", _doubled),
)

STATES = tuple(
    one
    for one in _STATES
    if one.name
    in ("declared network", "trusted pass", "trusted fail", "untrusted server", "none", "signed")
)
"""The six that the whole matrix is made of."""
TRICKS = tuple(one for one in _STATES if one not in STATES)
"""Further proofs that are none, or weak ones."""
