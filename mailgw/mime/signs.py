"""What the judgement about machine-written mail needs to know of a mail."""

from dataclasses import dataclass

from mailgw.mime.headers import Fields
from mailgw.mime.mail import Address
from mailgw.mime.parts import Tree


@dataclass(frozen=True, slots=True)
class Signs:
    """The facts of one mail."""

    fields: Fields
    tree: Tree
    subject: str
    text: str
    """The whole shown text."""
    reply_text: str
    from_: tuple[Address, ...]
    return_path: str | None
    has_files: bool = False


def has_client(fields: Fields) -> bool:
    """See the marks that a person's mail program leaves."""
    names = ("x-mailer", "user-agent", "references", "in-reply-to")
    return any(fields.has(name) for name in names)


def has_program(fields: Fields) -> bool:
    """See the name of the mail program that a person wrote with."""
    return fields.has("x-mailer") or fields.has("user-agent")
