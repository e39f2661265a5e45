"""Which ticket a mail belongs to, and by what right (P10); pure."""

from dataclasses import dataclass

from mailgw.rules.facts import Candidate, Facts


@dataclass(frozen=True, slots=True)
class ByReplyAddress:
    """It came to a personal reply address of the ticket."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class ByRight:
    """It names the ticket, and its writer may join it."""

    ticket_id: int
    number: int
    right: str
    """participant, addressed or colleague."""
    how: str
    """reference or subject."""


@dataclass(frozen=True, slots=True)
class NoTicket:
    """It belongs to no ticket; `suggested` is one that it names without any right to it."""

    suggested: Candidate | None = None


Match = ByReplyAddress | ByRight | NoTicket


def match(facts: Facts) -> Match:
    """Find the mail's ticket: reply address first, then references, then the subject's tag."""
    if facts.reply is not None:
        return ByReplyAddress(facts.reply.ticket_id)
    for right in ("participant", "addressed", "colleague"):
        for one in facts.candidates:
            if not one.is_closed_for_good and _has(one, right):
                return ByRight(one.ticket_id, one.number, right, one.how)
    return NoTicket(facts.candidates[0] if facts.candidates else None)


def _has(candidate: Candidate, right: str) -> bool:
    return {
        "participant": candidate.is_participant,
        "addressed": candidate.was_addressed,
        "colleague": candidate.is_colleague,
    }[right]
