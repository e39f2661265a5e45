"""Offers, drawings and delivery notes on paper."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from stafette.demo.files.paper import A4_WIDE, GREY, Colour, Paper

_MARGIN = 22.0
_CORNER = 170.0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is."""

    name: str
    lines: tuple[str, ...]
    colour: Colour


HOUSES = {
    "hellmoor": Letterhead(
        "Hellmoor Fensterbau GmbH",
        ("Am Sägewerk 4, 29999 Hellmoor", "HRB 20417, USt-IdNr. DE000004170"),
        (0.106, 0.322, 0.278),
    ),
    "kaaibox": Letterhead(
        "Kaaibox Containerverhuur B.V.",
        ("Havenweg 210, 3199 ZZ Maasmond", "KvK 90000417, btw NL900004170B01"),
        (0.706, 0.263, 0.11),
    ),
}
_NEUTRAL = Letterhead("", (), (0.25, 0.25, 0.3))
_WORDS = {
    "de": ("Pos.", "Bezeichnung", "Menge", "Einzel", "Gesamt", "Summe netto"),
    "pl": ("Poz.", "Opis", "Liczba", "Cena", "Kwota", "Razem netto"),
    "nl": ("Pos.", "Omschrijving", "Aantal", "Per stuk", "Totaal", "Totaal excl. btw"),
    "it": ("Pos.", "Descrizione", "Quantità", "Prezzo", "Importo", "Totale imponibile"),
    "en": ("Item", "Description", "Quantity", "Unit", "Amount", "Total net"),
}
_ARTICLES = {
    "hellmoor": {
        "de": ("Fenster Holz-Alu, 1-flügelig", "Fenster Holz-Alu, 2-flügelig", "Montage, Stück"),
        "pl": ("Okno drewno-alu, typ A", "Okno drewno-alu, typ B", "Okno z roletami, typ C"),
        "nl": ("Raam hout-alu, enkel", "Raam hout-alu, dubbel", "Plaatsing, per stuk"),
        "it": ("Finestra legno-alu, 1 anta", "Portafinestra legno-alu, 2 ante", "Posa in opera"),
        "en": ("Window timber-alu, single", "Window timber-alu, double", "Fitting, each"),
    },
    "kaaibox": {
        "nl": ("Container 10 ft, per week", "Container 20 ft, per week", "Brengen en halen"),
        "de": ("Container 10 ft, je Woche", "Container 20 ft, je Woche", "An- und Abfahrt"),
        "en": ("Container 10 ft, per week", "Container 20 ft, per week", "Delivery and return"),
        "pl": ("Kontener 10 ft, 7 dni", "Kontener 20 ft, 7 dni", "Dowóz i odbiór"),
        "it": ("Container 10 ft, a settimana", "Container 20 ft, a settimana", "Consegna e ritiro"),
    },
}


def offer(title: str, house: str, language: str) -> bytes:
    """Draw an offer with a few positions and their sum."""
    chance = random.Random(title)  # noqa: S311 - the same title gives the same made-up prices
    paper, top = _headed(title, HOUSES[house])
    words = _WORDS[language]
    columns = (_MARGIN, 36.0, 118.0, 142.0, 166.0)
    paper.box((_MARGIN - 2, top), (170, 8), fill=(0.93, 0.93, 0.91))
    for x, word in zip(columns, words, strict=False):
        paper.text((x, top + 5.4), word, size=9, bold=True)
    total = 0
    for number, article in enumerate(_ARTICLES[house][language], 1):
        y = top + 8 + number * 9
        count, price = chance.randrange(4, 49), chance.randrange(60, 740)
        total += count * price
        row = (str(number), article, str(count), f"{price},00", _money(count * price))
        for x, word in zip(columns, row, strict=True):
            paper.text((x, y), word)
        paper.line((_MARGIN - 2, y + 3), (_MARGIN + 168, y + 3), 0.1)
    paper.text((118, top + 46), f"{words[5]}  EUR {_money(total)}", size=11, bold=True)
    return paper.file()


