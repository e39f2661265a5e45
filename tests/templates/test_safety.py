"""No foreign word becomes a header, markup or a hidden character (P12, P16)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates import Earlier, FileLine
from tests.templates.samples import ASKED_AT, HELLMOOR, RENDERER, agent_notice, answer, one_of_each

HOSTILE = [
    "Offer\r\nBcc: victim@x.example",
    "Offer\nBcc: victim@x.example",
    "Offer\x00\x0b\x0c\x1b[31m",
    "Offer\u2028Bcc: victim@x.example\u2029",
    "Offer\x85Bcc: victim@x.example",
    "\u202egnp.exe\u2066",
    "=?utf-8?q?Offer=0D=0ABcc:_victim@x.example?=",
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "{{ config }} {% raw %} ${7*7} %(number)s %s %",
    "\ud800 lone",
    "x" * 100_000,
    "*bold* [link](http://x.example)",
]


@pytest.mark.parametrize("subject", HOSTILE, ids=range(len(HOSTILE)))
def test_p16_a_subject_is_one_clean_line_in_every_notice(subject: str) -> None:
    for notice in one_of_each(subject=subject):
        made = RENDERER.render(HELLMOOR, "en", notice)
        assert all(
            part.isprintable() or part in "\N{NO-BREAK SPACE}\ue0a1\ue0a2\ue0a3\ue0a4"
            for part in made.subject
        )
        assert len(made.subject) <= 240
        assert "<script" not in made.html
        assert "<img src=x" not in made.html
        (made.subject + made.text + made.html).encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_p16_any_text_stays_content_wherever_it_stands(said: str) -> None:
    notice = replace(
        agent_notice(said, subject=said, sender_name=said, flags=(said,)),
        company=said,
        kind=said,
        why_here=said,
        sender_address=said,
        reply_goes_to=(said, said),
        notes=((said, said),),
        files=(FileLine(said, 1, said),),
    )
    made = RENDERER.render(HELLMOOR, "pl", notice)
    assert len(made.subject.splitlines()) <= 1
    assert made.html.count("<body") == made.html.count("</html>") == 1
    made.html.encode("utf-8")
    made.text.encode("utf-8")


def test_markup_in_any_field_of_an_answer_is_shown_and_not_obeyed() -> None:
    evil = "<img src=x onerror=alert(1)>"
    notice = replace(
        answer(evil, subject=evil),
        author_name=evil,
        author_title=evil,
        department_name=evil,
        department_address=evil,
        files=(FileLine(evil, 1, evil),),
        earlier=(Earlier(evil, ASKED_AT, evil),),
    )
    assert evil not in RENDERER.render(HELLMOOR, "de", notice).html


def test_a_long_earlier_message_is_quoted_in_part() -> None:
    notice = replace(answer(), earlier=(Earlier("Leo", ASKED_AT, "word " * 50_000),))
    made = RENDERER.render(HELLMOOR, "de", notice)
    assert made.text.rstrip().endswith("…")
    assert len(made.html) < 20_000
