"""Colours derived from one, readable on every ground."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tenants import Brand
from tenants.brand import LEAST_CONTRAST, contrast, contrasts, palettes, readable_neighbour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(st.integers(0, 0xFFFFFF))
def test_an_accepted_brand_is_readable_everywhere_and_a_refused_one_has_a_neighbour(
    number: int,
) -> None:
    colour = f"#{number:06x}"
    try:
        Brand(colour=colour)
    except ValidationError:
        assert min(contrasts(readable_neighbour(colour)).values()) >= LEAST_CONTRAST
    else:
        assert min(contrasts(colour).values()) >= LEAST_CONTRAST


def test_a_refusal_tells_ratio_pair_and_a_way_out() -> None:
    with pytest.raises(ValidationError, match=r"contrast of 4\.\d for text on the brand colour"):
        Brand(colour="#7c7c7c")


@pytest.mark.parametrize("colour", ["#b4431c", "#e00000", "#ff6600", "#d6336c"])
def test_a_red_or_orange_brand_gets_a_sand_tint_that_looks_like_no_error(colour: str) -> None:
    light, dark = palettes(colour)
    assert (light.tint, dark.tint) == ("#f9f1e7", "#2f2620")


def test_a_green_brand_gets_a_pale_green_tint() -> None:
    red, green, blue = (int(palettes("#1b5247")[0].tint[at : at + 2], 16) / 255 for at in (1, 3, 5))
    assert colorsys.rgb_to_hls(red, green, blue)[1] > 0.9
    assert green > red
