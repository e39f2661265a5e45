"""Where commands find mails: files, folders, mbox files, Maildirs, and IMAP accounts, read-only."""

import mailbox
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mailgw.ingress.imap_copy import copy_account
from stafette.explain import files_of
from tenants import ImapAccount, TenantConfig
from tickets.errors import NotFoundError

_MBOX_ENDS = (".mbox", ".mbx")


@dataclass(frozen=True, slots=True)
class Found:
    """One mail and where it lies; without bytes, why it could not be read."""

    file: str
    raw: bytes = b""
    error: str = ""


def mails_in(paths: Iterable[Path], limit: int = -1) -> Iterator[Found]:
    """Read every mail below some paths, or so many bytes of the beginning of each."""
    for path in files_of(paths):
        try:
            with path.open("rb") as file:
                raw = file.read(limit)
            if raw.startswith(b"From ") and path.suffix in _MBOX_ENDS:
                yield from _of_mbox(path, limit)
            else:
                yield Found(str(path), raw)
        except OSError as error:
            reason = error.strerror or "unknown error"
            yield Found(str(path), error=f"The file cannot be read: {reason}.")


def _of_mbox(path: Path, limit: int) -> Iterator[Found]:
    with closing(mailbox.mbox(path, create=False)) as box:
        for key in box.iterkeys():
            raw = box.get_bytes(key)
            yield Found(f"{path}:{key}", raw if limit < 0 else raw[:limit])


def account_of(config: TenantConfig, name: str) -> ImapAccount:
    """Find an account by its name; raises NotFoundError with the names that there are."""
    for one in config.imap:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in config.imap) or "none"
    raise NotFoundError(f"{config.slug} has no IMAP account {name}; its accounts are: {names}.")


@contextmanager
def copied(account: ImapAccount) -> Iterator[Path]:
    """Copy the watched folders of an account into a folder that is gone afterwards.

    Raises TemporaryError with one sentence where the server cannot be asked.
    """
    with tempfile.TemporaryDirectory(prefix="stafette-analyse-") as name:
        copy_account(account, Path(name))
        yield Path(name)
