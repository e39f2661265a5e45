"""A rehearsal: a whole mailbox goes through a tenant's live rules, in a house that is gone after.

Rules, people and addresses are the tenant's own; the tickets are those that the mailbox itself
would make, so the answer is what would have happened had Stafette stood there from the first mail.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailgw.ingress.accept import Arrival, accept_mail, normalise_lines
from stafette.analyse import HEAD, Heading, heading_of
from stafette.bootstrap import House, open_house
from stafette.finish import finish_arrivals
from stafette.settings import Settings
from stafette.sources import mails_in
from tenants import TenantConfig
from tickets.model.mail import InboundMail, Outcome, Way
from tickets.services.tenants import apply_tenant
from tickets.store.ledger import get_arrival, ticket_numbers
from tickets.store.suggested import suggested_links

_SET_ASIDE = {
    Outcome.DUPLICATE: "duplicate",
    Outcome.HELD: "held",
    Outcome.FAILED: "held",
    Outcome.PENDING: "held",
    Outcome.DROPPED: "dropped",
    Outcome.BOUNCED: "bounced",
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """One mail of the rehearsal."""

    heading: Heading
    arrival_id: int


def rehearse(
    settings: Settings, config: TenantConfig, paths: Iterable[Path]
) -> Iterator[dict[str, Any]]:
    """Yield one line for each mail in date order, with the live decision and its reason."""
    with _empty_house(settings, config) as house:
        kept: list[_Kept] = []
        for heading, file in _in_order(paths):
            if isinstance(file, str):
                yield {"file": heading.file, "ok": False, "error": file}
            else:
                kept.append(_Kept(heading, _accept(house, config, file)))
        finish_arrivals(house, config.slug, [one.arrival_id for one in kept])
        yield from _told(house, config.slug, kept)


@contextmanager
def _empty_house(settings: Settings, config: TenantConfig) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="stafette-rehearsal-") as folder:
        scratch = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "database_url": "",
                "redis_url": "",
                "disk_reserve_bytes": 0,
                "sending_paused": True,
                "check_dkim": False,  # a rehearsal asks no DNS
            }
        )
        with open_house(scratch) as house:
            with house.core.write(config.slug) as uow:
                apply_tenant(uow, config)
            yield house


def _in_order(paths: Iterable[Path]) -> Iterator[tuple[Heading, bytes | str]]:
    """Give mails from the oldest on; only one is held in memory at a time."""
    with tempfile.TemporaryDirectory(prefix="stafette-mails-") as folder:
        headings: list[tuple[Heading, Path]] = []
        for number, found in enumerate(mails_in(paths)):
            heading = heading_of(found.file, found.raw[:HEAD])
            if found.error:
                yield heading, found.error
                continue
            copy = Path(folder) / str(number)
            copy.write_bytes(found.raw)
            headings.append((heading, copy))
        for heading, copy in sorted(headings, key=lambda one: (one[0].date, one[0].file)):
            yield heading, copy.read_bytes()
            copy.unlink()


def _accept(house: House, config: TenantConfig, raw: bytes) -> int:
    address = config.default_department.addresses[0].address
    return accept_mail(
        house.core,
        Arrival(
            tenant=config.slug,
            way=Way.INGEST,
            raw=normalise_lines(raw),
            envelope_to=(address,),
            sends_nothing=True,
        ),
    )


def _told(house: House, tenant: str, kept: list[_Kept]) -> Iterator[dict[str, Any]]:
    with house.core.read(tenant) as unit:
        arrivals = {one.arrival_id: get_arrival(unit, one.arrival_id) for one in kept}
        suggested = suggested_links(unit)
        ids = {one.ticket_id for one in arrivals.values() if one.ticket_id}
        numbers = ticket_numbers(unit, ids | set(suggested.values()))
    known = {one.heading.message_id for one in kept}
    for one in kept:
        arrival, refers = arrivals[one.arrival_id], one.heading.refers_to
        parent = next((ref for ref in refers if ref in known), None)
        line: dict[str, Any] = {
            "file": one.heading.file,
            "message_id": one.heading.message_id if one.heading.has_id else None,
            "ticket": _number(numbers, arrival.ticket_id),
            "why": _why(arrival, parent),
            "parent": parent,
            "rule": arrival.rule,
            "reason": arrival.why,
        }
        if arrival.opened_ticket:
            line["suggested"] = _number(numbers, suggested.get(arrival.ticket_id or 0))
        yield line


def _number(numbers: dict[int, int], ticket_id: int | None) -> str | None:
    number = numbers.get(ticket_id or 0)
    return str(number) if number is not None else None


def _why(arrival: InboundMail, parent: str | None) -> str:
    outcome = Outcome(arrival.outcome)
    if outcome in _SET_ASIDE:
        return _SET_ASIDE[outcome]
    if arrival.opened_ticket:
        return "new"
    if not arrival.rule.endswith("_joins"):
        return "reply_address"
    return "references" if parent is not None else "subject"
