"""Reads what a quote costs, and whether an answer is a quote at all; pure, in five languages.

An approval hangs on it, so it errs to the high side, and says so where it cannot be sure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tickets.services.amount_words import WORDS
from tickets.text.fold import fold

LINES_READ = 4_000
"""Of one text; what stands below is not looked at."""
_LINE_READ = 600
_MORE_THAN_TAX = Decimal("1.35")
"""A sum that is larger than another by more than any tax is another sum."""
_LARGEST = 10**13
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_DASHES = "-\u2013\u2014"
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?P<sep>[ .,'\u2019])\d{3}(?:(?P=sep)\d{3}){0,3}|\d{1,12})(?!\d)"
    rf"(?:[.,](?:\d{{1,2}}(?!\d)|[{_DASHES}]{{1,2}}))?"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,9}\.?\$?|[€$£@])[ :]{0,2}$")
_WORD_AFTER = re.compile(r"[ ]{0,2}([^\W\d_]{1,12}\.?|[€$£])(?![\w])")
_ROW = re.compile(r"[ ]{0,8}(?:pos\.?|\d{1,3}[.)]|[-*\u2022\u2013]|\d{1,5} ?x )", re.IGNORECASE)


class Reading(StrEnum):
    """Where an amount was found."""

    TOTAL = "total"
    """Beside a word for a sum."""
    ROWS = "rows"
    """Added up from positions."""
    ALONE = "alone"
    """The largest of the amounts that stand in the text."""
    GIVEN = "given"
    """Somebody said it when asked."""


@dataclass(frozen=True, slots=True)
class Position:
    """One row of a quote."""

    label: str
    quantity: int
    cents: int
    """Of the whole row."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a quote costs, in the smallest unit of its currency."""

    cents: int
    currency: str
    """Empty where none is named."""
    reading: Reading
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class _Money:
    """One number of a line."""

    value: Decimal
    currency: str
    is_exact: bool
    """It is written as money is: with cents, or in groups."""
    start: int
    end: int


def find_amount(
    text: str, names: Sequence[str] = (), file_texts: Sequence[str] = ()
) -> Amount | None:
    """Read the amount of a quote from its words, its files' words and names; the largest counts.

    None where nothing can be read for sure: no amount, or only the price of a single piece that no
    file sums up.
    """
    in_files = [_read(one) for one in file_texts]
    said = [_read(text), *(_read(re.sub(r"[_\-]", " ", name)) for name in names), *in_files]
    if any(one is _UNSURE for one in said) and not any(_is_sum(one) for one in in_files):
        return None
    found = [one for one in said if isinstance(one, Amount)]
    return max(found, key=lambda one: one.cents, default=None)


def read_given(text: str) -> Amount | None:
    """Read an amount that somebody typed when asked for one, with a currency or without."""
    line = fold(text.translate(_BLANKS)).strip()
    numbers = list(_numbers(line))
    if len(numbers) != 1 or len(line) > 40:  # noqa: PLR2004 - a number and its currency, no prose
        return None
    rest = line[: numbers[0].start] + line[numbers[0].end :]
    known = "" if not numbers[0].currency else next(iter(rest.split()), "")
    if rest.replace(known, "", 1).strip(" .:") or numbers[0].value <= 0:
        return None
    return Amount(_cents(numbers[0].value), numbers[0].currency, Reading.GIVEN)


def holds_sum(text: str) -> bool:
    """Tell whether a text says what all of something costs: a sum, or rows to add up."""
    return _is_sum(_read(text))


def names_quote(text: str) -> bool:
    """Tell whether a text has a word for a quote."""
    return _has(fold(text[:100_000]), WORDS.quotes)


def is_quote(kind: str, text: str, names: Sequence[str]) -> bool:
    """Tell whether an answer carries a quote: by its files' names, else by amounts and words."""
    documents = [name for name in names if name.casefold().endswith(WORDS.endings)]
    if any(names_quote(name) for name in documents):
        return True
    if _has_money(text):
        return kind == "quote" or names_quote(text)
    return kind == "quote" and bool(documents) and names_quote(text)


