"""A tenant's own words for a notice, and the sandbox they live in."""

from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from templates import NoticeRenderer
from tests.templates.samples import HELLMOOR, answer, receipt


def write(folder: Path, name: str, text: str) -> NoticeRenderer:
    path = folder / "hellmoor" / "templates" / "mail" / "receipt" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return NoticeRenderer(folder)


def test_a_tenants_template_wins_over_the_shipped_one(tmp_path: Path) -> None:
    renderer = write(tmp_path, "body.txt", "Danke, {{ tenant.name }}. -- {{ notice.number }}")
    made = renderer.render(HELLMOOR, "pl", receipt()).with_number("5")
    assert made.text == "Danke, Hellmoor Fensterbau. -- 5\n"
    assert "Dzień dobry," in made.html


def test_a_template_for_one_language_leaves_the_others_alone(tmp_path: Path) -> None:
    renderer = write(tmp_path, "body.de.txt", "Nur auf Deutsch.")
    assert renderer.render(HELLMOOR, "de", receipt()).text == "Nur auf Deutsch.\n"
    assert renderer.render(HELLMOOR, "pl", receipt()).text.startswith("Dzień dobry,")


def test_a_tenants_template_may_keep_the_rest_of_a_shipped_one(tmp_path: Path) -> None:
    own = (
        '{% extends "shipped/mail/receipt/body.html" %}'
        "{% block footer %}<p>Own footer</p>{% endblock %}"
    )
    made = write(tmp_path, "body.html", own).render(HELLMOOR, "de", receipt())
    assert "Own footer" in made.html
    assert "Guten Tag," in made.html


def test_other_notices_stay_as_shipped(tmp_path: Path) -> None:
    renderer = write(tmp_path, "body.txt", "Own.")
    assert renderer.render(HELLMOOR, "de", answer()).text.startswith("Yes, we can do that.")


def test_without_a_folder_of_tenants_the_shipped_words_are_used() -> None:
    assert NoticeRenderer(None).render(HELLMOOR, "de", receipt()).text.startswith("Guten Tag,")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ notice.__init__.__globals__ }}",
        "{{ _.__globals__ }}",
        "{{ sentences.__loader__ }}",
        "{{ tenant.light.__class__.__base__.__subclasses__() }}",
        "{{ ''.format.__self__.__class__ }}",
    ],
)
def test_tenant_text_cannot_leave_its_sandbox(tmp_path: Path, attack: str) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        write(tmp_path, "body.txt", attack).render(HELLMOOR, "de", receipt())


def test_tenant_text_cannot_see_passwords_or_read_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("open sesame", encoding="utf-8")
    with pytest.raises(UndefinedError):
        write(tmp_path, "body.txt", "{{ tenant.smtp }}").render(HELLMOOR, "de", receipt())
    renderer = write(tmp_path, "body.txt", '{% include "../../secret.txt" ignore missing %}x')
    assert "sesame" not in renderer.render(HELLMOOR, "de", receipt()).text


def test_a_tenants_own_words_hold_no_word_of_an_unproven_sender(tmp_path: Path) -> None:
    renderer = write(tmp_path, "body.txt", "[{{ notice.subject }}{{ notice.kind }}]")
    assert renderer.render(HELLMOOR, "de", receipt(is_proven=False)).text == "[]\n"
