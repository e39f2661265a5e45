"""Who plays in the made-up world: people with their mail programs, and their firms."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("cast.toml")


class Program(StrEnum):
    """The mail program that somebody writes with."""

    OUTLOOK = "outlook"
    GMAIL = "gmail"
    APPLE = "apple"
    THUNDERBIRD = "thunderbird"

    @property
    def shown(self) -> str:
        """The name that people know it by."""
        return _SHOWN[self]


_SHOWN = {
    Program.OUTLOOK: "Outlook",
    Program.GMAIL: "Gmail",
    Program.APPLE: "Apple Mail",
    Program.THUNDERBIRD: "Thunderbird",
}


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the made-up world."""

    key: str
    name: str
    address: str
    tenant: str
    language: str
    program: Program
    signature: str = ""
    phone: str = ""
    is_agent: bool = False

    @property
    def first_name(self) -> str:
        """The name that colleagues use."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Firm:
    """A customer's firm, known by its mail domain."""

    tenant: str
    domain: str
    name: str
    places: tuple[tuple[str, str], ...] = ()
    """(name, postal address) of its sites."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by key."""

    players: dict[str, Player]
    firms: tuple[Firm, ...]

    def by_address(self, address: str) -> Player | None:
        """Give the player behind an address."""
        wanted = address.lower()
        return next((one for one in self.players.values() if one.address == wanted), None)


@cache
def load_cast() -> Cast:
    """Read who plays."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    players = [
        Player(**{**one, "program": Program(one["program"]), "signature": one["signature"].strip()})
        for one in told["player"]
    ]
    firms = tuple(
        Firm(
            tenant=one["tenant"],
            domain=one["domain"],
            name=one["name"],
            places=tuple((name, address) for name, address in one.get("places", ())),
        )
        for one in told["firm"]
    )
    return Cast({one.key: one for one in players}, firms)
