"""Copies the mails of an IMAP account into files, for looking at them; no flag changes."""

from contextlib import closing
from pathlib import Path

from imapclient.exceptions import IMAPClientError

from mailgw.ingress.imap_session import ImapSession
from mailgw.ingress.imap_words import explain_error
from tenants import ImapAccount, PasswordMissingError
from tickets.errors import TemporaryError

_BATCH = 20


def copy_account(account: ImapAccount, target: Path) -> None:
    """Write each mail of the watched folders as `<number of the folder>/<uid>.eml`.

    Raises TemporaryError with one sentence where the server cannot be asked.
    """
    try:
        with closing(ImapSession(account)) as session:
            for number, folder in enumerate(account.folders):
                # Folder names are the server's, so none of them becomes a path here.
                place = target / f"{number}"
                place.mkdir()
                _copy(session, folder, place)
    except (IMAPClientError, OSError, PasswordMissingError) as error:
        raise TemporaryError(explain_error(error, account)) from error


def _copy(session: ImapSession, folder: str, place: Path) -> None:
    uids = session.list_uids(session.open(folder))
    for start in range(0, len(uids), _BATCH):
        for uid, raw in session.fetch(uids[start : start + _BATCH]).items():
            (place / f"{uid}.eml").write_bytes(raw)
