"""The rules for mail in an agent's name (P9), and what of it may leave the house (P20)."""

from dataclasses import replace

import pytest

from mailgw.rules import agents
from mailgw.rules.disposition import AddMessage, Deliver, Disposition, Drop, Hold
from mailgw.rules.facts import Facts
from mailgw.rules.thread import ByReplyAddress, ByRight, NoTicket
from mailgw.rules.wall import Inner
from tests.mailgw.rules.by_hand import (
    AGENT,
    ANNA,
    CUSTOMER,
    EVE,
    FORGED,
    PROVEN,
    STRANGER,
    known,
    named,
    parsed,
    used,
)
from tests.support.mails import PDF, Mail
from tickets.model.ticket import Visibility

NOTICE = (
    "Bitte ein Angebot für 12 Fenster.\n\n-- \nJan Nowak hat geschrieben\n"
    "Anfrage · #1007 · wir sind dran\n\n"
    "*Intern, Tomasz Zieliński:* Marge ist 18 Prozent, nicht unter 9.800 Euro gehen.\n\n"
    "*Wenn Sie auf diese Mail antworten, geht Ihr Text an Jan Nowak*, im Gewand von Hellmoor.\n"
)
INNER = Inner(
    mailed=(NOTICE,),
    notes=("Marge ist 18 Prozent, nicht unter 9.800 Euro gehen.",),
    public=("Bitte ein Angebot für 12 Fenster.",),
)
READY = known(writer=AGENT, judgement=PROVEN, reply=used(), inner=INNER)


def reply(facts: Facts = READY, text: str = "Gern, anbei das Angebot.") -> Disposition | None:
    """Decide about Anna's reply with this text."""
    return agents.agents_reply(parsed(Mail(sender=ANNA, text=text)), facts, ByReplyAddress(7))


def effect_of(decided: Disposition | None) -> AddMessage:
    """Give the message that a decision adds."""
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, AddMessage)
    return decided.effect


def test_p09_all_four_conditions_together_post_in_public() -> None:
    effect = effect_of(reply())
    assert (effect.ticket_id, effect.visibility) == (7, Visibility.PUBLIC)
    assert effect.reply_address_id == 70
    assert effect.wording is not None
    assert effect.wording.text == "Gern, anbei das Angebot."


def test_p09_another_of_the_agents_own_addresses_is_as_good() -> None:
    alias = replace(AGENT, address="anna.kraft@hellmoor.example")
    assert effect_of(reply(replace(READY, writer=alias))).visibility is Visibility.PUBLIC


@pytest.mark.parametrize("judgement", [FORGED, known().judgement])
def test_p09_without_proof_it_is_held_and_its_writer_told(judgement: object) -> None:
    decided = reply(known(writer=AGENT, judgement=judgement, reply=used()))
    assert isinstance(decided, Hold)
    assert (decided.rule, decided.tell) == ("agent_not_authenticated", "not_authenticated")


@pytest.mark.parametrize("judgement", [PROVEN, known().judgement])
def test_p09_somebody_else_on_an_agents_reply_address_is_held(judgement: object) -> None:
    decided = reply(known(writer=STRANGER, judgement=judgement, reply=used()))
    assert isinstance(decided, Hold)
    assert decided.tell == "unknown_sender_address"


def test_p09_a_proven_colleague_on_an_agents_reply_address_writes_a_note() -> None:
    other = replace(AGENT, address="t.zielinski@hellmoor.example", person_id=3)
    decided = reply(replace(READY, writer=other))
    assert effect_of(decided).visibility is Visibility.INTERNAL
    assert isinstance(decided, Deliver)
    assert decided.tell == "internal_kept"
    unproven = reply(known(writer=other, reply=used()))
    assert isinstance(unproven, Hold)


def test_a_person_can_let_a_foreign_senders_mail_through_as_a_note_only() -> None:
    facts = known(writer=STRANGER, judgement=PROVEN, reply=used(), is_confirmed=True)
    assert effect_of(reply(facts)).visibility is Visibility.INTERNAL


def test_p20_an_internal_reply_address_never_posts_in_public() -> None:
    facts = replace(READY, reply=used(visibility="internal"))
    assert effect_of(reply(facts)).visibility is Visibility.INTERNAL


def test_an_answer_without_words_and_files_is_dropped_and_told() -> None:
    mail = parsed(Mail(sender=ANNA), reply_text=" \n")
    decided = agents.agents_reply(mail, READY, ByReplyAddress(7))
    assert isinstance(decided, Drop)
    assert decided.tell == "empty_answer"


def test_a_customers_reply_address_is_no_business_of_this_rule() -> None:
    facts = known(writer=CUSTOMER, reply=used(is_agents=False))
    assert reply(facts) is None
    assert reply(known(writer=AGENT, judgement=PROVEN)) is None


def test_p20_a_notice_quoted_below_the_answer_is_cut_off() -> None:
    quote = f"Gern, anbei das Angebot.\n\nFra: Jan, Sendt: i dag\n{NOTICE}"
    mail = parsed(Mail(sender=ANNA), reply_text=quote, signature="", quoted_text="")
    effect = effect_of(agents.agents_reply(mail, READY, ByReplyAddress(7)))
    assert effect.visibility is Visibility.PUBLIC
    assert effect.wording is not None
    assert "Gern, anbei das Angebot." in effect.wording.text
    assert "Marge" not in effect.wording.text
    assert "Wenn Sie auf diese Mail antworten" not in effect.wording.text
    assert effect.wording.is_shortened


