"""Passwords, for those who want one: argon2id, and nothing slow inside a unit of work."""

import re
import threading
from enum import StrEnum
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from tickets.model.access import Password
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

LEAST_LENGTH = 12
MOST_LENGTH = 200
_FEWEST_DIFFERENT = 5

_HASHER = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=32_768, parallelism=1),))
_AT_ONCE = threading.Semaphore(4)
"""Each computation takes 32 MiB; many people at once stand in line instead of filling memory."""


class PasswordFault(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"


def fault_of(text: str, *known: str) -> PasswordFault | None:
    """Say what is wrong with a new password; `known` is what others would try first."""
    if len(text) < LEAST_LENGTH:
        return PasswordFault.TOO_SHORT
    if len(text) > MOST_LENGTH:
        return PasswordFault.TOO_LONG
    plain = text.casefold()
    rest = plain
    for word in re.findall(r"\w{3,}", " ".join(known).casefold()):
        rest = rest.replace(word, "")
    is_guessable = len(set(plain)) < _FEWEST_DIFFERENT or len(rest) < LEAST_LENGTH // 2
    return PasswordFault.TOO_PLAIN if is_guessable else None


def hash_password(text: str) -> str:
    """Hash a password for keeping; takes some tens of milliseconds on purpose."""
    with _AT_ONCE:
        return _HASHER.hash(text)


def is_right(text: str, kept: str | None) -> bool:
    """Tell whether a password is the kept one; takes as long where none is kept."""
    with _AT_ONCE:
        fits = _HASHER.verify(text[:MOST_LENGTH], kept or _nobodys())
    return fits and kept is not None


def kept_hash(unit: ReadUnit, person_id: int) -> str | None:
    """Give the hash of somebody's password; None where they have none."""
    return unit.session.scalar(select(Password.hash).where(Password.person_id == person_id))


def keep_password(uow: UnitOfWork, person_id: int, hashed: str) -> None:
    """Give somebody a password, or another one."""
    row = uow.session.scalar(select(Password).where(Password.person_id == person_id))
    if row is None:
        uow.add(Password(person_id=person_id, hash=hashed, changed_at=uow.now))
    else:
        row.hash, row.changed_at = hashed, uow.now


def drop_password(uow: UnitOfWork, person_id: int) -> None:
    """Let somebody sign in by link only."""
    row = uow.session.scalar(select(Password).where(Password.person_id == person_id))
    if row is not None:
        uow.session.delete(row)


@cache
def _nobodys() -> str:
    """Give a hash that no password of anybody has, for equal effort."""
    return _HASHER.hash("\0 nobody has this one")
