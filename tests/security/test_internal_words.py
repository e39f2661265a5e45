"""An internal word stays internal (P20): the ways by which it could get out."""

from dataclasses import replace

import pytest

from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.mail import InboundMail, Outcome
from tickets.model.ticket import Message, Visibility

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
SECRET = "Marge ist 18 Prozent, unter 9.800 Euro gehen wir auf keinen Fall."
NEW = "Anbei unser Angebot, gültig bis Ende Januar."
PLAIN_SECRETS = ("Marge", "9.800", "18 Prozent", "reply+", "Wenn Sie auf diese Mail antworten")


@pytest.fixture
def desk(world: World) -> World:
    """Give a world where Jan has asked, Tomasz has left a note, and Jan has asked again."""
    world.receive(Mail(cc=f"Ewa <{EWA}>", message_id="first@nowak-okna.example"), peer=OFFICE)
    answer(world, "Wir melden uns bald bei Ihnen.")
    told = world.postbox.last(TOMASZ)
    note = Mail(sender=TOMASZ, to=told.reply_to, text=SECRET, in_reply_to=told.message_id)
    assert world.receive(note, peer=OFFICE).outcome == Outcome.DELIVERED
    got = world.postbox.last(JAN)
    again = Mail(to=got.reply_to, text="Wann kommt das Angebot denn genau?", subject="AW: Anfrage")
    world.receive(again, peer=OFFICE)
    assert SECRET in " ".join(notice_of(world).text.split())
    return world


def notice_of(world: World, address: str = ANNA) -> Sent:
    """Give the newest notice to an agent that a reply in public answers."""
    return next(one for one in reversed(world.postbox.for_(address)) if "Nowak" in one.text)


def answer(world: World, text: str, **changes: object) -> InboundMail:
    """Let Anna answer her newest notice."""
    notice = notice_of(world)
    mail = Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text=text, subject="AW: Anfrage")
    changed = replace(mail, in_reply_to=notice.message_id, **changes)  # type: ignore[arg-type] # fields of Mail
    return world.receive(changed, peer=OFFICE)


def outside(world: World) -> list[Sent]:
    """Give all mails to people outside, in order."""
    return [one for one in world.postbox.sent if one.to in (JAN, EWA)]


def assert_nothing_leaked(world: World) -> None:
    """Look into every mail to the outside: text, HTML, header fields and files."""
    for one in outside(world):
        whole = f"{one.text}\n{one.html}\n{one.mail.items()}"
        flat = " ".join(whole.split())
        for word in PLAIN_SECRETS:
            shown = flat.replace(one.reply_to, "")
            assert word not in shown, (one.to, word)
        assert ANNA not in flat.lower()
        assert TOMASZ not in flat.lower()
        for name, content in one.files:
            assert b"9.800" not in content, name
            assert b"reply+" not in content, name


def last_message(world: World) -> Message:
    """Give the newest message of the ticket."""
    return world.ticket(1001).messages[-1]


def unknown_header(notice: Sent) -> str:
    """Quote as a client that nobody knows: a header in no known language, no marks."""
    head = "~~~ Vanhat viestit ~~~\nLähettäjä Jan Nowak\nVastaanottaja Anna Kraft\n\n"
    return f"{NEW}\n\n{head}{notice.text}"


def no_separator(notice: Sent) -> str:
    """Quote with nothing between the answer and the notice."""
    return f"{NEW}\n{notice.text}"


def odd_marks(notice: Sent) -> str:
    """Quote behind marks that are none of mail's."""
    return NEW + "\n\n" + "\n".join(f"¦ {line}" for line in notice.text.splitlines())


def rewrapped(notice: Sent) -> str:
    """Quote wrapped anew at another width."""
    words = notice.text.split()
    rows = [" ".join(words[at : at + 5]) for at in range(0, len(words), 5)]
    return NEW + "\n\n" + "\n".join(rows)


def in_one_line(notice: Sent) -> str:
    """Quote with all lines made one, as some HTML converters do."""
    return f"{NEW}\n\n{' '.join(notice.text.split())}"


