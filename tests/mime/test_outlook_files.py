"""Mails saved by Outlook (.msg) are read like mails attached whole, within limits."""

import random
from dataclasses import replace

import pytest

from mailgw.mime.mail import Forwarded, ParsedMail
from mailgw.mime.msg import read_outlook_file
from mailgw.mime.read import read
from tests.mime.outlook_files import Saved
from tests.support.mails import PDF, Mail

MSG = "application/vnd.ms-outlook"


def forwarded(*files: tuple[str, str, bytes]) -> ParsedMail:
    """Read a mail that carries files, sent on by an agent."""
    return read(Mail(sender="a@hellmoor.example", subject="WG: Deur", text="Hi\n", files=files).raw)


def inner_of(saved: Saved, media_type: str = MSG) -> Forwarded:
    """Read a mail with this saved one attached, and give what it forwards."""
    found = forwarded(("Voordeur.msg", media_type, saved.raw)).forwarded
    assert found is not None
    return found


def test_a_saved_mail_is_read_like_one_attached_whole() -> None:
    inner = inner_of(Saved(message_id="<one@jansen.example>"))
    assert (inner.from_.name, inner.from_.address) == ("Piet Jansen", "piet@jansen.example")
    assert [one.address for one in inner.to] == ["a.kraft@hellmoor.example"]
    assert (inner.subject, inner.date) == ("Voordeur", "2026-11-16T08:00:00+00:00")
    assert inner.text == "Wat kost een voordeur in eiken?\n\nPiet Jansen"
    assert inner.message_id == "one@jansen.example"
    assert inner.remark.strip() == "Hi"


def test_the_kind_of_file_is_told_by_name_where_the_type_says_nothing() -> None:
    assert inner_of(Saved(), "application/octet-stream").from_.address == "piet@jansen.example"


def test_the_files_of_a_saved_mail_are_its_own() -> None:
    inner = inner_of(Saved(files=(("Tekening.pdf", "application/pdf", PDF * 200),)))
    assert [(one.name, one.content_type, one.size) for one in inner.files] == [
        ("Tekening.pdf", "application/pdf", len(PDF) * 200)
    ]
    assert inner.files[0].content == PDF * 200


def test_the_header_that_was_kept_says_who_wrote_and_what_is_answered() -> None:
    header = (
        "Received: from x\r\nFrom: =?utf-8?q?J=C3=BCrgen?= <j@vogel.example>\r\n"
        "Message-ID: <two@vogel.example>\r\nReferences: <r1@x.example> <r2@x.example>\r\n"
        "In-Reply-To: <r2@x.example>"
    )
    inner = inner_of(Saved(name="Vogel", address="/o=firm/ou=x/cn=vogel", header=header))
    assert (inner.from_.name, inner.from_.address) == ("Jürgen", "j@vogel.example")
    assert inner.message_id == "two@vogel.example"
    assert inner.named_ids == ("r1@x.example", "r2@x.example")


def test_a_directory_path_of_exchange_is_no_address() -> None:
    inner = inner_of(Saved(address="/o=firm/ou=x/cn=recipients/cn=vogel"))
    assert (inner.from_.name, inner.from_.address) == ("Piet Jansen", "")


def test_old_files_are_read_in_their_code_page() -> None:
    saved = Saved(name="Łukasz Żak", text="Proszę o wycenę drzwi dębowych.", page=1250)
    inner = inner_of(saved)
    assert inner.from_.name == "Łukasz Żak"
    assert inner.text == "Proszę o wycenę drzwi dębowych."


def test_a_saved_mail_without_plain_text_shows_its_html() -> None:
    assert inner_of(Saved(text="", html="<p>Prezzo della porta?</p>")).text == "Prezzo della porta?"


def test_what_a_saved_mail_answers_is_set_apart() -> None:
    text = (
        "Ja, graag.\r\n\r\nVan: Anna Kraft <a@hellmoor.example>\r\n"
        "Verzonden: maandag 16 november 2026 08:00\r\n"
        "Aan: Piet Jansen\r\nOnderwerp: Deur\r\n\r\nWilt u dat?\r\n"
    )
    inner = inner_of(Saved(text=text, subject="RE: Deur", in_reply_to="<x@y.example>"))
    assert inner.reply_text == "Ja, graag."
    assert "Wilt u dat?" in inner.quoted_text


@pytest.mark.parametrize("kind", ["IPM.Contact", "IPM.Appointment", ""])
def test_what_is_no_mail_is_a_file_only(kind: str) -> None:
    mail = forwarded(("Kaart.msg", MSG, Saved(kind=kind).raw))
    assert mail.forwarded is None
    assert [one.name for one in mail.attachments] == ["Kaart.msg"]


def test_several_writers_are_named() -> None:
    eml = Mail(sender="Eva <eva@vogel.example>").raw
    again = Saved(address="PIET@jansen.example")
    mail = forwarded(
        ("a.msg", MSG, Saved().raw), ("b.eml", "message/rfc822", eml), ("c.msg", MSG, again.raw)
    )
    assert mail.forwarded is not None
    assert [one.address for one in mail.forwarded.others] == ["eva@vogel.example"]


