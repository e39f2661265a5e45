"""Pictures from strangers, painted anew: what a browser is shown holds nothing but the pixels."""

import threading
from collections import OrderedDict
from enum import StrEnum

_KEPT_BYTES = 16_777_216


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
        # Loaded with the first picture: a process that only takes mail in does without.
        from web.portal.painting import paint  # noqa: PLC0415 - see above

        with self._turn:
            painted = paint(content, size.box)
        if painted is not None:
            self._keep((sha256, size), painted)
        return painted

    def _keep(self, key: tuple[str, PictureSize], painted: bytes) -> None:
        with self._lock:
            self._kept[key] = painted
            while sum(map(len, self._kept.values())) > _KEPT_BYTES and len(self._kept) > 1:
                self._kept.popitem(last=False)
