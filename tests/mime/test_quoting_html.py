"""The HTML of many clients is cut where its elements say so, also in a language nobody knows."""

import tomllib
from pathlib import Path

import pytest

from mailgw.mime.htmltext import html_to_text
from mailgw.mime.quoting import split_reply
from tests.mime.clients import REPLY

_TABLE = tomllib.loads((Path(__file__).parent / "html_clients.toml").read_text(encoding="utf-8"))
BODIES = {
    name: html.format_map(_TABLE["pieces"]) if "{" in html else html
    for name, html in _TABLE["replies"].items()
}


@pytest.mark.parametrize("html", BODIES.values(), ids=BODIES)
def test_the_quote_of_a_client_is_cut(html: str) -> None:
    split = split_reply("", html)
    assert split.reply_text == REPLY
    assert "Alt" in split.quoted_text


@pytest.mark.parametrize("html", BODIES.values(), ids=BODIES)
def test_a_text_made_from_the_html_is_cut_alike(html: str) -> None:
    assert split_reply(html_to_text(html), html).reply_text == REPLY


def test_the_line_of_a_telephone_stays_above_yahoos_quote() -> None:
    html = (
        "<div>Passt.</div><br><a href='https://x.example'>Von Yahoo Mail auf Android gesendet</a>"
        "<br><blockquote style='margin: 0 0 20px 0'><div>Am Mo., März 3, 2025 um 10:15 AM schrieb "
        "Ada</div><div>&lt;ada@firma.example&gt;:</div><div>Alt</div></blockquote>"
    )
    split = split_reply("", html)
    assert split.reply_text.startswith("Passt.")
    assert "Alt" not in split.reply_text
    assert split.signature.startswith("Von Yahoo Mail")


def test_an_indented_block_that_introduces_nothing_is_shown() -> None:
    html = "<p>Bitte:</p><blockquote><p>Um 10:15 Uhr liefern</p><p>Danke</p></blockquote>"
    assert "liefern" in split_reply("", html).reply_text


def test_the_layout_of_notes_in_a_table_is_cut() -> None:
    html = (
        "<div>Passt.</div><table><tr><td><b>Ada Berg &lt;ada@firma.example&gt;</b><p>03.03.2025 "
        "10:15</p></td><td><table><tr><td><div>An</div></td><td>Otto</td></tr><tr><td>Kopie</td>"
        "<td></td></tr><tr><td>Thema</td><td>X</td></tr></table></td></tr></table><br>Alt"
    )
    assert split_reply("", html).reply_text == "Passt."
