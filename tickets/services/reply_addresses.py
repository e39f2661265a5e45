"""Personal reply addresses: issued, used, revoked."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam

from tickets.model.mail import Purpose, ReplyAddress
from tickets.model.ticket import Visibility
from tickets.model.token import TokenSigner, token_hash
from tickets.store.fixed import FixedRows
from tickets.store.unit_of_work import UnitOfWork

LIVES_AFTER_USE = timedelta(days=180)
_TOKEN_PURPOSE = "reply"  # noqa: S105 - a name that separates tokens, not a secret

Wanted = tuple[int, Purpose, Visibility, int]
"""(person, purpose, visibility, id of what it is about) on one ticket."""

_ISSUED = FixedRows(ReplyAddress, ReplyAddress.ticket_id == bindparam("ticket_id"))
_ONE = FixedRows(ReplyAddress, ReplyAddress.id == bindparam("row_id"))


def note_use(uow: UnitOfWork, row_id: int) -> None:
    """Note that a reply address was written to just now."""
    row = _ONE.first(uow, row_id=row_id)
    if row is not None:
        uow.watch(row).last_used_at = uow.now


def issue_addresses(
    uow: UnitOfWork, signer: TokenSigner, ticket_id: int, wanted: set[Wanted], *, is_new: bool
) -> dict[Wanted, ReplyAddress]:
    """Give each wanted address on a ticket: the one issued before, or a new one."""
    found: dict[Wanted, ReplyAddress] = {}
    if not is_new:
        for row in _ISSUED.all(uow, ticket_id=ticket_id):
            visibility = Visibility(row.visibility)
            key = (row.person_id, Purpose(row.purpose), visibility, row.about_id)
            if key in wanted and row.revoked_at is None:
                found[key] = uow.watch(row)
                found[key].last_used_at = uow.now
    fresh = {key: _row(uow, signer, ticket_id, key) for key in sorted(wanted - set(found))}
    uow.add(*fresh.values())
    return found | fresh


def token_of(signer: TokenSigner, row: ReplyAddress) -> str:
    """Derive the secret of a reply address; the database holds only its hash."""
    return signer.token(_TOKEN_PURPOSE, row.id, row.version)


def is_expired(row: ReplyAddress, now: datetime) -> bool:
    """Tell whether an address was left unused for too long."""
    return now - row.last_used_at > LIVES_AFTER_USE


def _row(uow: UnitOfWork, signer: TokenSigner, ticket_id: int, key: Wanted) -> ReplyAddress:
    person_id, purpose, visibility, about_id = key
    row = ReplyAddress(
        ticket_id=ticket_id,
        person_id=person_id,
        purpose=purpose,
        visibility=visibility,
        about_id=about_id,
        version=1,
        created_at=uow.now,
        last_used_at=uow.now,
    )
    row.token_sha256 = token_hash(token_of(signer, row))
    return row
