"""Cards, folded pictures and absences on the desk are well for everybody, without scripts too."""

from io import BytesIO

import pytest
from PIL import Image

from tests.support.browser import PHONE, SCREEN, axe, visitor
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.web.test_read_on_desk import ANNA, DRAWING, FIRST, further, invite, receive


def logo() -> tuple[str, str, bytes]:
    """Make a picture that a browser can show."""
    octets = BytesIO()
    Image.effect_noise((120, 60), 90).save(octets, "PNG")
    return ("logo.png", "image/png", octets.getvalue())


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_what_was_read_is_well_and_opens_without_scripts(
    website: Website, chromium: Chromium, width: int
) -> None:
    away = Mail(
        subject="Automatische Antwort",
        text="Ich bin am 24.11.2026 wieder im Büro.",
        in_reply_to=FIRST,
        headers=(("Auto-Submitted", "auto-replied"),),
    )
    picture = logo()
    again = further(picture, DRAWING)
    receive(website, Mail(message_id=FIRST, files=(picture, DRAWING)), again, away)
    receive(website, invite(message_id="x2@nowak-okna.example", in_reply_to=FIRST))
    receive(website, invite("CANCEL", message_id="x3@nowak-okna.example", in_reply_to=FIRST))
    with visitor(chromium, website, ANNA, width=width) as someone:
        page = someone.open("/desk/tickets/1001")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    with visitor(chromium, website, ANNA, width=width, scripts=False) as someone:
        page = someone.open("/desk/tickets/1001")
        folded = page.locator("details.fold", has_text="Bild einer Signatur")
        assert not folded.locator("img").is_visible()
        folded.locator("summary").click()
        assert folded.locator("img").is_visible()
