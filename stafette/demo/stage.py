"""The running demo as its pages see it: doors, postboxes, and mails sent as somebody."""

import secrets
import smtplib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from stafette.demo.cast import Player, load_cast
from stafette.demo.clients import write_mail
from stafette.demo.clients.letter import Enclosed, Letter, read_original
from stafette.demo.files import draw_file
from stafette.demo.opened import line_of, open_mail
from stafette.demo.postbox import Kept, PostboxStore
from stafette.demo.snapshot import Snapshot
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.mail import OutboundMail
from tickets.model.people import Side
from tickets.model.ticket import Ticket
from tickets.services.sign_in import open_session
from tickets.store.people import find_by_address
from web.demo.stage import Box, Chair, Line, PostFile, PostMail, Seat, Written

_SUGGESTIONS = Path(__file__).with_name("suggestions.toml")
_MAIN_CHAIRS = {"anna": "/desk", "jan": "/", "tomasz": "/desk", "maja": "/admin"}
_OTHER_CHAIRS = {"femke": "/desk", "piet": "/"}
CHAIRS = _MAIN_CHAIRS | _OTHER_CHAIRS
"""Whose place a visitor may take, and where they begin."""
_BOXES = ("anna", "jan", "tomasz", "giulia", "femke", "piet")
_SMTP_SECONDS = 15
_OFFERS = {
    "de": "Angebot_4716.pdf",
    "pl": "Oferta_4716.pdf",
    "nl": "Offerte_4716.pdf",
    "it": "Offerta_4716.pdf",
    "en": "Quote_4716.pdf",
}


def chair_host(key: str, web_port: int) -> str:
    """Give the host, with its port, at which one person sits.

    Cookies stay with their host, so several people can be signed in side by side in one browser.
    """
    return f"{key}.{load_cast().players[key].tenant}.localhost:{web_port}"


