"""Where a mail really comes from: aligned authentication, judged from what can be trusted."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from mailgw.mime.dkim_check import verify_dkim
from mailgw.mime.mail import AuthenticationResult, ParsedMail, Verdict
from tenants import TenantConfig
from tickets.model.mail import InboundMail, Way

GetTxt = Callable[[bytes], bytes | None]
"""Asks DNS for a TXT record; raises TemporaryError where no answer came."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the From address is proven, and by what; stored with the arrival."""

    verdict: Verdict
    why: str


def judge_origin(
    config: TenantConfig,
    arrival: InboundMail,
    mail: ParsedMail,
    raw: bytes,
    get_txt: GetTxt | None,
) -> Judgement:
    """Judge by declared network, then trusted results, then an own DKIM check (P9 c).

    The domain that authenticates must be aligned with the one in From (RFC 7489 3.1, relaxed).
    """
    if mail.sender is None:
        return Judgement(Verdict.NONE, "The sender cannot be told for sure.")
    if is_declared(config, arrival):
        return Judgement(
            Verdict.PASS, f"It was handed over from {arrival.peer}, a declared network."
        )
    domain = mail.sender.rpartition("@")[2]
    trusted = trusted_results(config, arrival, mail)
    if trusted:
        return _from_results(domain, trusted)
    if get_txt is not None and any(is_aligned(one, domain) for one in mail.signing_domains):
        for verified in verify_dkim(raw, get_txt):
            if is_aligned(verified, domain):
                return Judgement(Verdict.PASS, f"DKIM of {verified} was checked here.")
        return Judgement(Verdict.FAIL, f"The DKIM signature of {domain} does not hold.")
    return Judgement(Verdict.NONE, "Nothing proves or disproves the sender.")


def is_declared(config: TenantConfig, arrival: InboundMail) -> bool:
    """Tell whether the mail was handed over from a network the tenant declared its own."""
    if arrival.way not in (Way.SMTP, Way.LMTP):
        return False
    return _is_within(arrival.peer, config.declared_networks)


def _is_within(peer: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in networks)


def trusted_results(
    config: TenantConfig, arrival: InboundMail, mail: ParsedMail
) -> list[AuthenticationResult]:
    """Give the results of the tenant's own server: the topmost field alone (RFC 8601 5).

    A field further down may have been written by anybody, even under a trusted name; and where a
    mail is handed over by SMTP, so may the topmost one, unless a relay of the tenant's did it.
    """
    if arrival.way in (Way.SMTP, Way.LMTP) and not _is_within(arrival.peer, config.relay_networks):
        return []
    names = {name.lower() for name in config.trusted_authserv_ids}
    names |= {one.authserv_id for one in config.imap if one.name == arrival.account} - {""}
    top = [one for one in mail.authentication if one.position == 0]
    return top if top and all(one.authserv_id.lower() in names for one in top) else []


def is_aligned(domain: str, from_domain: str) -> bool:
    """Tell whether one domain is the other or lies under it."""
    one, other = domain.lower().strip("."), from_domain.lower().strip(".")
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _from_results(domain: str, results: list[AuthenticationResult]) -> Judgement:
    server = results[0].authserv_id
    for one in results:
        if one.method == "dmarc" and one.result == "pass" and is_aligned(one.domain, domain):
            return Judgement(Verdict.PASS, f"{server} says DMARC passed for {one.domain}.")
    for one in results:
        if one.method == "dmarc" and one.result == "fail":
            return Judgement(Verdict.FAIL, f"{server} says DMARC failed.")
    for one in results:
        if (
            one.method in ("dkim", "spf")
            and one.result == "pass"
            and is_aligned(one.domain, domain)
        ):
            words = f"{server} says {one.method.upper()} passed for {one.domain}."
            return Judgement(Verdict.PASS, words)
    if any(one.result == "fail" and is_aligned(one.domain, domain) for one in results):
        return Judgement(Verdict.FAIL, f"{server} says the check of {domain} failed.")
    return Judgement(Verdict.NONE, f"{server} found nothing that proves {domain}.")
