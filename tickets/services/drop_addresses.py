"""Drop addresses: where an agent sends a blind copy of what they write from their mail client."""

from sqlalchemy import bindparam

from tenants import TenantConfig
from tickets.model.mail import Purpose, ReplyAddress
from tickets.model.ticket import Visibility
from tickets.model.token import TokenSigner, token_hash
from tickets.services.reply_addresses import token_of
from tickets.store.addresses import REPLY_PREFIX
from tickets.store.fixed import FixedRows
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_OWN = FixedRows(
    ReplyAddress,
    ReplyAddress.person_id == bindparam("person_id"),
    ReplyAddress.purpose == Purpose.DROP.value,
    ReplyAddress.revoked_at.is_(None),
)


def find_drop_address(
    unit: ReadUnit, signer: TokenSigner, config: TenantConfig, person_id: int
) -> str:
    """Give an agent's drop address; empty where they have none."""
    row = _OWN.first(unit, person_id=person_id)
    return _address(signer, config, row) if row is not None else ""


def renew_drop_address(
    uow: UnitOfWork, signer: TokenSigner, config: TenantConfig, person_id: int
) -> str:
    """Give an agent a new drop address; the one before is dead from now on."""
    revoke_drop_address(uow, person_id)
    row = ReplyAddress(
        ticket_id=None,
        person_id=person_id,
        purpose=Purpose.DROP,
        visibility=Visibility.PUBLIC,
        about_id=0,
        version=1,
        created_at=uow.now,
        last_used_at=uow.now,
    )
    row.token_sha256 = token_hash(token_of(signer, row))
    uow.add(row)
    return _address(signer, config, row)


def revoke_drop_address(uow: UnitOfWork, person_id: int) -> None:
    """Let an agent's drop address do nothing any more."""
    for row in _OWN.all(uow, person_id=person_id):
        uow.watch(row).revoked_at = uow.now


def _address(signer: TokenSigner, config: TenantConfig, row: ReplyAddress) -> str:
    return f"{REPLY_PREFIX}{token_of(signer, row)}@{config.reply_domain}"