def test_files_that_overlap_are_not_read_again_and_again() -> None:
    name = "__attach_version1.0_#000000{:02X}"
    part = {"__substg1.0_37010102": bytes(300_000)}
    raw = bytearray(Saved(changes={name.format(at): part for at in range(20)}).raw)
    whole = read_outlook_file(bytes(raw))
    assert whole is not None
    assert len(whole.files) == 20
    # All twenty name the sectors of the first, and the rest of the file is gone.
    key = "__substg1.0_37010102".encode("utf-16-le")
    places = [at for at in range(len(raw)) if raw.startswith(key, at)]
    first = bytes(raw[places[0] + 116 : places[0] + 120])
    for at in places:
        raw[at + 116 : at + 120] = first
        raw[at + 120 : at + 128] = (2_000_000).to_bytes(8, "little")
    assert read_outlook_file(bytes(raw)) is None


def test_a_damaged_file_never_stops_a_mail() -> None:
    good = Saved(files=(("a.pdf", "application/pdf", PDF * 100),)).raw
    dice = random.Random(7)
    for _ in range(300):
        raw = bytearray(good)
        for _ in range(dice.randint(1, 12)):
            raw[dice.randrange(8, len(raw))] = dice.randrange(256)
        cut = bytes(raw[: dice.randrange(8, len(raw))]) if dice.random() < 0.3 else bytes(raw)
        found = read_outlook_file(cut)
        assert found is None or found.from_ is not None


def test_a_long_text_is_cut() -> None:
    saved = replace(Saved(), text="x" * 3_000_000)
    assert len(inner_of(saved).text) <= 1024 * 1024


def inner_mail(saved: Saved) -> ParsedMail:
    """Read the only mail that is attached to a saved one."""
    (file,) = inner_of(saved).files
    assert (file.content_type, file.is_message) == ("message/rfc822", True)
    return read(file.content)


def test_a_mail_attached_to_a_saved_mail_becomes_a_mail_file_that_is_read_like_any() -> None:
    within = Saved(
        name="Łukasz Żak",
        address="l.zak@okna.example",
        subject="Zapytanie: 12/24 okien",
        text="Proszę o wycenę.\r\n",
        html="<p>Proszę o <b>wycenę</b>.</p>",
        message_id="<inner@okna.example>",
        in_reply_to="<before@hellmoor.example>",
        files=(("Rysunek ł.pdf", "application/pdf", PDF * 200),),
    )
    (file,) = inner_of(Saved(mails=(within,))).files
    assert file.name == "Zapytanie: 12-24 okien.eml"
    mail = inner_mail(Saved(mails=(within,)))
    assert [(one.name, one.address) for one in mail.from_] == [("Łukasz Żak", "l.zak@okna.example")]
    assert [one.address for one in mail.to] == ["a.kraft@hellmoor.example"]
    assert mail.subject == "Zapytanie: 12/24 okien"
    assert mail.date is not None
    assert mail.date.isoformat() == "2026-11-16T08:00:00+00:00"
    assert (mail.message_id, mail.in_reply_to) == (
        "inner@okna.example",
        ("before@hellmoor.example",),
    )
    assert mail.text == "Proszę o wycenę."
    assert "<b>wycenę</b>" in (mail.html or "")
    assert [(one.name, one.content) for one in mail.attachments] == [("Rysunek ł.pdf", PDF * 200)]


def test_the_same_saved_mail_gives_the_same_bytes_each_time() -> None:
    saved = Saved(mails=(Saved(subject="Innen", files=(("a.txt", "text/plain", b"a"),)),))
    assert inner_of(saved).files == inner_of(saved).files


def test_mails_within_mails_are_opened_down_to_the_fifth() -> None:
    saved = Saved(subject="0")
    for number in range(1, 8):
        saved = Saved(subject=str(number), mails=(saved,))
    seen, raw = [], inner_of(saved).files[0].content
    while True:
        mail = read(raw)
        seen.append(mail.subject)
        within = [one for one in mail.attachments if one.is_message]
        if not within:
            break
        raw = within[0].content
    assert seen == ["6", "5", "4", "3", "2"]


def test_all_mails_in_a_file_have_a_hundred_files_together() -> None:
    files = tuple((f"{number}.txt", "text/plain", b"x") for number in range(40))
    saved = Saved(mails=tuple(Saved(subject=str(number), files=files) for number in range(4)))
    found = inner_of(saved).files
    counts = [len(read(one.content).attachments) for one in found]
    assert sum(counts) + len(counts) == 100


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("A\r\nBcc: x@y.example", "a@b.example"),
        ("A", "a@b.example>\r\nBcc: x@y.example"),
        ("", "a@b.example, c@d.example"),
        ('"A" <x@y.example>', ""),
        ("=?utf-8?q?=0ABcc:_x?=", "ü@b.example"),
    ],
)
def test_p16_no_property_of_an_inner_mail_makes_a_header_of_its_own(
    name: str, address: str
) -> None:
    subject = "x\r\nBcc: x@y.example\r\n\r\nText"
    within = Saved(name=name, address=address, subject=subject, message_id="<a>\r\nBcc: x@y.z")
    mail = inner_mail(Saved(mails=(within,)))
    (file,) = inner_of(Saved(mails=(within,))).files
    head = file.content.partition(b"\r\n\r\n")[0].lower()
    assert b"\nbcc:" not in head
    assert len(mail.from_) <= 1
    assert all(one.address in ("a@b.example", "") for one in mail.from_)
    assert mail.text == "Wat kost een voordeur in eiken?\n\nPiet Jansen"


def test_an_inner_mail_that_was_never_sent_and_one_that_is_no_mail() -> None:
    (draft,) = inner_of(Saved(mails=(Saved(name="", address="", subject=""),))).files
    assert draft.name == "mail.eml"
    assert inner_of(Saved(mails=(Saved(kind="IPM.Contact"),))).files == ()
