"""A vote counts only where it is beyond doubt, and only with its writer's own address and proof."""

from datetime import date

import pytest

from mailgw.rules import agents
from mailgw.rules.disposition import AddMessage, Deliver, Hold
from mailgw.rules.thread import ByReplyAddress
from mailgw.rules.votes import read_amount_given, read_vote
from tests.mailgw.rules.by_hand import AGENT, FORGED, PROVEN, UNPROVEN, known, parsed, used
from tests.support.mails import Mail
from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility
from tickets.services.approval_decisions import Choice

TODAY = date(2026, 11, 16)
LANGUAGES = ("de", "pl", "nl", "it", "en")


@pytest.mark.parametrize(
    ("text", "choice", "cents", "said"),
    [
        ("ok", Choice.APPROVE, None, ""),
        ("OK, danke!\n\nGruß\nTomasz", Choice.APPROVE, None, "Gruß\nTomasz"),
        ("ok 11 800", Choice.APPROVE, 1_180_000, ""),
        ("ok 11.800,00 €", Choice.APPROVE, 1_180_000, ""),
        ("zatwierdzam", Choice.APPROVE, None, ""),
        ("akkoord", Choice.APPROVE, None, ""),
        ("approvato", Choice.APPROVE, None, ""),
        ("zurück: Preis Pos. 3", Choice.RETURN, None, "Preis Pos. 3"),
        ("zwrot: cena poz. 3", Choice.RETURN, None, "cena poz. 3"),
        ("terug: prijs pos. 3", Choice.RETURN, None, "prijs pos. 3"),
        ("indietro: prezzo pos. 3", Choice.RETURN, None, "prezzo pos. 3"),
        ("return: price of 3", Choice.RETURN, None, "price of 3"),
        ("zurück\n\nPreis prüfen", Choice.RETURN, None, "Preis prüfen"),
    ],
)
def test_votes_are_read_in_five_languages(
    text: str, choice: Choice, cents: int | None, said: str
) -> None:
    found = read_vote(text, TODAY, LANGUAGES)
    assert found is not None
    assert (found.choice, found.amount.cents if found.amount else None) == (choice, cents)
    assert found.said == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ich schaue es mir morgen an.",
        "ok, aber nur mit 5 % Skonto",
        "ok\n\naber erst nach Rücksprache",
        "ok wir liefern Montag",
        "zurück",
        "nicht ok",
        "Hallo Anna,\n\nok",
        "ok\nzurück: doch nicht",
        "ok\n\nHallo Anna,\n\nnein",
    ],
)
def test_what_is_not_beyond_doubt_is_no_vote(text: str) -> None:
    assert read_vote(text, TODAY, LANGUAGES) is None


def test_an_author_names_the_amount_alone_on_the_first_line() -> None:
    found = read_amount_given("\n12.000 EUR\n\nGruß\nAnna")
    assert found is not None
    assert found.amount is not None
    assert (found.choice, found.amount.cents) == (Choice.AMOUNT, 1_200_000)
    assert read_amount_given("etwa zwölftausend, genau weiß ich es nicht") is None


@pytest.mark.parametrize(
    ("purpose", "rule"),
    [(Purpose.APPROVAL, "agents_vote"), (Purpose.OPINION, "agents_opinion")],
)
def test_an_answer_to_a_request_stays_inside_and_says_what_it_is_about(
    purpose: Purpose, rule: str
) -> None:
    reply = used(purpose=purpose, about_id=5, visibility="internal")
    facts = known(writer=AGENT, judgement=PROVEN, reply=reply)
    decided = agents.agents_reply(parsed(Mail(text="ok")), facts, ByReplyAddress(7))
    assert isinstance(decided, Deliver)
    assert decided.rule == rule
    assert decided.effect == AddMessage(
        7, Visibility.INTERNAL, reply_address_id=70, purpose=purpose, about_id=5
    )


@pytest.mark.parametrize("judgement", [UNPROVEN, FORGED])
def test_a_vote_without_proof_is_held(judgement: object) -> None:
    reply = used(purpose=Purpose.APPROVAL, about_id=5, visibility="internal")
    facts = known(writer=AGENT, judgement=judgement, reply=reply)
    decided = agents.agents_reply(parsed(Mail(text="ok")), facts, ByReplyAddress(7))
    assert isinstance(decided, Hold)
    assert decided.rule == "agent_not_authenticated"
