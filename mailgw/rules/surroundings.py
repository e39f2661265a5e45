"""Looks up what is known around a writer, as cheaply as can be: every mail passes here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from mailgw.mime.bank import find_ibans
from mailgw.mime.look_alike import ends_of
from mailgw.mime.mail import ParsedMail
from mailgw.rules.known import Writer
from mailgw.rules.trust import Surroundings, account_owner, own_accounts
from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.store.acquaintance import accounts_of, firm_known_since, firms
from tickets.store.unit_of_work import ReadUnit

_NEW_FOR = timedelta(days=60)
"""A firm that has written for so long is what it is, whatever its domain looks like."""
_MOST_COMPARED = 200

_KEPT_FOR = timedelta(minutes=10)
_OVERLAP = timedelta(minutes=5)
"""A firm is known since its transaction began, and seen only when that was committed."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Firms:
    """The firms of a tenant, kept between mails: domain and age, by how a name begins and ends."""

    looked_at: datetime
    by_ends: dict[str, dict[str, datetime]]


def look_around(
    unit: ReadUnit, config: TenantConfig, mail: ParsedMail, writer: Writer
) -> Surroundings:
    """Look up how well a customer is known, and whom their domain may be meant to look like."""
    domain = company_domain(writer.address, config.reading.free_mail_domains)
    since = firm_known_since(unit, domain) if domain else None
    similar: tuple[str, ...] = ()
    if domain and (since is None or unit.now - since < _NEW_FOR):
        similar = _similar(unit, domain, since)
    theirs: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    if find_ibans(mail.reply_text):
        theirs, ours = accounts_of(unit, account_owner(config, writer.address))
        ours |= own_accounts(config)
    return Surroundings(
        knows_address=writer.person_id is not None,
        knows_firm=since is not None,
        similar=similar,
        accounts=theirs,
        own_accounts=ours,
    )


def _similar(unit: ReadUnit, domain: str, since: datetime | None) -> tuple[str, ...]:
    """Give the firms known for longer whose names begin or end alike."""
    by_ends = _firms(unit).by_ends
    return tuple(
        name
        for end in ends_of(domain)
        for name, known in islice(by_ends.get(end, {}).items(), _MOST_COMPARED)
        if name != domain and (since is None or known < since)
    )


def _firms(unit: ReadUnit) -> _Firms:
    """Give what is kept of all firms, every few minutes together with those that came since."""
    kept: _Firms | None = unit.memory.get((unit.tenant, "firms"))
    if kept is not None and timedelta(0) <= unit.now - kept.looked_at < _KEPT_FOR:
        return kept
    since = kept.looked_at - _OVERLAP if kept is not None else _LONG_AGO
    by_ends = kept.by_ends if kept is not None else {}
    fresh_ones: dict[str, dict[str, datetime]] = {}
    for domain, known in firms(unit, since):
        for end in ends_of(domain):
            fresh_ones.setdefault(end, {})[domain] = known
    for end, ones in fresh_ones.items():
        # Another thread may be reading what was there.
        by_ends[end] = {**by_ends.get(end, {}), **ones}
    fresh = _Firms(unit.now, by_ends)
    unit.memory[unit.tenant, "firms"] = fresh
    return fresh
