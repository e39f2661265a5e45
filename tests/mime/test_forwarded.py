"""A mail that somebody forwards inside the text is found, with its writer."""

import pytest

from mailgw.mime.forwarded import find_forwarded, is_forward_subject, is_reply_subject
from mailgw.mime.mail import Address
from mailgw.mime.quoting import split_reply
from tests.mime.forwarded_bodies import FORWARDS, INNER, headers

KARL = Address("Karl Kunde", "karl@kunde.example")
REMARK = "Bitte anlegen.\n\nVera"
OUTLOOK = headers("Von/Gesendet/An/Betreff")


@pytest.mark.parametrize(("subject", "body"), FORWARDS.values(), ids=FORWARDS)
def test_the_writer_of_a_forwarded_mail_is_found(subject: str, body: str) -> None:
    found = find_forwarded(f"{REMARK}\n\n{body}\n", None, subject)
    assert found is not None
    assert found.from_ == KARL
    assert found.to == (Address("Vera", "vera@firma.example"),)
    assert found.subject == "Anfrage"
    assert found.date == "2025-03-03T10:15:00"
    assert found.text == INNER
    assert found.remark == REMARK


@pytest.mark.parametrize(("subject", "body"), FORWARDS.values(), ids=FORWARDS)
def test_a_forward_without_a_remark_is_found(subject: str, body: str) -> None:
    found = find_forwarded(body, None, subject)
    assert found is not None
    assert found.from_ == KARL
    assert found.remark == ""


@pytest.mark.parametrize("body", [body for _, body in FORWARDS.values()], ids=FORWARDS)
def test_the_reply_text_of_a_forward_is_its_remark(body: str) -> None:
    assert split_reply(f"{REMARK}\n\n{body}\n", None).reply_text == REMARK


def test_a_remark_below_the_forward_is_kept() -> None:
    _, body = FORWARDS["apple german"]
    found = find_forwarded(f"{body}\n\nBitte übernehmen, Vera\n", None, "Fwd: Anfrage")
    assert found is not None
    assert found.remark == "Bitte übernehmen, Vera"
    assert found.text == INNER


def test_a_forward_in_html_alone_is_found() -> None:
    html = (
        '<div>Bitte anlegen.</div><div class="gmail_quote"><div class="gmail_attr">---------- '
        "Forwarded message ---------<br>Von: <strong>Karl Kunde</strong> &lt;"
        '<a href="mailto:karl@kunde.example">karl@kunde.example</a>&gt;<br>Date: Mo., 3. März 2025'
        "<br>Subject: Anfrage<br>To: vera@firma.example<br></div><br><div>Zehn Stück.</div></div>"
    )
    found = find_forwarded("", html, "Fwd: Anfrage")
    assert found is not None
    assert (found.from_, found.subject, found.text) == (KARL, "Anfrage", "Zehn Stück.")
    assert split_reply("", html).reply_text == "Bitte anlegen."


def test_thunderbirds_header_table_is_read() -> None:
    html = (
        "<p>Bitte anlegen.</p><div class='moz-forward-container'><br>-------- Weitergeleitete "
        "Nachricht --------<table><tr><th>Betreff: </th><td>Anfrage</td></tr><tr><th>Von: </th>"
        "<td>Karl Kunde &lt;karl@kunde.example&gt;</td></tr></table><br>Zehn Stück.</div>"
    )
    found = find_forwarded("", html, "Fwd: Anfrage")
    assert found is not None
    assert (found.from_, found.text) == (KARL, "Zehn Stück.")


def test_the_history_below_a_forwarded_mail_stays_part_of_it() -> None:
    older = "Von: Vera <vera@firma.example>\nGesendet: 2. März 2025\nAn: Karl\nBetreff: Angebot"
    found = find_forwarded(f"{OUTLOOK}\n\n{INNER}\n\n{older}\n\nAlt", None, "WG: AW: Angebot")
    assert found is not None
    assert found.from_ == KARL
    assert found.text.endswith("Alt")


@pytest.mark.parametrize("subject", ["AW: Anfrage", "Re: Anfrage", "Anfrage", "R: I: Anfrage"])
def test_header_lines_below_a_reply_are_no_forward(subject: str) -> None:
    assert find_forwarded(f"Passt.\n\n{OUTLOOK}\n\n{INNER}", None, subject) is None


def test_a_forward_inside_a_quoted_mail_is_no_forward() -> None:
    text = (
        "Danke!\n\nAm 3.3.2025 um 10:15 schrieb Vera <vera@firma.example>:\n> ---------- Forwarded "
        f"message ---------\n> From: {KARL.name} <{KARL.address}>\n> Subject: x\n>\n> Hi\n"
    )
    assert find_forwarded(text, None, "Re: x") is None


def test_words_about_a_forward_are_no_forward() -> None:
    assert (
        find_forwarded("Die weitergeleitete Nachricht:\nhabe ich gelesen.", None, "Fwd: x") is None
    )


def test_complete_header_lines_count_where_no_subject_is_known() -> None:
    found = find_forwarded(f"Hallo\n\n{headers('From/Date/To/Subject')}\n\n{INNER}", None, "")
    assert found is not None
    assert found.from_ == KARL


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("Karl Kunde [mailto:karl@kunde.example]", "Karl Kunde", "karl@kunde.example"),
        ('"Kunde, Karl" <karl@kunde.example>', "Kunde, Karl", "karl@kunde.example"),
        ("karl@kunde.example", "", "karl@kunde.example"),
        ("karl@kunde.example (Karl Kunde)", "Karl Kunde", "karl@kunde.example"),
        ("Karl <karl@kunde.example<mailto:karl@kunde.example>>", "Karl", "karl@kunde.example"),
        ("a@b.example im Auftrag von Karl <karl@kunde.example>", "Karl", "karl@kunde.example"),
        ("Kunde, Karl", "Kunde, Karl", ""),
    ],
)
def test_the_writer_is_read_in_each_form(line: str, name: str, address: str) -> None:
    block = f"Von: {line}\nGesendet: Montag, 3. März 2025 10:15\nAn: Vera\nBetreff: x"
    found = find_forwarded(f"{block}\n\nHallo", None, "WG: x")
    assert found is not None
    assert found.from_ == Address(name, address)


def test_the_message_id_of_a_full_header_is_kept() -> None:
    block = f"{OUTLOOK}\nMessage-ID: <1@kunde.example>"
    text = f"-------- Weitergeleitete Nachricht --------\n{block}\n\nHi"
    found = find_forwarded(text, None, "Fwd: x")
    assert found is not None
    assert found.message_id == "1@kunde.example"


def test_prefixes_of_forwards_and_replies_are_told_apart() -> None:
    for subject in ("WG: x", "Fwd: x", "FW: x", "PD: x", "Doorst: x", "I: x", "TR: x", "RV: x"):
        assert is_forward_subject(subject)
        assert not is_reply_subject(subject)
    for subject in ("Re: x", "AW: x", "Odp: x", "Antw: x", "R: x", "SV: x", "RE[2]: x", "Re : x"):
        assert is_reply_subject(subject)
        assert not is_forward_subject(subject)
    assert not is_forward_subject("Ihre Anfrage: Fwd")
