"""What each notice says, and what it never says."""

import re
from dataclasses import replace

import pytest

from templates import NUMBER_SLOT, NotDone, RenderedNotice
from tenants import LANGUAGES
from tests.templates.samples import (
    ASKED_AT,
    DESK_LINK,
    HELLMOOR,
    LOGIN_LINK,
    NOTICE_LINK,
    RENDERER,
    SUBJECT,
    TENANTS,
    agent_notice,
    answer,
    one_of_each,
    plain_tenant,
    receipt,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", sorted(TENANTS))
def test_every_notice_renders_in_every_language_for_every_tenant(slug: str, language: str) -> None:
    for notice in one_of_each():
        made = RENDERER.render(TENANTS[slug], language, notice)
        assert made.subject.strip() == made.subject != ""
        assert f'lang="{language}"' in made.html
        assert "%(" not in made.subject + made.text + made.html
        assert "\n\n\n" not in made.text
        assert made.text.count("\n-- \n") == 1
        assert len(made.html) < 100_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_the_text_rendition_stay_below_77_columns(language: str) -> None:
    for notice in one_of_each(subject="A subject of some length about windows and doors " * 3):
        made = RENDERER.render(HELLMOOR, language, notice)
        assert max(len(line) for line in made.text.split("\n")) <= 76


def test_mails_load_nothing_and_link_nowhere_but_to_what_was_written() -> None:
    for notice in one_of_each(text="see https://boats.example/plan"):
        html = RENDERER.render(HELLMOOR, "de", notice).html
        assert set(re.findall(r'(?:src|href)="([^"]*)"', html)) <= {
            "cid:logo",
            "https://boats.example/plan",
            NOTICE_LINK,
            LOGIN_LINK,
            DESK_LINK,
        }
        assert "<script" not in html
        assert "url(" not in html


def test_an_unproven_receipt_holds_no_word_of_the_sender() -> None:
    made = RENDERER.render(HELLMOOR, "de", receipt("Cheap pills http://x.example", is_proven=False))
    assert made.with_number("17").subject == "Ihre Nachricht ist angekommen, Nummer 17"
    assert "pills" not in made.subject + made.text + made.html
    assert "x.example" not in made.text + made.html


def test_an_unproven_receipt_is_the_same_whatever_the_sender_wrote() -> None:
    one = RENDERER.render(HELLMOOR, "pl", receipt("A", is_proven=False, kind="quote"))
    two = RENDERER.render(HELLMOOR, "pl", receipt("B", is_proven=False, kind="complaint"))
    assert one == two


def test_an_unproven_refusal_holds_no_word_of_the_sender() -> None:
    notice = NotDone("not_authenticated", None, "Cheap pills", "evil@x.example", is_proven=False)
    made = RENDERER.render(HELLMOOR, "en", notice)
    assert made.subject == "Your mail was not carried out"
    assert "pills" not in made.text + made.html
    assert "evil" not in made.text + made.html
    assert "attached" not in made.text


def test_a_proven_receipt_answers_under_the_senders_subject() -> None:
    made = RENDERER.render(HELLMOOR, "de", receipt("AW: Re: Dachfenster"))
    assert made.subject == "Re: Dachfenster"


def test_a_number_known_later_is_put_into_all_three_parts() -> None:
    made = RENDERER.render(plain_tenant(subject_tag=True), "de", agent_notice())
    assert NUMBER_SLOT in made.subject
    filled = made.with_number("1042")
    assert filled.subject == f"{SUBJECT} [#1042]"
    assert "#1042" in filled.text
    assert "#1042" in filled.html
    assert NUMBER_SLOT not in filled.subject + filled.text + filled.html


def test_a_number_cannot_smuggle_markup_or_a_second_line() -> None:
    filled = RenderedNotice(NUMBER_SLOT, NUMBER_SLOT, NUMBER_SLOT).with_number("1\nBcc: <b>")
    assert filled == RenderedNotice("1Bcc:<b>", "1Bcc:<b>", "1Bcc:&lt;b&gt;")


def test_an_answer_begins_with_its_own_words_and_ends_with_two_earlier_messages() -> None:
    made = RENDERER.render(HELLMOOR, "de", answer("Ja, das geht.\n\nGruß"))
    assert made.text.startswith("Ja, das geht.\n\nGruß\n")
    assert made.text.rstrip().endswith("> Question 2")
    assert "Question 1" not in made.text + made.html
    places = [made.html.index(part) for part in ("Ja, das geht.", "offer 17.pdf", "HRB", "tion 3")]
    assert places == sorted(places)


def test_an_answer_tells_dates_and_sizes_in_the_readers_way() -> None:
    german = RENDERER.render(HELLMOOR, "de", answer()).text
    polish = RENDERER.render(HELLMOOR, "pl", answer()).text
    assert "weil Sie am 4.\N{NO-BREAK SPACE}März" in german.replace("\n", " ")
    assert "4.\N{NO-BREAK SPACE}März 2026, 09:05 MEZ, Leo Stein:" in german
    assert "4\N{NO-BREAK SPACE}marca 2026, 09:05 CET, Leo Stein:" in polish
    assert "offer 17.pdf (1,4\N{NO-BREAK SPACE}MB)" in polish


def test_an_author_who_signed_is_not_named_twice() -> None:
    signed = RENDERER.render(HELLMOOR, "de", answer("Ja.\n\nGruß\nIda Frost")).text
    unsigned = RENDERER.render(HELLMOOR, "de", answer("Ja.")).text
    own_words = [one.split("\n-- \n")[0] for one in (signed, unsigned)]
    assert [one.count("Ida Frost") for one in own_words] == [1, 1]
    assert own_words[1].count("Vertrieb, Hellmoor Fensterbau") == 1


def test_a_subject_tag_is_added_once_where_the_tenant_wants_it() -> None:
    config = plain_tenant(subject_tag=True)
    assert RENDERER.render(config, "de", answer()).subject == f"Re: {SUBJECT} [#17]"
    tagged = answer(subject=f"{SUBJECT} [#17]")
    assert RENDERER.render(config, "de", tagged).subject == f"Re: {SUBJECT} [#17]"
    assert RENDERER.render(HELLMOOR, "de", answer()).subject == f"Re: {SUBJECT}"


def test_a_very_long_subject_is_cut_before_the_tag_and_not_in_it() -> None:
    made = RENDERER.render(plain_tenant(subject_tag=True), "de", answer(subject="long " * 200))
    assert made.subject.endswith("… [#17]")
    assert len(made.subject) < 240


def test_an_agents_notice_holds_the_whole_request_and_says_who_gets_a_reply() -> None:
    made = RENDERER.render(HELLMOOR, "de", agent_notice())
    for said in (
        "Could you make us an offer?",
        "sketch.jpg",
        "film.mov",
        "Leo Stein",
        "Stein Boats",
        "leo@boats.example",
        "Old customer.",
        "Leo Stein und Mia Stein",
        "Sie bekommen diese Mail, weil",
        "Angebot",
    ):
        assert said in " ".join(made.text.split())
        assert said in made.html


def test_a_failing_check_and_flags_stand_above_the_words() -> None:
    made = RENDERER.render(
        HELLMOOR, "en", agent_notice(trust="failing", flags=("automatic", "5 %"))
    )
    for part in (made.text, made.html):
        places = [part.rindex(said) for said in ("Careful:", "A program wrote", "5 %", "Could you")]
        assert places == sorted(places)


def test_how_a_mail_found_its_ticket_is_a_sentence_or_nothing() -> None:
    by_code = RENDERER.render(HELLMOOR, "en", agent_notice())
    assert "A new ticket, because the mail belongs to no earlier one." in by_code.text
    in_words = RENDERER.render(HELLMOOR, "en", replace(agent_notice(), why_here="As you said."))
    assert "As you said." in in_words.text
    unknown = RENDERER.render(HELLMOOR, "en", replace(agent_notice(), why_here="some_code"))
    assert "some_code" not in unknown.text + unknown.html


def test_polish_counts_in_three_forms() -> None:
    texts = [
        RENDERER.render(HELLMOOR, "pl", one).text
        for one in one_of_each()
        if one.name == "second_answer"
    ]
    assert ["minutę" in texts[0], "2 minuty" in texts[1], "5 minut " in texts[2]] == [True] * 3


def test_a_language_we_do_not_write_becomes_the_tenants_first() -> None:
    assert 'lang="de"' in RENDERER.render(HELLMOOR, "fi", answer()).html


def test_a_tenant_without_promise_phone_or_footer_still_writes_a_whole_receipt() -> None:
    bare = plain_tenant(answer_promise={}, phone="", office_hours={}, legal_footer={})
    made = RENDERER.render(bare, "en", receipt())
    assert "as soon as possible" in made.text
    assert "Urgent" not in made.text
    assert made.text.rstrip().endswith("Hellmoor\N{NO-BREAK SPACE}Fensterbau\N{NO-BREAK SPACE}GmbH")


def test_a_ticket_opened_by_us_does_not_claim_that_the_reader_wrote_first() -> None:
    made = RENDERER.render(HELLMOOR, "en", replace(answer(), asked_at=None, earlier=()))
    assert "is in contact with you" in " ".join(made.text.split())
    assert ASKED_AT.strftime("%B") not in made.text
