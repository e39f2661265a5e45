"""Every sentence exists in every language, and the check would notice if not."""

import pytest
from babel.messages.catalog import Catalog

from templates.completeness import Source, complaints_of, missing_texts, said_in
from templates.environment import SHIPPED
from templates.languages import read_catalogs
from templates.notices import NOTICES

SENTENCE_WORDS = 5


def test_no_text_is_missing_unused_or_unfit() -> None:
    assert missing_texts() == []


def test_every_notice_has_its_three_parts() -> None:
    for notice in NOTICES:
        parts = {path.name for path in (SHIPPED / "mail" / notice.name).iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}


def test_a_missing_text_is_told_with_its_file() -> None:
    said = list(complaints_of("de", {"Never said": "mail/x.txt"}, {"web": Catalog(locale="de")}))
    assert said == ["de: 'Never said' of mail/x.txt is missing, add it to the catalog of its area."]


def test_texts_are_found_wherever_code_says_them() -> None:
    code = """
here.say("whole", name=1)
words = f" {here.say('within')} "
counted = here.say_n("one file", "%(count)s files", 3)
CODES = {1: N_("in " "two parts")}
here.say(CODES[1])
"""
    assert set(said_in(code)) == {
        "whole",
        "within",
        ("one file", "%(count)s files"),
        "in two parts",
    }


def test_unused_untranslated_and_unfit_texts_are_told() -> None:
    catalog = Catalog(locale="pl")
    catalog.add("Unused", "Zbędny")
    catalog.add("Empty", "")
    catalog.add("Hello %(name)s", "Cześć %(nmae)s")
    catalog.add("*Stress*", "Akcent")
    catalog.add(("one %(count)s", "many %(count)s"), ("jeden", "kilka %(count)s"))
    wanted: dict[Source, str] = {
        "Empty": "a",
        "Hello %(name)s": "a",
        "*Stress*": "a",
        ("one %(count)s", "many %(count)s"): "a",
    }
    said = " ".join(complaints_of("pl", wanted, {"web": catalog}))
    for part in (
        "'Empty' is not translated",
        "other placeholders: ['name', 'nmae']",
        "'*Stress*' stresses other words",
        "has 2 forms, 3 are needed",
        "'Unused' is said nowhere",
    ):
        assert part in said


@pytest.mark.parametrize("language", ["de", "pl", "nl", "it"])
def test_translations_end_like_their_source(language: str) -> None:
    ends = ".:,"
    for catalog in read_catalogs(language).values():
        for entry in (one for one in catalog if one.id and isinstance(one.id, str)):
            said, source = str(entry.string).rstrip("*"), str(entry.id).rstrip("*")
            if source[-1] not in ends and len(source.split()) < SENTENCE_WORDS:
                continue  # a label may be an abbreviation, with a dot of its own
            assert (said[-1] in ends) == (source[-1] in ends), source


@pytest.mark.parametrize("language", ["de", "pl", "nl", "it"])
def test_straight_quotes_do_not_reach_readers(language: str) -> None:
    for entry in (one for catalog in read_catalogs(language).values() for one in catalog):
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert not any("'" in str(form) or '"' in str(form) for form in forms if entry.id)


def test_one_source_is_not_said_in_two_ways() -> None:
    desk, portal = Catalog(locale="nl"), Catalog(locale="nl")
    desk.add("Send", "Versturen")
    portal.add("Send", "Verzenden")
    said = list(complaints_of("nl", {"Send": "web/x.py"}, {"desk": desk, "portal": portal}))
    assert said == ["nl: 'Send' is said in different words in desk and portal, choose one."]


CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"
"""Also the apostrophe of every language."""
QUOTES = {
    "de": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}",
    "pl": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}",
    "nl": f"\N{LEFT SINGLE QUOTATION MARK}{CURLED}",
    "it": "«»",
}


@pytest.mark.parametrize("language", QUOTES)
def test_each_language_quotes_with_its_own_marks(language: str) -> None:
    foreign = set('"'.join(QUOTES.values())) | {"\N{RIGHT DOUBLE QUOTATION MARK}"}
    foreign -= set(QUOTES[language] + CURLED)
    for catalog in read_catalogs(language).values():
        for entry in (one for one in catalog if one.id):
            forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
            for form in forms:
                assert not foreign & set(str(form)), form
