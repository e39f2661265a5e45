"""Fill in a form of a page and send it, as somebody at a browser does."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.support.browser import Visitor
from tests.support.mails import Mail

SENT = (200, 303)
"""What a form that did its work is answered."""


def press(
    someone: Visitor, page: Page, route: str, fields: Mapping[str, str], button: str, nth: int = 0
) -> None:
    """Fill in the form that is sent to a route, press its button, and find all well."""
    goes_to = path_of(route)
    form = form_to(page, goes_to, nth)
    open_up(form)
    for name, text in fields.items():
        fill(form, name, text)
    pressed = form.locator(f"{button}:not(.sr)").first
    open_up(pressed)
    with page.expect_response(
        lambda got: got.request.method == "POST" and is_at(goes_to, got.url)
    ) as answer:
        pressed.click()
    assert answer.value.status in SENT, answer.value.status
    page.wait_for_load_state()
    assert page.locator("[aria-invalid=true]").count() == 0
    assert someone.complaints == []
    assert someone.foreign == []


def path_of(route: str) -> re.Pattern[str]:
    """Make what finds the addresses of a route."""
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", route))


def is_at(goes_to: re.Pattern[str], url: str) -> bool:
    """Tell whether an address is one of a route."""
    return goes_to.fullmatch(urlsplit(url).path) is not None


def form_to(page: Page, goes_to: re.Pattern[str], nth: int) -> Locator:
    """Find the form that is sent to a route, by itself or by one of its buttons."""
    forms = page.locator("form[method=post]")
    actions: list[list[str]] = forms.evaluate_all(
        """all => all.map(form => [form, ...form.querySelectorAll("[formaction]")]
            .map(one => one.getAttribute("formaction") ?? one.getAttribute("action")))"""
    )
    found = [at for at, of_it in enumerate(actions) if any(is_at(goes_to, one) for one in of_it)]
    assert len(found) > nth, (goes_to.pattern, actions)
    return forms.nth(found[nth])


def open_up(place: Locator) -> None:
    """Open what is folded around something, from the outside in."""
    for _ in range(3):
        folded = place.locator("xpath=ancestor::details[not(@open)]").first
        if not folded.count():
            return
        folded.locator("xpath=./summary").click()


def fill(form: Locator, name: str, text: str) -> None:
    """Fill in a field as somebody does, whatever sort of field it is."""
    there = form.locator(f"[name='{name}']").first
    open_up(there)
    sort = there.evaluate("one => one.type")
    if sort == "select-one":
        there.select_option(text)
    elif sort == "file":
        raw = Mail(text=text).raw
        there.set_input_files({"name": "Anfrage.eml", "mimeType": "message/rfc822", "buffer": raw})
    elif text == "on":
        there.check(force=True)
    else:
        there.fill(text)