def test_p20_new_words_between_internal_ones_stay_inside_and_are_told() -> None:
    mixed = NOTICE.replace("wir sind dran\n", "wir sind dran\nJa, das geht so in Ordnung.\n")
    mail = parsed(Mail(sender=ANNA), reply_text=f"Gern.\n{mixed}", signature="", quoted_text="")
    decided = agents.agents_reply(mail, READY, ByReplyAddress(7))
    assert effect_of(decided).visibility is Visibility.INTERNAL
    assert isinstance(decided, Deliver)
    assert decided.tell == "internal_kept"


def test_p20_a_mail_that_holds_only_our_notice_is_an_empty_answer() -> None:
    mail = parsed(Mail(sender=ANNA), reply_text=NOTICE, signature="", quoted_text="")
    decided = agents.agents_reply(mail, READY, ByReplyAddress(7))
    assert isinstance(decided, Drop)
    assert decided.tell == "empty_answer"


def test_p20_our_notice_below_nothing_but_a_file_lets_the_file_alone_out() -> None:
    offer = Mail(sender=ANNA, files=(("Angebot.pdf", "application/pdf", PDF),))
    mail = parsed(offer, reply_text=NOTICE, signature="", quoted_text="")
    effect = effect_of(agents.agents_reply(mail, READY, ByReplyAddress(7)))
    assert effect.wording is not None
    assert effect.wording.text == ""
    assert effect.wording.left_out == ()


def test_p20_our_notice_attached_as_a_mail_is_left_out() -> None:
    notice = (
        b"From: x@y.example\r\nReply-To: <reply+abcdefghijklmnopqrstuvwxyz@in.hellmoor.example>"
    )
    mail = parsed(Mail(sender=ANNA, files=(("AW.eml", "application/octet-stream", notice),)))
    effect = effect_of(agents.agents_reply(mail, READY, ByReplyAddress(7)))
    assert effect.wording is not None
    assert effect.wording.left_out == (mail.attachments[0].sha256,)


def test_p20_the_rest_of_a_quote_in_a_text_file_is_left_out() -> None:
    rest = f"<html><body><p>{NOTICE}</p></body></html>".encode()
    mail = parsed(Mail(sender=ANNA, files=(("ATT00001.htm", "text/html", rest),)))
    effect = effect_of(agents.agents_reply(mail, READY, ByReplyAddress(7)))
    assert effect.wording is not None
    assert effect.wording.left_out == (mail.attachments[0].sha256,)


def test_p20_a_text_file_with_internal_and_new_words_keeps_the_answer_inside() -> None:
    rest = f"Das hier ist neu und lang genug.\n{NOTICE}".encode()
    mail = parsed(Mail(sender=ANNA, files=(("mehr.txt", "text/plain", rest),)))
    decided = agents.agents_reply(mail, READY, ByReplyAddress(7))
    assert effect_of(decided).visibility is Visibility.INTERNAL


def test_a_colleagues_ordinary_text_file_goes_along() -> None:
    mail = parsed(Mail(sender=ANNA, files=(("Liste.txt", "text/plain", b"12 Fenster, weiss"),)))
    effect = effect_of(agents.agents_reply(mail, READY, ByReplyAddress(7)))
    assert effect.wording is not None
    assert effect.wording.left_out == ()


def test_p07_the_same_answer_again_and_again_is_held() -> None:
    said = ("Gern, anbei das Angebot.", "Gern,  anbei das ANGEBOT!")
    decided = reply(replace(READY, said_lately=said))
    assert isinstance(decided, Hold)
    assert (decided.rule, decided.tell) == ("repeated_answer", "")
    assert isinstance(reply(replace(READY, said_lately=said[:1])), Deliver)


def test_p07_very_many_answers_within_an_hour_are_held() -> None:
    said = tuple(f"Antwort Nummer {number}" for number in range(agents.ANSWERS_PER_HOUR))
    decided = reply(replace(READY, said_lately=said))
    assert isinstance(decided, Hold)
    assert decided.rule == "too_many_answers"
    assert isinstance(reply(replace(READY, said_lately=said, is_confirmed=True)), Deliver)


def test_p09_an_agent_who_names_a_ticket_without_reply_address_is_held() -> None:
    found = ByRight(7, 1007, "participant", "reference")
    for judgement in (PROVEN, FORGED):
        facts = known(writer=AGENT, judgement=judgement, candidates=(named(is_participant=True),))
        decided = agents.agent_without_reply_address(parsed(), facts, found)
        assert isinstance(decided, Hold)
        assert decided.tell == "mail_held"


def test_an_agent_who_names_a_ticket_may_be_let_through_as_a_note() -> None:
    facts = known(writer=AGENT, candidates=(named(),), is_confirmed=True)
    decided = agents.agent_without_reply_address(parsed(), facts, NoTicket(named()))
    assert effect_of(decided).visibility is Visibility.INTERNAL


def test_contacts_and_new_matters_are_no_business_of_that_rule() -> None:
    found = NoTicket()
    rule = agents.agent_without_reply_address
    assert rule(parsed(), known(writer=AGENT), found) is None
    assert rule(parsed(), known(writer=CUSTOMER, candidates=(named(),)), found) is None


@pytest.mark.parametrize("address", [ANNA, EVE])
def test_p09_a_former_agent_has_no_say(address: str) -> None:
    former = replace(AGENT, address=address, is_active=False)
    for judgement in (PROVEN, FORGED):
        decided = agents.retired_agent(
            parsed(), known(writer=former, judgement=judgement), NoTicket()
        )
        assert isinstance(decided, Hold)
        assert decided.tell == "no_permission"
    assert agents.retired_agent(parsed(), known(writer=AGENT), NoTicket()) is None
