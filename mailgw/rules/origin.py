"""Where a mail really comes from: aligned authentication, judged from what can be trusted."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from mailgw.mime.dkim_check import verify_dkim
from mailgw.mime.dmarc import GetTxt, find_policy
from mailgw.mime.mail import AuthenticationResult, ParsedMail, Verdict
from mailgw.mime.org_domain import same_owner
from mailgw.mime.spf import is_ruled_out
from tenants import TenantConfig
from tickets.errors import TemporaryError
from tickets.model.mail import InboundMail, Way


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
    *,
    may_wait: bool = True,
) -> Judgement:
    """Judge by declared network, then trusted results, then an own check of DKIM (P9 c).

    The domain that authenticates must be aligned with the one in From. `get_txt` may raise
    TemporaryError, and the mail is judged again later; without `may_wait` what DNS would say is
    left open, as a mail is not kept back for ever because a domain is broken.
    """
    if mail.sender is None:
        return Judgement(Verdict.NONE, "The sender cannot be told for sure.")
    if where := _by_place(config, arrival, mail.sender):
        return Judgement(Verdict.PASS, where)
    domain = mail.sender.rpartition("@")[2]
    trusted = trusted_results(config, arrival, mail)
    if trusted:
        return _from_results(domain, trusted)
    if get_txt is None:
        return Judgement(Verdict.NONE, "Nothing proves or disproves the sender.")
    try:
        proven = _by_signature(domain, mail, raw, get_txt)
        return proven or _unproven(config, arrival, mail, domain, get_txt)
    except TemporaryError:
        if may_wait:
            raise
        return Judgement(Verdict.NONE, f"DNS gave no answer about {domain}.")


def _by_signature(domain: str, mail: ParsedMail, raw: bytes, get_txt: GetTxt) -> Judgement | None:
    """Check the signatures that could prove the domain in From."""
    if not any(is_aligned(one, domain) for one in mail.signing_domains):
        return None
    for verified in verify_dkim(raw, get_txt):
        if verified == domain or (
            is_aligned(verified, domain)
            and find_policy(domain, get_txt).lets_pass(verified, domain)
        ):
            return Judgement(Verdict.PASS, f"DKIM of {verified} was checked here.")
    return None


def _unproven(
    config: TenantConfig, arrival: InboundMail, mail: ParsedMail, domain: str, get_txt: GetTxt
) -> Judgement:
    """Ask what the owner of the domain wants done with mail that no signature proves.

    A wish to refuse it counts only where the owner's own server would have come to us: behind a
    relay or in a mailbox nobody tells us what SPF would have said (RFC 7489 6.6).
    """
    is_direct = arrival.way == Way.SMTP and not _is_within(arrival.peer, config.relay_networks)
    if is_direct and find_policy(domain, get_txt).refuses:
        bounces_to = (arrival.envelope_from or "").rpartition("@")[2]
        if not is_aligned(bounces_to, domain) or is_ruled_out(arrival.peer, bounces_to, get_txt):
            why = f"The owner of {domain} wants such mail refused, and nothing proves it (DMARC)."
            return Judgement(Verdict.FAIL, why)
    if any(is_aligned(one, domain) for one in mail.signing_domains):
        return Judgement(Verdict.NONE, f"The DKIM signature of {domain} does not hold.")
    return Judgement(Verdict.NONE, "Nothing proves or disproves the sender.")


def _by_place(config: TenantConfig, arrival: InboundMail, sender: str) -> str:
    """Say why nobody else can have put the mail where it was found; empty where anybody could."""
    if is_declared(config, arrival):
        return f"It was handed over from {arrival.peer}, a declared network."
    if _lies_among_own_sent(config, arrival, sender):
        return "It lay among its writer's own sent mail."
    return ""


def _lies_among_own_sent(config: TenantConfig, arrival: InboundMail, sender: str) -> bool:
    """Tell whether it was fetched from the sent mail of the very agent who wrote it."""
    account = next((one for one in config.imap if one.name == arrival.account), None)
    agent = config.agent_by_address(account.sent_of) if account and account.sent_of else None
    return agent is not None and sender in agent.addresses


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
    """Tell whether two domains belong to one owner (RFC 7489 3.1, relaxed)."""
    return same_owner(domain, from_domain)


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
