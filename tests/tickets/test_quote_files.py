"""What a quote costs may stand in its file alone; it waits for its band all the same."""

import pytest

from tests.support.approving import ANNA, THOMAS, TOMASZ, Firm, open_firm
from tests.support.papers import docx, locked_pdf, pdf, xlsx
from tests.support.world import World
from tickets.model.judging import ApprovalState
from tickets.model.mail import Purpose
from tickets.services.answering import DeskWords, send_words
from tickets.services.approvals import UNKNOWN
from tickets.services.quote_files import amount_of_quote, files_of_quote
from tickets.services.values import NewFile
from tickets.services.writing import Sent, keep_file
from tickets.text.documents import Unread

LETTER = "Guten Tag Herr Nowak,\n\nanbei wie besprochen unser Angebot.\n\nAnna Kraft\n"
OFFER = "Hellmoor Fensterbau\nStammkapital 50.000,00 EUR\n\nAngebot 4716\n"
TWELVE = pdf(f"{OFFER}Fenster Eiche\n24 Stk.\n500,00 €\n\nGesamtsumme netto\n12.000,00 €")
NINE_HUNDRED = pdf(
    f"{OFFER}Gesamtsumme netto  900,00 €\nzzgl. 19 % MwSt.\nGesamt brutto 1.071,00 €"
)
NINETY = pdf(f"{OFFER}Gesamtsumme netto  90.000,00 €")


@pytest.fixture
def firm(world: World) -> Firm:
    """A firm with bands and one request for a quote."""
    return open_firm(world)


def waits_for(firm: Firm) -> tuple[int, str]:
    """Say what the newest approval is about and who decides."""
    one = firm.approval()
    named = {firm.person(who): who for who in (ANNA, TOMASZ, THOMAS)}
    assert firm.state() is ApprovalState.WAITING
    return one.amount, named[one.approver_id]


def test_an_amount_that_stands_only_in_a_pdf_is_held_by_its_band_and_nobody_is_asked_for_it(
    either_world: World,
) -> None:
    firm = open_firm(either_world)
    firm.answers_with(LETTER, ("Angebot_4716.pdf", TWELVE))
    assert waits_for(firm) == (1_200_000, TOMASZ)
    assert firm.approval().currency == "EUR"
    assert firm.approval().proposed_because["code"] != UNKNOWN
    assert firm.answers_sent() == []
    firm.replies(TOMASZ, "ok")
    (got,) = firm.answers_sent()
    assert got.files == [("Angebot_4716.pdf", TWELVE)]


def test_what_is_within_everybodys_band_goes_out_at_once(firm: Firm) -> None:
    firm.answers_with(LETTER, ("Angebot_4716.pdf", NINE_HUNDRED))
    assert firm.approvals() == []
    assert len(firm.answers_sent()) == 1


def test_the_larger_of_letter_and_file_counts(firm: Firm) -> None:
    firm.answers_with(f"{LETTER}\nGesamt 900,00 €\n", ("Angebot_4716.pdf", NINETY))
    assert waits_for(firm) == (9_000_000, THOMAS)


def test_the_price_of_a_piece_in_the_letter_is_no_doubt_where_the_file_has_the_sum(
    firm: Firm,
) -> None:
    firm.answers_with(f"{LETTER}\nStückpreis 500,00 €\n", ("Angebot_4716.pdf", TWELVE))
    assert waits_for(firm) == (1_200_000, TOMASZ)


@pytest.mark.parametrize(
    "content",
    [
        locked_pdf(TWELVE, reader="geheim"),
        TWELVE[:200],
        pdf(""),
        pdf("Angebot 4716", *["Seite"] * 200, "Gesamtsumme netto 12.000,00 €"),
    ],
    ids=["locked", "damaged", "scan", "cut"],
)
def test_where_a_file_cannot_be_read_its_author_is_asked(firm: Firm, content: bytes) -> None:
    firm.answers_with(LETTER, ("Angebot_4716.pdf", content))
    assert firm.approval().proposed_because["code"] == UNKNOWN
    assert firm.approval().approver_id == firm.person(ANNA)
    assert firm.answers_sent() == []