def of_html(notice: Sent) -> str:
    """Quote what the HTML shows instead of the text."""
    part = notice.html.split("<body", 1)[1]
    shown = [piece.split("<")[0].strip() for piece in part.split(">")]
    return NEW + "\n\n" + "\n".join(piece for piece in shown[1:] if piece)


def below_a_signature(notice: Sent) -> str:
    """Put a signature between the answer and the quote."""
    signature = "-- \nAnna Kraft\nHellmoor Fensterbau GmbH\nAm Sägewerk 4\n29999 Hellmoor"
    return f"{NEW}\n\n{signature}\n\n{notice.text}"


def without_dashes(notice: Sent) -> str:
    """Quote without the line that sets our footer apart."""
    return no_separator(notice).replace("\n-- \n", "\n")


UNKNOWN_CLIENTS = (
    unknown_header,
    no_separator,
    odd_marks,
    rewrapped,
    in_one_line,
    of_html,
    below_a_signature,
    without_dashes,
)


@pytest.mark.parametrize("client", UNKNOWN_CLIENTS, ids=lambda one: one.__name__)
def test_p20_our_notice_quoted_by_an_unknown_client_goes_to_nobody(
    desk: World, client: object
) -> None:
    assert callable(client)
    before = len(outside(desk))
    arrival = answer(desk, client(notice_of(desk)))
    assert arrival.outcome == Outcome.DELIVERED, arrival.why
    assert_nothing_leaked(desk)
    message = last_message(desk)
    if message.visibility == Visibility.PUBLIC:
        assert len(outside(desk)) == before + 2
        assert all(NEW in " ".join(one.text.split()) for one in outside(desk)[before:])
        for kept in (message.text, message.quoted_text, message.html or ""):
            assert "9.800" not in kept
            assert "reply+" not in kept
    else:
        assert len(outside(desk)) == before
        assert "Kunde" in desk.postbox.last(ANNA).text


@pytest.mark.parametrize("client", UNKNOWN_CLIENTS[:2], ids=lambda one: one.__name__)
def test_p20_the_answer_above_an_unknown_quote_still_reaches_the_customer(
    desk: World, client: object
) -> None:
    assert callable(client)
    answer(desk, client(notice_of(desk)))
    assert NEW in desk.postbox.last(JAN).text
    assert last_message(desk).visibility == Visibility.PUBLIC


def test_p20_answers_between_internal_lines_stay_inside_and_the_agent_is_told(desk: World) -> None:
    before = len(outside(desk))
    lines = notice_of(desk).text.splitlines()
    at = next(place for place, line in enumerate(lines) if "Marge" in line)
    mixed = "\n".join([*lines[: at + 2], "Ja, das ist bei uns so üblich.", *lines[at + 2 :]])
    answer(desk, mixed)
    assert len(outside(desk)) == before
    assert last_message(desk).visibility == Visibility.INTERNAL
    told = desk.postbox.last(ANNA)
    assert [name for name, _ in told.files] == ["mail.eml"]
    assert told.mail["Auto-Submitted"] == "auto-replied"


def test_p20_a_mail_with_nothing_but_our_notice_sends_the_customer_nothing(desk: World) -> None:
    before = len(outside(desk))
    arrival = answer(desk, notice_of(desk).text)
    assert (arrival.outcome, arrival.rule) == (Outcome.DROPPED, "empty_answer")
    assert len(outside(desk)) == before


def test_p20_a_file_above_our_quoted_notice_goes_out_alone(desk: World) -> None:
    quoted = "\n".join(f"> {line}" for line in notice_of(desk).text.splitlines())
    answer(desk, quoted, files=(("Angebot.pdf", "application/pdf", PDF),))
    assert_nothing_leaked(desk)
    assert desk.postbox.last(JAN).files == [("Angebot.pdf", PDF)]


def test_p20_our_notice_attached_whole_stays_here(desk: World) -> None:
    raw = notice_of(desk).raw
    files = (("AW.eml", "application/octet-stream", raw), ("A.pdf", "application/pdf", PDF))
    answer(desk, NEW, files=files)
    assert_nothing_leaked(desk)
    assert desk.postbox.last(JAN).files == [("A.pdf", PDF)]
    message = last_message(desk)
    assert [file.name for file in desk.ticket(1001).attachments[message.id]] == ["A.pdf"]


