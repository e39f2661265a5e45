"""Where a tenant's mail is fetched from and handed over: IMAP accounts and the SMTP way out."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MailAddress = Annotated[
    str,
    StringConstraints(
        to_lower=True, max_length=254, pattern=r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@]+$"
    ),
]
"""One bare mail address in lower case."""


def _port(value: int) -> int:
    if not 0 <= value <= 65535:  # noqa: PLR2004 - TCP
        raise ValueError("a port lies between 1 and 65535")
    return value


Port = Annotated[int, AfterValidator(_port)]


class Encryption(StrEnum):
    """How a connection is secured."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class PasswordMissingError(LookupError):
    """A mailbox names a password that is not there."""


class Login(BaseModel):
    """Name and password of a mailbox; the password may live in a variable or a file instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str = ""
    password: str = Field(default="", repr=False)
    password_env: str = Field(default="", pattern=r"^[A-Za-z0-9_]*$")
    password_file: str = ""

    def read_password(self) -> str:
        """Return the password; raise `PasswordMissingError` where its source is absent."""
        if self.password_env:
            found = os.environ.get(self.password_env)
            if found is None:
                raise PasswordMissingError(
                    f"The password of {self.username} is expected in the environment variable "
                    f"{self.password_env}, which is not set."
                )
            return found
        if self.password_file:
            return self._from_file()
        return self.password

    def _from_file(self) -> str:
        try:
            return Path(self.password_file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise PasswordMissingError(
                f"The password of {self.username} cannot be read from "
                f"{self.password_file}: {error}."
            ) from error


class ImapAccount(Login):
    """One IMAP account whose folders are watched."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    host: str = Field(min_length=1, max_length=253)
    port: Port = 0
    """0 means the usual port of the encryption: 993, else 143."""
    encryption: Encryption = Encryption.TLS
    folders: tuple[str, ...] = Field(default=("INBOX",), min_length=1)
    department: str = ""
    """Slug of the department for mails that name none of the tenant's addresses."""
    move_to: str = ""
    """Folder where a mail goes after it was accepted; empty leaves it in place."""
    history_days: int = Field(default=30, ge=0, le=36500)
    """Mails that lay on the server longer than this when they are first fetched are kept and
    threaded, but nobody is told; 0 treats all mails as new."""
    sent_of: MailAddress | None = None
    """The agent whose sent mail lies in these folders: what went to customers stands on its ticket,
    everything else stays where it is, unread."""
    authserv_id: str = ""
    """Name under which this server writes Authentication-Results (RFC 8601 2.5)."""

    @property
    def effective_port(self) -> int:
        """Return the port to connect to."""
        return self.port or (993 if self.encryption is Encryption.TLS else 143)


class SmtpOut(Login):
    """The server that takes the tenant's outgoing mail."""

    host: str = Field(min_length=1, max_length=253)
    port: Port = 0
    """0 means the usual port of the encryption: 465, 587 or 25."""
    encryption: Encryption = Encryption.STARTTLS
    helo_name: str = ""
    """Name said in EHLO; empty takes the tenant's reply domain."""
    envelope_from: MailAddress | None = None
    """One fixed return path where the server insists on it; absent means the reply address of the
    mail, so that a delivery report finds its ticket by its address."""
    timeout_seconds: float = Field(default=30.0, gt=0, le=600)

    @property
    def effective_port(self) -> int:
        """Return the port to connect to."""
        usual = {Encryption.TLS: 465, Encryption.STARTTLS: 587, Encryption.PLAIN: 25}
        return self.port or usual[self.encryption]
