"""What the demo is made of: times, people, files, and mails as programs write them."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest

from mailgw.mime.mail import AutomaticKind
from mailgw.mime.read import read
from stafette.demo import curiosities
from stafette.demo.cast import Player, Program, load_cast
from stafette.demo.clients import write_mail
from stafette.demo.clients.letter import Enclosed, Letter, read_original
from stafette.demo.conversations import Does, Dress, load_conversations
from stafette.demo.files import draw_file
from stafette.demo.times import Calendar
from tenants import LANGUAGES

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
CALENDAR = Calendar(SUNDAY, BERLIN)
WORDS = "Guten Tag,\n\nbitte bieten Sie zwölf Fenster an.\n\nDanke"


def player(program: Program, language: str) -> Player:
    """Give somebody who writes with a program in a language."""
    made = replace(load_cast().players["joerg"], program=program, language=language)
    return replace(made, signature="")


def letter(writer: Player, text: str = WORDS) -> Letter:
    """Give a letter to a sales department."""
    return Letter(
        writer=writer,
        to=(("Vertrieb", "vertrieb@hellmoor.example"),),
        subject="Anfrage: zwölf Fenster",
        text=text,
        written_at=SUNDAY.astimezone(BERLIN),
    )


def test_working_days_are_counted_back_over_the_weekend() -> None:
    assert CALENDAR.moment("1d 09:15") == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert CALENDAR.moment("6d 10:00") == datetime(2026, 11, 13, 9, 0, tzinfo=UTC)
    assert CALENDAR.moment("40m") == datetime(2026, 11, 22, 10, 20, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time"):
        CALENDAR.moment("yesterday")


def test_dates_in_texts_follow_the_mail_in_its_language_and_spare_weekends() -> None:
    friday = CALENDAR.moment("1d 09:00")
    said = {
        language: CALENDAR.fill("{day+1}, {weekday+1}, {week+14}", language, friday)
        for language in LANGUAGES
    }
    assert said == {
        "de": "23. November, Montag, 49",
        "pl": "23 listopada, poniedziałek, 49",
        "nl": "23 november, maandag, 49",
        "it": "23 novembre, lunedì, 49",
        "en": "23 November, Monday, 49",
    }


def test_every_step_of_every_conversation_can_be_played() -> None:
    cast = load_cast().players
    for one in load_conversations():
        times = [CALENDAR.moment(step.at) for step in one.steps]
        assert times == sorted(times), one.key
        for step in one.steps:
            assert cast[step.by].tenant == one.tenant, one.key
            assert "{" not in CALENDAR.fill(step.text, cast[step.by].language, SUNDAY), one.key
            for file in step.files:
                house = one.tenant if cast[step.by].is_agent else ""
                _, content = draw_file(file.name, file.shows, house, cast[step.by].language)
                assert len(content) > 500, file.name


def test_the_world_holds_forty_requests_in_five_languages_with_all_oddities() -> None:
    told = load_conversations()
    cast = load_cast().players
    requests = [one for one in told if not one.strays]
    assert len(requests) >= 38
    assert {cast[one.steps[0].by].language for one in requests} == set(LANGUAGES)
    assert {one.tenant for one in requests} == {"hellmoor", "kaaibox"}
    steps = [step for one in told for step in one.steps]
    assert {step.does for step in steps} == set(Does)
    assert {step.dress for step in steps} == set(Dress)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", list(Program))
def test_an_answer_of_each_program_is_told_from_what_it_quotes(
    program: Program, language: str
) -> None:
    asked = write_mail(letter(player(Program.OUTLOOK, "de")))
    writer = player(program, language)
    answer = letter(writer, "Dziękuję, zamawiamy.\n\nProszę o termin.")
    raw = write_mail(replace(answer, answers=read_original(asked, BERLIN)))
    mail = read(raw)
    assert mail.own_words.strip() == answer.text
    assert "zwölf Fenster" in mail.quoted_text
    assert mail.in_reply_to == (message_from_bytes(asked)["Message-ID"].strip("<>"),)


def test_outlook_hides_text_and_files_in_a_winmail_dat() -> None:
    plan = Enclosed("Zeichnung.pdf", *draw_file("Zeichnung.pdf", "elevation", "", "de"))
    sent = replace(letter(player(Program.OUTLOOK, "de")), files=(plan,))
    mail = read(write_mail(curiosities.in_winmail(sent)))
    assert [(one.name, one.content) for one in mail.attachments] == [(plan.name, plan.content)]


def test_a_certified_mail_holds_the_real_one_and_its_certificate() -> None:
    writer = player(Program.THUNDERBIRD, "it")
    inner = letter(writer, "Confermiamo l'ordine.")
    raw = curiosities.in_certified_envelope(
        write_mail(inner), writer, inner.subject, inner.written_at
    )
    mail = read(raw)
    assert "Confermiamo l'ordine." in mail.text
    assert "daticert.xml" in [one.name for one in mail.attachments]


def test_reports_absences_and_newsletters_are_known_as_automatic() -> None:
    writer = player(Program.OUTLOOK, "pl")
    asked = write_mail(letter(writer))
    returned = b"Return-Path: <return+abc@in.hellmoor.example>\r\n" + asked
    original = read_original(asked, BERLIN)
    raws = (
        curiosities.delivery_report(returned, writer, SUNDAY),
        curiosities.absence_note(writer, original, "Jestem poza biurem.", SUNDAY),
        curiosities.as_newsletter(asked, writer),
    )
    kinds = [found.kind if (found := read(raw).automatic) else None for raw in raws]
    assert kinds == [AutomaticKind.BOUNCE, AutomaticKind.AUTO_REPLY, AutomaticKind.BULK]
