"""The table of words by which amounts are read, made ready once."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class AmountWords:
    """All words of all languages together; letters folded."""

    currencies: dict[str, str]
    factors: dict[str, int]
    thousands: dict[str, str]
    totals: tuple[str, ...]
    net: tuple[str, ...]
    gross: tuple[str, ...]
    asides: tuple[str, ...]
    each: tuple[str, ...]
    before: frozenset[str]
    units: frozenset[str]
    quotes: tuple[str, ...]
    terms: tuple[str, ...]
    endings: tuple[str, ...]

    def currency(self, word: str) -> str:
        """Give the currency that a word beside a number names, or nothing."""
        return self.currencies.get(word.rstrip("."), "")


def _load() -> AmountWords:
    text = files("tickets.services").joinpath("amount_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return AmountWords(
        currencies={word: code for code, words in table["currencies"].items() for word in words},
        factors={word: int(by) for by, words in table["factors"].items() for word in words},
        thousands={word: code for code, words in table["thousands"].items() for word in words},
        totals=tuple(table["totals"]["words"]),
        net=tuple(table["totals"]["net"]),
        gross=tuple(table["totals"]["gross"]),
        asides=tuple(table["asides"]["words"]),
        each=tuple(table["each"]["words"]),
        before=frozenset(table["each"]["before"]),
        units=frozenset(table["each"]["units"]),
        quotes=tuple(table["quotes"]["words"]),
        terms=tuple(table["quotes"]["terms"]),
        endings=tuple(table["quotes"]["endings"]),
    )


WORDS = _load()
