"""Whatever is newly written above, below or between any client's quote, it is shown."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailgw.mime.quoting import split_reply
from tests.mime.clients import CLIENTS, OLD, blocks, introductions

INTRODUCTIONS = tuple(
    line
    for language in ("de", "pl", "nl", "it", "en", "fr")
    for line in introductions(language, "intros")
)
BLOCKS = tuple(block for language in CLIENTS for block in blocks(language))
BEGINNINGS = (
    "",
    "Von: ",
    "From: ",
    "Am Montag ",
    "On Monday he wrote: ",
    "Il giorno ",
    "Do: ",
    "Betreff: ",
    "- ",
    "* ",
    "-- ",
    "Sent ",
    "Re: ",
    "W dniu ",
    "Datum: ",
)
WORDS = st.lists(
    st.sampled_from(
        ["wir", "brauchen", "10", "Stück", "prosimy", "o", "ofertę", "graag", "4x", "ok"]
    ),
    min_size=1,
    max_size=8,
)
LINES = st.builds(lambda start, words: start + " ".join(words), st.sampled_from(BEGINNINGS), WORDS)
TEXTS = st.lists(LINES, min_size=1, max_size=6)
QUOTED = OLD.split("\n")


def _occur(new: list[str], shown: str) -> None:
    lines = {row.strip() for row in shown.split("\n")}
    for row in new:
        assert row.strip() in lines


def _nothing_is_lost(text: str) -> None:
    split = split_reply(text, None)
    parts = (split.reply_text + "\n" + split.quoted_text).split("\n")
    known = {row.strip() for row in parts}
    assert all(row.strip() in known for row in text.split("\n") if row.strip())


@given(TEXTS, st.sampled_from(INTRODUCTIONS), TEXTS)
@settings(max_examples=60, deadline=None)
def test_new_lines_around_a_signed_quote_are_shown(
    above: list[str], introduction: str, below: list[str]
) -> None:
    quote = "\n".join(f"> {row}".rstrip() for row in QUOTED)
    text = "\n".join([*above, "", introduction, quote, "", *below])
    _occur([*above, *below], split_reply(text, None).reply_text)
    _nothing_is_lost(text)


@given(TEXTS, st.sampled_from(INTRODUCTIONS), st.integers(1, len(QUOTED) - 1))
@settings(max_examples=60, deadline=None)
def test_new_lines_between_quoted_ones_are_shown(
    between: list[str], introduction: str, at: int
) -> None:
    signed = [f"> {row}".rstrip() for row in QUOTED]
    text = "\n".join([introduction, *signed[:at], "", *between, "", *signed[at:]])
    _occur(between, split_reply(text, None).reply_text)
    _nothing_is_lost(text)


@given(TEXTS, st.one_of(st.sampled_from(INTRODUCTIONS), st.sampled_from(BLOCKS)))
@example(
    above=["wir", "Datum: wir"],
    marker="Von: Ada Berg <ada@firma.example>\nGesendet: Montag, 3. März 2025 10:15\n"
    "An: Otto Ohm <otto@kunde.example>\nBetreff: Re: Angebot 17",
)
@settings(max_examples=60, deadline=None)
def test_new_lines_above_an_unsigned_quote_are_shown(above: list[str], marker: str) -> None:
    text = "\n".join([*above, "", marker, "", *QUOTED])
    _occur(above, split_reply(text, None).reply_text)
    _nothing_is_lost(text)
