"""What mails want: our own mails in five languages, and the tricks that mislead words."""

import tomllib
from pathlib import Path

import pytest

from mailgw.mime.intent import guess_intent
from mailgw.mime.mail import IntentKind
from tests.mime.learning import HELD

_MAILS = tomllib.loads(Path(__file__).with_name("intent_mails.toml").read_text(encoding="utf-8"))
_RIGHT_AT_LEAST = 0.95
_UNSEEN_RIGHT_AT_LEAST = 0.9


def _cases(half: str, language: str) -> list[tuple[str, str, str]]:
    """Give kind, subject and text of each mail."""
    return [
        (kind, *mail.split(" | ", 1))
        for kind, mails in _MAILS[half][language].items()
        for mail in mails
    ]


@pytest.mark.parametrize("language", ["de", "pl", "nl", "it", "en"])
@pytest.mark.parametrize("half", [name for name in _MAILS if name not in HELD])
def test_nearly_all_of_our_own_mails_are_understood(half: str, language: str) -> None:
    cases = _cases(half, language)
    wrong = [
        (subject, guess.kind.value, guess.why)
        for kind, subject, text in cases
        if (guess := guess_intent(subject, text, answers=False)).kind != kind
    ]
    assert len(wrong) <= len(cases) * (1 - _RIGHT_AT_LEAST), wrong


@pytest.mark.parametrize("half", HELD)
def test_mails_from_which_nothing_was_learned_are_mostly_understood(half: str) -> None:
    cases = [case for language in _MAILS[half] for case in _cases(half, language)]
    wrong = [
        (subject, kind)
        for kind, subject, text in cases
        if guess_intent(subject, text, answers=False).kind != kind
    ]
    assert len(wrong) <= len(cases) * (1 - _UNSEEN_RIGHT_AT_LEAST), wrong


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bitte kein Angebot mehr, wir haben schon bestellt.", IntentKind.OTHER),
        ("Das ist keine Reklamation, ich wollte nur die Anleitung.", IntentKind.OTHER),
        ("No complaint at all, the delivery came without any problems.", IntentKind.OTHER),
        ("Nie jest to reklamacja, proszę tylko o instrukcję.", IntentKind.OTHER),
        ("Geen klacht hoor, alleen de handleiding nog even sturen.", IntentKind.OTHER),
        ("Non è un reclamo, mi serve solo il manuale.", IntentKind.OTHER),
        ("Unser altes Tor ist kaputt und rostet. Was kostet ein neues?", IntentKind.QUOTE),
        ("Stare okna są nieszczelne. Proszę o wycenę nowych.", IntentKind.QUOTE),
        ("Our old gate is broken and rusty, how much is a new one?", IntentKind.QUOTE),
        (
            "Die von Ihnen gelieferte Tür ist kaputt. Was kostet mich das jetzt?",
            IntentKind.COMPLAINT,
        ),
        ("Your delivery is damaged. How much will you refund?", IntentKind.COMPLAINT),
        ("Wir sind Hersteller von Folien und machen Ihnen gern ein Angebot.", IntentKind.OTHER),
        ("Prosze o wycene dwoch okien", IntentKind.QUOTE),
        ("DIE TÜR IST DEFEKT!", IntentKind.COMPLAINT),
        ("Zeichnung im Maßstab, 120 x 140 cm.", IntentKind.OTHER),
        ("", IntentKind.OTHER),
    ],
)
def test_denials_old_things_and_sellers_do_not_mislead(text: str, kind: IntentKind) -> None:
    assert guess_intent("", text, answers=False).kind is kind


def test_the_subject_of_an_answer_with_a_number_tells_of_a_reply() -> None:
    guess = guess_intent("AW: [HM-1042] Anfrage", "Was kostet das?", answers=False)
    assert guess.kind is IntentKind.REPLY


def test_the_reason_names_the_weightiest_words_first() -> None:
    guess = guess_intent("Anfrage", "Was kosten 12 Stück mit Montage?", answers=False)
    assert guess.why.startswith("words: was kosten")
    assert 0.5 < guess.confidence <= 1
