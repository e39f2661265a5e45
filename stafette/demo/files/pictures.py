"""Photos of things that went wrong, drawn: glass, frames, walls and containers."""

import io
import math
import random
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1280, 960)
_QUALITY = 80
_GLAZED_FROM = 2
Rgb = tuple[int, int, int]
_Chance = random.Random


def photo(shows: str, title: str) -> bytes:
    """Draw a scene and make it look taken by a telephone: soft, grainy, dark at the edge."""
    chance = _Chance(title)
    picture = SCENES[shows](chance).filter(ImageFilter.BoxBlur(1))
    picture = Image.blend(picture, _grain(), 0.07)
    picture.paste((18, 18, 22), mask=_edge())
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


@cache
def _grain() -> Image.Image:
    return Image.effect_noise(_SIZE, 22).convert("RGB")


@cache
def _edge() -> Image.Image:
    return Image.radial_gradient("L").resize(_SIZE).point([one // 3 for one in range(256)])


def _fade(top: Rgb, bottom: Rgb, size: tuple[int, int] = _SIZE) -> Image.Image:
    """Fill a picture from one colour above to another below."""
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def _cracked_pane(chance: _Chance) -> Image.Image:
    picture = _fade((168, 196, 219), (222, 226, 219))
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.polygon(
        [(0, 620), (300, 520), (640, 600), (1280, 500), (1280, 960), (0, 960)], (96, 112, 92)
    )
    heart = (chance.randrange(480, 760), chance.randrange(380, 560))
    for number in range(17):
        angle = number * math.tau / 17 + chance.uniform(-0.1, 0.1)
        points = [heart]
        for reach in range(60, chance.randrange(340, 760), 60):
            bent = angle + chance.uniform(-0.09, 0.09)
            points.append((heart[0] + reach * math.cos(bent), heart[1] + reach * math.sin(bent)))  # type: ignore[arg-type] # Pillow takes fractions of a pixel
        draw.line(points, (245, 250, 252, 190), 3)
        draw.line([(x + 3, y + 3) for x, y in points], (60, 72, 80, 110), 2)
    for reach in (38, 84, 150):
        box = (heart[0] - reach, heart[1] - reach, heart[0] + reach, heart[1] + reach)
        draw.arc(box, chance.randrange(360), chance.randrange(360), (245, 250, 252, 150), 3)
    _frame(draw, (66, 70, 72))
    return picture


def _scratched_frame(chance: _Chance) -> Image.Image:
    picture = _fade((196, 196, 190), (150, 150, 146))
    draw = ImageDraw.Draw(picture, "RGBA")
    for place, shade in ((250, 70), (330, 84), (560, 62), (640, 74)):
        draw.rectangle((0, place, 1280, place + 320), (shade, shade + 4, shade + 7))
        draw.line((0, place, 1280, place), (shade + 40, shade + 44, shade + 48), 4)
    for _ in range(7):
        x, y = chance.randrange(260, 560), chance.randrange(420, 640)
        end = (x + chance.randrange(260, 460), y - chance.randrange(20, 120))
        draw.line([(x, y), end], (206, 208, 206, 220), chance.randrange(2, 6))
    return picture


def _wet_wall(chance: _Chance) -> Image.Image:
    picture = _fade((232, 228, 218), (214, 208, 196))
    stain = Image.new("L", _SIZE, 0)
    marks = ImageDraw.Draw(stain)
    for _ in range(26):
        x, y = 640 + chance.randrange(-330, 330), 560 + chance.randrange(0, 200)
        reach = chance.randrange(50, 130)
        marks.ellipse((x - reach, y - reach // 2, x + reach, y + reach), fill=150)
    stain = stain.filter(ImageFilter.GaussianBlur(26))
    picture.paste((158, 136, 98), mask=stain)
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rectangle((180, 0, 1100, 400), (178, 204, 222))
    draw.rectangle((150, 400, 1130, 452), (246, 246, 243))
    for edge in (
        (180, 0, 240, 400),
        (1040, 0, 1100, 400),
        (610, 0, 670, 400),
        (180, 350, 1100, 400),
    ):
        draw.rectangle(edge, (250, 250, 248))
    for _ in range(30):
        x, y = chance.randrange(220, 1060), chance.randrange(404, 446)
        draw.ellipse((x, y, x + 9, y + 7), (150, 178, 196, 210))
    return picture


def _dented_container(chance: _Chance) -> Image.Image:
    picture = _container((190, 84, 40))
    dent = Image.new("L", _SIZE, 0)
    marks = ImageDraw.Draw(dent)
    x, y = chance.randrange(420, 700), chance.randrange(380, 520)
    marks.ellipse((x - 210, y - 150, x + 210, y + 150), fill=205)
    dent = dent.filter(ImageFilter.GaussianBlur(46))
    picture.paste((86, 34, 18), mask=dent)
    draw = ImageDraw.Draw(picture, "RGBA")
    for _ in range(6):
        left, top = x + chance.randrange(-120, 60), y + chance.randrange(-70, 70)
        right = left + chance.randrange(50, 150)
        draw.line([(left, top), (right, top + chance.randrange(-30, 30))], (226, 190, 168, 210), 4)
    return picture


def _torn_container(chance: _Chance) -> Image.Image:
    picture = _container((44, 92, 128))
    draw = ImageDraw.Draw(picture, "RGBA")
    x, y = chance.randrange(420, 640), 180
    points = [(x, y)]
    for _ in range(9):
        x, y = x + chance.randrange(-46, 64), y + chance.randrange(40, 70)
        points.append((x, y))
    draw.line(points, (16, 18, 20), 17, joint="curve")
    draw.line([(x + 10, y) for x, y in points], (178, 198, 210, 190), 4)
    return picture


def _rotten_floor(chance: _Chance) -> Image.Image:
    picture = _fade((150, 118, 84), (112, 86, 60))
    draw = ImageDraw.Draw(picture, "RGBA")
    for place in range(0, 1280, 128):
        shade = chance.randrange(-14, 14)
        draw.rectangle((place, 0, place + 122, 960), (138 + shade, 108 + shade, 76 + shade))
        for _ in range(14):
            x = place + chance.randrange(6, 116)
            draw.line((x, 0, x + chance.randrange(-8, 8), 960), (92, 70, 48, 70), 2)
    x, y = chance.randrange(420, 760), chance.randrange(360, 560)
    hole = [
        (
            x + chance.randrange(120, 190) * math.cos(turn),
            y + chance.randrange(80, 130) * math.sin(turn),
        )
        for turn in (number * math.tau / 14 for number in range(14))
    ]
    draw.polygon(hole, (24, 20, 18))
    draw.line([*hole, hole[0]], (186, 152, 110), 6)
    return picture


def _two_colours(_chance: _Chance) -> Image.Image:
    picture = _fade((214, 218, 222), (190, 194, 196))
    draw = ImageDraw.Draw(picture, "RGBA")
    for left, colour in ((150, (56, 62, 66)), (690, (84, 76, 62))):
        draw.rectangle((left, 130, left + 440, 960), colour)
        draw.rectangle((left + 70, 200, left + 370, 960), (176, 204, 224))
        draw.line((left + 70, 200, left + 370, 500), (236, 244, 248, 120), 34)
    return picture


def _building_site(chance: _Chance) -> Image.Image:
    picture = _fade((150, 184, 214), (226, 230, 228))
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rectangle((120, 210, 1130, 830), (188, 180, 168))
    for row in range(4):
        for column in range(7):
            x, y = 170 + column * 136, 250 + row * 142
            shade = chance.randrange(38, 60)
            draw.rectangle((x, y, x + 78, y + 98), (shade, shade + 4, shade + 8))
            if chance.randrange(5) > _GLAZED_FROM:
                draw.rectangle((x + 6, y + 6, x + 72, y + 92), (164, 192, 210))
    draw.rectangle((0, 830, 1280, 960), (134, 122, 104))
    draw.line((1180, 830, 1180, 60), (206, 160, 40), 16)
    draw.line((820, 90, 1270, 90), (206, 160, 40), 12)
    return picture


def _container(colour: Rgb) -> Image.Image:
    """Draw the ribbed side of a container on a yard."""
    picture = _fade((176, 198, 214), (216, 220, 220))
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rectangle((0, 780, 1280, 960), (120, 116, 108))
    draw.rectangle((60, 120, 1220, 810), colour)
    for place in range(76, 1210, 44):
        draw.rectangle((place, 130, place + 20, 800), (0, 0, 0, 46))
        draw.rectangle((place + 20, 130, place + 26, 800), (255, 255, 255, 30))
    draw.rectangle((60, 120, 1220, 150), (0, 0, 0, 60))
    draw.rectangle((60, 780, 1220, 810), (0, 0, 0, 80))
    return picture


def _frame(draw: ImageDraw.ImageDraw, colour: Rgb) -> None:
    for edge in ((0, 0, 1280, 70), (0, 890, 1280, 960), (0, 0, 80, 960), (1200, 0, 1280, 960)):
        draw.rectangle(edge, colour)
    draw.line((80, 70, 1200, 70), (20, 22, 24, 160), 5)
    draw.line((80, 70, 80, 890), (20, 22, 24, 160), 5)


SCENES: dict[str, Callable[[_Chance], Image.Image]] = {
    "cracked_pane": _cracked_pane,
    "scratched_frame": _scratched_frame,
    "wet_wall": _wet_wall,
    "dented_container": _dented_container,
    "torn_container": _torn_container,
    "rotten_floor": _rotten_floor,
    "two_colours": _two_colours,
    "building_site": _building_site,
}
