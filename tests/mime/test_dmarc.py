"""What owners of domains wish, and what SPF rules out; answered by a resolver of our own."""

from collections.abc import Callable

import pytest

from mailgw.mime.dmarc import find_policy
from mailgw.mime.spf import is_ruled_out
from tickets.errors import TemporaryError

Resolver = Callable[[bytes], bytes | None]


def _resolver(**records: str) -> Resolver:
    """Answer with these records; `_` stands for a dot and `__` for an underscore."""
    zone = {
        name.replace("__", "\0").replace("_", ".").replace("\0", "_").encode() + b".": value
        for name, value in records.items()
    }
    return lambda name: zone[name].encode() if name in zone else None


def test_the_policy_of_the_domain_itself_comes_first() -> None:
    get_txt = _resolver(
        __dmarc_shop_firm_example="v=DMARC1; p=none",
        __dmarc_firm_example="v=DMARC1; p=reject",
    )
    assert not find_policy("shop.firm.example", get_txt).refuses
    assert find_policy("firm.example", get_txt).refuses


@pytest.mark.parametrize(
    ("record", "refuses"),
    [
        ("v=DMARC1; p=reject", True),
        ("v=DMARC1;p=quarantine; rua=mailto:x@firm.example", True),
        ("v=dmarc1; P=Reject", True),
        ("v=DMARC1; p=none; sp=reject", True),
        ("v=DMARC1; p=reject; sp=none", False),
        ("v=DMARC1; p=quarantine; pct=0", False),
        ("v=DMARC1; p=none", False),
        ("v=DMARC1", False),
        ("v=spf1 -all", False),
        ("", False),
    ],
)
def test_the_policy_above_counts_for_names_below(record: str, refuses: bool) -> None:  # noqa: FBT001 - a table
    get_txt = _resolver(__dmarc_firm_example=record)
    assert find_policy("a.b.firm.example", get_txt).refuses is refuses


def test_no_policy_is_taken_from_an_ending() -> None:
    asked: list[bytes] = []

    def get_txt(name: bytes) -> bytes | None:
        asked.append(name)
        return None

    assert not find_policy("firm.co.uk", get_txt).refuses
    assert asked == [b"_dmarc.firm.co.uk."]


def test_alignment_is_relaxed_unless_the_owner_wants_it_strict() -> None:
    relaxed = find_policy("firm.example", _resolver(__dmarc_firm_example="v=DMARC1; p=none"))
    strict = find_policy(
        "firm.example", _resolver(__dmarc_firm_example="v=DMARC1; p=none; adkim=s")
    )
    assert relaxed.lets_pass("mail.firm.example", "firm.example")
    assert relaxed.lets_pass("mail.firm.example", "news.firm.example")
    assert not relaxed.lets_pass("other.example", "firm.example")
    assert not strict.lets_pass("mail.firm.example", "firm.example")
    assert strict.lets_pass("FIRM.example", "firm.example")


def test_a_name_that_dns_cannot_ask_for_has_no_policy() -> None:
    assert not find_policy("m\u00fcller.example", lambda _name: b"v=DMARC1; p=reject").refuses


def test_a_resolver_that_gives_no_answer_is_heard() -> None:
    def get_txt(_name: bytes) -> bytes | None:
        raise TemporaryError("DNS did not answer.")

    with pytest.raises(TemporaryError):
        find_policy("firm.example", get_txt)
    with pytest.raises(TemporaryError):
        is_ruled_out("192.0.2.1", "firm.example", get_txt)


@pytest.mark.parametrize(
    ("record", "is_out"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", False),
        ("v=spf1 ip4:198.51.100.0/24 -all", True),
        ("v=spf1 ip4:198.51.100.7 ~all", True),
        ("v=spf1 ip6:2001:db8::/32 -all", True),
        ("v=spf1 -all", True),
        ("v=spf1 ?all", False),
        ("v=spf1 mx -all", False),
        ("v=spf1 a:mail.firm.example -all", False),
        ("v=spf1 ip4:198.51.100.7 include:all_of.example -all", False),
        ("v=spf1 include:mailer.example -all", False),
        ("v=spf1 include:elsewhere.example -all", True),
        ("v=spf1 redirect=mailer.example", False),
        ("v=spf1 redirect=elsewhere.example", True),
        ("v=spf1 include:firm.example -all", False),
        ("v=spf1 exists:%{i}.firm.example -all", False),
        ("v=spf1 ip4:nonsense -all", False),
        ("some other record", False),
    ],
)
def test_spf_rules_out_only_what_it_names_for_sure(record: str, is_out: bool) -> None:  # noqa: FBT001 - a table
    get_txt = _resolver(
        firm_example=record,
        mailer_example="v=spf1 ip4:192.0.2.9 ~all",
        elsewhere_example="v=spf1 ip4:203.0.113.0/24 -all",
    )
    assert is_ruled_out("192.0.2.9", "firm.example", get_txt) is is_out
