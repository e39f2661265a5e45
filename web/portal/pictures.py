"""Pictures from strangers, painted anew: what a browser is shown holds nothing but the pixels."""

import io
import threading
from collections import OrderedDict
from enum import StrEnum

from PIL import Image, ImageOps

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 40_000_000
_KEPT_BYTES = 16_777_216
_QUALITY = 84
_WHITE = (255, 255, 255)

# A picture that claims more is refused by the library before anything is unpacked.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


class PictureSize(StrEnum):
    """How large a picture is shown."""

    SMALL = "small"
    LARGE = "large"

    @property
    def box(self) -> tuple[int, int]:
        """Give the width and height that it fits into."""
        return (416, 312) if self is PictureSize.SMALL else (2000, 2000)


class Painter:
    """Paints pictures, two at a time, and keeps the last ones."""

    def __init__(self) -> None:
        self._turn = threading.BoundedSemaphore(2)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, PictureSize], bytes] = OrderedDict()

    def find(self, sha256: str, size: PictureSize) -> bytes | None:
        """Give a picture painted before."""
        with self._lock:
            return self._kept.get((sha256, size))

    def paint(self, sha256: str, content: bytes, size: PictureSize) -> bytes | None:
        """Paint a picture as JPEG; None where it is none, broken or too large."""
        with self._turn:
            painted = _paint(content, size)
        if painted is not None:
            self._keep((sha256, size), painted)
        return painted

    def _keep(self, key: tuple[str, PictureSize], painted: bytes) -> None:
        with self._lock:
            self._kept[key] = painted
            while sum(map(len, self._kept.values())) > _KEPT_BYTES and len(self._kept) > 1:
                self._kept.popitem(last=False)


def _paint(content: bytes, size: PictureSize) -> bytes | None:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            opened.draft("RGB", size.box)
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail(size.box)
            painted = _on_white(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    except Image.DecompressionBombWarning:  # where warnings are errors
        return None
    # A comment would travel on by itself.
    painted.info.clear()
    target = io.BytesIO()
    painted.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Put what shines through on white, and leave colours only."""
    if picture.mode in ("RGB", "L"):
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGB", layered.size, _WHITE)
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground
