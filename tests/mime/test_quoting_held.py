"""A quote without any mark is known by the messages that the ticket holds already."""

import time

from mailgw.mime.quoting import Split, unquote_known

OURS = (
    "Guten Tag,\n\nwann passt es Ihnen, am Mittwoch oder lieber am Donnerstag?\n"
    "Bitte um kurze Antwort.\n\nAda Berg"
)
THEIRS = "Hallo,\nwir brauchen einen Termin.\n\nGruß\nOtto Ohm\nOhm Metallbau GmbH\nTel 0711 5550"
HELD = (OURS, THEIRS)
STRANGE = "Boi 3 Zub 2025 ka 10:15, Ada Berg zuklo:"


def _reply(text: str) -> str:
    return unquote_known(Split(text), HELD).reply_text


def test_a_held_message_below_a_reply_is_quoted_with_its_introduction() -> None:
    split = unquote_known(Split(f"Mittwoch.\n\n{STRANGE}\n\n{OURS}\n"), HELD)
    assert split.reply_text == "Mittwoch."
    assert split.quoted_text == f"{STRANGE}\n\n{OURS}"


def test_lines_that_were_wrapped_otherwise_are_the_same() -> None:
    wrapped = OURS.replace("Mittwoch oder", "Mittwoch\noder").replace("kurze ", "kurze\n")
    assert _reply(f"Mittwoch.\n\n{wrapped}") == "Mittwoch."


def test_a_whole_conversation_is_quoted() -> None:
    first = "Xo: Ada <ada@firma.example>\nXi: 3.3.2025\nXa: Otto"
    older = "Xo: Otto <otto@kunde.example>\nXi: 2.3.2025"
    assert _reply(f"Mittwoch.\n\n{first}\n\n{OURS}\n\n{older}\n\n{THEIRS}") == "Mittwoch."


def test_a_signature_that_comes_again_is_no_quote() -> None:
    text = "Mittwoch.\n\nGruß\nOtto Ohm\nOhm Metallbau GmbH\nTel 0711 5550"
    assert unquote_known(Split(text, "kept"), HELD) == Split(text, "kept")


def test_nothing_new_shows_everything() -> None:
    assert _reply(OURS) == OURS
    assert _reply(f"{STRANGE}\n\n{OURS}") == f"{STRANGE}\n\n{OURS}"


def test_new_text_below_is_shown() -> None:
    assert _reply(f"{OURS}\n\nAm Mittwoch gern!") == f"{OURS}\n\nAm Mittwoch gern!"


def test_two_equal_lines_are_no_quote() -> None:
    text = "Passt.\n\nBitte um kurze Antwort.\n\nAda Berg"
    assert _reply(text) == text


def test_without_held_messages_nothing_changes() -> None:
    assert unquote_known(Split(f"Ja.\n\n{OURS}"), ()) == Split(f"Ja.\n\n{OURS}")


def test_crafted_text_takes_little_time() -> None:
    held = tuple("ab" * 1_000 for _ in range(10))
    for text in ("ab\n" * 4_900, "a\n" * 4_900, "ba" * 100_000, "x\n" + "ab" * 50_000):
        start = time.process_time()
        unquote_known(Split(text), held)
        assert time.process_time() - start < 1.0
