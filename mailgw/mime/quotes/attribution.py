"""Recognising the line that introduces a quote: "On 3 May 2025 at 10:02, Anna wrote:"."""

import re
from dataclasses import dataclass

from mailgw.mime.quotes.lines import COLONS, DASHES, WIDE_COLON, Line, Place
from mailgw.mime.quotes.words import WORDS, fold
from mailgw.mime.quotes.writers import begins_with_writer, is_machines, names_somebody

_MAX_ROWS = 4
_MAX_LENGTH = 500
_TIME = re.compile(r"\d{1,2} ?[:.h\u2236時点] ?\d{2}(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}|\d{1,2} ?[ap]\.?m\b|\bkl\.? ?\d|klo \d", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}[./-] ?\d{1,2}[./-] ?(?:\d{2,4})?")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,200}")
_EDGE = f" *_-~{DASHES}>\t"
_DATE_STARTS_WITHIN = 18
_DIGIT_WITHIN = 100
_SHORT = 120
_SHORT_OPENERS = frozenset({"a", "v", "le", "il", "um", "at", "el", "alle", "as", "às"})
_COMPANY = re.compile(r"\b[^\W\d_]{1,4}\.$")
"""A name may end like this: `sp. z o.o.`, `Inc.`, `Corp.`, `jun.`"""
_ABBREVIATED = re.compile(r"(?:\d|\b[^\W\d_]{1,5})\.$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The lines `start` to `end` (inclusive) that introduce a quote."""

    start: int
    end: int
    strong: bool
    """True where no quote signs need to follow to believe it."""
    text: str
    """The lines in one."""
    verb: bool = False
    """True where a word such as "wrote" is in it."""
    kept: str = ""
    """What the writer wrote on the first line before the introduction began."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What else a line tells beside its verb."""

    time: bool
    date: bool
    address: bool
    marked: bool
    """It ends with a colon, or stands between dashes."""


def find_attribution(lines: list[Line], end: int, *, quote_follows: bool) -> Attribution | None:
    """Find the introduction that ends with line `end`, or None."""
    if not _may_end(lines[end].core, quote_follows=quote_follows):
        return None
    found = [
        Attribution(start, end, strong=strength, text=text, verb=verb)
        for start, text in _candidates(lines, end)
        for strength, verb in (_judge(text, quote_follows=quote_follows),)
        if strength is not None
    ]
    arrows = [one for one in found if one.text.startswith(">>>")]
    spoken = arrows or [one for one in found if one.verb] or found
    begun = [one for one in spoken if starts_like_one(lines[one.start].core, one.text)]
    if begun:
        best = _longest(lines, begun)
        longer = () if names_somebody(best.text) else spoken[spoken.index(best) + 1 :]
        return next((one for one in longer if begins_with_writer(one.text)), best)
    if not spoken:
        return None
    best = next((one for one in spoken if not one.text.startswith(("<", "mailto:"))), spoken[-1])
    return _cut_from_line(lines, best) if quote_follows else best


def starts_like_one(core: str, text: str = "") -> bool:
    """Tell whether a line begins with a date or with a word such as "On".

    `text` is the line and those that go on from it.
    """
    core = core.lstrip(_EDGE + "'\"„")
    head = fold(core[:40])
    first, _, rest = head.partition(" ")
    second = rest.partition(" ")[0]
    opener = first.rstrip(",.") in WORDS.openers or first in WORDS.openers
    if opener or f"{first} {second}" in WORDS.openers:
        return any(sign.isdigit() for sign in (text or core)[:_DIGIT_WITHIN])
    return any(sign.isdigit() for sign in core[:_DATE_STARTS_WITHIN])


def _may_end(whole: str, *, quote_follows: bool) -> bool:
    core = whole.rstrip(_EDGE)
    if whole.endswith(">>>"):
        return True
    if not core or len(core) > _MAX_LENGTH:
        return False
    if core.endswith(COLONS):
        return True
    if whole[-1] in ">)" or quote_follows:
        return "@" in core or fold(core).endswith(WORDS.verbs) or bool(_CLOCK.search(core))
    return fold(core).endswith(WORDS.verbs) or ("GMT" in core and bool(_YEAR.match(core)))


def _candidates(lines: list[Line], end: int) -> list[tuple[int, str]]:
    """Join line `end` with up to three lines above it, shortest first."""
    texts: list[tuple[int, str]] = []
    text = lines[end].core
    texts.append((end, text))
    at, rows = end, 1
    while rows < _MAX_ROWS and at > 0 and not text.startswith(">>> "):
        above = at - 1
        torn = text.startswith(("<", "mailto:", ">"))
        while above > 0 and not lines[above].core and torn and at - above < 3:  # noqa: PLR2004 - two empty lines at most
            above -= 1
        line = lines[above]
        if not line.core or line.depth or line.place is Place.TAIL:
            break
        if line.core.endswith((*COLONS, "!", "?")):
            break
        if torn and line.core.endswith(".") and not _COMPANY.search(line.core):
            break  # what an address is torn off from is a name, and no sentence
        text = f"{line.core} {text}"
        if len(text) > _MAX_LENGTH:
            break
        at, rows = above, rows + 1
        texts.append((at, text))
    return texts


def _longest(lines: list[Line], begun: list[Attribution]) -> Attribution:
    """Go up to a longer candidate while the first word may be wrapped text."""
    best = begun[0]
    for longer in begun[1:]:
        if _first_word(lines[best.start].core) in WORDS.openers - _SHORT_OPENERS:
            break
        if lines[longer.start].core.endswith((".", "!", "?")) and not _ABBREVIATED.search(
            lines[longer.start].core
        ):
            break
        best = longer
    return best


def _first_word(core: str) -> str:
    return fold(core.lstrip(_EDGE).partition(" ")[0])


def _judge(text: str, *, quote_follows: bool) -> tuple[bool | None, bool]:
    """Give True for a strong introduction, False for a weak one, None for prose; and its verb."""
    bare = text.strip(_EDGE)
    colon = bare.endswith(COLONS)
    sentence = fold(bare.rstrip(f" :{WIDE_COLON}").rstrip(_EDGE + '"'))
    has_time, has_address = bool(_TIME.search(bare)), "@" in bare and bool(_ADDRESS.search(bare))
    has_date = bool(_YEAR.search(bare) or _NUMERIC_DATE.search(bare))
    verb_at = _verb(sentence)
    if text.startswith(">>>"):
        return (True if has_time and text.endswith(">>>") else None), False
    if not colon and not (verb_at is not None and (has_time or has_address)):
        return _colonless(text.strip(), has_address=has_address, quote_follows=quote_follows), False
    if verb_at is not None:
        facts = _Facts(has_time, has_date, has_address, colon or text.endswith("-"))
        return _with_verb(sentence, verb_at, facts, quote_follows=quote_follows), True
    if has_address and has_time and starts_like_one(text):
        return True, False
    if quote_follows and has_time and (has_date or has_address):
        return False, False
    return (False if quote_follows and has_address and len(bare) < _SHORT else None), False


def _colonless(text: str, *, has_address: bool, quote_follows: bool) -> bool | None:
    """Old Gmail: "2013/7/20 Anna <anna@...>" with nothing behind."""
    if not _NUMERIC_DATE.match(text[:12]) or len(text) > _SHORT * 2:
        return None
    if "GMT" in text and _TIME.search(text):
        return True
    return False if quote_follows and has_address and text.endswith((">", ")")) else None


def _with_verb(
    sentence: str, verb_at: tuple[int, int], facts: _Facts, *, quote_follows: bool
) -> bool | None:
    before = sentence[: verb_at[0]].split()
    after = sentence[verb_at[1] :].split()
    near = {*(word.strip(",.;<>") for word in (before[-1:] + after[:1]))}
    pronoun = bool(near & WORDS.pronouns) and not facts.address
    if len(before) + len(after) > 40:  # noqa: PLR2004 - more words than any introduction
        return None
    if not (facts.time or facts.date or facts.address):
        if pronoun or not quote_follows or len(sentence) > _SHORT or not before:
            return None
        return False
    starts = starts_like_one(sentence)
    if pronoun:
        return False if quote_follows else None
    told = facts.date and is_machines(sentence[: verb_at[0]], sentence[verb_at[1] :])
    if facts.address or told or (starts and facts.time and facts.marked):
        return True
    return False if quote_follows else None


def _verb(sentence: str) -> tuple[int, int] | None:
    """Find the verb: at the end of the sentence, else in its middle; give where it stands."""
    ending = WORDS.verbs if sentence.endswith(WORDS.verbs) else ()
    for verb in ending:
        if sentence.endswith(verb):
            at = len(sentence) - len(verb)
            if not at or not verb[0].isascii() or not sentence[at - 1].isalnum():
                return at, len(sentence)
    offset = 0
    for word in sentence.split(" "):
        if word.strip(",") in WORDS.verb_words and offset:
            return offset, offset + len(word)
        offset += len(word) + 1
    for verb in WORDS.verbs:
        at = sentence.find(f" {verb} ") if " " in verb else -1
        if at > 0:
            return at + 1, at + 1 + len(verb)
    return None


def _cut_from_line(lines: list[Line], found: Attribution) -> Attribution:
    """Separate "Thanks! On 3 May 2025 at 10:02, Anna wrote:" where both share a line."""
    core = lines[found.start].core
    for opener in (" On ", "-On ", " Am ", " Le ", " Op ", " Il ", " El ", " W dniu ", " Dnia "):
        at = core.find(opener)
        digits = core[at + len(opener) : at + 30]
        if at > 0 and any(sign.isdigit() for sign in digits):
            kept = core[: at + (opener[0] == "-")].rstrip(" -")
            return Attribution(
                found.start, found.end, strong=found.strong, text=core[at + 1 :], kept=kept
            )
    return found
