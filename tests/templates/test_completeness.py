"""Every sentence exists in every language, and the check would notice if not."""

import pytest
from babel.messages.catalog import Catalog

from templates.completeness import Source, complaints_of, missing_texts, wanted_texts
from templates.environment import SHIPPED
from templates.languages import read_catalog
from templates.notices import NOTICES


def test_no_text_is_missing_unused_or_unfit() -> None:
    assert missing_texts() == []


def test_every_notice_has_its_three_parts() -> None:
    for notice in NOTICES:
        parts = {path.name for path in (SHIPPED / "mail" / notice.name).iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}


def test_a_missing_text_is_told_with_its_file() -> None:
    said = list(complaints_of("de", {"Never said": "mail/x.txt"}, Catalog(locale="de")))
    assert said == ["de/LC_MESSAGES/stafette.po: 'Never said' of mail/x.txt is missing, add it."]


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
    said = " ".join(complaints_of("pl", wanted, catalog))
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
    catalog = read_catalog(language)
    ends = ".:,"
    for source in (one for one in wanted_texts() if isinstance(one, str)):
        said = str(catalog[source].string).rstrip("*")
        assert (said[-1] in ends) == (source.rstrip("*")[-1] in ends), source


@pytest.mark.parametrize("language", ["de", "pl", "nl", "it"])
def test_straight_quotes_do_not_reach_readers(language: str) -> None:
    for entry in read_catalog(language):
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert not any("'" in str(form) or '"' in str(form) for form in forms if entry.id)