class DemoStage:
    """Everything that the demo's pages can do."""

    def __init__(
        self,
        core: Core,
        configs: Mapping[str, TenantConfig],
        store: PostboxStore,
        *,
        smtp_port: int,
        web_port: int,
        snapshot: Snapshot,
    ) -> None:
        self._core = core
        self._configs = configs
        self._store = store
        self._smtp_port = smtp_port
        self._web_port = web_port
        self._snapshot = snapshot
        self._secrets = {key: secrets.token_urlsafe(12) for key in CHAIRS}

    def chairs(self) -> Sequence[Chair]:
        """List whose place a visitor may take."""
        return [self._chair(load_cast().players[key]) for key in CHAIRS]

    def sit_down(self, secret: str) -> Seat | None:
        """Sign in whose door has this secret; None where nobody's has."""
        found = [
            key
            for key, own in self._secrets.items()
            if secrets.compare_digest(own.encode(), secret.encode())
        ]
        if not found:
            return None
        player = load_cast().players[found[0]]
        with self._core.write(player.tenant) as uow:
            known = find_by_address(uow, player.address)
            if known is None:
                return None
            token = open_session(uow, known.person.id, browser="Demo")
            side = Side(known.person.side)
        return Seat(player.tenant, token, side, CHAIRS[player.key])

    def boxes(self) -> Sequence[Box]:
        """List the postboxes that a visitor may look into."""
        return [self._box(load_cast().players[key]) for key in _BOXES]

    def lines(self, key: str) -> Sequence[Line]:
        """List somebody's mails, the newest first."""
        with self._store.still():
            return [line_of(one) for one in self._store.mails(load_cast().players[key].address)]

    def open(self, key: str, mail_id: int, *, marks_read: bool = True) -> PostMail | None:
        """Open a mail, which is read from then on; None where there is none."""
        player = load_cast().players[key]
        if marks_read:
            self._store.mark_read(player.address, mail_id)
        found = self._read(player, mail_id)
        return open_mail(*found) if found is not None else None

    def suggestion(self, key: str, mail_id: int | None = None) -> str:
        """Give words that this person could send, as an answer where a mail is named."""
        player = load_cast().players[key]
        found = self._read(player, mail_id) if mail_id is not None else None
        if found is None:
            return _suggestions()[player.language]["first"].strip()
        kind = "agent" if player.is_agent else "contact"
        return _suggestions()[self._spoken(player, found[1])][kind].strip()

    def answer(self, key: str, mail_id: int, written: Written) -> str:
        """Answer a mail as this person's program does; gives what the gateway said against it."""
        player = load_cast().players[key]
        found = self._read(player, mail_id)
        if found is None:
            return "550 5.1.1"
        original = read_original(found[1], self._zone(player))
        language = self._spoken(player, found[1])
        if player.is_agent:
            signature = f"{_suggestions()[language]['closing']}\n{player.name}"
            player = replace(player, signature=signature)
        letter = self._letter(player, original.reply_to, written, language)
        return self._send(replace(letter, answers=original))

    def write(self, key: str, written: Written) -> str:
        """Send a new mail as this person; gives what the gateway said where it refused."""
        player = load_cast().players[key]
        return self._send(self._letter(player, ("", written.to), written, player.language))

    def stamp(self) -> str:
        """Give a word that changes whenever any postbox does."""
        return self._store.stamp()

    def start_over(self) -> None:
        """Bring the whole world back to its beginning."""
        self._snapshot.bring_back()

    def _chair(self, player: Player) -> Chair:
        host = chair_host(player.key, self._web_port)
        return Chair(
            key=player.key,
            name=player.name,
            address=player.address,
            firm=self._configs[player.tenant].name,
            is_agent=player.is_agent,
            url=f"http://{host}/demo/enter/{self._secrets[player.key]}",
            is_main=player.key in _MAIN_CHAIRS,
        )

    def _box(self, player: Player) -> Box:
        config = self._configs[player.tenant]
        departments = [one.address for part in config.departments for one in part.addresses]
        return Box(
            key=player.key,
            name=player.name,
            address=player.address,
            program=player.program.shown,
            language=player.language,
            firm=config.name,
            is_agent=player.is_agent,
            new_count=sum(one.is_new for one in self._store.mails(player.address)),
            departments=() if player.is_agent else tuple(departments),
        )

    def _read(self, player: Player, mail_id: int) -> tuple[Kept, bytes] | None:
        """Find a mail and give it with its bytes; None where there is none."""
        with self._store.still():
            kept = self._store.find(player.address, mail_id)
            return (kept, kept.raw()) if kept is not None else None

    def _spoken(self, player: Player, raw: bytes) -> str:
        """Give the language to answer a mail in: agents write in the customer's."""
        if not player.is_agent:
            return player.language
        message_id = read_original(raw, self._zone(player)).message_id.strip("<>")
        with self._core.read(player.tenant) as unit:
            language = unit.session.scalar(
                select(Ticket.language)
                .join(OutboundMail, OutboundMail.ticket_id == Ticket.id)
                .where(OutboundMail.message_id == message_id)
            )
        return language if language in _OFFERS else player.language

    def _letter(
        self, player: Player, to: tuple[str, str], written: Written, language: str
    ) -> Letter:
        files = [_enclosed(one) for one in written.files]
        if written.with_offer:
            name = _OFFERS[language]
            content_type, content = draw_file(name, "offer", player.tenant, language)
            files.insert(0, Enclosed(name, content_type, content))
        return Letter(
            writer=player,
            to=(to,),
            subject=written.subject,
            text=written.text,
            written_at=self._core.clock.now().astimezone(self._zone(player)),
            files=tuple(files),
        )

    def _send(self, letter: Letter) -> str:
        """Hand a mail to the gateway as the sender's server would (RFC 5321 3.3)."""
        recipients = [address for _, address in (*letter.to, *letter.cc)]
        try:
            with smtplib.SMTP("127.0.0.1", self._smtp_port, timeout=_SMTP_SECONDS) as connection:
                connection.sendmail(letter.writer.address, recipients, write_mail(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return f"{code} {words.decode('utf-8', 'replace')}"
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error
            words = said if isinstance(said, bytes) else said.encode()
            return f"{error.smtp_code} {words.decode('utf-8', 'replace')}"
        except (smtplib.SMTPException, OSError) as error:
            return str(error)
        return ""

    def _zone(self, player: Player) -> ZoneInfo:
        return ZoneInfo(self._configs[player.tenant].time_zone)


def _enclosed(file: PostFile) -> Enclosed:
    content_type = file.content_type
    if content_type.partition("/")[0] in ("message", "multipart") or "/" not in content_type:
        content_type = "application/octet-stream"
    return Enclosed(file.name, content_type, file.content)


@cache
def _suggestions() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = tomllib.loads(_SUGGESTIONS.read_text(encoding="utf-8"))
    return told
