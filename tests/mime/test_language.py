"""Language and intent of short business texts."""

import tomllib
from pathlib import Path

import pytest

from mailgw.mime.intent import guess_intent
from mailgw.mime.language import guess_language
from mailgw.mime.mail import IntentKind

_SHORT = tomllib.loads(Path(__file__).with_name("language_texts.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(_SHORT))
def test_short_answers_tell_their_language_and_names_do_not(name: str) -> None:
    wrong = [
        (text, language, guess)
        for language, texts in _SHORT[name].items()
        for text in texts
        if (guess := guess_language(text)) != language
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Können Sie uns bitte ein Angebot für zehn Türen schicken?", "de"),
        ("Passt, bis morgen. Gruß Uwe", "de"),
        ("Dzien dobry, prosze o oferte na okna.", "pl"),
        ("Dziękuję, w środę jestem na miejscu.", "pl"),
        ("Graag een prijs voor drie kozijnen, alvast bedankt.", "nl"),
        ("Buongiorno, vorrei un preventivo per due finestre.", "it"),
        ("Could you please send us a quote for ten doors?", "en"),
        ("12345", ""),
    ],
)
def test_the_language_of_a_short_text_is_guessed(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Was kosten zehn Fenster 120 x 140, inklusive Montage?", IntentKind.QUOTE),
        ("Proszę o wycenę trzech drzwi.", IntentKind.QUOTE),
        ("Kunt u een offerte sturen voor zes ramen?", IntentKind.QUOTE),
        ("Quanto costa una porta blindata?", IntentKind.QUOTE),
        ("How much would ten doors be?", IntentKind.QUOTE),
        ("Die gelieferte Tür ist zerkratzt und klemmt.", IntentKind.COMPLAINT),
        ("Okno jest uszkodzone i nie działa klamka.", IntentKind.COMPLAINT),
        ("De machine is kapot en lekt olie.", IntentKind.COMPLAINT),
        ("La finestra è danneggiata, entra acqua.", IntentKind.COMPLAINT),
        ("The door arrived damaged and does not fit.", IntentKind.COMPLAINT),
        ("Vielen Dank und ein schönes Wochenende!", IntentKind.OTHER),
    ],
)
def test_the_intent_is_guessed_with_its_words(text: str, kind: IntentKind) -> None:
    intent = guess_intent("", text, answers=False)
    assert intent.kind is kind
    assert intent.why


def test_a_mail_that_refers_to_another_is_a_reply() -> None:
    assert guess_intent("Re: x", "How much?", answers=True).kind is IntentKind.REPLY
