"""Pictures that tell more than they show, and pictures that burst whoever unpacks them (P13)."""

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

SECRET = b"taken-at-home"
_SIZE = (600, 400)
_HUGE = 60_000


def _saved(kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", _SIZE, "#b4522d").save(target, kind, **more)
    return target.getvalue()


def _exif() -> bytes:
    kept = Image.Exif()
    kept[0x010E] = SECRET.decode()
    kept[0x0131] = SECRET.decode()
    kept.get_ifd(0x8825)[29] = SECRET.decode()
    return kept.tobytes()


def _text_chunk() -> PngImagePlugin.PngInfo:
    chunk = PngImagePlugin.PngInfo()
    chunk.add_text("Comment", SECRET.decode())
    chunk.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    return chunk


def talkative() -> Mapping[str, tuple[str, bytes]]:
    """Give media type and bytes of pictures with something personal in them, by name."""
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    profile = b"\0" * 128 + SECRET
    return {
        "a.jpg": (
            "image/jpeg",
            _saved("JPEG", exif=_exif(), comment=SECRET, icc_profile=profile) + SECRET,
        ),
        "b.png": ("image/png", _saved("PNG", pnginfo=_text_chunk(), exif=_exif()) + SECRET),
        "c.gif": ("image/gif", _saved("GIF", comment=SECRET) + SECRET),
        "d.webp": ("image/webp", _saved("WEBP", exif=_exif(), xmp=xmp) + SECRET),
    }


def bombs() -> Mapping[str, tuple[str, bytes]]:
    """Give media type and bytes of pictures that claim too much, or are none, by name."""
    wide = struct.pack(">II", _HUGE, _HUGE)
    flat = struct.pack("<HH", _HUGE, _HUGE)
    text = zlib.compress(bytes(60_000_000), 9)
    whole = _saved("PNG")
    return {
        "wide.png": ("image/png", _png(_chunk(b"IHDR", wide + b"\x08\x02\0\0\0"))),
        "flat.gif": ("image/gif", b"GIF89a" + flat + b"\0\0\0" + _saved("GIF")[13:]),
        "tall.jpg": ("image/jpeg", _jpeg_of_size(_saved("JPEG"))),
        "text.png": ("image/png", _png(whole[8:33], _chunk(b"zTXt", b"x\0\0" + text), whole[33:])),
        "half.png": ("image/png", whole[: len(whole) // 2]),
        "none.png": ("image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "empty.webp": ("image/webp", b""),
    }


def _png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def _jpeg_of_size(content: bytes) -> bytes:
    """Write another size into the frame header of a JPEG."""
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", _HUGE, _HUGE) + content[at + 4 :]
