"""Plain text as safe HTML, wrapped, and without private addresses."""

import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.text.plain import mask, paragraphs, without_signature, wrap

ALLOWED = {"p", "br", "a"}


class Tags(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(html)
    return reader.seen


def links(text: str) -> list[str | None]:
    return [attributes["href"] for tag, attributes in tags(paragraphs(text)) if tag == "a"]


def test_blank_lines_part_paragraphs_and_line_ends_are_kept() -> None:
    assert paragraphs("one\r\ntwo\n \n\nthree\n") == "<p>one<br>two</p><p>three</p>"


def test_indents_survive() -> None:
    assert paragraphs("a\n\n  - b") == "<p>a</p><p>&nbsp;&nbsp;- b</p>"


def test_an_empty_text_is_empty() -> None:
    assert paragraphs(" \n\n") == ""


def test_markup_is_shown_and_not_obeyed() -> None:
    html = paragraphs('<b>x</b> & <a href="http://a.example">y</a>')
    assert {tag for tag, _ in tags(html)} <= ALLOWED
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a.example/x?a=1&b=2, then", ["https://a.example/x?a=1&b=2"]),
        ("(www.a.example/path).", ["https://www.a.example/path"]),
        ("HTTP://A.example", ["HTTP://A.example"]),
        ("ask Jo.Field@mill.example!", ["mailto:Jo.Field@mill.example"]),
        ("mailto:jo@mill.example", ["mailto:jo@mill.example"]),
        ("javascript:alert(1) data:text/html,x ftp://a.example offer.pl", []),
        ('http://a.example/"onmouseover=alert(1)', ["http://a.example/"]),
        ("two https://a.example https://b.example", ["https://a.example", "https://b.example"]),
    ],
)
def test_only_what_names_itself_an_address_becomes_a_link(text: str, expected: list[str]) -> None:
    assert links(text) == expected


def test_links_tell_their_target_nothing_of_the_reader() -> None:
    assert 'rel="nofollow noopener noreferrer"' in paragraphs("https://a.example")


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("ab <>&\"'/:.@-=\n\thttpswmailo()#;\u202e\x00\ud800"), max_size=60
    )
)
def test_any_text_makes_only_paragraphs_breaks_and_honest_links(text: str) -> None:
    html = paragraphs(text)
    html.encode("utf-8")
    for tag, attributes in tags(html):
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel"}
        if tag == "a":
            assert str(attributes["href"]).lower().startswith(("http://", "https://", "mailto:"))
    kept = unescape(html.replace("<br>", " ").replace("&nbsp;", " "))
    assert all(
        part in kept
        for part in "".join(c if c.isalnum() else " " for c in text).split()
        if part.isascii()
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "www." * 25_000,
        "a.a." * 25_000 + "@",
        "a@" + "b." * 50_000,
        "http://" * 14_000,
        "(" * 99_000,
    ],
    ids=["hosts", "local part", "domain", "schemes", "brackets"],
)
def test_crafted_text_costs_no_time(hostile: str) -> None:
    started = time.process_time()
    paragraphs(hostile)
    assert time.process_time() - started < 1


def test_wrapping_breaks_long_lines_and_keeps_quote_marks() -> None:
    assert wrap("aaa bbb ccc", 7) == "aaa bbb\nccc"
    assert wrap("> aaa bbb ccc", 9) == "> aaa bbb\n> ccc"
    assert wrap("a" * 100, 76) == "a" * 100
    assert wrap("short\n\nlines", 76) == "short\n\nlines"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Jo <Jo.Field@Mill.example>", "Jo <sales@mill.example>"),
        ("mailto:jo.field@mill.example", "mailto:sales@mill.example"),
        ("jo.field@mill.example.", "sales@mill.example."),
        ("x?to=jo.field%40mill.example", "x?to=sales@mill.example"),
        ("'jo.field@mill.example'", "'sales@mill.example'"),
        ("jo.field+web@mill.example", "sales@mill.example"),
        ("?u=mailto%3Ajo.field%40mill.example&x", "?u=mailto%3Asales@mill.example&x"),
        ("mojo.field@mill.example", "mojo.field@mill.example"),
        ("jo.field@mill.example.org", "jo.field@mill.example.org"),
        ("jo@mill.example and jo.field@mill.example", "sales@mill.example and sales@mill.example"),
    ],
)
def test_private_addresses_give_way_to_the_public_one(text: str, masked: str) -> None:
    private = ["jo@mill.example", "jo.field@mill.example"]
    assert mask(text, private, "sales@mill.example") == masked


def test_nothing_private_means_nothing_changes() -> None:
    assert mask("a@b.example", [], "x@y.example") == "a@b.example"


@pytest.mark.parametrize(
    ("text", "signature", "left"),
    [
        ("Gern.\n\n-- \nJo Field\nSales\n", "Jo Field\nSales", "Gern."),
        ("Gern.\n\nJo Field", " Jo Field\n", "Gern."),
        ("Jo Field schreibt gern.", "Jo Field", "Jo Field schreibt gern."),
        ("Gern.\n", "", "Gern."),
    ],
)
def test_a_text_is_shown_without_the_signature_that_it_ends_with(
    text: str, signature: str, left: str
) -> None:
    assert without_signature(text, signature) == left
