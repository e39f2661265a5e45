"""Signatures are found at the end of what was newly written, and stay part of it."""

import pytest

from mailgw.mime.quoting import split_reply

DEVICES = [
    "Sent from my iPhone",
    "Get Outlook for iOS<https://aka.example/o0ukef>",
    "Get Outlook for Android",
    "Sent from Mail for Windows",
    "Von meinem iPhone gesendet",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Gesendet von Outlook für Android",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Outlook für Android herunterladen",
    "Wysłane z iPhone’a",  # noqa: RUF001 - as Apple writes it
    "Wysłano z telefonu",
    "Pobierz Outlook dla systemu iOS",
    "Verzonden vanaf mijn iPhone",
    "Outlook voor iOS downloaden",
    "Inviato da iPhone",
    "Scarica Outlook per Android",
    "Envoyé de mon iPhone",
    "Obtenez Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Odesláno z iPhonu",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "iPhoneから送信",
    "Lähetetty iPhonesta",
    "Отправлено с iPhone",  # noqa: RUF001 - Russian
]
CARDS = {
    "german": "Jana Löw\nLöw Metallbau GmbH\nTel. 07423 / 55 01 18",
    "german with register": "i. A. Jana Löw\nLöw & Töchter GbR\nTelefon 0711 5550 120\n\n"
    "Sitz: Ulm | Amtsgericht Ulm HRB 000000 | Geschäftsführer: Jana Löw\n"
    "Diese E-Mail kann vertrauliche Informationen enthalten.",
    "polish": "Jan Wąs\nSpecjalista ds. zakupów\nZakłady Świerk Sp. z o.o.\ntel. 14 555 02 33\n\n"
    "Sąd Rejonowy w Łodzi, KRS 0000000000, NIP 0000000000",
    "dutch": "Wim Bos\nBos Interieur B.V.\n06 - 55 50 10 23",
    "italian": "Ada Rota\nRota Infissi S.r.l.\nVia Roma 1 - 22100 Como\nP.IVA 00000000000",
    "english": "Joan Reed\nSenior Buyer\nReed & Sons Ltd\n+44 20 5550 1234",
    "role only": "Jörg Ott\nAußendienst Süd",
}
NONE = {
    "closing and name": "Passt.\n\nMit freundlichen Grüßen\nJana Löw",
    "name only": "Passt so, danke.\n\nJana",
    "a question": "Passt.\n\nWann kommt der Rest?\nUnd die Rechnung?",
    "a list": "Bitte liefern:\n\n- 3 Rohre\n- 4 Bögen",
    "from a desk": "Passt.\n\nSent from my desk, which is easier than from the phone.",
    "from the boss": "Passt.\n\nVon meinem Chef habe ich das gehört.",
    "thanks first": "Danke für das Angebot.\n\nWir bestellen zehn Stück.\nLieferung in KW 12",
    "small talk": "Tolle Sache.\n\nBis Montag!\nGruß",
}


@pytest.mark.parametrize("line", DEVICES)
def test_the_line_of_a_device_is_a_signature(line: str) -> None:
    split = split_reply(f"Passt so.\n\n{line}\n", None)
    assert split.signature == line
    assert split.reply_text == f"Passt so.\n\n{line}"


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_business_block_is_a_signature(card: str) -> None:
    for closing in ("", "Mit freundlichen Grüßen\n\n", "Pozdrawiam,\n\n", "Kind regards,\n\n"):
        split = split_reply(
            f"Guten Tag,\n\nbitte um Antwort bis Freitag.\n\n{closing}{card}\n", None
        )
        assert split.signature == card


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_other_endings_are_no_signature(text: str) -> None:
    assert split_reply(text, None).signature == ""


def test_all_below_two_dashes_is_a_signature() -> None:
    split = split_reply("Passt.\n\n-- \nJana\nwww.loew.example\n\nSent from my iPhone\n", None)
    assert split.signature == "Jana\nwww.loew.example\n\nSent from my iPhone"


def test_dashes_inside_the_text_are_no_delimiter() -> None:
    text = "Wegen:\n-- Punkt eins\n-- Punkt zwei\n\nBitte prüfen."
    assert split_reply(text, None).signature == ""


def test_a_rule_with_a_name_below_is_a_delimiter() -> None:
    assert (
        split_reply("Passt.\n________\nJana Löw\nLöw GmbH", None).signature == "Jana Löw\nLöw GmbH"
    )


def test_the_footer_of_a_mailing_list_is_a_signature() -> None:
    footer = "metal mailing list\nmetal@list.example\nhttps://list.example/listinfo/metal"
    split = split_reply(f"Passt.\n\nJana\n\n{'_' * 40}\n{footer}\n", None)
    assert split.signature == footer


def test_a_signature_below_the_quote_is_found() -> None:
    text = "Passt.\n\nOn 3 Mar 2025 at 10:15, Ada wrote:\n> Ja?\n\n-- \nJana Löw\nLöw GmbH\n"
    split = split_reply(text, None)
    assert split.reply_text == "Passt.\n\n-- \nJana Löw\nLöw GmbH"
    assert split.signature == "Jana Löw\nLöw GmbH"


def test_a_whole_body_is_no_signature() -> None:
    assert split_reply("Jana Löw\nLöw Metallbau GmbH\nTel. 07423 / 55 01 18", None).signature == ""
