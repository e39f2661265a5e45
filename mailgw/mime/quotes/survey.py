"""Going once over the lines of a body to tell new text from quoted text, and where it was cut."""

from dataclasses import dataclass, field, replace

from mailgw.mime.quotes.attribution import find_attribution
from mailgw.mime.quotes.bare_headers import read_bare_block, read_spread_block
from mailgw.mime.quotes.cards import is_device_line
from mailgw.mime.quotes.headers import HeaderBlock, read_header_block, read_label
from mailgw.mime.quotes.lines import COLONS, DASHES, Line, Place
from mailgw.mime.quotes.markers import Kind, Marker
from mailgw.mime.quotes.repairs import settle_bars, torn_links
from mailgw.mime.quotes.separators import Separator, read_separator

_GAP = 3
_MAX_BLOCKS = 400
_FIRST_EMOJI = "\u2600"
_END_SIGNS = ("-", "=", "_", *DASHES)
_INTRODUCTION_ENDS = (*COLONS, ">", "-", "*", ")")


@dataclass(slots=True)
class Survey:
    """The lines of a body with a verdict on each."""

    lines: list[Line]
    quoted: list[bool]
    markers: list[Marker] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)
    """What is new on a line that is quoted otherwise."""
    last_tail: int = -1
    """The last line with which a client begins a quote by its HTML."""
    budget: int = _MAX_BLOCKS
    """How many more lines may be tried as the first of a header block."""
    looked_at: int = 0
    """Down to which line new text was looked for, so that no line is looked at twice."""
    has_text: bool = False

    @property
    def first(self) -> Marker | None:
        """The topmost marker."""
        return self.markers[0] if self.markers else None

    def tail_start(self) -> int | None:
        """Give the line from which all is quoted to the end, or None."""
        return next((mark.start for mark in self.markers if mark.tail), None)

    def has_news(self) -> bool:
        """Tell whether any line with a letter, digit or emoji is new."""
        return bool(self.kept) or any(
            not quoted and any(sign.isalnum() or sign > _FIRST_EMOJI for sign in line.core)
            for quoted, line in zip(self.quoted, self.lines, strict=True)
        )


def survey(lines: list[Line], *, tails_from: int = 0, tails: bool = True) -> Survey:
    """Judge each line; no tail is cut above line `tails_from`, and none at all without `tails`.

    A cut to the end needs new text above it: a mail that begins with its quote is answered below.
    """
    result = Survey(lines, [line.depth > 0 for line in lines])
    result.last_tail = max(
        (index for index, line in enumerate(lines) if line.place is Place.TAIL), default=-1
    )
    settle_bars(lines)
    for index in torn_links(lines):
        result.quoted[index] = True
    at, end = 0, len(lines)
    while at < end:
        marker = _marker_at(result, at)
        if marker is None:
            at += 1
            continue
        allowed = marker.start >= tails_from and (tails or marker.trusted)
        if marker.tail and (not allowed or _is_pasted(result, marker)):
            at = marker.end + 1
            continue
        if marker.tail and marker.kind is Kind.INTRODUCTION and not _has_text_above(result, marker):
            marker = replace(marker, tail=False)
        _apply(result, marker)
        if marker.tail:
            break
        at = max(marker.end, marker.stop) + 1
    _show_lone_line(result)
    return result


def _show_lone_line(result: Survey) -> None:
    """Show the only line behind a quote sign where it goes on from the line above: an arrow."""
    if result.markers:
        return
    quoted = [at for at, line in enumerate(result.lines) if result.quoted[at] and line.core]
    if len(quoted) != 1 or not quoted[0]:
        return
    line, above = result.lines[quoted[0]], result.lines[quoted[0] - 1]
    if above.core and line.text.startswith(">") and not line.core.endswith("?"):
        result.quoted[quoted[0]] = False


def _is_pasted(result: Survey, marker: Marker) -> bool:
    """Tell header lines that a writer pasted: a colon above them, the client's own quote below."""
    if marker.trusted or not marker.tail:
        return False
    above = next((line.core for line in reversed(result.lines[: marker.start]) if line.core), "")
    return above.endswith(COLONS) and marker.end < result.last_tail


def _apply(result: Survey, marker: Marker) -> None:
    result.markers.append(marker)
    start = _rule_above(result, marker.start)
    stop = len(result.lines) if marker.tail else max(marker.end, marker.stop) + 1
    result.quoted[start:stop] = [True] * (stop - start)
    if marker.introduction and marker.introduction.kept:
        result.kept[marker.start] = marker.introduction.kept
    if not marker.tail:
        _quote_soft(result, stop)


def _marker_at(result: Survey, at: int) -> Marker | None:
    line = result.lines[at]
    if line.place is Place.TAIL and not result.quoted[at]:
        return _structural(result, at)
    if not line.core or (result.quoted[at] and not line.depth):
        return None
    if line.depth:
        return _forward_in_quote(result, at)
    separator = read_separator(line.core)
    if separator is not None:
        return _after_separator(result, at, separator)
    return _headers(result, at) or _introduction(result, at)


def _headers(result: Survey, at: int) -> Marker | None:
    core = result.lines[at].core
    if not result.budget:
        return None
    if read_label(core):
        result.budget -= 1
        block = read_header_block(result.lines, at)
    elif "@" in core:
        block = read_bare_block(result.lines, at) or read_spread_block(result.lines, at)
    else:
        return None
    if block is None:
        return None
    tail = not _quote_follows(result, block.end)
    return Marker(Kind.HEADERS, at, block.end, tail, block, trusted=False)


