"""Checks that no event of a ticket was changed, taken away or put in afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

from tickets.model.event import digest_of, link_hash
from tickets.store.chains import Chain, Link, read_chains
from tickets.store.unit_of_work import ReadUnit


@dataclass(frozen=True, slots=True)
class Broken:
    """A ticket whose chain is not whole."""

    ticket_id: int
    number: int
    seq: int
    """The first event with which something is wrong; 0 for a ticket without any."""
    says: str
    fault_count: int


@dataclass(frozen=True, slots=True)
class Audited:
    """A chain that was looked at."""

    events: int
    broken: Broken | None


def audit(unit: ReadUnit) -> Iterator[Audited]:
    """Check every ticket's chain; content that was erased counts as whole."""
    for chain in read_chains(unit):
        faults = list(_faults(chain))
        broken = None
        if faults:
            seq, says = faults[0]
            broken = Broken(chain.ticket_id, chain.number, seq, says, len(faults))
        yield Audited(len(chain.links), broken)


def _faults(chain: Chain) -> Iterator[tuple[int, str]]:
    seq, previous = 0, ""
    for link in chain.links:
        if link.seq != seq + 1:
            yield link.seq, f"between event {seq} and event {link.seq} something is missing"
        elif link.previous_hash != previous:
            yield link.seq, f"event {link.seq} does not follow the one before it"
        if link.hash != _hash(chain.ticket_id, link):
            yield link.seq, f"event {link.seq} was changed after it was written"
        elif link.content is not None and digest_of(link.content) != link.content_digest:
            yield link.seq, f"the content of event {link.seq} was changed after it was written"
        seq, previous = link.seq, link.hash
    if not chain.links:
        yield 0, "it has no events"
    elif seq != chain.last_seq or previous != chain.last_hash:
        yield seq, f"its events end with {seq}, the ticket says {chain.last_seq}"


def _hash(ticket_id: int, link: Link) -> str:
    return link_hash(
        ticket=ticket_id,
        seq=link.seq,
        kind=link.kind,
        actor=link.actor_id,
        at=link.happened_at.isoformat(),
        content=link.content_digest,
        previous=link.previous_hash,
    )
