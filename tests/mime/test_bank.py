"""Account numbers in texts, and words that announce new ones."""

import pytest

from mailgw.mime.bank import announces_change, find_ibans

DE = "DE89370400440532013000"
PL = "PL61109010140000071219812874"
NL = "NL91ABNA0417164300"
IT = "IT60X0542811101000000123456"
GB = "GB82WEST12345698765432"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"IBAN: {DE}", (DE,)),
        ("IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX", (DE,)),
        ("iban de89-3704-0044-0532-0130-00.", (DE,)),
        ("DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", (DE,)),
        ("nr konta 61 1090 1014 0000 0712 1981 2874", (PL,)),
        ("PL 61109010140000071219812874", (PL,)),
        ("NL91 ABNA 0417 1643 00 t.n.v. Jansen", (NL,)),
        ("IT60 X054 2811 1010 0000 0123 456", (IT,)),
        (f"{GB} and again {GB} and {DE}", (GB, DE)),
        ("DE89 3704 0044 0532 0130 01", ()),
        ("DE89 3704 0044", ()),
        ("XX89 3704 0044 0532 0130 00", ()),
        ("Order AB12 3456 7890 1234, phone 0170 1234567", ()),
        ("Zeichnung DE893704004405320130001234x", ()),
        ("", ()),
    ],
)
def test_valid_account_numbers_are_found(text: str, found: tuple[str, ...]) -> None:
    assert find_ibans(text) == found


def test_a_text_of_nothing_but_beginnings_is_read_quickly() -> None:
    assert find_ibans("DE89 3704 " * 200_000) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Bitte beachten Sie unsere neue Bankverbindung.",
        "Unsere Bankverbindung\nhat sich geändert.",
        "Wir haben die Bank gewechselt.",
        "Informujemy o zmianie numeru konta bankowego.",
        "Podajemy nowy numer rachunku.",
        "Ons rekeningnummer is gewijzigd.",
        "Vanaf 1 mei hebben wij een nieuwe bankrekening.",
        "Le comunichiamo le nostre nuove coordinate bancarie.",
        "Abbiamo cambiato banca.",
        "Please note our new bank details.",
        "We have changed our bank.",
    ],
)
def test_words_of_change_are_known_in_five_languages(text: str) -> None:
    assert announces_change(text)


@pytest.mark.parametrize(
    "text",
    [
        "Unsere Bankverbindung finden Sie unten.",
        "Proszę o podanie numeru konta.",
        "Graag betalen op ons rekeningnummer.",
        "Le coordinate bancarie sono in calce.",
        "Our bank details are below.",
        "We are looking for a new bank of windows in the account manager's office.",
    ],
)
def test_ordinary_words_about_accounts_announce_nothing(text: str) -> None:
    assert not announces_change(text)
