"""Bytes in a directory, `<tenant>/<sha256>`, synced before they count as kept."""

import contextlib
import hashlib
import os
import secrets
import shutil
from pathlib import Path

from tickets.errors import NotFoundError, StorageFullError

RESERVE_BYTES = 256 * 1024 * 1024


class DirectoryBlobs:
    """Keeps each blob as one file; writing the same bytes twice keeps one."""

    def __init__(self, root: Path, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._root = root
        self._reserve_bytes = reserve_bytes
        self._synced: set[Path] = set()

    def put(self, tenant: str, content: bytes) -> str:
        """Write, sync file and folder, and give the sha256.

        Raises StorageFullError when less than max(reserve, twice the size) would stay free.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(tenant, sha256)
        if target.exists():
            # Whoever wrote it may have been killed, or be waiting, just before this sync.
            _sync_folder(target.parent)
            return sha256
        self._prepare(target.parent)
        free = shutil.disk_usage(target.parent).free
        if free < max(self._reserve_bytes, 2 * len(content)):
            raise StorageFullError(
                "The disk is nearly full; mail is accepted again when it is not."
            )
        draft = target.parent / f".{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return sha256

    def get(self, tenant: str, sha256: str) -> bytes:
        """Read the bytes; raises NotFoundError where there are none."""
        try:
            return self.path(tenant, sha256).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"There is no blob {sha256[:12]} of {tenant}.") from None

    def path(self, tenant: str, sha256: str) -> Path:
        """Give the file's place; folders of 256 keep listings short."""
        return self._root / tenant / sha256[:2] / sha256

    def names(self, tenant: str) -> set[str]:
        """List all hashes of a tenant."""
        found = (self._root / tenant).glob("??/*") if (self._root / tenant).is_dir() else ()
        return {path.name for path in found if not path.name.startswith(".")}

    def _prepare(self, folder: Path) -> None:
        if folder in self._synced:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for part in (folder, *list(folder.parents)[:3]):
            with contextlib.suppress(PermissionError):
                _sync_folder(part)
        self._synced.add(folder)


def _sync_folder(folder: Path) -> None:
    """Make a new name durable: the entry lives in the folder, not in the file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
