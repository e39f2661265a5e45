"""Decodes a stranger's picture and paints its pixels anew."""

import io

from PIL import Image, ImageOps

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 40_000_000
_QUALITY = 84
_WHITE = (255, 255, 255)

# A picture that claims more is refused by the library before anything is unpacked.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def paint(content: bytes, box: tuple[int, int]) -> bytes | None:
    """Give a picture as JPEG that fits into a box of pixels; None where it is none or too large."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            opened.draft("RGB", box)
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail(box)
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
