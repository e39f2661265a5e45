"""Builds mails as Outlook saves them (.msg): a compound file (MS-CFB) of properties (MS-OXMSG)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

_SECTOR, _SMALL, _LIMIT = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_TICKS = 10_000_000
_STARTS = datetime(1601, 1, 1, tzinfo=UTC)

Tree = Mapping[str, "bytes | Tree"]


@dataclass(frozen=True)
class Saved:
    """A mail as somebody saved it from Outlook; `raw` builds the file."""

    name: str = "Piet Jansen"
    address: str = "piet@jansen.example"
    subject: str = "Voordeur"
    text: str = "Wat kost een voordeur in eiken?\r\n\r\nPiet Jansen\r\n"
    html: str = ""
    header: str = ""
    """The Internet header that a received mail keeps."""
    message_id: str = ""
    in_reply_to: str = ""
    sent_at: datetime = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
    to: tuple[tuple[str, str], ...] = (("Anna Kraft", "a.kraft@hellmoor.example"),)
    files: tuple[tuple[str, str, bytes], ...] = ()
    kind: str = "IPM.Note"
    page: int = 0
    """A code page: then texts are written in it, as old versions did."""
    mails: tuple["Saved", ...] = ()
    """Mails that are attached to it."""
    changes: Mapping[str, "bytes | Tree"] = field(default_factory=dict)
    """Streams that are as no Outlook writes them."""

    @property
    def raw(self) -> bytes:
        """Build the file."""
        return compound_file(self._tree(32))

    def _tree(self, head: int) -> "dict[str, bytes | Tree]":
        texts = {
            0x001A: self.kind,
            0x0037: self.subject,
            0x0042: self.name,
            0x5D02: self.address,
            0x1000: self.text,
            0x007D: self.header,
            0x1035: self.message_id,
            0x1042: self.in_reply_to,
        }
        tree: dict[str, bytes | Tree] = self._texts(texts)
        tree["__substg1.0_10130102"] = self.html.encode()
        ticks = int((self.sent_at - _STARTS).total_seconds()) * _TICKS
        fixed = _record(0x0039, 0x0040, struct.pack("<Q", ticks))
        fixed += _number(0x3FDE, 65001) if not self.page else _number(0x3FDE, self.page)
        fixed += _number(0x3FFD, self.page) if self.page else b""
        tree["__properties_version1.0"] = bytes(head) + fixed
        for place, (name, address) in enumerate(self.to):
            person = self._texts({0x3001: name, 0x39FE: address})
            person["__properties_version1.0"] = bytes(8) + _number(0x0C15, 1)
            tree[f"__recip_version1.0_#{place:08X}"] = person
        for place, (name, media_type, content) in enumerate(self.files):
            file = self._texts({0x3707: name, 0x370E: media_type})
            file["__substg1.0_37010102"] = content
            file["__properties_version1.0"] = bytes(8) + _number(0x3705, 1)
            tree[f"__attach_version1.0_#{place:08X}"] = file
        for place, inner in enumerate(self.mails, len(self.files)):
            part: dict[str, bytes | Tree] = {
                "__substg1.0_3701000D": inner._tree(24),  # noqa: SLF001 - another of this class
                "__properties_version1.0": bytes(8) + _number(0x3705, 5),
            }
            tree[f"__attach_version1.0_#{place:08X}"] = part
        return tree | dict(self.changes)

    def _texts(self, texts: dict[int, str]) -> dict[str, bytes | Tree]:
        kind, codec = ("001E", f"cp{self.page}") if self.page else ("001F", "utf-16-le")
        return {
            f"__substg1.0_{ident:04X}{kind}": text.encode(codec)
            for ident, text in texts.items()
            if text
        }


def _number(ident: int, value: int) -> bytes:
    return _record(ident, 0x0003, struct.pack("<Ii", value, 0))


def _record(ident: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<HHI", kind, ident, 6) + value


def compound_file(tree: Tree) -> bytes:
    """Write folders and streams as one compound file of 512-byte sectors."""
    return _Writer().write(tree)


class _Writer:
    def __init__(self) -> None:
        self._sectors: list[bytes] = []
        self._chain: list[int] = []
        self._small = b""
        self._small_chain: list[int] = []
        self._entries: list[bytes] = []

    def write(self, tree: Tree) -> bytes:
        self._entries.append(b"")
        child = self._folder(tree)
        start = self._place(self._small)
        size = len(self._small)
        self._entries[0] = _entry("Root Entry", _ROOT, child=child, start=start, size=size)
        directory = self._place(b"".join(self._entries))
        smalls = self._place(b"".join(struct.pack("<I", one) for one in self._small_chain))
        small_count = -(-len(self._small_chain) * 4 // _SECTOR)
        fat_count = 1
        while (len(self._chain) + fat_count) * 4 > fat_count * _SECTOR:
            fat_count += 1
        first = len(self._chain)
        chain = [*self._chain, *[_FAT] * fat_count]
        chain += [_FREE] * (fat_count * _SECTOR // 4 - len(chain))
        fat = struct.pack(f"<{len(chain)}I", *chain)
        places = [*range(first, first + fat_count), *[_FREE] * (109 - fat_count)]
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        head += struct.pack("<IIIII", 0, fat_count, directory, 0, _LIMIT)
        head += struct.pack("<IIII", smalls, small_count, _END, 0)
        return head + struct.pack("<109I", *places) + b"".join(self._sectors) + fat

    def _folder(self, tree: Tree) -> int:
        """Write what is in a folder, each the right neighbour of the one before; give the first."""
        following = _NONE
        for name, content in reversed(list(tree.items())):
            place = len(self._entries)
            self._entries.append(b"")
            if isinstance(content, bytes):
                start, size = self._stream(content), len(content)
                entry = _entry(name, _STREAM, right=following, start=start, size=size)
            else:
                entry = _entry(name, _STORAGE, right=following, child=self._folder(content))
            self._entries[place] = entry
            following = place
        return following

    def _stream(self, content: bytes) -> int:
        if len(content) >= _LIMIT:
            return self._place(content)
        if not content:
            return _END
        start = len(self._small_chain)
        count = -(-len(content) // _SMALL)
        self._small_chain += [*range(start + 1, start + count), _END]
        self._small += content.ljust(count * _SMALL, b"\0")
        return start

    def _place(self, content: bytes) -> int:
        if not content:
            return _END
        start = len(self._chain)
        count = -(-len(content) // _SECTOR)
        self._chain += [*range(start + 1, start + count), _END]
        self._sectors.append(content.ljust(count * _SECTOR, b"\0"))
        return start


def _entry(
    name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0
) -> bytes:
    written = name.encode("utf-16-le").ljust(64, b"\0")
    head = struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, _NONE, right, child)
    return written + head + bytes(36) + struct.pack("<IQ", start, size)
