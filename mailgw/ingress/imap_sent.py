"""Tells, from the header alone, which of an agent's sent mails are about our customers.

Whoever lets us watch their sent mail writes private ones too. Those are never fetched and leave no
trace here but the number up to which the folder is settled.
"""

import re
from collections.abc import Mapping

from sqlalchemy import select

from tickets.core import Core
from tickets.model.people import Person, PersonAddress, Side
from tickets.model.ticket import KnownId

_EXAMINED = 64 * 1024
_LOOKED_UP = 100
_FIELD = re.compile(
    rb"^(to|cc|in-reply-to|references):((?:[^\r\n]|\r?\n[ \t]){0,16000})",
    re.MULTILINE | re.IGNORECASE,
)
_ADDRESS = re.compile(rb"[^\s<>()\[\],;:\"]{1,64}@[A-Za-z0-9.-]{1,253}")
_ID = re.compile(rb"<([^\s<>]{1,400})>")


def choose_sent(core: Core, tenant: str, headers: Mapping[int, bytes]) -> set[int]:
    """Give the UIDs of the mails that went to a contact, or that answer a mail on a ticket."""
    named = {uid: _named(header) for uid, header in headers.items()}
    addresses = {one for found, _ in named.values() for one in found}
    ids = {one for _, found in named.values() for one in found}
    with core.read(tenant) as unit:
        contacts = set(
            unit.session.scalars(
                select(PersonAddress.address)
                .join(Person, Person.id == PersonAddress.person_id)
                .where(
                    PersonAddress.address.in_(addresses),
                    Person.side == Side.CONTACT.value,
                )
            )
        )
        known = set(
            unit.session.scalars(select(KnownId.message_id).where(KnownId.message_id.in_(ids)))
        )
    return {
        uid
        for uid, (to, answers) in named.items()
        if not contacts.isdisjoint(to) or not known.isdisjoint(answers)
    }


def _named(header: bytes) -> tuple[set[str], set[str]]:
    """Read whom a mail names in To and Cc, and the mails that it answers."""
    to: set[str] = set()
    answers: set[str] = set()
    for name, value in _FIELD.findall(header[:_EXAMINED]):
        if name.lower() in (b"to", b"cc"):
            to |= {one.decode("ascii", "replace").lower() for one in _ADDRESS.findall(value)}
        else:
            answers |= {one.decode("ascii", "replace") for one in _ID.findall(value)}
    return set(sorted(to)[:_LOOKED_UP]), set(sorted(answers)[:_LOOKED_UP])
