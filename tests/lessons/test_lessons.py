"""Each public report that taught us something about reading mail has its test, named here."""

import pytest

from tests.house.source import python_files

_HERE = "lessons/test_threading"
LESSONS: dict[str, tuple[str, ...]] = {
    "14 django-helpdesk#523: files stored undecoded": (
        "mime/test_files::test_attachments_are_byte_exact_in_every_transfer_encoding",
    ),
    "15 chatwoot#10028: ids that we never saw ourselves": (
        f"{_HERE}::test_an_answer_to_a_mail_that_only_names_a_known_one_joins",
    ),
    "16 chatwoot#13502: one newsletter, many who answer": (
        "security/test_joining::test_p10_no_stranger_joins_by_anything_they_know",
    ),
    "17 zammad#5064: strangers with a number in the subject": (
        "mailgw/test_conversation::test_a_strangers_mail_with_the_tickets_number_joins_nothing",
        "security/test_joining::test_p10_no_guess_joins",
    ),
    "18 freescout#123: providers that replace the Message-ID": (
        f"{_HERE}::test_an_answer_joins_though_a_provider_replaced_all_ids",
    ),
    "19 freescout#5620: one mail, several mailboxes": (
        "faults/test_three_ways::test_p02_200_mails_by_three_ways_at_once_take_effect_once_each",
        f"{_HERE}::test_a_mail_without_an_id_by_two_ways_is_one_message",
    ),
    "20 freescout#2086: who is in Cc answers before we do": (
        f"{_HERE}::test_who_was_in_cc_joins_before_our_first_answer",
    ),
    "21 freescout#2382: a Bcc recipient becomes the customer": (
        "security/test_joining::test_p10_the_requester_never_changes_whoever_writes",
    ),
    "22 frappe/helpdesk#3465: closed tickets reopen forever": (
        f"{_HERE}::test_a_done_ticket_reopens_for_some_days_and_is_linked_to_later",
        "security/test_joining::test_p10_a_ticket_done_for_long_takes_nobody_by_reference",
    ),
    "23 znuny#384: one mail to two addresses, two who work on it": (
        f"{_HERE}::test_a_mail_to_two_departments_is_one_ticket",
    ),
    "24 freescout#2578: answers between quoted lines vanish": (
        "mime/test_quoting_kept::test_answers_between_quoted_lines_are_shown_in_order",
        "mime/test_quoting_kept::test_answers_between_quotes_in_html_are_shown",
    ),
    "25 freescout#5624: a whole reply lost by trimming": (
        "mime/test_quoting_kept::test_an_empty_answer_shows_everything",
    ),
    "26 freescout#3580: replies cut at the first quoted line": (
        "mime/test_quoting_clients::test_an_introduction_above_signed_lines_is_quoted",
        "mime/test_quoting_clients::test_an_answer_below_the_quote_is_shown",
    ),
    "27 osTicket#5548: a separator line broken by a client": (
        f"{_HERE}::test_no_line_of_ours_is_needed_to_find_the_new_text",
    ),
    "28 chatwoot#11948: inline pictures without disposition": (
        "mime/test_files::test_a_picture_is_inline_only_where_the_html_uses_it",
    ),
    "29 freescout#5311: old signature pictures with every reply": (
        f"{_HERE}::test_a_logo_in_every_answer_is_stored_once",
        f"{_HERE}::test_a_logo_in_every_answer_is_shown_once",
    ),
    "30 zammad#2167: Windows-1250 garbled": (
        "mime/test_bodies::test_a_wrong_or_missing_charset_is_repaired",
        "mime/test_bodies::test_the_html_meta_wins_where_the_header_makes_garbage",
    ),
    "31 zammad#6376: opaque S/MIME shows as empty": (
        "mime/test_files::test_opaque_signed_mail_is_opened_without_a_certificate",
    ),
    "32 zammad#2403: winmail.dat hides the content": (
        "stafette/test_demo_parts::test_outlook_hides_text_and_files_in_a_winmail_dat",
    ),
    "33 frappe/helpdesk#3628: acknowledgements answered for ever": (
        "security/test_loops::test_p07_a_naive_autoresponder_ends",
        "security/test_loops::test_p07_five_automatic_mails_per_address_and_hour",
    ),
    "34 zammad#5428: bounces of a dead agent's address loop": (
        f"{_HERE}::test_the_bounces_of_an_agents_dead_address_end",
        "security/test_loops::test_p07_a_bounced_receipt_is_answered_by_nothing",
    ),
    "35 zammad#6025: a forwarding rule marks ordinary mail": (
        "mime/test_automatic::test_a_person_whose_mail_a_forwarding_rule_marked_stays_a_person",
        f"{_HERE}::test_a_mail_marked_by_a_forwarding_rule_opens_a_ticket_and_gets_no_receipt",
    ),
    "36 odoo#187696: providers that rewrite ids defeat loop detection": (
        f"{_HERE}::test_our_own_mail_is_known_though_a_provider_replaced_its_id",
        "security/test_loops::test_p07_a_customers_and_an_agents_autoresponder_together_end",
    ),
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_its_tests(lesson: str) -> None:
    there = {
        f"{file.path.removeprefix('tests/').removesuffix('.py')}::{one.name}"
        for file in python_files("tests")
        for one in file.functions
    }
    assert [name for name in LESSONS[lesson] if name not in there] == []


def test_every_lesson_on_reading_mail_is_in_the_table() -> None:
    assert [int(name.split()[0]) for name in LESSONS] == list(range(14, 37))
