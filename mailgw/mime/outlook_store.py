"""The properties in a file of Outlook's (.msg): a compound file of streams (MS-CFB, MS-OXMSG 2)."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from olefile import OleFileIO

from mailgw.mime.charset import decode_text

MAX_TEXT = 1024 * 1024
_MAX_ENTRIES = 20_000
"""Folders and streams of the file; a mail with many attachments has some hundred."""
_DEPTH = 16
"""Folders within folders: two for each mail within a mail."""
_ROOT_HEAD, _INNER_HEAD, _PART_HEAD, _RECORD = 32, 24, 8, 16
_INTEGER, _TIME, _BINARY, _WIDE, _NARROW = 0x0003, 0x0040, 0x0102, 0x001F, 0x001E
_BODY, _CODE_PAGE, _BODY_CODE_PAGE = 0x1000, 0x3FFD, 0x3FDE
_ISO_PAGES = 28590
"""The number before that of ISO 8859-1 among the code pages."""
_BEGIN_OF_TIME = datetime(1601, 1, 1, tzinfo=UTC)


def open_file(content: bytes) -> Any:
    """Open the file; the library has no types."""
    return OleFileIO(BytesIO(content))  # type: ignore[no-untyped-call] # untyped library


class Streams:
    """The streams of one file; all that is read of it together is never more than its size."""

    def __init__(self, ole: Any, size: int) -> None:
        self._ole = ole
        self._left = size + MAX_TEXT
        names = ole.listdir(streams=True, storages=False)
        if len(names) > _MAX_ENTRIES:
            message = "It has too many parts."
            raise ValueError(message)
        self._names = {"/".join(one): one for one in names}
        self._below: dict[str, set[str]] = {}
        for one in names:
            for place, name in enumerate(one[:_DEPTH]):
                self._below.setdefault("".join(f"{up}/" for up in one[:place]), set()).add(name)

    def below(self, base: str) -> set[str]:
        """Name what stands directly in a folder, which ends in a slash, or in the file itself."""
        return self._below.get(base, set())

    def read(self, name: str) -> bytes:
        """Give a stream; empty where it is missing."""
        path = self._names.get(name)
        if path is None:
            return b""
        size = int(self._ole.get_size(path))
        self._left -= size
        if self._left < 0:
            message = "Its parts overlap."
            raise ValueError(message)
        with self._ole.openstream(path) as stream:
            return bytes(stream.read())


class Store:
    """The properties of one mail: that of the file, or one that is attached to another."""

    def __init__(self, streams: Streams, base: str = "") -> None:
        self._streams = streams
        self._base = base
        self._fixed: dict[str, dict[tuple[int, int], bytes]] = {}
        self.code_page = self.integer(_CODE_PAGE)
        self.body_code_page = self.integer(_BODY_CODE_PAGE) or self.code_page

    def folders(self, prefix: str) -> Iterator[str]:
        """Name the parts whose folder begins like this, in their order."""
        return iter(
            sorted(one for one in self._streams.below(self._base) if one.startswith(prefix))
        )

    def inner(self, ident: int, at: str) -> "Store | None":
        """Give the mail that a property of a part is; None where it is none."""
        folder = f"__substg1.0_{ident:04X}000D"
        if folder not in self._streams.below(f"{self._base}{at}"):
            return None
        return Store(self._streams, f"{self._base}{at}{folder}/")

    def octets(self, ident: int, kind: int = _BINARY, at: str = "") -> bytes:
        """Give a property of variable length; empty where it is missing."""
        return self._read(f"{at}__substg1.0_{ident:04X}{kind:04X}")

    def text(self, ident: int, at: str = "") -> str:
        """Give a text, whichever of the two ways it was written in."""
        wide = self.octets(ident, _WIDE, at)
        if wide:
            return wide[: 2 * MAX_TEXT].decode("utf-16-le", "replace").replace("\0", "")
        narrow = self.octets(ident, _NARROW, at)[:MAX_TEXT]
        page = self.body_code_page if ident == _BODY else self.code_page
        return decode_text(narrow, codec_of_page(page)).text.replace("\0", "") if narrow else ""

    def integer(self, ident: int, at: str = "") -> int:
        """Give a number; 0 where it is missing."""
        value = self._values(at).get((ident, _INTEGER))
        return int(struct.unpack("<i", value[:4])[0]) if value else 0

    def moment(self, ident: int) -> datetime | None:
        """Give a moment of the mail itself."""
        value = self._values("").get((ident, _TIME))
        ticks = int(struct.unpack("<Q", value)[0]) if value else 0
        return _BEGIN_OF_TIME + timedelta(microseconds=ticks // 10) if ticks else None

    def _values(self, at: str) -> dict[tuple[int, int], bytes]:
        """Read the properties of fixed length of the mail or of one part."""
        if at not in self._fixed:
            raw = self._read(f"{at}__properties_version1.0")
            whole = _INNER_HEAD if self._base else _ROOT_HEAD
            found: dict[tuple[int, int], bytes] = {}
            head = _PART_HEAD if at else whole
            for start in range(head, len(raw) - _RECORD + 1, _RECORD):
                kind, ident = struct.unpack("<HH", raw[start : start + 4])
                found.setdefault((ident, kind), raw[start + 8 : start + _RECORD])
            self._fixed[at] = found
        return self._fixed[at]

    def _read(self, name: str) -> bytes:
        return self._streams.read(f"{self._base}{name}")


def codec_of_page(page: int) -> str:
    """Name a Windows code page as decoders know it."""
    if _ISO_PAGES < page <= _ISO_PAGES + 16:
        return f"iso-8859-{page - _ISO_PAGES}"
    return {0: "", 65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r"}.get(page, f"cp{page}")
