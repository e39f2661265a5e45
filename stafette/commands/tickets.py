"""Commands that show tickets."""

from typing import Annotated, Any

import typer

from stafette.bootstrap import open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import (
    AsJson,
    TenantOption,
    print_json,
    print_json_lines,
    print_table,
)
from stafette.settings import load_settings
from tickets.errors import ConfigurationError, NotFoundError
from tickets.model.people import Person
from tickets.store.tickets import TicketLine, TicketView, find_ticket, list_tickets


def run_tickets(tenant: TenantOption = None, *, as_json: AsJson = False) -> None:
    """List tickets, the one that changed last first.

    Example: stafette tickets --tenant hellmoor
    """
    with open_house(load_settings()) as house:
        rows: list[dict[str, Any]] = []
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                rows += [_line(one) for one in list_tickets(unit, limit=100_000)]
    if as_json:
        print_json_lines(rows)
    else:
        names = ("tenant", "number", "kind", "state", "department", "subject", "requester", "owner")
        print_table(names, [tuple(row[name] for name in names) for row in rows])


def run_ticket(
    number: Annotated[int, typer.Argument(help="The ticket's number.")],
    tenant: TenantOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one ticket with its messages, files, people and events.

    Example: stafette ticket 1001 --tenant hellmoor --json
    """
    with open_house(load_settings()) as house:
        found: list[TicketView] = []
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                view = find_ticket(unit, number)
                found += [view] if view is not None else []
    if not found:
        raise NotFoundError(f"There is no ticket {number}.")
    if len(found) > 1:
        raise ConfigurationError(f"Several tenants have a ticket {number}; name one by --tenant.")
    shown = ticket_json(found[0])
    if as_json:
        print_json(shown)
        return
    print_table(("field", "value"), [(k, v) for k, v in shown.items() if not isinstance(v, list)])
    for message in shown["messages"]:
        files = ", ".join(file["name"] for file in message["attachments"])
        head = f"{message['author']} ({message['visibility']}) {message['created_at']}"
        print_table((head,), [(message["text"],), *([(f"[{files}]",)] if files else [])])


def ticket_json(view: TicketView) -> dict[str, Any]:
    """Give a ticket as JSON shows it."""
    return _line(view.line) | {
        "messages": [_message(view, message.id) for message in view.messages],
        "participants": [
            {
                "role": part.role,
                "side": person.side,
                "name": person.name,
                "addresses": view.addresses.get(person.id, []),
            }
            for part, person in view.participants
        ],
        "mails": [
            {
                "notice": mail.notice,
                "to": mail.to_address,
                "subject": mail.subject,
                "state": mail.state,
                "answer": mail.answer,
                "message_id": mail.message_id,
            }
            for mail in view.mails
        ],
        "tasks": [
            {"kind": task.kind, "title": task.title, "done": task.done_at is not None}
            for task in view.tasks
        ],
        "events": [
            {
                "seq": event.seq,
                "kind": event.kind,
                "at": event.happened_at.isoformat(),
                "content": event.content,
                "hash": event.hash,
            }
            for event in view.events
        ],
    }


def _message(view: TicketView, message_id: int) -> dict[str, Any]:
    message = next(one for one in view.messages if one.id == message_id)
    return {
        "visibility": message.visibility,
        "channel": message.channel,
        "author": message.author_name,
        "author_address": message.author_address,
        "created_at": message.created_at.isoformat(),
        "text": message.text,
        "signature": message.signature,
        "quoted_text": message.quoted_text,
        "language": message.language,
        "automatic": message.automatic,
        "why": message.why,
        "trust": message.trust,
        "flags": message.flags,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "inline": file.is_inline,
            }
            for file in view.attachments[message.id]
        ],
    }


def _line(line: TicketLine) -> dict[str, Any]:
    ticket = line.ticket
    return {
        "tenant": ticket.tenant,
        "number": ticket.number,
        "kind": ticket.kind,
        "state": ticket.state,
        "department": line.department,
        "subject": ticket.subject,
        "requester": _name(line.requester),
        "owner": _name(line.owner),
        "language": ticket.language,
        "flags": ticket.flags,
        "waits_for_us": ticket.waits_for_us,
        "opened_at": ticket.opened_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
    }


def _name(person: Person | None) -> str | None:
    return (person.name or f"person {person.id}") if person is not None else None
