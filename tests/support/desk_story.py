"""A morning on the desk: requests in several languages, one answered, one noted, one late."""

from sqlalchemy import select

from tests.support.mails import PDF, Mail
from tests.support.played import play_once
from tests.support.portal_story import photo
from tests.support.world import OFFICE, World
from tickets.model.people import PersonAddress
from tickets.model.viewer import Viewer
from tickets.services.sign_in import find_viewer, open_session
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
GIULIA = "g.moretti@hellmoor.example"
THOMAS = "t.reuter@hellmoor.example"
JOERG = "j.brandes@brandes-hochbau.example"
PETRA = "einkauf@brandes-hochbau.example"
KITA = 1001
"""Number of the ticket that the story is about."""
_SALES = "vertrieb@hellmoor.example"


def morning(world: World, others: int = 6) -> None:
    """Let the mails of two days come in, and a first answer go out."""
    play_once(world, f"a morning with {others} others", lambda new: _play(new, others))


def _play(world: World, others: int) -> None:
    _ask(
        world, "Jörg Brandes", JOERG, _KITA_SUBJECT, _KITA_TEXT, files=_KITA_FILES, html=_KITA_HTML
    )
    world.clock.pass_by(hours=1)
    reply_by_mail(world, ANNA, KITA, "Guten Tag Herr Brandes,\n\nanbei unser Angebot 4711.\n")
    world.clock.pass_by(hours=3)
    early, late = _OTHERS[: others - 1], _OTHERS[others - 1 : others]
    for name, address, subject, text in early:
        _ask(world, name, address, subject, text)
        world.clock.pass_by(hours=5)
    _ask(world, "Jörg Brandes", JOERG, f"Re: {_KITA_SUBJECT}", _KITA_AGAIN, answers=KITA)
    for name, address, subject, text in late:
        world.clock.pass_by(minutes=20)
        _ask(world, name, address, subject, text)
    world.clock.pass_by(minutes=3)


def reply_by_mail(world: World, agent: str, number: int, text: str) -> None:
    """Let an agent answer a ticket from their mail program."""
    subject = world.ticket(number).line.ticket.subject
    notice = next(
        one
        for one in reversed(world.postbox.for_(agent))
        if subject in one.text + str(one.mail["Subject"])
    )
    world.receive(Mail(sender=agent, to=notice.reply_to, text=text), peer=OFFICE)


def _ask(
    world: World,
    name: str,
    address: str,
    subject: str,
    text: str,
    *,
    files: tuple[tuple[str, str, bytes], ...] = (),
    html: str = "",
    answers: int = 0,
) -> None:
    to = _SALES
    if answers:
        to = world.postbox.last(address).reply_to
    mail = Mail(
        sender=f"{name} <{address}>", to=to, subject=subject, text=text, files=files, html=html
    )
    world.receive(mail, peer=OFFICE)


_KITA_SUBJECT = "Anfrage: 24 Holz-Alu-Fenster und 3 Hebeschiebetüren, Neubau Kita Sonnenhang"
_KITA_TEXT = """Guten Tag Frau Kraft,

für den Neubau der Kita Sonnenhang brauchen wir bis 27. November ein Angebot über 24
Holz-Alu-Fenster und drei Hebeschiebetüren. Die Fensterliste hängt an, dazu ein Foto vom Rohbau.

Wichtig ist uns der Uw-Wert von höchstens 0,90 W/(m²K) und die Lieferung in KW 9.

--
Jörg Brandes · Bauleitung · Brandes Hochbau GmbH · +49 555 0142-17
"""
_KITA_HTML = "<p>Guten Tag Frau Kraft,</p><p>für den Neubau der <b>Kita Sonnenhang</b> …</p>"
_KITA_AGAIN = """Vielen Dank, das ging schnell. RAL 7016 außen passt.

Bitte die Hebeschiebetüren einmal mit bodengleicher Schwelle rechnen.

Am 16.11.2026 um 10:10 schrieb Anna Kraft:
> Guten Tag Herr Brandes,
>
> anbei unser Angebot 4711.
"""
_KITA_FILES = (
    ("Fensterliste_Kita_Sonnenhang.pdf", "application/pdf", PDF),
    ("Fassade_Sued_rev3.dwg", "application/acad", b"AC1027" + b"\0" * 900),
    ("Rohbau.jpg", "image/jpeg", photo()),
)
_OTHERS = (
    (
        "Giulia Ferraro",
        "g.ferraro@edil-ferraro.example",
        "Richiesta di offerta: portefinestre per residenza Cascina Alta",
        "Buongiorno, ci serve anche il prezzo con persiana integrata. Grazie!",
    ),
    (
        "Emma Whitcombe",
        "emma@whitcombe-joinery.example",
        "Lead time for curved frames, oak",
        "Could you let us know whether week 4 is still realistic for the two arched frames?",
    ),
    (
        "Holger Timm",
        "h.timm@timm-objektbau.example",
        "Änderung Griffhöhe EG, Positionen 12 bis 19",
        "Bitte in den Positionen 12 bis 19 die Griffhöhe auf 1,05 m ändern, falls noch möglich.",
    ),
    (
        "Katarzyna Lis",
        "k.lis@lis-budownictwo.example",
        "Odp: Oferta 4688, prośba o wariant z szybą bezpieczną VSG",
        "Inwestor pyta o szybę VSG na parterze. Czy termin dostawy się zmieni?",
    ),
    (
        "Margit Seefeld",
        "seefeld@seefeld-partner.example",
        "Uw-Wert und Schallschutz der Serie Morgen 82",
        "Für den Nachweis brauchen wir das Prüfzeugnis der Serie mit Dreifachglas.",
    ),
    (
        "Jan Nowak",
        "jan@nowak-okna.example",
        "Zapytanie ofertowe: 48 okien drewniano-aluminiowych, hotel Perkoz, etap II",
        "Dzień dobry, w załączeniu zestawienie stolarki. Prosimy o ofertę z montażem.",
    ),
)


def viewer_of(world: World, address: str, tenant: str = "hellmoor") -> Viewer:
    """Sign somebody in and give who they are to a page."""
    with world.core.write(tenant) as uow:
        query = select(PersonAddress.person_id).where(PersonAddress.address == address)
        token = open_session(uow, uow.session.scalars(query).one(), browser="tests")
    with world.core.read(tenant) as unit:
        viewer = find_viewer(unit, token, load_config(unit))
    assert viewer is not None
    return viewer
