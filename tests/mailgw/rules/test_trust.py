"""What agents are told about a sender: by hand, and through the whole gateway."""

from dataclasses import replace

import pytest

from mailgw.mime.bank import fingerprint
from mailgw.rules.trust import Surroundings, cautions
from tests.mailgw.rules.by_hand import hellmoor, parsed
from tests.support.mails import Mail
from tests.support.world import OFFICE, World

ANNA = "a.kraft@hellmoor.example"
OLD, NEW = "DE89370400440532013000", "NL91ABNA0417164300"
KNOWN = Surroundings(knows_address=True, knows_firm=True)


def found(mail: Mail, around: Surroundings = KNOWN) -> tuple[str, ...]:
    """Name the cautions about a mail."""
    return cautions(parsed(mail), hellmoor(), around)


def test_an_ordinary_mail_of_a_known_sender_raises_no_caution() -> None:
    assert found(Mail()) == ()


def test_a_first_mail_is_told_from_a_new_colleagues_first_mail() -> None:
    assert found(Mail(), Surroundings()) == ("first_contact",)
    assert found(Mail(), Surroundings(knows_firm=True)) == ("new_address",)


@pytest.mark.parametrize(
    ("sender", "caution"),
    [
        ("Anna Kraft <a.kraft@hellrnoor.example>", "look_alike_of_us"),
        ("Anna <a.kraft@hellmoor-gmbh.test>", "look_alike_of_us"),
        ("Jan <jan@nowak-0kna.example>", "look_alike_domain"),
    ],
)
def test_a_domain_that_looks_like_another_is_named(sender: str, caution: str) -> None:
    around = replace(KNOWN, similar=("nowak-okna.example", "nowicki.example"))
    assert caution in found(Mail(sender=sender), around)


def test_free_mail_providers_and_our_own_domains_look_like_nobody() -> None:
    around = replace(KNOWN, similar=("gmx.example", "hellmoor.test", "web.example"))
    for domain in ("gmx.de", "web.de", "hellmoor.example"):
        assert found(Mail(sender=f"Jan <jan@{domain}>"), around) == ()


@pytest.mark.parametrize(
    ("sender", "cautioned"),
    [
        ('"jan@nowak-okna.example" <jan@elsewhere.example>', ("name_shows_other_address",)),
        ('"Jan (jan@nowak-okna.example)" <x@free.example>', ("name_shows_other_address",)),
        ('"jan@nowak-okna.example" <jan@nowak-okna.example>', ()),
        ('"jan@nowak-okna.example" <jan@mail.nowak-okna.example>', ()),
        ("Anna Kraft <anna.kraft.office@gmail.com>", ("name_of_colleague",)),
        ('"KRAFT, Anna" <office@elsewhere.example>', ("name_of_colleague",)),
        ("Anna <anna@elsewhere.example>", ()),
        ("Anna Krafft <anna@elsewhere.example>", ()),
    ],
)
def test_a_name_that_pretends_is_seen(sender: str, cautioned: tuple[str, ...]) -> None:
    assert found(Mail(sender=sender)) == cautioned


@pytest.mark.parametrize(
    ("reply_to", "cautioned"),
    [
        ("jan@elsewhere.example", ("answers_elsewhere",)),
        ("jan.nowak@gmail.com", ("answers_elsewhere",)),
        ("biuro@nowak-okna.example", ()),
        ("biuro@poczta.nowak-okna.example", ()),
        ("vertrieb@hellmoor.example", ()),
    ],
)
def test_answers_to_another_domain_are_named(reply_to: str, cautioned: tuple[str, ...]) -> None:
    assert found(Mail(headers=(("Reply-To", reply_to),))) == cautioned


def test_a_form_on_our_own_site_may_name_the_customer_for_answers() -> None:
    mail = Mail(sender="www@hellmoor.example", headers=(("Reply-To", "jan@nowak-okna.example"),))
    assert found(mail) == ()


def test_another_account_than_before_is_named() -> None:
    around = replace(KNOWN, accounts=frozenset({fingerprint(OLD)}))
    assert found(Mail(text=f"Bitte an {NEW} zahlen."), around) == ("bank_details_changed",)
    assert found(Mail(text=f"Bitte an {OLD} zahlen."), around) == ()
    assert found(Mail(text=f"Bitte an {NEW} zahlen.")) == ()


def test_our_own_account_in_a_customers_text_is_no_change() -> None:
    around = replace(
        KNOWN,
        accounts=frozenset({fingerprint(OLD)}),
        own_accounts=frozenset({fingerprint(NEW)}),
    )
    assert found(Mail(text=f"Wir haben an {NEW} überwiesen."), around) == ()