def letter(title: str, house: str, language: str) -> bytes:
    """Draw a short form: a delivery note, a certificate, an order."""
    paper, top = _headed(title, HOUSES.get(house, _NEUTRAL))
    words = _WORDS[language]
    for number in range(6):
        y = top + number * 11
        paper.box((_MARGIN, y), (166, 9))
        paper.text((_MARGIN + 3, y + 6), f"{words[0]} {number + 1}", size=9, colour=GREY)
    paper.path([(140, top + 90), (146, top + 82), (151, top + 93), (160, top + 80)], 0.5)
    paper.line((130, top + 96), (188, top + 96))
    return paper.file()


def elevation(title: str, _house: str, _language: str) -> bytes:
    """Draw windows as the planner does: outlines, sashes and measures."""
    chance = random.Random(title)  # noqa: S311 - the same title gives the same drawing
    paper = _framed(title, "1:50")
    for column in range(4):
        for row in range(2):
            size = (34.0 + 4 * chance.randrange(3), 50.0 if row else 42.0)
            _window(paper, (30.0 + column * 62, 26.0 + row * 74), size, chance.randrange(1, 3))
    return paper.file()


def floor_plan(title: str, _house: str, _language: str) -> bytes:
    """Draw a site from above with the places of containers or openings."""
    chance = random.Random(title)  # noqa: S311 - the same title gives the same drawing
    paper = _framed(title, "1:200")
    outline = [(30.0, 30.0), (250.0, 30.0), (250.0, 120.0), (_CORNER, 120.0), (_CORNER, 160.0)]
    paper.path([*outline, (30.0, 160.0), (30.0, 30.0)], 0.7)
    for x in range(60, 250, 44):
        bottom = 120.0 if x > _CORNER else 160.0
        paper.line((x, 30), (x, bottom), 0.35)
        area = f"{chance.randrange(12, 36)},{chance.randrange(10)} m2"
        paper.text((x - 24, 76), area, size=8)
    for number in range(3):
        corner = (190.0, 128.0 + number * 11)
        paper.box(corner, (36, 8.4), fill=(0.87, 0.89, 0.9))
        paper.text((corner[0] + 3, corner[1] + 5.6), f"{number + 1}: 6058 x 2438", size=8)
    return paper.file()


PAPERS: dict[str, Callable[[str, str, str], bytes]] = {
    "offer": offer,
    "letter": letter,
    "elevation": elevation,
    "plan": floor_plan,
}


def _headed(title: str, head: Letterhead) -> tuple[Paper, float]:
    paper = Paper(title=title)
    paper.box((0, 0), (210, 5), fill=head.colour)
    paper.text((_MARGIN, 22), head.name, size=13, bold=True, colour=head.colour)
    for number, line in enumerate(head.lines):
        paper.text((_MARGIN, 28 + number * 4.4), line, size=8, colour=GREY)
    paper.text((_MARGIN, 58), title, size=17, bold=True)
    return paper, 72.0


def _framed(title: str, scale: str) -> Paper:
    paper = Paper(A4_WIDE, title)
    paper.box((10, 10), (277, 190), width=0.5)
    paper.box((187, 180), (100, 20), width=0.35)
    paper.text((190, 188), title[:44], size=10, bold=True)
    paper.text((190, 196), f"{scale}   A4", size=8, colour=GREY)
    return paper


def _window(
    paper: Paper, corner: tuple[float, float], size: tuple[float, float], sashes: int
) -> None:
    """Draw one window with the triangles that tell how its sashes open."""
    (x, y), (width, height) = corner, size
    paper.box(corner, size, width=0.5)
    each = (width - 4) / sashes
    for number in range(sashes):
        left = x + 2 + number * each
        paper.box((left, y + 2), (each, height - 4), width=0.3)
        hinge, handle = (left, left + each) if number else (left + each, left)
        middle = y + height / 2
        paper.path([(hinge, y + 2), (handle, middle), (hinge, y + height - 2)], 0.12)
    below = y + height + 5
    paper.line((x, below), (x + width, below), 0.12)
    paper.text((x + width / 2 - 4, below + 4), f"{width * 30:.0f}", size=7)
    paper.line((x - 4, y), (x - 4, y + height), 0.12)
    paper.text((x - 12, y + height / 2), f"{height * 30:.0f}", size=7)


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + ",00"
