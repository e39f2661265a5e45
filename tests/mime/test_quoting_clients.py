"""Each client's way of quoting, in each language, is cut off at the right line."""

import pytest

from mailgw.mime.htmltext import html_to_text
from mailgw.mime.quoting import split_reply
from tests.mime.quoting_bodies import HEADER_BLOCKS, HTML_BODIES, INTRODUCTIONS, REPLY

OLD = "Guten Tag,\n\nwann passt es Ihnen?\n\nAda Berg"
SIGNED = "\n".join(f"> {row}".rstrip() for row in OLD.split("\n"))
HORDE = "Zitat von Ada Berg <ada@firma.example>:"


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
def test_an_introduction_above_signed_lines_is_quoted(introduction: str) -> None:
    split = split_reply(f"{REPLY}\n\n{introduction}\n\n{SIGNED}\n", None)
    assert split.reply_text == REPLY
    assert split.quoted_text == f"{introduction}\n{SIGNED}".replace(":\n>", ":\n>")


@pytest.mark.parametrize("name", [name for name in INTRODUCTIONS if name != "unknown language"])
def test_an_introduction_above_unsigned_lines_cuts_to_the_end(name: str) -> None:
    split = split_reply(f"{REPLY}\n\n{INTRODUCTIONS[name]}\n\n{OLD}\n", None)
    assert split.reply_text == REPLY
    assert split.quoted_text.endswith(OLD)


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
def test_an_answer_below_the_quote_is_shown(introduction: str) -> None:
    split = split_reply(f"{introduction}\n{SIGNED}\n\n{REPLY}\n", None)
    assert split.reply_text == REPLY


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
def test_an_introduction_may_stand_behind_a_quote_sign(introduction: str) -> None:
    signed = "\n".join(f"> {row}" for row in introduction.split("\n"))
    assert split_reply(f"{REPLY}\n\n{signed}\n>\n{SIGNED}", None).reply_text == REPLY


@pytest.mark.parametrize("block", HEADER_BLOCKS.values(), ids=HEADER_BLOCKS)
def test_a_header_block_cuts_to_the_end(block: str) -> None:
    split = split_reply(f"{REPLY}\n\n{block}\n\n{OLD}\n", None)
    assert split.reply_text == REPLY
    assert split.quoted_text == f"{block}\n\n{OLD}"


@pytest.mark.parametrize("html", HTML_BODIES.values(), ids=HTML_BODIES)
def test_the_structure_of_html_is_cut(html: str) -> None:
    split = split_reply("", html)
    assert split.reply_text == REPLY
    assert "Alt" in split.quoted_text


def test_an_introduction_without_date_needs_quote_signs() -> None:
    assert split_reply(f"{REPLY}\n\n{HORDE}\n\n{SIGNED}", None).reply_text == REPLY
    assert HORDE in split_reply(f"{REPLY}\n\n{HORDE}\n\n{OLD}", None).reply_text


def test_an_introduction_on_the_line_of_the_answer_is_taken_off() -> None:
    text = "Thanks, fine On Wed, Apr 2, 2025 at 3:59 PM, ada@firma.example wrote:\n> Shall we?"
    assert split_reply(text, None).reply_text == "Thanks, fine"


def test_quoting_by_initials_is_a_quote() -> None:
    text = "Dzień dobry,\n\nAB> Czy środa pasuje?\nAB> Pozdrawiam\n\nTak, o dziesiątej.\n"
    assert split_reply(text, None).reply_text == "Dzień dobry,\n\nTak, o dziesiątej."


def test_the_end_of_a_wrapped_link_belongs_to_the_quote() -> None:
    text = "Ja.\n\nOn 3 Mar 2025 at 10:15, Ada wrote:\n> see (http://shop.example/a\nb=17)\n> Ada\n"
    assert split_reply(text, None).reply_text == "Ja."


def test_windows_line_ends_are_read() -> None:
    text = f"{REPLY}\n\n{HEADER_BLOCKS['german']}\n\n{OLD}".replace("\n", "\r\n")
    assert split_reply(text, None).reply_text == REPLY


@pytest.mark.parametrize("html", HTML_BODIES.values(), ids=HTML_BODIES)
def test_text_that_was_rendered_from_the_html_is_cut_alike(html: str) -> None:
    assert split_reply(html_to_text(html), html) == split_reply("", html)


@pytest.mark.parametrize(
    "line",
    [
        "##- Bitte antworten Sie oberhalb dieser Zeile. -##",
        "--- Prosimy pisać powyżej tej linii ---",
        "[Antwoord a.u.b. boven deze regel]",
        "== Rispondete sopra questa riga ==",
        "*** Please write your answer above this line ***",
        "\u2014 \u2014 Répondez au-dessus de cette ligne \u2014 \u2014",
    ],
)
def test_the_line_above_which_a_ticket_system_wants_its_answer_cuts(line: str) -> None:
    split = split_reply(f"{REPLY}\n\n{line}\n\n{OLD}\n", None, answers=True)
    assert split.reply_text == REPLY
    assert split.quoted_text == f"{line}\n\n{OLD}"
    pasted = f"{REPLY}\n\n{line}\n\n{OLD}"
    assert split_reply(pasted, None, answers=False).reply_text == pasted
    signed = f"{REPLY}\n\n{line}\n{SIGNED}\n\nP.S. Danke"
    assert split_reply(signed, None).reply_text == f"{REPLY}\n\nP.S. Danke"
    assert split_reply(f"{line}\n\n{OLD}", None).reply_text == f"{line}\n\n{OLD}"
