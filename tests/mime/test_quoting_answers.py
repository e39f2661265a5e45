"""Words of a writer that resemble marks of a client are shown, beside real quotes too."""

import pytest

from mailgw.mime.quoting import split_reply

SIGNED = "Am 03.03.2025 um 10:15 schrieb Ada Berg:\n> Passt Mittwoch?\n> Ada"
HEADED = (
    "Von: Ada Berg <ada@firma.example>\nGesendet: Montag, 3. März 2025 10:15\nAn: Otto\n"
    "Betreff: X\n\nPasst Mittwoch?\nAda"
)
SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "prose like labels": (
        f"Von: uns kommt nichts mehr.\nGesendet: haben wir es gestern.\n\n{SIGNED}",
        ("Von: uns", "Gesendet: haben"),
    ),
    "a label above header lines": (f"Passt.\n\nVon: uns aus gern\n\n{HEADED}", ("Von: uns",)),
    "a subject above header lines": (f"Betreff: der Preis\n\n{HEADED}", ("Betreff: der",)),
    "a told letter": (
        f"On Monday he wrote:\n\nwe will come on Friday.\n\nBut nobody came.\n\n{SIGNED}",
        ("we will come", "nobody came"),
    ),
    "a colleague's word": (
        'Ihr Herr Maier schrieb am 03.03.2025 um 10:15 Uhr:\n\n"Am Freitag"\n\nDas war falsch.',
        ("Am Freitag", "falsch"),
    ),
    "italian": (
        "Nella mail del 3 marzo 2025 alle 10:15 Rossi ha scritto:\n\nvenerdì\n\nNon è arrivata.",
        ("Non è arrivata",),
    ),
    "polish": (
        "W mailu z dnia 3 marca 2025 10:15 pan Nowak napisał:\n\nw piątek\n\nNie dotarła.",
        ("Nie dotarła",),
    ),
    "dutch": (
        "In uw mail van 3 maart 2025 om 10:15 schreef u:\n\nvrijdag\n\nNiet gekomen.",
        ("Niet gekomen",),
    ),
    "a list of dates": (
        "Termine:\n- Am 3. März 2025 um 10:15 schrieb\n- Am 4. März",
        ("Am 3. März", "Am 4. März"),
    ),
    "prices behind signs": (
        "Neue Preise:\n> 10 Stück: 4,00\n> 20 Stück: 3,50\n> 50 Stück: 3,00\nBitte bestätigen.",
        ("Bitte bestätigen",),
    ),
    "a rule and more": (f"Ja.\n\n______________\nNoch etwas.\n\n{HEADED}", ("Noch etwas",)),
    "a freight": (
        "Abholung\n\nVon: Lager Nord <Tor 4>\nDatum: 3.3.2025 10:15\nAn: Werk Süd\n\nDanke.",
        ("Lager Nord", "Danke."),
    ),
    "a freight in polish": (
        "Od: Kraków\nDo: Łódź\nData: 3.03.2025\nTemat: 3 palety\n\nProszę o wycenę.",
        ("Proszę o wycenę",),
    ),
    "below signs": (f"{SIGNED}\n\nJa, passt.", ("Ja, passt.",)),
    "below header lines": (f"{HEADED}\n\nJa, passt.", ("Ja, passt.",)),
    "between": (f"Hallo,\n\n{SIGNED}\nJa.\n> Noch was?\nNein.", ("Hallo,", "Ja.", "Nein.")),
    "words about a mail": (f"Die ursprüngliche Nachricht:\nkam nie an.\n\n{SIGNED}", ("kam nie",)),
    "a number": (f"17\n\n{SIGNED}", ("17",)),
    "a picture's place": (f"[image: foto.jpg]\n\n{SIGNED}", ("image",)),
    "a delivery": (
        "Bitte an Ada <ada@firma.example> am 3.3.2025 um 10:15 liefern:\n\n10 Stück Rohr",
        ("10 Stück Rohr",),
    ),
    "a meeting": ("3.3.2025 10:15 Tor 4 ada@firma.example:\n10 Stück", ("10 Stück",)),
    "an address above": (
        f"Ada <ada@firma.example> fragen\n\n{SIGNED}",
        ("Ada <ada@firma.example> fragen",),
    ),
    "arrows": (">>> Nur heute 3.3.2025 10:15 <<<\nBitte bestellen.", ("Nur heute", "bestellen")),
}


@pytest.mark.parametrize("answers", [True, None], ids=["a reply", "not known"])
@pytest.mark.parametrize(("text", "shown"), SHOWN.values(), ids=SHOWN)
def test_new_words_are_shown(text: str, shown: tuple[str, ...], *, answers: bool | None) -> None:
    reply = split_reply(text, None, answers=answers).reply_text
    assert all(one in reply for one in shown), reply


@pytest.mark.parametrize("emoji", ["👍", "✅", "🎉🎉"])
def test_an_emoji_is_an_answer(emoji: str) -> None:
    assert split_reply(f"{emoji}\n\n{SIGNED}", None).reply_text == emoji
    assert split_reply(f"{emoji}\n\n{HEADED}", None).reply_text == emoji


def test_the_end_of_a_forwarded_mail_is_marked_by_some_clients() -> None:
    text = (
        "Bitte.\n\n----- Forwarded message from Karl <karl@kunde.example> -----\n\nDate: Mon, 3 "
        "Mar 2025 10:15\nFrom: Karl <karl@kunde.example>\nSubject: x\n\nZehn Stück\n\n"
        "----- End forwarded message -----\n\nDanke, Vera"
    )
    assert split_reply(text, None).reply_text == "Bitte.\n\nDanke, Vera"


def test_the_apology_behind_a_telephones_line_goes_with_it() -> None:
    for line in (
        "Sent from my phone - please excuse typos",
        "Von meinem iPhone gesendet, bitte entschuldigen Sie Tippfehler",
    ):
        assert split_reply(f"Passt.\n\n{line}", None).signature == line


def test_ordinary_words_about_sending_are_no_signature() -> None:
    for line in ("Teklif dün gönderildi", "Tarjous lähetetty eilen", "Angebot gestern gesendet"):
        assert split_reply(f"Passt.\n\n{line}", None).signature == ""
