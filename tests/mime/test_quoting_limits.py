"""Splitting holds its promises on any text, and takes little time on crafted text."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailgw.mime.forwarded import find_forwarded
from mailgw.mime.htmltext import html_to_text
from mailgw.mime.quoting import split_reply

PIECES = [
    "Danke.",
    "",
    "> Frage?",
    ">> alt",
    "On 3 Mar 2025 at 10:15, Ada <ada@firma.example> wrote:",
    "Am 03.03.2025 um 10:15 schrieb Ada:",
    "> wrote:",
    "Von: Ada <ada@firma.example>",
    "Gesendet: 3. März 2025 10:15",
    "An: Otto",
    "Betreff: Angebot",
    "-----Ursprüngliche Nachricht-----",
    "---------- Forwarded message ---------",
    "_" * 32,
    "-- ",
    "Von meinem iPhone gesendet",
    "Mit freundlichen Grüßen",
    "Ohm Metallbau GmbH",
    "| a",
    "AK> b",
    "<",
    "mailto:x@y.example",
]
TAGS = [
    "<p>",
    "</p>",
    "<div class=gmail_quote>",
    "<blockquote type=cite>",
    "</blockquote>",
    "<div id=divRplyFwdMsg>",
    "</div>",
    "<b>",
    "<table><tr><td>",
    "<br>",
    "<hr id=zwchr>",
    "<span style='color:red'>",
    "<!--",
    "<pre>",
    "<li>",
    "&nbsp;",
    "Antworten in rot",
]
CRAFTED = {
    "quote signs": ">" * 100_000,
    "quoted lines": "> \n" * 33_000,
    "openers": "On " * 33_000,
    "opener lines": "On\n" * 33_000,
    "introductions": "On 3 May 2025 10:00 ada@firma.example wrote:\n" * 2_200,
    "labels": "Von: ada@firma.example\n" * 4_500,
    "labels apart": "Von: ada@firma.example\n\n" * 4_300,
    "open brackets": "From: <x\n" * 11_000,
    "colons": ":\n" * 50_000,
    "dashes": "-" * 100_000,
    "delimiters": "-- \n" * 25_000,
    "at signs": "a@" * 50_000,
    "clocks": "1:11 " * 20_000,
    "bars": "| a\n" * 25_000,
    "initials": "AK> a\n" * 16_000,
    "forwards": "---------- Forwarded message ---------\nFrom: a@b.example\nSubject: Fwd: x\n\n"
    * 1_200,
    "addresses": "To: " + "a@b.example;" * 8_000,
    "empty lines": "a" + "\n" * 100_000 + "b",
    "arrows": ">>> Ada <a@b.example> 3.3.2025 10:15\n" * 2_500,
    "arrows that end": ">>> 10:15 >>>\n" * 4_900,
    "ends of forwards": "----- End forwarded message -----\n" * 2_900,
    "forwards without end": "---------- Forwarded message ---------\nFrom: a@b.example\n"
    "Subject: x\n-\n" * 1_200,
    "writers and dates": "Ada <a@b.example>\n3.3.2025 10:15\n" * 2_500,
    "torn introductions": "On 3 May 2025 at 10:15 Ada wrote\nto us:\n" * 2_400,
    "verbs in the middle": "Ada ha scritto in data 3.3.2025 10:15:\n" * 2_400,
    "labels that come again": "Von: a@b.example\nAn: x\n\n" * 1_600,
    "invisible signs": "\u200b" * 100_000,
}
CRAFTED_HTML = {
    "nested divisions": "<div>" * 20_000,
    "nested quotes": "<blockquote type=cite>" * 4_500,
    "nested containers": "<div class=gmail_quote>x" * 4_000,
    "formats never closed": "".join(f"<font size={n}><p>" for n in range(3_000)),
    "few formats never closed": "".join(f"<font size={n}><p>" for n in range(290)),
    "tables": "<table><tr><td>" * 6_000,
    "brackets": "<" * 100_000,
    "comments": "<!--" * 25_000,
    "style sheets": "<style>" * 14_000,
}


def _seconds(text: str, html: str | None) -> float:
    best = 9.0
    for _ in range(2):
        start = time.process_time()
        split_reply(text, html)
        find_forwarded(text, html, "WG: x")
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("text", CRAFTED.values(), ids=CRAFTED)
def test_crafted_text_takes_less_than_half_a_second(text: str) -> None:
    assert _seconds(text, None) < 1.0  # both doors together


@pytest.mark.parametrize("html", CRAFTED_HTML.values(), ids=CRAFTED_HTML)
def test_crafted_html_takes_less_than_half_a_second(html: str) -> None:
    assert _seconds("", html) < 1.0
    assert _seconds("Antworten in rot", html) < 1.0


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=25))
@settings(max_examples=300, deadline=None)
def test_nothing_of_a_text_is_lost(rows: list[str]) -> None:
    text = "\n".join(rows)
    split = split_reply(text, None)
    known = split.reply_text + "\n" + split.quoted_text
    for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        assert row.strip() in known
    assert bool(split.reply_text.strip()) == bool(text.strip())
    assert split.reply_text.endswith(split.signature)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@example(["<", "mailto:x@y.example", "> wrote:", "Danke."])
@example(["<mailto:x@y.example> wrote:", "Danke."])
@settings(max_examples=200, deadline=None)
def test_lines_that_nobody_quoted_stay_above_the_first_marker(rows: list[str]) -> None:
    text = "\n".join(["Erste neue Zeile.", "", *rows])
    assert split_reply(text, None).reply_text.startswith("Erste neue Zeile.")


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=200, deadline=None)
def test_a_reply_without_marks_stays_as_it_is(rows: list[str]) -> None:
    reply = split_reply("\n".join(rows), None)
    if not reply.quoted_text:
        assert split_reply(reply.reply_text, None).reply_text == reply.reply_text


@given(
    st.lists(
        st.one_of(st.sampled_from(TAGS), st.sampled_from(PIECES), st.text(max_size=9)), max_size=30
    )
)
@settings(max_examples=300, deadline=None)
def test_no_html_makes_it_fail(pieces: list[str]) -> None:
    html = "".join(pieces)
    split = split_reply("", html)
    if any(sign.isalnum() for sign in html_to_text(html)):
        assert split.reply_text.strip()
    split_reply("Antworten in rot\n\nPasst.", html)
    find_forwarded("", html, "Fwd: x")


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["", "WG: x", "Re: x"]))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_the_search_for_a_forward_fail(rows: list[str], subject: str) -> None:
    found = find_forwarded("\n".join(rows), None, subject)
    assert found is None or found.from_.name or found.from_.address


def test_text_beyond_the_limit_goes_with_the_text_before_it() -> None:
    long = "\n".join(f"Zeile {n}" for n in range(9_000))
    assert split_reply(f"Neu.\n{long}", None).reply_text.endswith("Zeile 8999")
    cut = split_reply(f"Neu.\n\n-----Ursprüngliche Nachricht-----\n{long}", None)
    assert cut.reply_text == "Neu."
    assert cut.quoted_text.endswith("Zeile 8999")
