"""HTML reads well as text."""

import pytest

from mailgw.mime.htmltext import html_to_text

RENDERED = {
    "paragraphs": ("<p>Guten Tag,</p><p>bitte&nbsp;liefern.</p>", "Guten Tag,\n\nbitte liefern."),
    "divisions": ("<div>a</div><div>b<br></div><div><br></div><div>c</div>", "a\nb\n\nc"),
    "white space": ("<p>  a \n  b\t<b> c</b>  d </p>", "a b c d"),
    "words across elements": ("<p>Num<b>mer</b> <i>17</i></p>", "Nummer 17"),
    "outlook": (
        (
            "<p class=MsoNormal>a<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<p class=MsoNormal>b<o:p></o:p></p>"
        ),
        "a\n\nb",
    ),
    "lists": (
        "<p>x</p><ul><li>a</li><li>b</li></ul><ol><li>c<li>d</ol>",
        "x\n\n- a\n- b\n\n1. c\n2. d",
    ),
    "tables": (
        "<table><tr><th>Teil:</th><td>A</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "Teil: A\n1  2",
    ),
    "links": ('<a href="https://shop.example/a">Angebot</a>', "Angebot <https://shop.example/a>"),
    "links shown": ('<a href="https://shop.example/">shop.example</a>', "shop.example"),
    "addresses": ('<a href="mailto:ada@firma.example">Ada</a>', "Ada"),
    "rules": ("a<hr>b", f"a\n{'_' * 32}\nb"),
    "preformatted": ("<pre>a\n  b</pre>", "a\n  b"),
    "pre-wrap": ('<div style="white-space: pre-wrap">a\n b</div>', "a\n b"),
    "emoji pictures": ('<p>gut <img alt="👍" src="x"></p>', "gut 👍"),
    "pictures": ('<p>a<img alt="Unser Logo" src="x"></p>', "a"),
    "entities": ("&lt;3 &amp; &euro; &#8211;", "<3 & € \u2013"),
    "broken": ("<p>a<b>b<p>c", "ab\n\nc"),
    "nothing": ("", ""),
}
HIDDEN = [
    "<head><title>x</title></head>",
    "<style>p {color: red}</style>",
    "<script>x()</script>",
    "<!-- x -->",
    "<!--[if mso]><p>x</p><![endif]-->",
    '<div style="display: none">x<p>y</p></div>',
    '<span style="mso-hide:all">x</span>',
    '<div style="max-height:0px;overflow:hidden">x</div>',
    "<div hidden>x</div>",
    "<template>x</template>",
    "<svg><text>x</text></svg>",
]


@pytest.mark.parametrize(("html", "text"), RENDERED.values(), ids=RENDERED)
def test_html_is_laid_out_as_a_browser_would(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize("html", HIDDEN)
def test_what_a_browser_hides_is_left_out(html: str) -> None:
    assert html_to_text(f"{html}<p>a</p>") == "a"


def test_invisible_signs_are_left_out() -> None:
    assert html_to_text("<p>\ufeffGu\u200bten\u00ad Tag</p>") == "Guten Tag"


def test_style_sheets_without_margins_make_tight_paragraphs() -> None:
    head = "<style>P {margin-top:0;margin-bottom:0;}</style>"
    assert html_to_text(f"{head}<p>a</p><p>b</p>") == "a\nb"


def test_html_that_no_parser_should_get_is_stripped() -> None:
    html = "".join(f"<font size={n}><p>Wort{n} " for n in range(2_000))
    assert html_to_text(html).startswith("Wort0\nWort1\n")


def test_deep_nesting_is_read() -> None:
    assert html_to_text("<div>" * 30_000 + "tief") == "tief"