def test_a_file_by_any_name_is_a_quote_where_a_sum_stands_in_it(firm: Firm) -> None:
    firm.answers_with("Guten Tag,\n\nanbei das Gewünschte.\n\nAnna Kraft", ("4716.pdf", TWELVE))
    assert waits_for(firm) == (1_200_000, TOMASZ)


def test_an_answer_from_the_desk_waits_for_what_stands_in_its_sheet(firm: Firm) -> None:
    world, anna = firm.world, firm.viewer(ANNA)
    raw = xlsx(("Angebot", 4716), ("Gesamtsumme netto", 90000.0))
    file = keep_file(world.core, "hellmoor", name="Angebot.xlsx", content_type="", content=raw)
    words = DeskWords("Anbei unser Angebot.", Purpose.MESSAGE, "once", (file,))
    ticket_id = world.ticket(1001).line.ticket.id
    done = send_words(world.core, firm.config, anna, ticket_id, words)
    assert isinstance(done, Sent)
    assert done.is_held
    assert waits_for(firm) == (9_000_000, THOMAS)


def file(name: str, text: str, unread: Unread | None = None) -> NewFile:
    """Give a file that says something."""
    return NewFile(name, "", 1, "", text=text, unread=unread)


SUM = "Gesamtsumme netto 12.000,00 €"


@pytest.mark.parametrize(
    ("kind", "text", "files", "chosen"),
    [
        ("quote", "", {"Angebot.pdf": SUM, "Preisliste.pdf": SUM}, ["Angebot.pdf"]),
        ("quote", "", {"Angebot.pdf": "", "Preisliste.pdf": SUM}, []),
        ("quote", "", {"4716.pdf": SUM, "Datenblatt.pdf": "Preis 90 €"}, ["4716.pdf"]),
        ("quote", "", {"AGB.pdf": "Haftung insgesamt 5.000.000 €"}, []),
        ("quote", "", {"x.pdf": "Allgemeine Geschäftsbedingungen\nhaftet gesamt 9.000 €"}, []),
        ("quote", "", {"Tragbalken.pdf": SUM}, ["Tragbalken.pdf"]),
        ("quote", "", {"Notiz.txt": SUM}, []),
        ("question", "Anbei.", {"4716.pdf": SUM}, []),
        ("question", "Anbei.", {"4716.pdf": f"Firma\nAngebot 1\n{SUM}"}, ["4716.pdf"]),
        ("question", "Unser Angebot anbei.", {"4716.pdf": SUM}, ["4716.pdf"]),
    ],
)
def test_the_files_that_say_what_a_quote_costs_are_chosen(
    kind: str, text: str, files: dict[str, str], chosen: list[str]
) -> None:
    found = files_of_quote(kind, text, [file(name, said) for name, said in files.items()])
    assert [one.name for one in found] == chosen


def test_a_file_that_was_read_in_part_is_not_enough_by_itself() -> None:
    part = file("Angebot.pdf", SUM, Unread.CUT)
    assert amount_of_quote("Anbei.", ["Angebot.pdf"], [part]) is None
    with_letter = amount_of_quote("Gesamt 900 €", ["Angebot.pdf"], [part])
    assert with_letter is not None
    assert with_letter.cents == 1_200_000
    long = file("Angebot.pdf", f"{SUM}\n" + "Zeile\n" * 4000)
    assert amount_of_quote("Anbei.", ["Angebot.pdf"], [long]) is None


def test_a_letter_in_word_is_read_as_well(firm: Firm) -> None:
    raw = docx("Angebot", rows=[("Fenster", "11.000,00 €"), ("Gesamtsumme netto", "12.000,00 €")])
    firm.answers_with(LETTER, ("Angebot_4716.docx", raw))
    assert waits_for(firm) == (1_200_000, TOMASZ)
