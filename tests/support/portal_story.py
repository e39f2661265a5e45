"""A customer's story for pages of the portal: asked, answered with files, and asked again."""

import io

from PIL import Image, ImageDraw

from tests.support.mails import PDF, Mail
from tests.support.played import play_once
from tests.support.world import OFFICE, World

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
SECRET = "Marge ist 18 Prozent, unter 9.800 Euro gehen wir nicht."
Files = tuple[tuple[str, str, bytes], ...]


def photo(colour: str = "#b4522d", size: tuple[int, int] = (640, 480)) -> bytes:
    """Make a picture with something personal in it: where it was taken."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).ellipse((200, 140, 440, 340), fill="#3f4a50")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def story(world: World) -> None:
    """Let Jan ask with Ewa in copy, Anna answer, Tomasz note something, and Jan ask once more."""
    play_once(world, "the portal's story", _play)


def _play(world: World) -> None:
    drawing = (("Rysunek_hotel.pdf", "application/pdf", PDF),)
    world.receive(
        Mail(
            to="sprzedaz@hellmoor.example",
            cc=f"Ewa Nowak <{EWA}>",
            subject="Oferta na 48 okien drewniano-aluminiowych, hotel Perkoz, etap II",
            text="Dzień dobry,\n\nproszę o ofertę na 48 okien według rysunku.\n\nJan Nowak\n",
            html="<p>Dzień dobry,</p><p>proszę o ofertę na <b>48 okien</b>.</p>"
            '<img src="https://tracker.example/pixel.png">',
            files=drawing,
        ),
        peer=OFFICE,
    )
    notice = world.postbox.last(TOMASZ)
    world.receive(Mail(sender=TOMASZ, to=notice.reply_to, text="Zajmę się tym.\n"), peer=OFFICE)
    answer(
        world,
        "Dzień dobry Panie Nowak,\n\nw załączeniu oferta 4716 wraz ze zdjęciami. "
        "Termin dostawy: 9. tydzień 2027.\n\nTomasz Zieliński\n",
        (
            ("Oferta_4716.pdf", "application/pdf", PDF),
            ("Detal.jpg", "image/jpeg", photo()),
            ("Okno.dxf", "image/vnd.dxf", b"0\nSECTION\n"),
        ),
    )


def answer(world: World, text: str, files: Files = (), sender: str = TOMASZ) -> None:
    """Let an agent answer the newest notice that goes to the customer."""
    notice = next(one for one in reversed(world.postbox.for_(sender)) if "Nowak" in one.text)
    mail = Mail(sender=sender, to=notice.reply_to, text=text, files=files)
    world.receive(mail, peer=OFFICE)
