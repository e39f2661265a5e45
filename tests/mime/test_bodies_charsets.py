"""Texts whose charset label is wrong, missing or invented are read in their own letters."""

import pytest

from mailgw.mime.charset import codec_of, decode_octets, decode_text

POLISH = "Dzień dobry, proszę o wycenę drzwi. Pozdrawiam, Łukasz Żółć ześ"
CZECH = "Dobrý den, prosím o nabídku na dveře. Děkuji, Jiří Šťastný, žluťoučký kůň"
SLOVAK = "Dobrý deň, prosím o ponuku na dvere. Ďakujem, Ľubomír, ľahšie"
HUNGARIAN = "Jó napot, kérnék árajánlatot az ajtókra. Üdvözlettel, Győző űrhajós"
GERMAN = "Guten Tag, für zehn Türen größer Maß. Grüße, Preis 5 m³"
FRENCH = "Bonjour, j'ai reçu votre message où vous êtes. À bientôt, cœur"
SPANISH = "¿Cuánto cuesta? Señor Núñez, mañana está bien, ¡gracias!"
DANISH = "på øl og brød, vær så venlig"
RUSSIAN = "Здравствуйте, пришлите цену на двери. Спасибо"
GREEK = "Καλημέρα, παρακαλώ στείλτε προσφορά"
CHINESE = "您好,请报价十扇门。谢谢"
TAIWANESE = "您好,請報價十扇門。謝謝"
JAPANESE = "お見積りをお願いします。よろしくお願いします"
KOREAN = "안녕하세요 견적을 부탁드립니다"
WRITTEN = [
    (POLISH, "cp1250"), (POLISH, "iso-8859-2"), (CZECH, "cp1250"), (CZECH, "iso-8859-2"),
    (SLOVAK, "cp1250"), (SLOVAK, "iso-8859-2"), (HUNGARIAN, "cp1250"), (HUNGARIAN, "iso-8859-2"),
    (GERMAN, "cp1252"), (GERMAN, "utf-8"), (FRENCH, "cp1252"), (SPANISH, "cp1252"),
    (DANISH, "cp1252"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp1251"), (RUSSIAN, "utf-8"),
    (JAPANESE, "iso-2022-jp"), (JAPANESE, "shift_jis"), (CHINESE, "gb2312"), (POLISH, "utf-8"),
]  # fmt: skip


@pytest.mark.parametrize("label", ["", "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "x-user"])
@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_a_wrong_label_costs_no_letter(text: str, written: str, label: str) -> None:
    assert decode_text(text.encode(written), label).text == text


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        (POLISH, "cp1250", "iso-8859-2"),
        (POLISH, "iso-8859-2", "windows-1250"),
        (CZECH, "cp1250", "iso-8859-2"),
        (CZECH, "iso-8859-2", "windows-1250"),
        (RUSSIAN, "cp1251", "koi8-r"),
        (RUSSIAN, "koi8-r", "windows-1251"),
        (GERMAN, "cp1252", "koi8-r"),
        (GERMAN, "cp1252", "gb2312"),
        (GERMAN, "cp1252", "utf-16"),
        (GERMAN, "utf-8", "utf-16"),
        (GERMAN, "utf-8", "gb2312"),
        (CHINESE, "utf-8", "gb2312"),
        (TAIWANESE, "utf-8", "big5"),
        (RUSSIAN, "utf-8", "koi8-r"),
        (JAPANESE, "utf-8", "iso-2022-jp"),
    ],
)
def test_a_label_of_another_script_is_seen_through(text: str, written: str, label: str) -> None:
    assert decode_text(text.encode(written), label).text == text


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "cp-1251"),
        (GREEK, "cp1253", "windows-1253"),
        (GREEK, "iso-8859-7", "iso-8859-7"),
        (CHINESE, "gb18030", "gbk"),
        (TAIWANESE, "big5", "x-x-big5"),
        (JAPANESE, "cp932", "windows-31j"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
        (GERMAN.replace("³", ""), "cp850", "ibm850"),
        (POLISH, "cp852", "ibm-852"),
        (POLISH, "cp1250", "x-cp1250"),
        (POLISH, "cp1250", "win-1250"),
        (GERMAN, "utf-8", "utf8mb4"),
        (GERMAN, "utf-8", "utf 8"),
        (GERMAN, "utf-8", "utf-8; format=flowed"),
        (GERMAN, "utf-8", "charset-of-nobody"),
        (GERMAN, "utf-7", "unicode-1-1-utf-7"),
        (GERMAN.replace("³", ""), "mac_roman", "macintosh"),
        (GERMAN, "utf-16", "utf-16"),
    ],
)
def test_charsets_are_known_by_all_their_names(text: str, written: str, label: str) -> None:
    assert decode_text(text.encode(written), label).text == text


@pytest.mark.parametrize(
    "text",
    ["é", "À", "Señor", "ø", "più", "€ 5", "½ Zoll", "Wort¹ und m²", "Straße", "¿qué?"],
)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
def test_a_true_western_label_is_believed_for_the_shortest_text(text: str, label: str) -> None:
    assert decode_text(text.encode("cp1252"), label).text == text


@pytest.mark.parametrize(
    ("label", "meta", "written", "text"),
    [
        ("utf-8", "windows-1250", "cp1250", POLISH),
        ("utf-8", "windows-1250", "utf-8", POLISH),
        ("iso-8859-1", "iso-8859-2", "iso-8859-2", POLISH),
        ("", "windows-1251", "cp1251", RUSSIAN),
        ("iso-8859-1", "windows-1251", "cp1251", RUSSIAN),
        ("utf-8", "gb2312", "gb2312", CHINESE),
        ("windows-1250", "iso-8859-1", "cp1250", POLISH),
        ("utf-8", "utf-16", "utf-8", GERMAN),
    ],
)
def test_header_and_meta_are_both_doubted(label: str, meta: str, written: str, text: str) -> None:
    page = f'<html><head><meta charset="{meta}"></head><body><p>{text}</p></body></html>'
    assert decode_text(page.encode(written), label, html=True).text == page


def test_mojibake_that_was_sent_so_is_left_alone() -> None:
    assert decode_text("FÃ¼r Sie".encode(), "utf-8").text == "FÃ¼r Sie"


def test_raw_header_octets_are_read_by_their_letters() -> None:
    for text, written in WRITTEN:
        assert decode_octets(text.encode(written)) == text


def test_a_torn_character_costs_itself_alone() -> None:
    assert decode_text("Grüße ü".encode()[:-1], "utf-8").text == "Grüße \ufffd"


def test_an_unknown_label_names_no_codec() -> None:
    assert [codec_of(label) for label in ("x-unknown", "zip", "rot13", "", "utf-8x" * 20)] == [
        ""
    ] * 5