def with_amount(text: str, old_cents: int, new_cents: int) -> str | None:
    """Write another amount where the old one stands; None where other amounts stand there too."""
    shown = text.translate(_BLANKS)
    money = [one for one in _numbers(shown) if one.currency or one.is_exact]
    if not money or any(_cents(one.value) != old_cents for one in money):
        return None
    for one in reversed(money):
        written = _written_like(text[one.start : one.end], new_cents)
        text = text[: one.start] + written + text[one.end :]
    return text


_UNSURE = object()
"""Only the price of one piece was found."""


def _read(text: str) -> Amount | object | None:
    lines = [fold(one.translate(_BLANKS))[:_LINE_READ] for one in text.split("\n")[:LINES_READ]]
    money = [list(_numbers(one)) for one in lines]
    total = _total(lines, money)
    if total is not None:
        return Amount(_cents(total.value), total.currency or _currency(money), Reading.TOTAL)
    return _priced(lines, money)


def _total(lines: list[str], money: list[list[_Money]]) -> _Money | None:
    """Find the sum: the net one, unless another sum is larger than tax can explain."""
    net: list[_Money] = []
    plain: list[_Money] = []
    gross: list[_Money] = []
    for place, line in enumerate(lines):
        if not _has(line, WORDS.totals) or _has(line, WORDS.each):
            continue
        found = _best(money[place]) or _best_alone(lines, money, place + 1)
        if found is None:
            continue
        is_gross = _has(line, WORDS.gross)
        (net if _has(line, WORDS.net) else gross if is_gross else plain).append(found)
    best = _largest(net) or _largest(plain) or _largest(gross)
    larger = _largest([*plain, *net])
    if best and larger and larger.value > best.value * _MORE_THAN_TAX:
        return larger
    return best


def _best(found: list[_Money]) -> _Money | None:
    """Give the largest number of a line that is money; any number where none looks like it."""
    sure = [one for one in found if one.currency] or [one for one in found if one.is_exact]
    return _largest(sure or found)


def _best_alone(lines: list[str], money: list[list[_Money]], place: int) -> _Money | None:
    """Give the number of the next line where that holds nothing else, as in a table."""
    while place < len(lines) and not lines[place].strip():
        place += 1
    if place >= len(lines) or len(money[place]) != 1:
        return None
    one = money[place][0]
    rest = lines[place][: one.start] + lines[place][one.end :]
    is_alone = len(rest.split()) <= 2  # noqa: PLR2004 - the currency, and perhaps a mark
    return one if is_alone and (one.currency or one.is_exact) else None


def _priced(lines: list[str], money: list[list[_Money]]) -> Amount | object | None:
    """Add the rows up where there are several, else take the largest amount there is."""
    rows: list[Position] = []
    alone: list[_Money] = []
    is_unsure = False
    for line, found in zip(lines, money, strict=True):
        named = [one for one in found if one.currency]
        if not named or (_has(line, WORDS.asides) and not _ROW.match(line)):
            continue
        best = _largest(named)
        assert best is not None
        quantity = _quantity(line)
        is_each = _has(line, WORDS.each) or _is_each(line, best)
        if is_each and quantity and len(named) == 1:
            best = _Money(best.value * quantity, best.currency, True, best.start, best.end)  # noqa: FBT003 - as declared
        elif is_each and len(named) == 1:
            is_unsure = True
            continue
        alone.append(best)
        if quantity or _ROW.match(line):
            label = line[: best.start].strip(" .:\u2013-")[:80]
            rows.append(Position(label, quantity or 1, _cents(best.value)))
    currency = _currency(money)
    if len(rows) > 1:
        return Amount(sum(one.cents for one in rows), currency, Reading.ROWS, tuple(rows))
    largest = _largest(alone)
    if largest is None:
        return _UNSURE if is_unsure else None
    return Amount(_cents(largest.value), largest.currency or currency, Reading.ALONE, tuple(rows))


