"""One signed-in IMAP session: everything that is ever asked of a server, and nothing more.

Folders are opened by EXAMINE and mails read by BODY.PEEK, so reading changes no flag. A search
names UIDs only; no text of a user or a mail is ever part of a command.
"""

import contextlib
import select
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import DELETED
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from mailgw.ingress.imap_client import connect
from mailgw.ingress.imap_words import is_broken, server_words
from tenants import Encryption, ImapAccount
from tickets.errors import TemporaryError

_GOODBYE_SECONDS = 1
_SLICE_SECONDS = 0.5
_SEARCH_WINDOW = 50_000
"""UIDs per search: a longer answer passes the line length that the library reads."""


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A folder as it stood when it was opened."""

    name: str
    uidvalidity: int
    uidnext: int | None
    exists: int


@dataclass(frozen=True, slots=True)
class MailSize:
    """What is asked about a mail before it is fetched; size in bytes."""

    size: int
    arrived_at: datetime | None


class ImapSession:
    """A connection to one account, signed in."""

    def __init__(self, account: ImapAccount) -> None:
        """Connect and sign in; raises what `explain_error` puts into words."""
        password = account.read_password()
        self._account = account
        self._client: Any = connect(account)
        self._opened: str | None = None
        try:
            if account.encryption is Encryption.STARTTLS:
                self._client.starttls(ssl.create_default_context())
            self._client.normalise_times = False
            if (account.username + password).isascii():
                self._client.login(account.username, password)
            else:
                # LOGIN knows ASCII only; PLAIN carries UTF-8 (RFC 4616 2).
                self._client.plain_login(account.username, password)
            self.can_idle = self.has("IDLE")
        except BaseException:
            self.close()
            raise

    def has(self, capability: str) -> bool:
        """Tell whether the server offers a capability."""
        return bool(self._client.has_capability(capability))

    def close(self) -> None:
        """Take leave of the server, without waiting for one that is gone."""
        with contextlib.suppress(OSError, IMAPClientError):
            self._client.socket().settimeout(_GOODBYE_SECONDS)
            self._client.logout()
        with contextlib.suppress(OSError, IMAPClientError):
            self._client.shutdown()

    def interrupt(self) -> None:
        """Break the connection from another thread, so that whoever waits on it wakes."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            self._client.socket().shutdown(socket.SHUT_RDWR)

    def has_news(self) -> bool:
        """Tell whether new mail was announced since the folder was opened."""
        return bool(self._client.has_announced_mail())

    def folder_exists(self, folder: str) -> bool:
        """Tell whether the account has such a folder."""
        return bool(self._client.folder_exists(folder))

    def make_folder(self, folder: str) -> None:
        """Make a folder where it is missing."""
        if self.folder_exists(folder):
            return
        self._client.create_folder(folder)
        with contextlib.suppress(IMAPClientError):
            self._client.subscribe_folder(folder)  # else some mail programs do not show it

    def open(self, folder: str) -> OpenedFolder:
        """Open a folder for reading only; raises TemporaryError where that is not possible."""
        self._opened = None
        answer = self._select(folder, readonly=True)
        uidvalidity = answer.get(b"UIDVALIDITY")
        if uidvalidity is None:
            uidvalidity = self._client.folder_status(folder, ["UIDVALIDITY"]).get(b"UIDVALIDITY")
        if uidvalidity is None:
            raise TemporaryError(
                f"The server gives no UIDVALIDITY for the folder {folder}, so its mails cannot be "
                "told apart; choose another folder."
            )
        self._opened = folder
        uidnext = answer.get(b"UIDNEXT")
        exists = int(answer.get(b"EXISTS", 0))
        return OpenedFolder(folder, int(uidvalidity), uidnext and int(uidnext), exists)

    def list_uids(self, opened: OpenedFolder, low: int = 1) -> list[int]:
        """List the UIDs of the opened folder from `low` on, in ascending order."""
        found: set[int] = set()
        for uid_range in _uid_ranges(opened, low):
            found.update(self._client.search(["UID", uid_range]))
        # `n:*` names the last mail even where its UID lies below n (RFC 3501 6.4.8).
        return sorted(uid for uid in found if uid >= low)

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Tell which of these UIDs of the opened folder have not been expunged."""
        return set(self._client.search(["UID", _as_set(uids)])).intersection(uids)

    def measure(self, uids: Sequence[int]) -> dict[int, MailSize]:
        """Ask size and time of arrival; what the server does not tell is left out."""
        try:
            answers = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        except IMAPClientError as error:
            if is_broken(error):
                raise
            return {}
        return {
            uid: MailSize(int(answer[b"RFC822.SIZE"]), answer.get(b"INTERNALDATE"))
            for uid, answer in answers.items()
            if b"RFC822.SIZE" in answer
        }

    def fetch(self, uids: Sequence[int], *, header_only: bool = False) -> dict[int, bytes]:
        """Fetch mails as they lie there; those that the server does not hand out are left out.

        One mail that the server cannot give does not cost the others: they are asked for singly.
        """
        part = "HEADER" if header_only else ""
        try:
            answers = self._client.fetch(uids, [f"BODY.PEEK[{part}]"])
        except IMAPClientError as error:
            if is_broken(error):
                raise
            if len(uids) == 1:
                return {}
            return {
                uid: raw
                for one in uids
                for uid, raw in self.fetch([one], header_only=header_only).items()
            }
        key = f"BODY[{part}]".encode()
        found = {uid: answer.get(key) for uid, answer in answers.items()}
        return {uid: raw for uid, raw in found.items() if isinstance(raw, bytes)}

    def list_movable(self) -> list[int]:
        """List the UIDs of the opened folder that nobody has marked as deleted."""
        return sorted(self._client.search(["UID", "1:*", "UNDELETED"]))

    def move(self, folder: str, uids: Sequence[int], target: str) -> None:
        """Move mails to another folder, by MOVE (RFC 6851) or by COPY and removal.

        The folder is opened for writing and has to be opened again for reading afterwards.
        Without UIDPLUS the copied mails stay behind marked as deleted, since a bare EXPUNGE would
        also remove what other people have marked.
        """
        self._opened = None
        self._select(folder, readonly=False)
        if self.has("MOVE"):
            self._client.move(uids, target)
            return
        self._client.copy(uids, target)
        self._client.add_flags(uids, [DELETED], silent=True)
        if self.has("UIDPLUS"):
            self._client.uid_expunge(uids)

    def wait(self, folder: str, seconds: float, keep_going: Callable[[], None]) -> bool:
        """Wait for news in the opened folder by IDLE (RFC 2177); True when there may be some.

        `keep_going` is asked about twice a second and raises to end the wait. Only for a session
        that `can_idle`; a server that refuses IDLE after all clears that mark.
        """
        if self._opened != folder or self.has_news():
            return True
        try:
            self._client.idle()
        except IMAPClientError as error:
            if is_broken(error):
                raise
            self.can_idle = False
            return False
        try:
            for part in _slices(seconds):
                keep_going()
                if self._client.has_unread_lines() or self._readable(part):
                    return True
            return False
        finally:
            self._client.idle_done()

    def _readable(self, seconds: float) -> bool:
        poller = select.poll()
        poller.register(self._client.socket().fileno(), select.POLLIN)
        return bool(poller.poll(seconds * 1000))

    def _select(self, folder: str, *, readonly: bool) -> dict[bytes, Any]:
        try:
            answer: dict[bytes, Any] = self._client.select_folder(folder, readonly=readonly)
        except IMAPClientReadOnlyError:
            raise TemporaryError(
                f"The folder {folder} may only be read, so nothing can be moved out of it."
            ) from None
        except IMAPClientError as error:
            if is_broken(error):
                raise
            raise TemporaryError(
                f"The folder {folder} cannot be opened ({server_words(error)}); check its name."
            ) from None
        return answer


def _uid_ranges(opened: OpenedFolder, low: int) -> Iterator[str]:
    if opened.exists == 0:
        return
    if opened.exists <= _SEARCH_WINDOW or opened.uidnext is None:
        yield f"{low}:*"
        return
    while low < opened.uidnext:
        yield f"{low}:{low + _SEARCH_WINDOW - 1}"
        low += _SEARCH_WINDOW
    yield f"{max(low, opened.uidnext)}:*"


def _as_set(uids: Sequence[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _slices(seconds: float) -> Iterator[float]:
    while seconds > 0:
        yield min(seconds, _SLICE_SECONDS)
        seconds -= _SLICE_SECONDS
