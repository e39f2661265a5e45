"""What kind of ticket a mail opens, where, and for whom."""

from dataclasses import replace

from mailgw.mime.mail import ParsedMail
from mailgw.rules.disposition import Deliver, OpenTicket
from mailgw.rules.facts import Facts, Writer
from mailgw.rules.following import may_be_customer
from mailgw.rules.known import KIND_OF_INTENT
from mailgw.rules.thread import Match, NoTicket
from tickets.model.people import Side
from tickets.services.requester import CUSTOMER_UNCONFIRMED
from tickets.services.values import Author
from tickets.text.reference import is_forward_subject


def open_ticket(mail: ParsedMail, facts: Facts, found: Match) -> Deliver:
    """Open a ticket: for its writer, or for the customer whose mail an agent forwards."""
    named = found.suggested if isinstance(found, NoTicket) else None
    if named is not None and named.is_closed_for_good and named.gives_right:
        return open_following(mail, facts, named.ticket_id, named.department)
    deliver, effect = _opened(mail, facts, facts.departments[0])
    if named is None:
        return deliver
    flags = (*effect.flags, "suggested_link")
    effect = replace(effect, flags=flags, suggested_ticket_id=named.ticket_id)
    return replace(deliver, effect=effect)


def open_following(mail: ParsedMail, facts: Facts, closed_id: int, department: str) -> Deliver:
    """Open a ticket for what comes after another one, which no mail opens again.

    It goes where that one was, unless the mail names another department.
    """
    place = facts.departments[0]
    if not place[1] and department:
        place = (department, "")
    deliver, effect = _opened(mail, facts, place)
    why = f"{deliver.why} The ticket that it goes on with was closed too long ago."
    return replace(deliver, why=why, effect=replace(effect, follows_id=closed_id))


def _opened(mail: ParsedMail, facts: Facts, place: tuple[str, str]) -> tuple[Deliver, OpenTicket]:
    assert facts.writer is not None
    department, came_to = place
    requester, owner, flags, is_forward = _for_whom(mail, facts, facts.writer)
    is_unproven_agent = facts.writer.is_agent and not facts.is_authentic
    effect = OpenTicket(
        department=department,
        kind=_kind(mail, facts, department, came_to),
        came_to=came_to,
        requester=requester,
        owner_id=owner,
        flags=flags,
        is_forward=is_forward,
        candidates=_candidates(mail, facts) if CUSTOMER_UNCONFIRMED in flags else (),
    )
    why = _why(facts, came_to, is_forward=is_forward)
    tell = "new_ticket_opened_flagged" if is_unproven_agent else ""
    return Deliver("new_ticket", why, effect, tell=tell), effect


def author_of(facts: Facts, mail: ParsedMail) -> Author:
    """Give the mail's writer as an author."""
    writer = facts.writer
    assert writer is not None
    return Author(
        name=writer.name,
        address=writer.address,
        person_id=writer.person_id,
        side=Side.AGENT if writer.is_agent else Side.CONTACT,
        language=writer.language or mail.language,
        is_proven=writer.is_proven,
        is_settled=writer.is_settled,
    )


def _for_whom(
    mail: ParsedMail, facts: Facts, writer: Writer
) -> tuple[Author, int | None, tuple[str, ...], bool]:
    """Name requester, owner and flags.

    An agent's forward makes the customer the requester and the agent the owner (P9); an agent
    who is not proven opens it as from themselves, and it is flagged.
    """
    author = author_of(facts, mail)
    if not writer.is_agent:
        return author, None, facts.flags, False
    if not facts.is_authentic:
        return author, None, ("unauthenticated_agent", *facts.flags), False
    inner = mail.forwarded
    if inner is None or inner.others or not may_be_customer(facts.config, inner.from_.address):
        unsure = inner is not None or is_forward_subject(mail.subject)
        flags = (CUSTOMER_UNCONFIRMED, *facts.flags) if unsure else facts.flags
        return author, writer.person_id, flags, False
    customer = Author(
        name=inner.from_.name, address=inner.from_.address.lower(), language=mail.language
    )
    return customer, writer.person_id, facts.flags, True


def _candidates(mail: ParsedMail, facts: Facts) -> tuple[str, ...]:
    """Name the writers of several forwarded mails, for an agent to choose from."""
    inner = mail.forwarded
    if inner is None or not inner.others:
        return ()
    named = (one.address.lower() for one in (inner.from_, *inner.others))
    return tuple(one for one in named if may_be_customer(facts.config, one))


def _kind(mail: ParsedMail, facts: Facts, department: str, came_to: str) -> str:
    config = facts.config.department(department)
    by_address = config.kind_for(came_to) if config is not None else None
    if by_address:
        return by_address
    return facts.learned.kind if facts.learned else KIND_OF_INTENT[mail.intent.kind]


def _why(facts: Facts, came_to: str, *, is_forward: bool) -> str:
    where = f"to {came_to}" if came_to else "without naming a department"
    what = "An agent forwarded a customer's mail" if is_forward else "It is a new matter, written"
    named = facts.candidates[0].number if facts.candidates else None
    hint = f" It names #{named}, but its writer has no part in that." if named else ""
    kind = ""
    if facts.learned is not None:
        words = ", ".join(facts.learned.words)
        kind = f" Its kind was learned from {facts.learned.corrections} corrections: {words}."
    return f"{what} {where}.{hint}{kind}"
