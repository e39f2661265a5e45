"""Replies of many clients in thirty languages, wrapped and unwrapped, are cut at the right line."""

from collections.abc import Iterable

import pytest

from mailgw.mime.forwarded import find_forwarded
from mailgw.mime.mail import Address
from mailgw.mime.quoting import split_reply
from tests.mime.clients import (
    CLIENTS,
    OLD,
    REPLY,
    SIGNED,
    blocks,
    filled,
    forwards,
    introductions,
)

every_language = pytest.mark.parametrize("language", CLIENTS)
INNER = "Zehn Stück bitte.\n\nKarl"
HARD = {"sl": 2, "tr": 5}
"""Introductions that are torn in a place where nothing tells that they go on."""


def _wrong(bodies: Iterable[str], wanted: str = REPLY) -> list[str]:
    return [body for body in bodies if split_reply(body, None).reply_text != wanted]


@every_language
def test_an_introduction_above_a_signed_quote_is_cut(language: str) -> None:
    lines = [one for key in ("intros", "signed") for one in introductions(language, key)]
    wrong = _wrong(f"{REPLY}\n\n{line}\n\n{SIGNED}\n" for line in lines)
    assert len(wrong) <= HARD.get(language, 0), wrong


@every_language
def test_an_introduction_above_an_unsigned_quote_is_cut(language: str) -> None:
    wrong = _wrong(f"{REPLY}\n\n{line}\n\n{OLD}\n" for line in introductions(language, "intros"))
    assert len(wrong) <= HARD.get(language, 0), wrong


@every_language
def test_an_answer_below_the_quote_is_all_that_is_shown(language: str) -> None:
    lines = introductions(language, "intros")
    wrong = _wrong(f"{line}\n{SIGNED}\n\n{REPLY}\n" for line in lines)
    assert len(wrong) <= HARD.get(language, 0), wrong


@every_language
def test_header_lines_above_a_quote_are_cut(language: str) -> None:
    assert not _wrong(f"{REPLY}\n\n{block}\n\n{OLD}\n" for block in blocks(language))


@every_language
def test_what_a_client_adds_is_a_signature(language: str) -> None:
    introduction = filled(CLIENTS[language]["intros"][0])
    for line in CLIENTS[language]["devices"]:
        whole = f"Passt so.\n\n{line}"
        for body in (whole, f"{whole}\n\n{introduction}\n\n{SIGNED}"):
            split = split_reply(body, None)
            assert (split.reply_text, split.signature) == (whole, line)


@every_language
def test_a_forward_is_read_with_its_writer_date_and_text(language: str) -> None:
    prefix = CLIENTS[language]["prefixes"][0]
    for body, _ in forwards(language, INNER):
        found = find_forwarded(f"Bitte anlegen.\n\n{body}\n", None, f"{prefix}: Anfrage 17")
        assert found is not None, body
        assert found.from_ == Address("Ada Berg", "ada@firma.example"), body
        assert (found.subject, found.text) == ("Anfrage 17", INNER), body
        assert found.date.startswith("2025-03-03T10:15"), body
        assert found.remark == "Bitte anlegen.", body


@every_language
def test_a_forward_is_known_by_its_words_where_no_subject_is(language: str) -> None:
    for body, _ in forwards(language, INNER):
        found = find_forwarded(body, None, "")
        assert found is not None, body
        assert (found.from_.address, found.remark) == ("ada@firma.example", ""), body


@every_language
def test_the_prefix_of_a_clients_forward_is_known(language: str) -> None:
    words = CLIENTS[language]
    body, _ = next(forwards(language, INNER))
    bare = body.partition("\n")[2]
    for prefix in words["prefixes"]:
        found = find_forwarded(f"Bitte.\n\n{bare}", None, f"{prefix}: Anfrage 17")
        assert found is not None, prefix