def test_p20_what_is_kept_of_a_quote_holds_no_internal_word(desk: World) -> None:
    quoted = "\n".join(f"> {line}" for line in notice_of(desk).text.splitlines())
    notice = notice_of(desk)
    html = f"<p>{NEW}</p><blockquote type='cite'>{notice.html}</blockquote>"
    answer(desk, f"{NEW}\n\nAm 16.11.2026 um 09:10 schrieb Jan Nowak:\n{quoted}", html=html)
    message = last_message(desk)
    assert message.visibility == Visibility.PUBLIC
    assert message.text.strip() == NEW
    assert "Wann kommt das Angebot" in message.quoted_text
    for word in PLAIN_SECRETS:
        assert word not in message.quoted_text
        assert word not in (message.html or "")


def test_p20_a_copied_note_is_not_said_to_the_customer(desk: World) -> None:
    before = len(outside(desk))
    answer(desk, f"Guten Tag,\n{SECRET}\nViele Grüße")
    assert len(outside(desk)) == before
    assert last_message(desk).visibility == Visibility.INTERNAL


def test_p20_an_answer_in_similar_words_as_a_note_goes_out(desk: World) -> None:
    answer(desk, "Wir gehen auf keinen Fall unter den Preis vom Januar, das ist bei uns so.")
    assert "auf keinen Fall" in desk.postbox.last(JAN).text


def test_p20_a_reply_to_all_with_two_addresses_of_ours_counts_as_internal(desk: World) -> None:
    public = notice_of(desk).reply_to
    answer(desk, NEW)
    got = desk.postbox.last(JAN)
    desk.receive(Mail(to=got.reply_to, text="Danke, aber was ist mit den Griffen?"), peer=OFFICE)
    note = Mail(sender=TOMASZ, to=_inner_address(desk, TOMASZ), text="Griffe sind alle.")
    desk.receive(note, peer=OFFICE)
    internal = desk.postbox.last(ANNA).reply_to
    assert internal != public
    for order in ((public, internal), (internal, public)):
        before = len(outside(desk))
        text = f"Das bleibt bitte unter uns, {len(order[0])}{order[0][6:9]}."
        mail = Mail(sender=ANNA, to=", ".join(order), text=text)
        desk.receive(mail, *order, peer=OFFICE)
        assert len(outside(desk)) == before
        assert last_message(desk).visibility == Visibility.INTERNAL


def _inner_address(world: World, address: str) -> str:
    """Give an address of somebody that posts inside: the one of a word between colleagues."""
    owed = next(
        one for one in world.owed() if (one.to_address, one.notice) == (address, "answered")
    )
    sent = world.postbox.for_(address)
    return next(one.reply_to for one in sent if one.message_id == owed.message_id)


def test_p20_no_reply_to_a_word_between_colleagues_reaches_the_customer(desk: World) -> None:
    before = len(outside(desk))
    for address in (ANNA, TOMASZ):
        for number, one in enumerate(desk.postbox.for_(address)):
            if one.mail["Reply-To"] is None or "intern" not in one.text:
                continue
            reply = Mail(sender=address, to=one.reply_to, text=f"Nur für uns, {number}.")
            if "bleibt Ihr Text intern" in " ".join(one.text.split()):
                desk.receive(reply, peer=OFFICE)
    assert len(outside(desk)) == before


def test_p20_forwarding_our_notice_to_the_department_tells_no_customer(desk: World) -> None:
    before = len(outside(desk))
    notice = notice_of(desk)
    forward = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        subject="WG: Anfrage",
        text=f"Kannst du übernehmen?\n\n-----Ursprüngliche Nachricht-----\nVon: Jan Nowak via "
        f"Hellmoor <vertrieb@hellmoor.example>\nAn: Anna Kraft\nBetreff: Anfrage\n\n{notice.text}",
    )
    desk.receive(forward, peer=OFFICE)
    desk.receive(
        replace(forward, in_reply_to=notice.message_id, text="x" + forward.text), peer=OFFICE
    )
    assert len(outside(desk)) == before
    assert_nothing_leaked(desk)


