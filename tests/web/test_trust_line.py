"""What the desk tells agents about a sender, in words, and the portal never."""

from html import unescape

import pytest

from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
OLD, NEW = "DE89370400440532013000", "NL91ABNA0417164300"


@pytest.fixture
def site(website: Website) -> Website:
    """A site with an old and a new account of one customer, and a mail of a look-alike."""
    website.world.receive(Mail(text=f"IBAN {OLD}"), peer=OFFICE)
    website.world.receive(Mail(text=f"Jetzt {NEW}"), peer=OFFICE)
    website.world.clock.pass_by(minutes=11)
    website.world.receive(Mail(sender="Jan Nowak <jan@nowak-0kna.example>", text="Dringend!"))
    website.sign_in_as(ANNA).post("/language", data={"language": "en"})
    return website


def page(website: Website, person: str, path: str) -> str:
    """Give a page as a person sees it, its words without breaks."""
    return " ".join(unescape(website.sign_in_as(person).get(path).text).split())


def test_a_warning_stands_at_the_mail_that_names_another_account(site: Website) -> None:
    assert "names other bank details" in page(site, ANNA, "/desk/tickets/1002")
    assert "names other bank details" not in page(site, ANNA, "/desk/tickets/1001")


def test_a_look_alike_is_named_and_a_first_contact_is_told_by_the_way(site: Website) -> None:
    shown = page(site, ANNA, "/desk/tickets/1003")
    assert "looks like that of a company you know" in shown
    assert "first mail from this sender" in shown
    assert "*" not in shown.partition("looks like that")[0][-80:]
    assert "first mail from this sender" in page(site, ANNA, "/desk/tickets/1001")
    assert "first mail from" not in page(site, ANNA, "/desk/tickets/1002")


def test_customers_read_nothing_of_it(site: Website) -> None:
    site.sign_in_as(JAN).post("/language", data={"language": "en"})
    for number, account in ((1001, OLD), (1002, NEW)):
        shown = page(site, JAN, f"/requests/{number}")
        assert account in shown
        assert "bank details" not in shown
        assert "first mail" not in shown
