"""An arrival as the pages of administrators show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from templates.sentences import N_
from tickets.model.mail import InboundMail, Outcome
from tickets.services.arrivals import RUNNABLE, WAITING
from tickets.store.addresses import RETURN_PREFIX, find_reply_address, token_in
from tickets.store.directory import find_person
from tickets.store.ledger import find_arrival, ticket_numbers
from tickets.store.unit_of_work import ReadUnit
from web.admin.reasons import OUTCOMES, REASONS, WAYS
from web.dependencies import Visit

LARGEST_ID = 2**63 - 1
_NO_SUBJECT = N_("(no subject)")
_NO_SENDER = N_("unclear sender")


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One arrival in words."""

    row: InboundMail
    subject: str
    sender: str
    reason: str
    """The decision in the reader's language; the row keeps the gateway's own words."""
    release: str
    """What letting it through does, or empty where that cannot be done."""
    outcome: str
    colour: str
    icon: str
    way: str
    recipients: tuple[str, ...]
    """Whom it came to; a reply address is a secret, so its owner is named instead."""
    number: int | None
    """Of its ticket."""

    @property
    def brief(self) -> str:
        """The first sentence of the reason, for lists."""
        first, dot, _ = self.reason.partition(". ")
        return first + dot.strip()

    @property
    def waits(self) -> bool:
        """Tell whether a person is to decide."""
        return self.row.outcome in WAITING

    @property
    def can_run_again(self) -> bool:
        """Tell whether the rules may look at it once more."""
        return self.row.outcome in RUNNABLE


def find_line(here: Visit, mail_id: int) -> ArrivalLine:
    """Find an arrival of this tenant; the missing page where there is none."""
    with here.read() as unit:
        row = find_arrival(unit, mail_id)
        if row is None:
            here.missing()
        return lines_of(here, unit, [row])[0]


def lines_of(here: Visit, unit: ReadUnit, rows: Sequence[InboundMail]) -> list[ArrivalLine]:
    """Put arrivals into words."""
    numbers = ticket_numbers(unit, [row.ticket_id for row in rows if row.ticket_id])
    return [_line(here, unit, row, numbers.get(row.ticket_id or 0)) for row in rows]


def recipients_of(here: Visit, unit: ReadUnit, addresses: Sequence[str]) -> tuple[str, ...]:
    """Name recipients; of an address of ours that is a secret only whose it is."""
    return tuple(_recipient(here, unit, one) for one in addresses)


def _recipient(here: Visit, unit: ReadUnit, address: str) -> str:
    issued = token_in(address)
    if issued is None:
        return address
    if issued.prefix == RETURN_PREFIX:
        return here.say("the return path of a mail of ours")
    row = find_reply_address(unit, issued.token)
    person = find_person(unit, row.person_id) if row else None
    if person is None:
        return here.say("a reply address that is not known")
    return here.say("a reply address of %(name)s", name=person.name or address.rpartition("@")[2])


def _line(here: Visit, unit: ReadUnit, row: InboundMail, number: int | None) -> ArrivalLine:
    word, colour, icon = OUTCOMES[row.outcome]
    reason = REASONS.get(row.rule)
    may_release = reason is not None and row.outcome == Outcome.HELD and reason.release
    return ArrivalLine(
        row=row,
        subject=row.subject or here.say(_NO_SUBJECT),
        sender=row.sender or row.envelope_from or here.say(_NO_SENDER),
        reason=here.say(reason.what) if reason else row.why,
        release=here.say(reason.release) if reason and may_release else "",
        outcome=here.say(word),
        colour=colour,
        icon=icon,
        way=here.say(WAYS[row.way]),
        recipients=recipients_of(here, unit, row.envelope_to),
        number=number,
    )
