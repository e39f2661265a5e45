"""What the tests of getting in share: a customer with a request, and the links in mails."""

import re
from typing import Any

import httpx

from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE, World

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
GIULIA = "g.ferraro@edil-ferraro.example"
WORDS = "vier Fenster zum Hof"
"""A good password."""
_LINK = re.compile(r"http://hellmoor\.localhost:\d+(/[\w/-]+)")


def ask(world: World, **changes: Any) -> None:
    """Let Jan ask for a quote, from a proven address."""
    world.receive(Mail(**changes), peer=OFFICE)


def answer(world: World, text: str = "Guten Tag, gern: 4.200 Euro.") -> None:
    """Let Anna answer from her mail client."""
    notice = world.postbox.last(ANNA)
    world.receive(Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text=text), peer=OFFICE)


def path_in(text: str) -> str:
    """Give the path of the first link of ours in the text of a mail."""
    found = _LINK.search(text)
    assert found is not None, text
    return found.group(1)


def link_for(site: Website, address: str) -> str:
    """Give the path of the link in somebody's newest mail."""
    site.world.work()
    return path_in(site.world.postbox.last(address).text)


def ask_for_link(site: Website, address: str, client: httpx.Client | None = None) -> httpx.Response:
    """Ask for a login link on the sign-in page."""
    return (client or site.client()).post("/sign-in", data={"address": address})


def signs_in(site: Website, address: str) -> httpx.Client:
    """Sign somebody in by a link, from the form to the button."""
    client = site.client()
    ask_for_link(site, address, client)
    done = client.post(link_for(site, address))
    assert done.status_code == 303, done.text
    return client
