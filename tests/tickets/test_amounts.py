"""What quotes cost is read from their words, in five languages and as people write numbers."""

import pytest

from tickets.services.amounts import Reading, find_amount, is_quote, read_given, with_amount

TWELVE = 1_200_000


@pytest.mark.parametrize(
    ("text", "cents", "currency"),
    [
        ("Gesamtsumme netto 12.000,00 €", TWELVE, "EUR"),
        ("Razem netto: 12 000,00 PLN", TWELVE, "PLN"),
        ("Razem netto: 12\u00a0000,00 zł", TWELVE, "PLN"),
        ("Totaal excl. btw € 12.000,-", TWELVE, "EUR"),
        ("Totale imponibile 12.000,00 EUR", TWELVE, "EUR"),
        ("Total net 12,000.00 EUR", TWELVE, "EUR"),
        ("Total net: £12,000", TWELVE, "GBP"),
        ("Gesamt:\n12.000,00 €", TWELVE, "EUR"),
        ("Summe netto\n\n  12.000,00 €\n", TWELVE, "EUR"),
        ("CHF 12'000.00", TWELVE, "CHF"),
        ("Preis: 12 TEUR", TWELVE, "EUR"),
        ("12 tys. zł netto", TWELVE, "PLN"),
        ("1,5 Mio. EUR", 150_000_000, "EUR"),
        ("Wir bieten Ihnen die Fenster für 12000 Euro an.", TWELVE, "EUR"),
        ("Gesamtsumme 12.000 (zwölftausend)", TWELVE, ""),
    ],
)
def test_amounts_are_read_as_five_languages_write_them(
    text: str, cents: int, currency: str
) -> None:
    found = find_amount(text)
    assert found is not None
    assert (found.cents, found.currency) == (cents, currency)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        (
            "Gesamt netto 12.000,00 €\nMwSt 19 % 2.280,00 €\nGesamt brutto 14.280,00 €",
            TWELVE,
        ),
        ("Razem netto 12 000 zł\nVAT 23 % 2 760 zł\nRazem brutto 14 760 zł", TWELVE),
        ("Summe netto Pos. 1: 500 €\nGesamtbetrag 12.000 €", TWELVE),
        ("Gesamtsumme (20 Stk. zu 600,00 €): 12.000,00 €", TWELVE),
        ("Variante A: Gesamtpreis 9.000 €\nVariante B: Gesamtpreis 12.000 €", TWELVE),
        ("Totale: 12.000 € + IVA", TWELVE),
    ],
)
def test_the_net_sum_counts_and_no_part_of_it(text: str, cents: int) -> None:
    found = find_amount(text)
    assert found is not None
    assert (found.cents, found.reading) == (cents, Reading.TOTAL)


def test_positions_without_a_sum_are_added_up() -> None:
    found = find_amount("1. Fenster 24 Stk. 500,00 € 12.000,00 €\n2. Tür 3 Stk. 100,00 € 300,00 €")
    assert found is not None
    assert (found.cents, found.reading) == (1_230_000, Reading.ROWS)
    assert [one.quantity for one in found.positions] == [24, 3]


@pytest.mark.parametrize(
    "text", ["20 Stk. à 600,00 €", "20 szt. po 600 zł", "20 pcs at 600 EUR each", "20 x 600 €/Stk"]
)
def test_the_price_of_one_is_multiplied_by_how_many(text: str) -> None:
    found = find_amount(text)
    assert found is not None
    assert found.cents == TWELVE


@pytest.mark.parametrize("text", ["600 € pro Stück", "", "am 12.11.2026 um 10:00", "Rabatt 5 %"])
def test_what_is_not_sure_is_not_guessed(text: str) -> None:
    assert find_amount(text) is None


def test_a_files_name_and_words_count_too_and_the_largest_decides() -> None:
    named = find_amount("", ["Angebot_4716_12000EUR.pdf"])
    assert named is not None
    assert named.cents == TWELVE
    inside = find_amount("Gesamt 900 €", [], ["Gesamtsumme netto 12.000,00 €"])
    assert inside is not None
    assert inside.cents == TWELVE


@pytest.mark.parametrize(
    ("kind", "text", "names", "is_one"),
    [
        ("quote", "anbei unser Angebot über 900 €", (), True),
        ("quote", "anbei unser Angebot", ("4716.pdf",), True),
        ("complaint", "siehe Anhang", ("Oferta_4716.pdf",), True),
        ("question", "Guten Tag", ("preventivo 12.docx",), True),
        ("question", "Unser Angebot: 900 €", (), True),
        ("quote", "das Angebot kommt bis Freitag", (), False),
        ("quote", "Danke für die Zeichnung", ("Zeichnung.pdf",), False),
        ("complaint", "Wir erstatten 900 €", (), False),
        ("quote", "Wir brauchen noch die Maße", ("Angebotsfoto.jpg",), False),
    ],
)
def test_quotes_are_told_from_ordinary_answers(
    kind: str, text: str, names: tuple[str, ...], *, is_one: bool
) -> None:
    assert is_quote(kind, text, names) is is_one


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("11 800", 1_180_000),
        ("11.800,00 €", 1_180_000),
        ("PLN 900", 90_000),
        ("12,000.50 EUR", 1_200_050),
        ("bis Freitag 12", None),
        ("900 oder 1000", None),
        ("-5", None),
        ("0", None),
    ],
)
def test_an_amount_that_was_asked_for_stands_alone(text: str, cents: int | None) -> None:
    found = read_given(text)
    assert (found.cents if found else None) == cents


def test_another_amount_is_written_in_the_manner_of_the_old_one() -> None:
    for old, new in (
        ("Preis: 12.000,00 € netto", "Preis: 11.800,00 € netto"),
        ("12 000 zł", "11 800 zł"),
        ("€ 12.000,-", "€ 11.800,-"),
        ("£12,000.00", "£11,800.00"),
    ):
        assert with_amount(old, TWELVE, 1_180_000) == new
    assert with_amount("12.000 € zzgl. 2.280 € MwSt", TWELVE, 1_180_000) is None
    assert with_amount("ohne Betrag", TWELVE, 1_180_000) is None


def test_long_and_hostile_texts_are_read_quickly() -> None:
    for text in ("1" * 200_000, "1 " * 100_000, "1.234" * 50_000, "€ " * 100_000, "\n" * 100_000):
        find_amount(text)
