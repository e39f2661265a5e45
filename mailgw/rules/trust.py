"""What an agent should know before trusting a customer's mail; codes of `templates.sentences`.

Pure: what it compares with was looked up by `surroundings.py`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mailgw.mime.bank import announces_change, find_ibans, fingerprint
from mailgw.mime.look_alike import likeness
from mailgw.mime.mail import ParsedMail
from mailgw.mime.org_domain import same_owner
from tenants import TenantConfig
from tickets.model.domains import FREE_MAIL_DOMAINS, company_domain
from tickets.text.fold import fold

_ADDRESS = re.compile(
    r"[^\s<>()\[\]\"',;:]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})"
)
_NAME_EXAMINED = 500
_TWO_NAMES = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around a writer, looked up once."""

    knows_address: bool = False
    knows_firm: bool = False
    similar: tuple[str, ...] = ()
    """Domains of firms known for longer that the writer's domain may be meant to look like."""
    accounts: frozenset[str] = frozenset()
    """Fingerprints of the accounts that the writer's firm named before."""
    own_accounts: frozenset[str] = frozenset()


NOTHING_KNOWN = Surroundings()


def account_owner(config: TenantConfig, address: str) -> str:
    """Give under what name a writer's accounts are remembered: the firm's, else the address."""
    return company_domain(address, config.reading.free_mail_domains) or address.lower()


def accounts_in(text: str) -> tuple[str, ...]:
    """Give the fingerprints of the accounts that a text names."""
    return tuple(fingerprint(one) for one in find_ibans(text))


def own_accounts(config: TenantConfig) -> frozenset[str]:
    """Give the accounts that the tenant names in its legal footer."""
    lines = " \n ".join(line for each in config.legal_footer.values() for line in each)
    return frozenset(accounts_in(lines))


def cautions(mail: ParsedMail, config: TenantConfig, around: Surroundings) -> tuple[str, ...]:
    """Name what is worth knowing about the sender of a customer's mail, gravest first."""
    address = mail.sender or ""
    domain = address.rpartition("@")[2]
    found = [
        *_changed_account(mail, around),
        *_look_alike(config, domain, around.similar),
        *_shown_name(mail, config, domain),
        *_answers_elsewhere(mail, config, domain),
    ]
    if not around.knows_address:
        found.append("new_address" if around.knows_firm else "first_contact")
    return tuple(found)


def _changed_account(mail: ParsedMail, around: Surroundings) -> list[str]:
    """Find accounts that the firm never named before, or words that announce one."""
    text = mail.reply_text
    named = set(accounts_in(text)) - around.own_accounts
    fresh = named - around.accounts
    if fresh and around.accounts:
        return ["bank_details_changed"]
    # The new account may stand in a file, where we do not read it.
    if (fresh or mail.attachments) and announces_change(f"{mail.subject}\n{text}"):
        return ["bank_details_changed"]
    return []


def _look_alike(config: TenantConfig, domain: str, similar: tuple[str, ...]) -> list[str]:
    if not domain or domain in FREE_MAIL_DOMAINS or config.is_own_domain(f"@{domain}"):
        return []
    own = (*config.domains, config.reply_domain)
    if any(same_owner(domain, one) for one in own):
        return []
    if any(likeness(domain, one) for one in own):
        return ["look_alike_of_us"]
    return ["look_alike_domain"] if any(likeness(domain, one) for one in similar) else []


def _shown_name(mail: ParsedMail, config: TenantConfig, domain: str) -> list[str]:
    """Compare the name that clients show with who it may be meant to look like."""
    name = mail.from_[0].name[:_NAME_EXAMINED] if mail.from_ else ""
    if not name or config.is_own_domain(f"@{domain}"):
        return []
    shown = _ADDRESS.search(name)
    if shown is not None and not same_owner(shown[1], domain) and shown[1].lower() != domain:
        return ["name_shows_other_address"]
    words = _words(name)
    if len(words) < _TWO_NAMES:
        return []
    is_agents = any(words == _words(one.name) for one in config.people)
    return ["name_of_colleague"] if is_agents else []


@lru_cache(512)
def _words(name: str) -> frozenset[str]:
    """Give the words of a name in any order: `Kraft, Anna` is Anna Kraft."""
    return frozenset(re.findall(r"[^\W\d_]+", fold(name)))


def _answers_elsewhere(mail: ParsedMail, config: TenantConfig, domain: str) -> list[str]:
    """Find a Reply-To that leads away from the sender's own domain."""
    if config.is_own_domain(f"@{domain}"):
        return []  # a form on the tenant's own site names the customer there
    for one in mail.reply_to:
        other = one.address.rpartition("@")[2].lower()
        if "." not in other or other == domain or same_owner(other, domain):
            continue
        if not config.is_own_domain(one.address):
            return ["answers_elsewhere"]
    return []
