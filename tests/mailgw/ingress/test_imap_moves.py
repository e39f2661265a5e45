"""Kept mails move to their folder, whatever the server can, and never before they are kept."""

from collections.abc import Callable

import pytest

from mailgw.ingress.imap_check import reconcile
from tests.mailgw.ingress.imap_line import Line
from tests.mailgw.ingress.imap_office import TENANT, Office, account_of, letter, wait_for
from tests.support.mails import Mail
from tests.support.servers.dovecot import DovecotServer
from tickets.services.directory import ContactDetails, add_contact
from tickets.store.tenants import load_config

SERVERS = {
    "with-move": (),
    "with-uidplus": ("MOVE",),
    "with-neither": ("MOVE", "UIDPLUS"),
}


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_kept_mails_are_moved_to_a_folder_that_is_made(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line], name: str
) -> None:
    user = dovecot_server.add_user(f"{name}@hellmoor.example")
    line = make_line(dovecot_server.imap_port, hidden=SERVERS[name])
    for number in range(3):
        dovecot_server.append(user, "INBOX", letter(number))
    office.watch_over(
        account_of(dovecot_server, user, port=line.port, move_to="Erledigt/Überführt")
    )
    with office.watching():
        wait_for(lambda: len(dovecot_server.read(user, "Erledigt/Überführt")) == 3)
        dovecot_server.append(user, "INBOX", letter(3))
        wait_for(lambda: len(dovecot_server.read(user, "Erledigt/Überführt")) == 4)
        # One more poll: nothing is copied twice.
        dovecot_server.append(user, "INBOX", letter(4))
        wait_for(lambda: len(dovecot_server.read(user, "Erledigt/Überführt")) == 5)
    assert dovecot_server.read(user, "Erledigt/Überführt") == [letter(n) for n in range(5)]
    assert office.raws() == [letter(n) for n in range(5)]
    left = dovecot_server.read(user)
    assert len(left) == (5 if name == "with-neither" else 0)
    assert line.refusals == []
    assert reconcile(office.core, TENANT, "post").missing == ()


def test_without_uidplus_a_mail_that_others_marked_as_deleted_stays(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("fremd@hellmoor.example")
    line = make_line(dovecot_server.imap_port, hidden=("MOVE", "UIDPLUS"))
    with dovecot_server.session(user) as client:
        client.append("INBOX", letter(1), [b"\\Deleted"])
        client.append("INBOX", letter(2))
    office.watch_over(account_of(dovecot_server, user, port=line.port, move_to="Erledigt"))
    with office.watching():
        wait_for(lambda: dovecot_server.read(user, "Erledigt"))
    assert dovecot_server.read(user, "Erledigt") == [letter(2)]
    assert dovecot_server.read(user) == [letter(1), letter(2)]
    assert len(office.arrivals()) == 2


def test_nothing_is_moved_while_the_disk_is_full(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("voll@hellmoor.example")
    for number in range(3):
        dovecot_server.append(user, "INBOX", letter(number))
    office.watch_over(account_of(dovecot_server, user, move_to="Erledigt"))
    office.fill_disk()
    with office.watching():
        wait_for(lambda: "disk" in office.complaint())
        assert len(dovecot_server.read(user)) == 3
        assert office.arrivals() == []
        office.clear_disk()
        wait_for(lambda: len(dovecot_server.read(user, "Erledigt")) == 3)
    assert office.raws() == [letter(number) for number in range(3)]
    assert office.complaint() == ""


def test_a_move_that_fails_is_tried_again_and_costs_no_mail(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("umzug@hellmoor.example")
    # A folder below a name that is longer than the server takes cannot be made.
    bad = "A" * 400
    dovecot_server.append(user, "INBOX", letter(1))
    office.watch_over(account_of(dovecot_server, user, move_to=bad))
    with office.watching():
        wait_for(lambda: "could not be moved" in office.complaint())
        dovecot_server.append(user, "INBOX", letter(2))
        wait_for(lambda: office.count() == 2)
        assert len(dovecot_server.read(user)) == 2
        office.watch_over(account_of(dovecot_server, user, move_to="Erledigt"))
        wait_for(lambda: len(dovecot_server.read(user, "Erledigt")) == 2)
    assert len(office.arrivals()) == 2


def test_reconcile_names_what_lies_on_the_server_without_a_line_in_the_ledger(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("abgleich@hellmoor.example")
    for number in range(4):
        dovecot_server.append(user, "INBOX", letter(number))
    office.watch_over(account_of(dovecot_server, user))
    with office.watching():
        wait_for(lambda: office.count() == 4)
    third = office.arrivals()[2]
    with office.core.write(TENANT) as uow:
        uow.session.delete(third)
    found = reconcile(office.core, TENANT, "post")
    assert (found.on_server, found.in_ledger) == (4, 3)
    assert [(one.folder, one.uidvalidity, one.uid) for one in found.missing] == [
        ("INBOX", third.uidvalidity, 3)
    ]


def test_reconcile_counts_and_names_no_private_mail_of_a_sent_folder(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("gesendet@hellmoor.example")
    anna = "a.kraft@hellmoor.example"

    def keep(to: str, subject: str) -> None:
        raw = Mail(sender=anna, to=to, subject=subject, message_id=f"{subject}@hellmoor.example")
        dovecot_server.append(user, "INBOX", raw.raw)

    keep("lena@privat.example", "sonntag")
    keep("eva@kunde.example", "angebot")
    keep("praxis@arzt.example", "termin")
    account = account_of(dovecot_server, user, sent_of=anna)
    office.watch_over(account)
    with office.core.write(TENANT) as uow:
        add_contact(uow, load_config(uow), "eva@kunde.example", ContactDetails("Eva Wolf"))
    with office.watching():
        wait_for(lambda: office.count() == 1)
    found = reconcile(office.core, TENANT, "post")
    assert (found.on_server, found.in_ledger, found.missing) == (1, 1, ())
    keep("lena@privat.example", "montag")
    keep("eva@kunde.example", "nachtrag")
    found = reconcile(office.core, TENANT, "post")
    assert (found.on_server, found.in_ledger) == (2, 1)
    assert [one.uid for one in found.missing] == [5]
