"""Our own style sheets and scripts, under an address that changes whenever one of them does."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent."""

    content: bytes
    zipped: bytes
    media_type: str


class StaticFiles:
    """All files of a folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, StaticFile] = {}
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            media_type = _MEDIA_TYPES.get(path.suffix)
            if media_type is None or not path.is_file():
                continue
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            digest.update(name.encode() + b"\0" + content)
            zipped = gzip.compress(content, mtime=0)
            self._files[name] = StaticFile(content, zipped, media_type)
        self.version = digest.hexdigest()[:12]
        """Of all files together, so that one may refer to another by its bare name."""

    def find(self, name: str) -> StaticFile | None:
        """Give a file by its name; None where there is none."""
        return self._files.get(name)

    def address(self, name: str) -> str:
        """Give the path under which a page asks for a file; raises KeyError for an unknown one."""
        if name not in self._files:
            raise KeyError(f"There is no web/static/{name}.")
        return f"/static/{self.version}/{name}"