def _structural(result: Survey, at: int) -> Marker:
    """Outlook's own elements: the header lines are read where they follow."""
    for start in range(at, min(at + 3, len(result.lines))):
        core = result.lines[start].core
        if core and read_label(core):
            block = read_header_block(result.lines, start)
            if block:
                return Marker(Kind.HEADERS, at, block.end, tail=True, headers=block)
    return Marker(Kind.STRUCTURE, at, at, tail=True)


def _forward_in_quote(result: Survey, at: int) -> Marker | None:
    """Apple Mail puts its "Begin forwarded message:" inside the quote at times."""
    if result.markers or read_separator(result.lines[at].core) is not Separator.FORWARDED:
        return None
    block = _headers_below(result, at)
    return Marker(Kind.FORWARDED, at, block.end, tail=False, headers=block) if block else None


def _after_separator(result: Survey, at: int, separator: Separator) -> Marker | None:
    if separator in (Separator.RULE, Separator.END):
        return None
    if separator is Separator.ABOVE:
        tail = not _quote_follows(result, at)
        return Marker(Kind.ORIGINAL, at, at, tail, trusted=False)
    block = _headers_below(result, at)
    forwarded = separator in (Separator.FORWARDED, Separator.BARE_FORWARDED)
    bare = separator in (Separator.BARE_ORIGINAL, Separator.BARE_FORWARDED)
    if bare and block is None:
        return None
    kind = Kind.FORWARDED if forwarded else Kind.ORIGINAL
    end = block.end if block else at
    follows = _quote_follows(result, end) or bool(block and block.depth)
    stop = _end_of_forward(result, end) if forwarded and block else -1
    return Marker(kind, at, end, not follows and stop < 0, block, stop=stop)


def _end_of_forward(result: Survey, start: int) -> int:
    """Find the line by which a client ends a forwarded mail, the last one; -1 without any."""
    for at in range(len(result.lines) - 1, start, -1):
        core = result.lines[at].core
        if core.endswith(_END_SIGNS) and read_separator(core) is Separator.END:
            return at
    return -1


def _headers_below(result: Survey, at: int) -> HeaderBlock | None:
    for start in range(at + 1, min(at + 1 + _GAP, len(result.lines))):
        core = result.lines[start].core
        if core:
            if read_label(core):
                return read_header_block(result.lines, start, announced=True)
            bare = read_bare_block(result.lines, start, announced=True)
            return bare or read_spread_block(result.lines, start)
    return None


def _introduction(result: Survey, at: int) -> Marker | None:
    line = result.lines[at]
    quote = _quote_follows(result, at)
    ends = line.core.endswith(_INTRODUCTION_ENDS) or line.core[-1].isalpha() or quote
    if not ends:
        return None
    if line.place is Place.SOFT:
        return _begins_soft(result, at)
    in_place = line.place is Place.INTRO
    found = find_attribution(result.lines, at, quote_follows=quote)
    if found is None:
        return Marker(Kind.INTRODUCTION, at, at, tail=False) if in_place and quote else None
    if _goes_on(result, at, found.start):
        return None
    believed = found.strong or quote or in_place
    if not believed or any(result.quoted[found.start : at]):
        return None
    return Marker(
        Kind.INTRODUCTION,
        found.start,
        at,
        tail=not quote,
        introduction=found,
        trusted=quote or in_place,
    )


def _begins_soft(result: Survey, at: int) -> Marker | None:
    """Take an indented block for a quote where it begins with its introduction."""
    found = find_attribution(result.lines, at, quote_follows=False)
    if found is None or not found.strong:
        return None
    above = next((line for line in reversed(result.lines[: found.start]) if line.core), None)
    if above is None or above.place is Place.SOFT:
        return None
    return Marker(Kind.INTRODUCTION, found.start, at, tail=False, introduction=found)


def _goes_on(result: Survey, at: int, start: int) -> bool:
    """Tell whether an introduction is wrapped so that a line below still belongs to it."""
    if result.lines[at].core.endswith(COLONS):
        return False
    for below in range(at + 1, min(at + 3, len(result.lines))):
        line = result.lines[below]
        if not line.core or line.depth:
            return False
        if line.core.endswith(COLONS):
            quote = _quote_follows(result, below)
            found = find_attribution(result.lines, below, quote_follows=quote)
            return found is not None and found.start <= start and (quote or found.strong)
    return False


def _quote_follows(result: Survey, at: int) -> bool:
    """Tell whether the next text is quoted by signs or by the HTML."""
    for index in range(at + 1, min(at + 2 + _GAP, len(result.lines))):
        line = result.lines[index]
        if line.depth or line.place is Place.SOFT:
            return True
        if line.core:
            return False
    return False


def _quote_soft(result: Survey, start: int) -> None:
    """Mark an indented block below an introduction as the quote."""
    inside = False
    for index in range(start, len(result.lines)):
        line = result.lines[index]
        soft = line.place is Place.SOFT
        if soft:
            result.quoted[index] = inside = True
        elif line.core and (inside or index - start >= _GAP):
            break


def _rule_above(result: Survey, start: int) -> int:
    """Take a separator rule directly above a marker along with it."""
    at = start - 1
    while at >= 0 and start - at <= _GAP and not result.lines[at].core:
        at -= 1
    if at < 0 or result.lines[at].depth or start - at > _GAP:
        return start
    return at if read_separator(result.lines[at].core) is Separator.RULE else start


def _has_text_above(result: Survey, marker: Marker) -> bool:
    if marker.introduction and marker.introduction.kept:
        return True
    while not result.has_text and result.looked_at < marker.start:
        line = result.lines[result.looked_at]
        result.has_text = (
            not result.quoted[result.looked_at]
            and any(sign.isalnum() or sign > _FIRST_EMOJI for sign in line.core)
            and not is_device_line(line.core)
        )
        result.looked_at += 1
    return result.has_text
