"""What kind of ticket a mail opens, where, and for whom."""

import re

from mailgw.mime.mail import IntentKind, ParsedMail
from mailgw.rules.disposition import Deliver, OpenTicket
from mailgw.rules.facts import Facts, Writer
from mailgw.rules.thread import Match, NoTicket
from tenants import TenantConfig
from tickets.model.people import Side
from tickets.services.values import Author

_KIND_OF_INTENT = {
    IntentKind.QUOTE: "quote",
    IntentKind.COMPLAINT: "complaint",
    IntentKind.REPLY: "question",
    IntentKind.OTHER: "question",
}
_LONGEST_ADDRESS = 254
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


def open_ticket(mail: ParsedMail, facts: Facts, found: Match) -> Deliver:
    """Open a ticket: for its writer, or for the customer whose mail an agent forwards."""
    assert facts.writer is not None
    named = found.suggested if isinstance(found, NoTicket) else None
    department, came_to = facts.departments[0]
    requester, owner, flags, is_forward = _for_whom(mail, facts, facts.writer)
    is_unproven_agent = facts.writer.is_agent and not facts.is_authentic
    effect = OpenTicket(
        department=department,
        kind=_kind(mail, facts, department, came_to),
        came_to=came_to,
        requester=requester,
        owner_id=owner,
        flags=(*flags, "suggested_link") if named else flags,
        is_forward=is_forward,
        suggested_ticket_id=named.ticket_id if named else None,
    )
    why = _why(facts, came_to, is_forward=is_forward)
    tell = "new_ticket_opened_flagged" if is_unproven_agent else ""
    return Deliver("new_ticket", why, effect, tell=tell)


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
    if inner is None or not _is_customer(facts.config, inner.from_.address):
        return author, writer.person_id, facts.flags, False
    customer = Author(
        name=inner.from_.name, address=inner.from_.address.lower(), language=mail.language
    )
    return customer, writer.person_id, facts.flags, True


def _is_customer(config: TenantConfig, address: str) -> bool:
    """Tell whether answers may go to an address that stood in the text of a forwarded mail."""
    if len(address) > _LONGEST_ADDRESS or not _PLAIN_ADDRESS.fullmatch(address):
        return False
    is_ours = config.is_own_domain(address) or config.department_for(address) is not None
    return not is_ours and config.agent_by_address(address) is None


def _kind(mail: ParsedMail, facts: Facts, department: str, came_to: str) -> str:
    config = facts.config.department(department)
    by_address = config.kind_for(came_to) if config is not None else None
    return by_address or _KIND_OF_INTENT[mail.intent.kind]


def _why(facts: Facts, came_to: str, *, is_forward: bool) -> str:
    where = f"to {came_to}" if came_to else "without naming a department"
    what = "An agent forwarded a customer's mail" if is_forward else "It is a new matter, written"
    named = facts.candidates[0].number if facts.candidates else None
    hint = f" It names #{named}, but its writer has no part in that." if named else ""
    return f"{what} {where}.{hint}"
