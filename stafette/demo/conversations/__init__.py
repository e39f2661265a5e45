"""What the made-up people write to each other, as TOML files, read into values."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


class Does(StrEnum):
    """What somebody does in a conversation."""

    WRITE = "write"
    """Send a mail: a first one, or an answer to the newest mail they got in it."""
    NOTE = "note"
    """Answer a colleague's word, which stays inside."""
    BOUNCE = "bounce"
    """Their server returns the newest mail to them as undeliverable."""
    AWAY = "away"
    """Their mail program answers that they are away."""
    STRAY = "stray"
    """Write from a private address that nobody knows, so that the mail is held."""
    ASSIGN = "assign"
    """Hand the ticket to the person named by `whom`."""
    DONE = "done"
    """Finish the ticket."""
    TASK = "task"
    """Make a task called `title` for the person named by `whom`, or for the department."""
    TASK_TAKE = "task_take"
    """Take the task called `title`."""
    TASK_DONE = "task_done"
    TASK_BACK = "task_back"
    """Send a task back; the text says why."""
    INVITE = "invite"
    """Invite the person named by `whom` to the portal."""
    REGISTER = "register"
    """Follow the invitation."""


class Dress(StrEnum):
    """How a mail is wrapped on its way."""

    PLAIN = "plain"
    WINMAIL = "winmail"
    """Outlook hides text and files in a winmail.dat."""
    PEC = "pec"
    """Italian certified mail: the provider's envelope around the real one."""
    LIST = "list"
    """A newsletter with the marks of one."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file to be drawn when it is needed."""

    name: str
    shows: str
    """Name of the drawing, picture, table or letter in it."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does at a time."""

    by: str
    at: str
    text: str = ""
    does: Does = Does.WRITE
    files: tuple[FileSpec, ...] = ()
    cc: tuple[str, ...] = ()
    whom: str = ""
    title: str = ""
    """What a task says."""
    due: int | None = None
    """Working days that a task is given."""
    dress: Dress = Dress.PLAIN
    signature: str | None = None
    """Stands below the text in place of the writer's usual one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One matter from its first mail on."""

    key: str
    tenant: str
    to: str
    """The address that the first mail goes to."""
    subject: str
    steps: tuple[Step, ...]
    unread: tuple[str, ...] = ()
    """Who has not read the last message, whatever its age."""
    strays: bool = False
    """Its mail opens no ticket: it is dropped or held."""


def load_conversations() -> list[Conversation]:
    """Read every conversation."""
    found: list[Conversation] = []
    for path in sorted(_FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in told["conversation"]:
            key = one.get("key") or f"{path.stem}-{len(found)}"
            found.append(_conversation(key, one.get("tenant", told["tenant"]), one))
    return found


def _conversation(key: str, tenant: str, told: dict[str, Any]) -> Conversation:
    return Conversation(
        key=key,
        tenant=tenant,
        to=told["to"],
        subject=told["subject"],
        steps=tuple(_step(one) for one in told["step"]),
        unread=tuple(told.get("unread", ())),
        strays=told.get("strays", False),
    )


def _step(told: dict[str, Any]) -> Step:
    return Step(
        by=told["by"],
        at=told["at"],
        text=told.get("text", "").strip(),
        does=Does(told.get("does", Does.WRITE)),
        files=tuple(FileSpec(**one) for one in told.get("files", ())),
        cc=tuple(told.get("cc", ())),
        whom=told.get("whom", ""),
        title=told.get("title", ""),
        due=told.get("due"),
        dress=Dress(told.get("dress", Dress.PLAIN)),
        signature=told.get("signature"),
    )