def _numbers(line: str) -> Iterator[_Money]:
    """Find the numbers of a line, with currency and factor; percentages and dates are none."""
    for match in _NUMBER.finditer(line):
        start, end = match.span()
        after = _WORD_AFTER.match(line, end)
        word = fold(after[1]) if after else ""
        factor = WORDS.factors.get(word, 1)
        if factor > 1 and after:
            behind = _WORD_AFTER.match(line, after.end())
            word = fold(behind[1]) if behind else ""
        before = _WORD_BEFORE.search(line, max(0, start - 12), start)
        beside = (word, fold(before[1]) if before else "")
        in_one = next((WORDS.thousands[one] for one in beside if one in WORDS.thousands), "")
        factor = 1000 if in_one else factor
        currency = in_one or WORDS.currency(beside[0]) or WORDS.currency(beside[1])
        if line[end : end + 2].lstrip()[:1] == "%":
            continue
        if factor > 1 and not currency:
            factor = 1
        value = _value(match[0]) * factor
        if value < _LARGEST:
            is_exact = factor > 1 or not match[0].isdigit()
            yield _Money(value, currency, is_exact, start, end)


def _value(written: str) -> Decimal:
    """Read a number: a mark before three digits groups, one before fewer begins the cents."""
    body = written.rstrip(_DASHES)
    tail = re.search(r"[.,](\d{1,2})$", body)
    whole = body[: tail.start()] if tail else body
    digits = "".join(one for one in whole if one.isdigit()) or "0"
    return Decimal(f"{digits}.{tail[1]}" if tail else digits)


def _written_like(written: str, cents: int) -> str:
    """Write an amount in the manner of another one."""
    body = written.rstrip(_DASHES)
    tail = re.search(r"([.,])\d{1,2}$", body)
    whole = body[: tail.start()] if tail else body.rstrip(".,")
    mark = next((one for one in whole if not one.isdigit()), "")
    grouped = f"{cents // 100:,}".replace(",", mark)
    if tail or cents % 100:
        return f"{grouped}{tail[1] if tail else ','}{cents % 100:02d}"
    return grouped + written[len(whole) :]


def _quantity(line: str) -> int:
    """Find how many of something a line is about: a whole number before a unit, or `20 x`."""
    for match in re.finditer(r"(?<![\w.,])(\d{1,6}) ?([^\W\d_]{1,9}2?\.?)(?!\w)", line):
        if match[2] in WORDS.units:
            return int(match[1])
    return 0


def _is_each(line: str, money: _Money) -> bool:
    words = line[max(0, money.start - 16) : money.start].split()
    known = [one for one in words if not WORDS.currency(one)]
    return bool(known) and known[-1] in WORDS.before


def _currency(money: Iterable[list[_Money]]) -> str:
    """Give the currency of a text that names one only."""
    named = {one.currency for found in money for one in found if one.currency}
    return named.pop() if len(named) == 1 else ""


def _has_money(text: str) -> bool:
    lines = text.split("\n")[:LINES_READ]
    return any(
        one.currency and one.value > 0
        for line in lines
        for one in _numbers(fold(line.translate(_BLANKS))[:_LINE_READ])
    )


def _is_sum(found: Amount | object | None) -> bool:
    return isinstance(found, Amount) and found.reading is not Reading.ALONE


def _has(line: str, words: Sequence[str]) -> bool:
    return any(word in line for word in words)


def _largest(found: Sequence[_Money]) -> _Money | None:
    return max(found, key=lambda one: one.value, default=None)


def _cents(value: Decimal) -> int:
    return int((value * 100).to_integral_value(ROUND_HALF_UP))
