"""New text is never lost: answers between quotes, prose that looks like a marker, evidence."""

import pytest

from mailgw.mime.quoting import split_reply
from tests.mime.quoting_bodies import HEADER_BLOCKS

PROSE = {
    "a route": "die Abholung:\n\nVon: Lager Nord, Tor 4\nAn: Werk Süd\nBetreff: immer die Nr.",
    "a sentence with a date": "Am 3. November schrieb ich Ihnen schon, dass Tor 2 zu ist.",
    "a letter told": "Am 3. November schrieb ich Ihnen:\n\nWir kommen am Freitag.",
    "a weekday": "On Monday he wrote:\n\nwe will come on Friday.",
    "a colon after a verb": "Ihr Kollege schrieb:\n\nWir kommen am Freitag.",
    "words about a forward": "Die weitergeleitete Nachricht:\nhabe ich gelesen.",
    "on and on": "On the surface it looks fine.\nOn the other hand, 17 of 20 parts are scratched.",
    "an address list": "To: we need\nFrom: our stock\nten pieces.",
    "markdown": "Points\n----\n\n1. better\n2. cheaper\n\n====\n\nThat is all.",
    "a drawn table": "| Teil | Menge |\n| A | 3 |\n| B | 4 |\n\nBitte liefern.",
    "an arrow": ">>> now only >>> 17 euro <<<\nPlease order.",
    "an arrow on a line": "Menü\n> Drucken\nDann geht es.",
    "a form": "Neue Nachricht:\n\nVon: Otto <otto@x.example>\nBetreff: Zelt\n\nBitte anbieten.",
    "a filled form": "Name: Otto\nDatum: 3.3.2025\nVon: Ulm\nNach: Bonn\nAn: m@x.example"
    "\nBetreff: Umzug",
    "a signature question": "Von: wem ist das?\nGruß",
    "a line about lines": "Please write the price above this line:\n\n____ EUR\n\nThank you.",
    "a date and a clock": "Treffpunkt am 3.3.2025 um 10:15:\nTor 4, bitte pünktlich.",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_prose_that_resembles_a_marker_is_shown(text: str) -> None:
    body = f"Guten Tag,\n\n{text}\n\nViele Grüße\nOtto"
    split = split_reply(body, None)
    assert split.reply_text == body
    assert split.quoted_text == ""


def test_answers_between_quoted_lines_are_shown_in_order() -> None:
    text = (
        "Hallo, siehe unten.\n\nAm 16.06.2025 um 17:05 schrieb Ada Berg:\n> 1. Putz fertig?\n\n"
        "Nein, erst KW 28.\n\n> 2. Bandseite?\n> 3. Zufahrt?\n\nzu 2: links\nzu 3: ja\n\n"
        "-- \nOtto Ohm\nOhm Metallbau\n"
    )
    split = split_reply(text, None)
    assert split.reply_text == (
        "Hallo, siehe unten.\n\nNein, erst KW 28.\n\nzu 2: links\nzu 3: ja\n\n"
        "-- \nOtto Ohm\nOhm Metallbau"
    )
    assert split.signature == "Otto Ohm\nOhm Metallbau"
    assert "> 3. Zufahrt?" in split.quoted_text


@pytest.mark.parametrize(
    "html",
    [
        (
            '<p>Hallo</p><div class="moz-cite-prefix">Am 3.3.2025 um 10:15 schrieb Ada:<br></div>'
            '<blockquote type="cite">Frage 1?</blockquote><p>Antwort 1</p>'
            '<blockquote type="cite">Frage 2?</blockquote><p>Antwort 2</p>'
        ),
        (
            '<div>Hallo</div><div class="gmail_quote"><div class="gmail_attr">Boi Ada<br></div>'
            '<blockquote class="gmail_quote">Frage 1?</blockquote><div>Antwort 1</div>'
            '<blockquote class="gmail_quote">Frage 2?</blockquote><div>Antwort 2</div></div>'
        ),
    ],
    ids=["thunderbird", "gmail"],
)
def test_answers_between_quotes_in_html_are_shown(html: str) -> None:
    assert split_reply("", html).reply_text.replace("\n\n", "\n") == "Hallo\nAntwort 1\nAntwort 2"


def test_answers_in_colour_inside_outlooks_quote_are_shown() -> None:
    old = "1. Welche Farbe? <span style='color:red'>Weiß, matt.</span>"
    html = (
        "<p class=MsoNormal>Hallo Ada, Antworten in rot.</p><div style='border:none;border-top:"
        "solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Von:</b> Ada "
        f"&lt;ada@firma.example&gt;<br><b>Gesendet:</b> 3. März 2025 10:15<br><b>An:</b> Otto<br>"
        f"<b>Betreff:</b> X</p></div><p class=MsoNormal>{old}</p>"
        "<p class=MsoNormal><span style='color:#1F1F1F'>2. grau</span></p>"
    )
    split = split_reply("", html)
    assert split.reply_text == "Hallo Ada, Antworten in rot.\n\nWeiß, matt."
    assert "1. Welche Farbe?" in split.quoted_text


def test_an_empty_answer_shows_everything() -> None:
    text = "> Passt der Termin?\n> Ada\n"
    assert split_reply(text, None).reply_text == text.strip()
    assert split_reply(text, None).quoted_text == ""


def test_a_body_that_begins_with_header_lines_is_shown_whole() -> None:
    text = f"{HEADER_BLOCKS['german']}\n\nGuten Tag,\nwir kommen."
    assert split_reply(text, None).reply_text == text


def test_text_below_an_introduction_at_the_top_is_shown() -> None:
    text = "On 3 Mar 2025 at 10:15, Ada Berg <ada@firma.example> wrote:\n\nYes, Friday is fine."
    assert split_reply(text, None).reply_text == "Yes, Friday is fine."


def test_a_conversation_pasted_into_a_new_mail_is_shown() -> None:
    text = (
        f"Ihr Kollege schrieb mir das:\n\n{HEADER_BLOCKS['german']}\n\nWir kommen.\n\nWo bleibt er?"
    )
    assert split_reply(text, None, answers=False).reply_text == text


def test_pasted_header_lines_above_outlooks_own_quote_are_shown() -> None:
    pasted = HEADER_BLOCKS["german"]
    own = "Von: Eva <eva@firma.example>\nGesendet: 4. März 2025\nAn: Otto\nBetreff: Y"
    text = f"Beleg:\n\n{pasted}\n\nWir kommen am Freitag.\n\nBitte klären.\n\n{own}\n\nGuten Tag"
    rows = "".join(
        f"<p class=MsoNormal>{row.replace('<', '&lt;')}</p>"
        for row in f"Beleg:\n{pasted}\nWir kommen am Freitag.\nBitte klären.".split("\n")
    )
    head = own.replace("<", "&lt;").replace("\n", "<br>")
    html = (
        f"{rows}<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{head}</p></div><p class=MsoNormal>Guten Tag</p>"
    )
    split = split_reply(text, html, answers=True)
    assert split.reply_text.endswith("Wir kommen am Freitag.\n\nBitte klären.")
    assert split.quoted_text == f"{own}\n\nGuten Tag"


def test_the_html_shows_the_cut_that_the_text_does_not_tell() -> None:
    text = "Passt.\n\nBoi tretji marca Ada zuklo\n\nWir liefern am Freitag um zehn.\nAda\n"
    html = (
        '<div>Passt.</div><div class="gmail_quote"><div class="gmail_attr">Boi tretji marca Ada '
        'zuklo</div><blockquote class="gmail_quote">Wir liefern am Freitag um zehn.<br>Ada'
        "</blockquote></div>"
    )
    assert split_reply(text, html).reply_text == "Passt."


def test_an_html_part_that_says_something_else_changes_nothing() -> None:
    text = "Ihr Programm zeigt kein HTML.\n\nBitte im Browser öffnen."
    html = '<p>Hallo</p><blockquote type="cite">Etwas ganz anderes steht hier</blockquote>'
    assert split_reply(text, html).reply_text == text


def test_an_indented_paragraph_is_no_quote() -> None:
    html = "<p>Bitte so drucken:</p><blockquote>Frohes Fest</blockquote><p>Danke</p>"
    assert "Frohes Fest" in split_reply("", html).reply_text


def test_a_forward_leaves_the_remark() -> None:
    block = HEADER_BLOCKS["english"]
    text = f"Bitte anlegen.\n\n---------- Forwarded message ---------\n{block}\n\nHi"
    assert split_reply(text, None).reply_text == "Bitte anlegen."


def test_an_empty_body_gives_an_empty_split() -> None:
    assert split_reply("", None).reply_text == ""
    assert split_reply("", "").quoted_text == ""


def test_text_below_the_quote_of_a_telephone_is_shown() -> None:
    intro = "Am 03.03.2025 um 10:15 schrieb Ada <ada@firma.example>:"
    text = f"Von meinem iPhone gesendet\n\n{intro}\n\nHallo Otto, klappt es?\n\nJa, klappt!"
    assert split_reply(text, None).reply_text.endswith("Ja, klappt!")
