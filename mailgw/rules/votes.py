"""What a reply to a request for approval says: a vote, an amount, or nothing clear; pure."""

from collections.abc import Sequence
from datetime import date

from mailgw.rules.command_values import Approve, Names, Return
from mailgw.rules.commands import read_commands
from tickets.model.mail import Purpose
from tickets.services.amounts import Amount, Reading, read_given
from tickets.services.approval_decisions import Choice, Decision

_LINES_READ = 40


def read_vote(text: str, today: date, languages: Sequence[str]) -> Decision | None:
    """Read an approver's vote at the top of a mail; None where it is not clear beyond doubt."""
    found = read_commands(text, Names(), today=today, languages=languages, expects=Purpose.APPROVAL)
    votes = [one for one in found.commands if isinstance(one, Approve | Return)]
    if found.doubtful or len(votes) != 1 or len(found.commands) != 1:
        return None
    rest = found.rest.strip()
    if isinstance(votes[0], Approve) and _takes_back(rest, today, languages):
        return None
    match votes[0]:
        case Return(reason):
            said = "\n\n".join(one for one in (reason.strip(), rest) if one)
            return Decision(Choice.RETURN, said=said) if said else None
        case Approve(None, _):
            return Decision(Choice.APPROVE, said=rest)
        case Approve(value, currency):
            assert value is not None
            amount = Amount(int(value * 100), currency, Reading.GIVEN)
            return Decision(Choice.APPROVE, amount, said=rest)


def _takes_back(rest: str, today: date, languages: Sequence[str]) -> bool:
    """Tell whether a later line is a vote against what the first one agreed to."""
    for line in rest.splitlines()[:_LINES_READ]:
        found = read_commands(
            f"{line}\n-", Names(), today=today, languages=languages, expects=Purpose.APPROVAL
        )
        if any(isinstance(one, Return) for one in found.commands):
            return True
    return False


def read_amount_given(text: str) -> Decision | None:
    """Read the amount that an author names when asked; it stands alone on the first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    amount = read_given(first)
    return Decision(Choice.AMOUNT, amount) if amount else None