def test_p20_a_word_about_something_not_done_goes_to_its_writer_alone(desk: World) -> None:
    before = len(desk.postbox.sent)
    mail = Mail(sender=ANNA, to=notice_of(desk).reply_to, text=f"{SECRET} Bitte prüfen.")
    desk.receive(mail, peer="198.51.100.7")
    assert {one.to for one in desk.postbox.sent[before:]} == {ANNA}


def test_p20_an_agents_own_message_id_and_hosts_reach_no_customer(desk: World) -> None:
    answer(desk, NEW, message_id="20261116.a.kraft@laptop-anna.hellmoor.example")
    for one in outside(desk):
        assert b"laptop-anna" not in one.raw
    newcomer = Mail(
        to=desk.postbox.last(JAN).reply_to, cc="neu@nowak-okna.example", text="Bitte auch an Neu."
    )
    desk.receive(newcomer, peer=OFFICE)
    answer(desk, "Gern auch an Neu.", message_id="2.a.kraft@laptop-anna.hellmoor.example")
    (first,) = desk.postbox.for_("neu@nowak-okna.example")
    assert b"laptop-anna" not in first.raw


@pytest.mark.parametrize(
    "written",
    [
        ANNA,
        ANNA.upper(),
        "A.Kraft@Hellmoor.Example",
        f"<mailto:{ANNA}>",
        f"mailto:{ANNA.replace('@', '%40')}",
        "anna.kraft@hellmoor.example",
        "a.kraft+privat@hellmoor.example",
        TOMASZ,
        f"Von: Anna Kraft <{ANNA}>",
    ],
)
def test_p20_no_agents_private_address_reaches_a_customer(desk: World, written: str) -> None:
    html = f"<p>{NEW} <a href='mailto:{ANNA}?subject=x'>{written}</a></p>"
    answer(desk, f"{NEW}\nSchreiben Sie an {written} oder rufen Sie an.", html=html)
    got = desk.postbox.last(JAN)
    assert NEW in got.text
    for whole in (got.text, got.html, str(got.mail.items())):
        lowered = whole.lower().replace("%40", "@")
        for private in (ANNA, TOMASZ, "anna.kraft@hellmoor.example", "a.kraft+privat"):
            assert private not in lowered


def test_p20_an_earlier_answer_is_quoted_without_its_writers_address(desk: World) -> None:
    answer(desk, f"{NEW}\n\nAnna Kraft\n{ANNA}")
    got = desk.postbox.last(JAN)
    desk.receive(Mail(to=got.reply_to, text="Und die Griffe?"), peer=OFFICE)
    tomasz = Mail(
        sender=TOMASZ,
        to=desk.postbox.last(TOMASZ).reply_to,
        text="Die Griffe sind dabei.",
    )
    desk.receive(tomasz, peer=OFFICE)
    assert_nothing_leaked(desk)


def test_p20_a_forward_without_words_of_the_customer_hides_the_remark(world: World) -> None:
    forward = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        subject="WG: Plan",
        text="Achtung, der zahlt spät. Bitte nur gegen Vorkasse.\n\n"
        "-----Ursprüngliche Nachricht-----\nVon: Piet <piet@jansen.example>\n"
        "Gesendet: Montag, 16. November 2026 08:00\nAn: Anna Kraft\nBetreff: Plan\n\n",
        files=(("Plan.pdf", "application/pdf", PDF),),
    )
    world.receive(forward, peer=OFFICE)
    for message in world.ticket(1001).messages:
        if message.visibility == Visibility.PUBLIC and message.author_address != ANNA:
            assert "Vorkasse" not in message.text
    reply = Mail(sender=ANNA, to=world.postbox.last(ANNA).reply_to, text="Hier ist er.")
    world.receive(reply, peer=OFFICE)
    for one in world.postbox.for_("piet@jansen.example"):
        assert "Vorkasse" not in one.text