def test_words_of_change_with_a_first_account_or_a_file_are_named() -> None:
    words = "Bitte beachten Sie unsere neue Bankverbindung"
    pdf = (("Bankverbindung.pdf", "application/pdf", b"%PDF-1.4"),)
    assert found(Mail(text=f"{words}: {NEW}")) == ("bank_details_changed",)
    assert found(Mail(text=f"{words} im Anhang.", files=pdf)) == ("bank_details_changed",)
    assert found(Mail(text=f"{words}.")) == ()


def flags(world: World, number: int) -> list[str]:
    """Give the flags of a ticket's newest message."""
    return list(world.ticket(number).messages[-1].flags)


def test_a_first_mail_a_second_one_and_a_colleagues_are_told_apart(either_world: World) -> None:
    either_world.receive(Mail(), peer=OFFICE)
    assert flags(either_world, 1001) == ["first_contact"]
    either_world.receive(Mail(), peer=OFFICE)
    assert flags(either_world, 1002) == []
    either_world.receive(Mail(sender="Ola <ola@nowak-okna.example>"), peer=OFFICE)
    assert flags(either_world, 1003) == ["new_address"]
    either_world.receive(Mail(sender="Ola <ola@gmail.com>"), peer=OFFICE)
    assert flags(either_world, 1004) == ["first_contact"]


def test_a_look_alike_of_a_known_firm_is_warned_of_each_time(either_world: World) -> None:
    either_world.receive(Mail(), peer=OFFICE)
    either_world.clock.pass_by(minutes=11)
    forged = "Jan Nowak <jan@nowak-0kna.example>"
    either_world.receive(Mail(sender=forged, text="Bitte zahlen."))
    assert flags(either_world, 1002) == ["look_alike_domain", "first_contact"]
    either_world.receive(Mail(sender=forged, text="Bitte gleich zahlen."))
    assert flags(either_world, 1003) == ["look_alike_domain"]
    either_world.receive(Mail(text="Danke."), peer=OFFICE)
    assert flags(either_world, 1004) == []


def test_a_firm_that_has_written_for_long_looks_like_nobody_any_more(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    world.clock.pass_by(minutes=11)
    other = "Jo <jo@nowak-okno.example>"
    world.receive(Mail(sender=other), peer=OFFICE)
    assert "look_alike_domain" in flags(world, 1002)
    world.clock.pass_by(days=61)
    world.receive(Mail(sender=other), peer=OFFICE)
    assert flags(world, 1003) == []


def test_a_changed_account_warns_until_it_has_proved_true(either_world: World) -> None:
    world = either_world
    world.receive(Mail(text=f"Rechnung im Anhang. IBAN {OLD}"), peer=OFFICE)
    world.receive(Mail(text=f"Bitte ab jetzt an {NEW}."), peer=OFFICE)
    assert flags(world, 1002) == ["bank_details_changed"]
    world.receive(Mail(text=f"Noch einmal: {NEW}"), peer=OFFICE)
    assert flags(world, 1003) == ["bank_details_changed"]
    world.receive(Mail(text=f"Wie immer {OLD}"), peer=OFFICE)
    assert flags(world, 1004) == []
    world.clock.pass_by(days=15)
    world.receive(Mail(text=f"Wie zuletzt {NEW}"), peer=OFFICE)
    assert flags(world, 1005) == []


def test_the_account_of_one_firm_says_nothing_about_another(world: World) -> None:
    world.receive(Mail(text=f"IBAN {OLD}"), peer=OFFICE)
    world.receive(Mail(sender="Piet <piet@jansen.example>", text=f"IBAN {NEW}"), peer=OFFICE)
    assert flags(world, 1002) == ["first_contact"]


def test_agents_read_the_caution_above_the_words_and_the_hint_below(world: World) -> None:
    world.receive(Mail(text=f"IBAN {OLD}"), peer=OFFICE)
    world.receive(Mail(sender="Ola <ola@nowak-okna.example>", text=f"Neu: {NEW}"), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    above, _, below = notice.text.partition(NEW)
    assert "andere Bankverbindung" in " ".join(above.split())
    assert "erste Mail von dieser Adresse" in " ".join(below.split())
    assert "andere Bankverbindung" in notice.html
    receipt = world.postbox.last("ola@nowak-okna.example")
    assert "Bankverbindung" not in receipt.text


def test_mail_of_colleagues_raises_no_caution(world: World) -> None:
    world.receive(Mail(sender=f"Anna Kraft <{ANNA}>", text=f"IBAN {NEW}"), peer=OFFICE)
    assert flags(world, 1001) == []
