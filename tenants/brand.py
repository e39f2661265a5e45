"""A tenant's colours: four derived from the one it chose, each pair checked for contrast."""

import colorsys
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

LEAST_CONTRAST = 4.5
"""WCAG 2.2 AA for text of ordinary size (success criterion 1.4.3)."""

PAPER = ("#fffefc", "#1f2325")
CANVAS = ("#f4f1eb", "#141617")
INK = "#1e2224"
WHITE = "#ffffff"
SAND = ("#f9f1e7", "#2f2620")
_COMFORTABLE_LINK = (5.6, 9.5)
"""Contrast that a link reaches on the desk, light and dark, before we stop moving it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The four colours of a brand on one ground, as `#rrggbb`."""

    brand: str
    on_brand: str
    link: str
    tint: str


class Brand(BaseModel):
    """What a tenant says about its look: one colour and one logo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    colour: str = Field(default="#0e5a69", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str = Field(default="logo.png", pattern=r"^[A-Za-z0-9_.-]{1,80}$")
    """A PNG beside tenant.toml; shown 40 pixels wide, so 80 or more pixels are sharp."""

    @model_validator(mode="after")
    def _pairs_are_readable(self) -> "Brand":
        for what, ratio in contrasts(self.colour).items():
            if ratio < LEAST_CONTRAST:
                better = readable_neighbour(self.colour)
                raise ValueError(
                    f"{self.colour} gives a contrast of {ratio:.1f} for {what}, "
                    f"at least {LEAST_CONTRAST} is needed; {better} is close and readable"
                )
        return self

    @property
    def light(self) -> Palette:
        """Return the colours for a light ground."""
        return palettes(self.colour)[0]

    @property
    def dark(self) -> Palette:
        """Return the colours for a dark ground."""
        return palettes(self.colour)[1]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=256)
def palettes(colour: str) -> tuple[Palette, Palette]:
    """Derive the light and the dark palette from one chosen colour."""
    colour = colour.lower()
    on_brand = WHITE if contrast(WHITE, colour) >= contrast(INK, colour) else INK
    evening = _mix(colour, "#000000", 0.1) if _is_glaring(colour, on_brand) else colour
    warm = _is_red_or_orange(colour)
    light_tint = SAND[0] if warm else _mix(PAPER[0], colour, 0.09)
    dark_tint = SAND[1] if warm else _mix(PAPER[1], _deep(colour), 0.4)
    light_link = _move_until(colour, (CANVAS[0], light_tint), _COMFORTABLE_LINK[0], -0.01)
    dark_link = _move_until(colour, (CANVAS[1],), _COMFORTABLE_LINK[1], 0.01)
    return (
        Palette(colour, on_brand, light_link, light_tint),
        Palette(evening, on_brand, dark_link, dark_tint),
    )


def contrasts(colour: str) -> dict[str, float]:
    """Return the contrast ratio of every pair that pages and mails use, by its description."""
    found: dict[str, float] = {}
    for ground, palette, paper in zip(("light", "dark"), palettes(colour), PAPER, strict=True):
        found[f"text on the brand colour ({ground})"] = contrast(palette.on_brand, palette.brand)
        found[f"links on paper ({ground})"] = contrast(palette.link, paper)
        found[f"links on the tint ({ground})"] = contrast(palette.link, palette.tint)
    return found


def readable_neighbour(colour: str) -> str:
    """Return the nearest darker shade whose pairs all reach the least contrast."""
    for step in range(1, 21):
        darker = _mix(colour.lower(), "#000000", step * 0.03)
        if min(contrasts(darker).values()) >= LEAST_CONTRAST:
            return darker
    return INK


def _is_glaring(colour: str, on_brand: str) -> bool:
    """Tell whether a coloured surface is too bright for a dark page."""
    return on_brand == WHITE and _luminance(colour) > 0.1  # noqa: PLR2004 - by eye


def _is_red_or_orange(colour: str) -> bool:
    """Tell whether a wash of the colour would look like an error message."""
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    degrees = hue * 360
    return saturation > 0.25 and (degrees < 45 or degrees > 335)  # noqa: PLR2004 - the reds


def _deep(colour: str) -> str:
    """Return the colour with little lightness, for a wash on a dark ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(lightness, 0.22), saturation * 0.8))


def _move_until(colour: str, grounds: tuple[str, ...], wanted: float, step: float) -> str:
    """Shift the lightness by steps until the colour is readable on all grounds."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while 0.0 < lightness < 1.0:
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
        if min(contrast(candidate, ground) for ground in grounds) >= wanted:
            return candidate
        lightness += step
    return WHITE if step > 0 else INK


def _mix(one: str, other: str, share: float) -> str:
    """Blend `share` of the other colour into the first."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return _hex((red, green, blue))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in channels)


def _luminance(colour: str) -> float:
    """Return the relative luminance of sRGB (WCAG 2.2)."""
    weights = (0.2126, 0.7152, 0.0722)
    total = 0.0
    for weight, part in zip(weights, _channels(colour), strict=True):
        linear = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        total += weight * linear
    return total
