"""Queries on watched IMAP folders: how far each one has come, and which of its mails are kept."""

from dataclasses import dataclass

from sqlalchemy import select

from tickets.model.mail import ImapFolder, InboundMail
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """One folder of one account under one UIDVALIDITY: within it a UID names one mail for good."""

    account: str
    folder: str
    uidvalidity: int


def list_folders(unit: ReadUnit) -> list[ImapFolder]:
    """List all watched folders of the tenant with their progress and last error."""
    return list(
        unit.session.scalars(select(ImapFolder).order_by(ImapFolder.account, ImapFolder.folder))
    )


def find_folder(unit: ReadUnit, account: str, folder: str) -> ImapFolder | None:
    """Find the state of one folder; None before it was tried for the first time."""
    return unit.session.scalar(
        select(ImapFolder).where(ImapFolder.account == account, ImapFolder.folder == folder)
    )


def last_uid_of(unit: ReadUnit, place: FolderPlace) -> int | None:
    """Tell up to which UID all is settled; None where this UIDVALIDITY was not met before."""
    row = find_folder(unit, place.account, place.folder)
    return row.last_uid if row is not None and row.uidvalidity == place.uidvalidity else None


def begin_folder(uow: UnitOfWork, place: FolderPlace) -> None:
    """Start a folder from its first UID, at the first visit and after a change of UIDVALIDITY."""
    row = _row(uow, place.account, place.folder)
    row.uidvalidity, row.last_uid = place.uidvalidity, 0


def advance_folder(uow: UnitOfWork, place: FolderPlace, last_uid: int) -> None:
    """Note that every mail up to this UID is settled; the mark never goes back."""
    row = _row(uow, place.account, place.folder)
    if row.uidvalidity == place.uidvalidity and row.last_uid < last_uid:
        row.last_uid = last_uid


def note_poll(uow: UnitOfWork, account: str, folder: str) -> None:
    """Note a poll that went well; earlier failures are over."""
    row = _row(uow, account, folder)
    row.polled_at, row.failures, row.last_error = uow.now, 0, ""


def note_failure(uow: UnitOfWork, account: str, folder: str, sentence: str) -> None:
    """Note why a folder could not be read, for people who look after it."""
    row = _row(uow, account, folder)
    row.failures, row.last_error = row.failures + 1, sentence[:_ERROR_LENGTH]


def known_uids(unit: ReadUnit, place: FolderPlace, low: int = 1) -> set[int]:
    """Give the UIDs of a folder, from `low` on, that have their line in the ledger."""
    query = select(InboundMail.uid).where(
        InboundMail.account == place.account,
        InboundMail.folder == place.folder,
        InboundMail.uidvalidity == place.uidvalidity,
        InboundMail.uid >= low,
    )
    return {uid for uid in unit.session.scalars(query) if uid is not None}


def _row(uow: UnitOfWork, account: str, folder: str) -> ImapFolder:
    row = find_folder(uow, account, folder)
    if row is None:
        row = ImapFolder(account=account, folder=folder, last_uid=0, failures=0, last_error="")
        uow.session.add(row)
        uow.session.flush()
    return row
