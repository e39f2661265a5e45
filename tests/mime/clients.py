"""Makes replies and forwards of many clients in many languages out of `clients.toml`."""

import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

REPLY = "Danke, das passt so.\n\nGruß\nOtto"
OLD = "Guten Tag,\n\nwann passt es Ihnen?\n\nAda Berg"
SIGNED = "\n".join(f"> {row}".rstrip() for row in OLD.split("\n"))
PEOPLE = (
    ("Ada Berg", "ada@firma.example"),
    ("Berg, Ada", "ada.berg-vertrieb@firma-metallbau.example"),
    ("Łucja van den Berg-Żak", "biuro@firma.example"),
    ("ada@firma.example", "ada@firma.example"),
)
"""Names with a comma, with small words, and an address in the place of a name."""
CLIENTS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "clients.toml").read_text(encoding="utf-8")
)
_WIDTHS = (72, 50)


def filled(line: str, person: tuple[str, str] = PEOPLE[0]) -> str:
    """Put a person into a line of the table."""
    name, address = person
    quoted = f'"{name}"' if "," in name else name
    return line.format(n=name, a=address, w=f"{quoted} <{address}>")


def introductions(language: str, key: str) -> Iterator[str]:
    """Give each introduction of a language for each person, on one line and wrapped."""
    for line in CLIENTS[language].get(key, []):
        for person in PEOPLE:
            whole = filled(line, person)
            wrapped = [
                textwrap.fill(whole, width, break_long_words=False, break_on_hyphens=False)
                for width in _WIDTHS
            ]
            yield from dict.fromkeys((whole, *wrapped, whole.replace(" <", "\n<", 1)))


def header_block(labels: str, date: str, subject: str, sign: str = ":") -> str:
    """Give header lines with the labels from, sent, to and subject."""
    values = (filled("{w}"), date, "Otto Ohm <otto@kunde.example>", subject)
    rows = zip(labels.split("/"), values, strict=True)
    return "\n".join(f"{label}{sign} {value}" for label, value in rows)


def blocks(language: str) -> Iterator[str]:
    """Give the header lines above a quote with each date, plain, in bold and below separators."""
    words = CLIENTS[language]
    for labels in words["labels"]:
        for date in words["dates"]:
            block = header_block(labels, date, "Re: Angebot 17")
            yield block
            yield "\n".join("*" + row.replace(": ", ":* ", 1) for row in block.split("\n"))
        for separator in words["separators"]:
            yield f"{separator}\n{header_block(labels, words['dates'][0], 'Re: Angebot 17')}"
            if separator.startswith("---"):
                bare = header_block(labels, words["dates"][0], "Re: Angebot 17", sign="")
                yield f"{separator}\n{bare}"


def forwards(language: str, inner: str) -> Iterator[tuple[str, str]]:
    """Give forwarded mails with their date, in each order of header lines."""
    words = CLIENTS[language]
    for labels in words["labels"]:
        for line in words["forwards"]:
            for date in words["dates"][:1]:
                rows = header_block(labels, date, "Anfrage 17").split("\n")
                for order in ((0, 1, 2, 3), (3, 1, 0, 2), (0, 1, 3, 2)):
                    whole = "\n".join(rows[at] for at in order) + f"\n\n{inner}"
                    yield f"{filled(line)}\n{whole}", date
                    yield f"{filled(line)}\n\n{whole}", date
                    if line.endswith((":", "\uff1a")):
                        signed = "\n".join(f"> {row}" for row in whole.split("\n"))
                        yield f"{filled(line)}\n\n{signed}", date
