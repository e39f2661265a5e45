"""What departments do among themselves stays inside (P20): tasks, votes, opinions, commands.

The ways by which an internal word could get out, each with a test of its own here or, for notes
and our notices, in `test_internal_words.py`:

 1 a reply to a note or a word between colleagues     7 a reply to an opinion, asked or told
 2 our notice quoted below an answer                  8 a command above an answer
 3 our notice attached, or its HTML quoted            9 a line that may be a command
 4 words of a note copied into an answer             10 a question or a note below a command
 5 a reply to a task, or its words quoted            11 the secret of an action link
 6 a reply to a request for approval                 12 a word about something not done
"""

import pytest

from tests.support.approving import ANNA, JAN, THOMAS, TOMASZ, Firm, open_firm
from tests.support.mails import Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.mail import Outcome
from tickets.model.ticket import Visibility

SECRET = "Marge 18 Prozent, Kennwort Kastanie."
QUOTE = "Guten Tag,\n\nanbei unser Angebot.\n\nGesamtsumme netto 12.000,00 €\n"
ANSWER = "Guten Tag, wir melden uns mit einem Angebot."
INNER = (
    "Kastanie",
    "Marge",
    "reply+",
    "/act/",
    "zuweisen",
    "Aufgabe",
    "Stellungnahme",
    ANNA,
    TOMASZ,
)


@pytest.fixture
def firm(world: World) -> Firm:
    """A firm with bands and one request for a quote."""
    return open_firm(world)


def newest(firm: Firm, address: str, notice: str) -> Sent:
    """Give somebody's newest mail of a kind."""
    ids = {one.message_id for one in firm.world.owed() if one.notice == notice}
    return [one for one in firm.world.postbox.for_(address) if one.message_id in ids][-1]


def reply(firm: Firm, who: str, to: Sent, text: str, html: str = "") -> None:
    """Let somebody reply, and see that the mail took effect."""
    mail = Mail(sender=who, to=to.reply_to, text=text, html=html)
    arrival = firm.world.receive(mail, peer=OFFICE)
    assert arrival.outcome == Outcome.DELIVERED, arrival.why


def assert_inside(firm: Firm) -> None:
    """Look into every byte that the customer got, and into what the portal would show."""
    for one in firm.world.postbox.for_(JAN):
        whole = f"{one.text}\n{one.html}\n{one.mail.items()}".replace(one.reply_to, "")
        for word in INNER:
            assert word not in whole, word
    for message in firm.world.ticket(1001).messages:
        if message.visibility == Visibility.PUBLIC:
            kept = f"{message.text}\n{message.quoted_text}\n{message.html or ''}"
            assert not any(word in kept for word in INNER)


def test_p20_replies_to_a_task_reach_no_customer(firm: Firm) -> None:
    firm.answers(f"Aufgabe: {SECRET} @tomasz")
    task = newest(firm, TOMASZ, "task_notice")
    for text in ("zrobione", f"zrobione\n\n{SECRET}", f"Nie wiem. {SECRET}", "to nie jest komenda"):
        reply(firm, TOMASZ, task, text)
    assert firm.answers_sent() == []
    assert_inside(firm)


def test_p20_a_task_quoted_below_an_answer_stays_inside(firm: Firm) -> None:
    firm.answers(f"Aufgabe: {SECRET} @tomasz")
    task, notice = newest(firm, TOMASZ, "task_notice"), newest(firm, TOMASZ, "agent_notice")
    for quoted in (task.text, "\n".join(f"¦ {line}" for line in task.text.splitlines())):
        reply(firm, TOMASZ, notice, f"{ANSWER} Nummer {len(quoted)}.\n\n{quoted}")
    assert_inside(firm)


def test_p20_replies_about_an_approval_reach_no_customer_but_the_quote_itself(firm: Firm) -> None:
    firm.answers(QUOTE)
    reply(firm, TOMASZ, newest(firm, TOMASZ, "approval_request"), f"Hm. {SECRET}")
    reply(firm, ANNA, newest(firm, ANNA, "approval_waiting"), f"Bitte schnell. {SECRET}")
    assert firm.answers_sent() == []
    reply(firm, TOMASZ, newest(firm, TOMASZ, "approval_request"), f"ok\n\n{SECRET}")
    reply(firm, ANNA, newest(firm, ANNA, "approval_decided"), f"Danke. {SECRET}")
    (sent,) = firm.answers_sent()
    assert "Gesamtsumme netto" in sent.text
    assert_inside(firm)


def test_p20_an_opinion_reaches_no_customer(firm: Firm) -> None:
    firm.answers(f"Stellungnahme von: Tomasz, Thomas: {SECRET}")
    reply(firm, TOMASZ, newest(firm, TOMASZ, "opinion_request"), f"Tak. {SECRET}")
    reply(firm, THOMAS, newest(firm, THOMAS, "opinion_request"), f"zuweisen: Anna\n{SECRET}")
    told = newest(firm, ANNA, "opinions_in")
    reply(firm, ANNA, told, f"Gut. {SECRET}")
    assert firm.answers_sent() == []
    notice = newest(firm, ANNA, "agent_notice")
    reply(firm, ANNA, notice, f"{ANSWER}\n\n{told.text}")
    assert_inside(firm)


def test_p20_commands_above_an_answer_reach_no_customer(firm: Firm) -> None:
    html = f"<p>zuweisen: Tomasz</p><p>Aufgabe: {SECRET}</p><p>{ANSWER}</p>"
    notice = newest(firm, ANNA, "agent_notice")
    reply(firm, ANNA, notice, f"zuweisen: Tomasz\nAufgabe: {SECRET}\n\n{ANSWER}", html)
    (sent,) = firm.answers_sent()
    assert ANSWER in " ".join(sent.text.split())
    assert_inside(firm)


@pytest.mark.parametrize(
    "line",
    ["zuweisen: Kasimir", "Aufgabe: @kasimir", "Wiedervorlage: neulich", "Stellungnahme von: wem?"],
)
def test_p20_what_may_be_a_command_keeps_all_below_it_inside(firm: Firm, line: str) -> None:
    reply(firm, ANNA, newest(firm, ANNA, "agent_notice"), f"{line}\n{SECRET}\n\n{ANSWER}")
    assert firm.answers_sent() == []
    assert SECRET in firm.world.ticket(1001).messages[-1].text
    assert_inside(firm)


@pytest.mark.parametrize(
    "line", ["Interne Notiz", "Notiz: nur für uns", "Stellungnahme von: Tomasz"]
)
def test_p20_what_is_said_to_colleagues_below_a_command_stays_inside(firm: Firm, line: str) -> None:
    reply(firm, ANNA, newest(firm, ANNA, "agent_notice"), f"{line}\n\n{SECRET} Was meint ihr dazu?")
    assert firm.answers_sent() == []
    assert_inside(firm)


def test_p20_a_word_about_commands_goes_to_their_writer_alone(firm: Firm) -> None:
    before = len(firm.world.postbox.sent)
    reply(firm, ANNA, newest(firm, ANNA, "agent_notice"), f"zuweisen: Kasimir\n{SECRET}")
    told = [one for one in firm.world.postbox.sent[before:] if "Kasimir" in one.text]
    assert JAN not in {one.to for one in told}
    assert ANNA in {one.to for one in told}
    assert_inside(firm)
