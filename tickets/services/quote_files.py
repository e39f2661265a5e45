"""Which of an answer's files say what a quote costs; pure.

Terms of trade name sums that nobody has to pay, and a data sheet next to the quote has prices too.
"""

import re
from collections.abc import Sequence

from tickets.services.amount_words import WORDS
from tickets.services.amounts import LINES_READ, Amount, find_amount, holds_sum, names_quote
from tickets.services.values import NewFile
from tickets.text.documents import Unread
from tickets.text.fold import fold

_HEAD = 600
"""Characters in which a document says what it is, its letterhead included."""
_TITLE = 100
_WORD = re.compile(r"[^\W\d_]+")


def files_of_quote(kind: str, text: str, files: Sequence[NewFile]) -> tuple[NewFile, ...]:
    """Choose the files that are a quote: by their names, else by a sum that stands in them.

    A sum counts where the customer asked for a quote, or where answer or file calls it one.
    """
    documents = [one for one in files if one.name.casefold().endswith(WORDS.endings)]
    named = [one for one in documents if names_quote(one.name)]
    if named:
        return tuple(one for one in named if one.text)
    is_meant = kind == "quote" or names_quote(text)
    return tuple(
        one
        for one in documents
        if one.text
        and (is_meant or names_quote(one.text[:_HEAD]))
        and not _are_terms(one)
        and holds_sum(one.text)
    )


def amount_of_quote(text: str, names: Sequence[str], quoted: Sequence[NewFile]) -> Amount | None:
    """Read what a quote costs, in its words and in its files; None where nobody can be sure.

    A file of which only the beginning was read may hold a larger sum further on, so it alone is
    not enough.
    """
    if any(map(_is_cut, quoted)) and find_amount(text, names) is None:
        return None
    return find_amount(text, names, [one.text for one in quoted])


def _are_terms(file: NewFile) -> bool:
    words = _WORD.findall(fold(f"{file.name} {file.text[:_TITLE]}"))
    title = f" {' '.join(words)}"
    return any(f" {term}" in title for term in WORDS.terms)


def _is_cut(file: NewFile) -> bool:
    return file.unread is Unread.CUT or file.text.count("\n") >= LINES_READ
