"""Folding for search, and tags and prefixes of subjects."""

import sys
import unicodedata

import pytest

from tickets.text.fold import fold
from tickets.text.reference import (
    base_subject,
    is_forward_subject,
    is_reply_subject,
    strip_prefixes,
    ticket_number,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("Đorđe", "dorde"),
        ("CITTÀ", "citta"),
    ],
)
def test_letters_are_folded_to_their_plain_form(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_no_combining_sign_of_any_script_is_left() -> None:
    every = (chr(one) for one in range(sys.maxunicode + 1))
    signs = [one for one in every if unicodedata.combining(one)]
    assert {fold(f"a{one}b") for one in signs} <= {"ab", fold("ab")}


@pytest.mark.parametrize(
    "subject",
    ["Re: Offer", "AW: WG: Offer", "Odp: Offer", "Antw: Fwd: Offer", "R: I: Offer", "SV: Offer",
     "RE[2]: Offer", "Fw: Re: Offer", "PD: Offer"],
)  # fmt: skip
def test_prefixes_of_many_languages_are_removed(subject: str) -> None:
    assert strip_prefixes(subject) == "Offer"


def test_words_that_only_look_like_prefixes_stay() -> None:
    assert strip_prefixes("Result: good") == "Result: good"


def test_replies_and_forwards_are_told_apart() -> None:
    assert is_reply_subject("AW: x")
    assert is_forward_subject("WG: x")
    assert not is_forward_subject("AW: x")
    assert not is_reply_subject("Reise")


def test_the_last_tag_of_a_subject_counts() -> None:
    assert ticket_number("Re: [#12] Offer [#1042]") == 1042
    assert ticket_number("Offer 1042") is None


def test_subjects_are_compared_without_prefixes_and_tags() -> None:
    assert base_subject("Re: [list] AW: Offer  now [#7]") == "offer now"
