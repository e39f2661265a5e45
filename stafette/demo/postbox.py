"""Keeps the mails that the made-up people get, one raw file each, until they read them."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"(?P<id>\d{6})-(?P<at>\d+)-(?P<state>new|seen)\.eml\Z")
_HEAD_BYTES = 64 * 1024
_ADDRESS = re.compile(r"[a-z0-9._+-]+@[a-z0-9.-]+\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail in somebody's postbox."""

    id: int
    came_at: datetime
    is_new: bool
    path: Path

    def raw(self) -> bytes:
        """Give the mail as it came."""
        return self.path.read_bytes()

    def head(self) -> bytes:
        """Give its header fields alone (RFC 5322 2.1)."""
        with self.path.open("rb") as file:
            start = file.read(_HEAD_BYTES)
        return start.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


class PostboxStore:
    """A folder per address; the names of its files tell order, time and whether it was read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._changes = 0

    def keep(self, address: str, envelope_from: str, raw: bytes, at: datetime) -> Kept:
        """Put a mail into a postbox, with its return path on top as servers do (RFC 5321 4.4)."""
        folder = self._folder_of(address)
        with self._lock:
            folder.mkdir(parents=True, exist_ok=True)
            number = max((one.id for one in self._listed(folder)), default=0) + 1
            path = folder / f"{number:06}-{int(at.timestamp() * 1000)}-new.eml"
            draft = path.with_suffix(".part")
            draft.write_bytes(f"Return-Path: <{envelope_from}>\r\n".encode() + raw)
            draft.rename(path)
            self._changes += 1
        return Kept(number, at, is_new=True, path=path)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let no mail come, be read or be put away, so that what is listed can be opened."""
        with self._lock:
            yield

    def mails(self, address: str) -> list[Kept]:
        """List somebody's mails, the newest first."""
        with self._lock:
            return sorted(self._listed(self._folder_of(address)), key=lambda one: -one.id)

    def find(self, address: str, mail_id: int) -> Kept | None:
        """Give one mail; None where there is none."""
        return next((one for one in self.mails(address) if one.id == mail_id), None)

    def mark_read(self, address: str, mail_id: int) -> None:
        """Note that somebody has read a mail."""
        with self._lock:
            found = self.find(address, mail_id)
            if found is not None and found.is_new:
                found.path.rename(found.path.with_name(found.path.name.replace("-new.", "-seen.")))
                self._changes += 1

    def replace_by(self, folder: Path) -> None:
        """Put the postboxes of another folder in the place of all that there is."""
        with self._lock:
            shutil.rmtree(self.folder)
            shutil.copytree(folder, self.folder)
            self._changes += 1

    def stamp(self) -> str:
        """Give a word that changes with every mail that comes or is read."""
        return str(self._changes)

    def _folder_of(self, address: str) -> Path:
        wanted = address.lower()
        if not _ADDRESS.match(wanted):
            raise ValueError(f"{address!r} is no address of the made-up world.")
        return self.folder / wanted

    def _listed(self, folder: Path) -> list[Kept]:
        found = [] if not folder.is_dir() else [_NAME.match(one.name) for one in folder.iterdir()]
        return [
            Kept(
                id=int(name["id"]),
                came_at=datetime.fromtimestamp(int(name["at"]) / 1000, UTC),
                is_new=name["state"] == "new",
                path=folder / name.string,
            )
            for name in found
            if name is not None
        ]
