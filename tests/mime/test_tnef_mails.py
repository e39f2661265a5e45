"""A mail that Outlook attached inside a winmail.dat is opened like any attached mail."""

from mailgw.mime.mail import ParsedMail
from mailgw.mime.read import read
from stafette.demo.files.winmail import winmail
from tests.mime.winmails import attached, inner
from tests.support.mails import Mail


def carrying(*parts: bytes) -> ParsedMail:
    """Read a mail with a winmail.dat that holds these."""
    packed = winmail("WG: Anfrage", "Bitte bearbeiten.", []) + b"".join(parts)
    files = (("winmail.dat", "application/ms-tnef", packed),)
    sender = "Anna Kraft <a.kraft@hellmoor.example>"
    return read(Mail(sender=sender, subject="WG: Anfrage", text="Bitte.\n", files=files).raw)


def test_a_mail_inside_a_winmail_dat_is_the_mail_that_was_forwarded() -> None:
    mail = carrying(attached(inner()))
    (file,) = mail.attachments
    assert (file.name, file.content_type) == ("Zapytanie: okna.eml", "message/rfc822")
    assert file.is_message
    found = mail.forwarded
    assert found is not None
    assert found.is_attached
    assert (found.from_.name, found.from_.address) == ("Łukasz Żak", "l.zak@okna.example")
    assert [one.address for one in found.to] == ["a.kraft@hellmoor.example"]
    assert (found.subject, found.message_id) == ("Zapytanie: okna", "inner@okna.example")
    assert found.date.startswith("2022-06-18T04:26:40")
    assert found.text == "Prosze o wycene."
    assert [(one.name, one.content) for one in found.files] == [("plan.txt", b"Plan")]
    assert found.remark == "Bitte."


def test_a_mail_inside_a_mail_inside_is_a_file_of_that() -> None:
    deeper = inner("Außen") + attached(inner("Innen"))
    found = carrying(attached(deeper)).forwarded
    assert found is not None
    assert found.subject == "Außen"
    assert [one.name for one in found.files if one.is_message] == ["Innen.eml"]


def test_what_is_no_mail_inside_stays_a_file() -> None:
    mail = carrying(attached(b"\x78\x9f\x3e\x22" + bytes(40)), attached(b"nothing"))
    assert mail.forwarded is None
    assert [one.size > 0 for one in mail.attachments] == [True] * len(mail.attachments)


def test_all_files_of_a_winmail_dat_are_two_hundred_together() -> None:
    mail = carrying(*(attached(inner(str(number))) for number in range(150)))
    inside = [len(read(one.content).attachments) for one in mail.attachments if one.is_message]
    assert sum(inside) + len(mail.attachments) == 200
