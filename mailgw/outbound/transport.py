"""Hands one mail to the next server and says what it answered; never raises for an answer."""

import smtplib
import ssl
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tenants import Encryption, SmtpOut
from tenants.mailboxes import PasswordMissingError

_KEPT_SECONDS = 20.0
_PERMANENT = range(500, 600)
_REPLIES = range(200, 600)
_OK = 250
_TOO_LARGE = (552,)
"""Refusals at MAIL that are about the mail and not about our address (RFC 1870 6.1)."""


class Sending(StrEnum):
    """How a try ended."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The end of one try, with the server's own words."""

    result: Sending
    answer: str


class Transport(Protocol):
    """Somebody who takes mails over."""

    def send(self, envelope_from: str, to: str, content: bytes) -> Attempt:
        """Hand over one mail for one recipient (RFC 5321 3.3)."""


class SmtpTransport:
    """Talks to one smarthost; each thread keeps its connection for a short while."""

    def __init__(self, way_out: SmtpOut, helo_name: str) -> None:
        self._way_out = way_out
        self._helo_name = way_out.helo_name or helo_name
        self._local = threading.local()

    def send(self, envelope_from: str, to: str, content: bytes) -> Attempt:
        """Send; 4yz and a broken connection mean later, 5yz means never (RFC 5321 4.2.1).

        What goes wrong before the mail is named (greeting, TLS, login) says nothing about the
        mail, so it means later as well: a person mends the way out, and then the mail leaves.
        """
        try:
            connection = self._connection()
        except smtplib.SMTPResponseException as error:
            return Attempt(Sending.DEFERRED, _words(error.smtp_code, error.smtp_error))
        except PasswordMissingError as error:
            return Attempt(Sending.DEFERRED, str(error))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return Attempt(Sending.DEFERRED, self._trouble("cannot be used", error))
        try:
            return self._hand_over(connection, envelope_from, to, content)
        except smtplib.SMTPDataError as error:
            self.close()
            return _judged(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            return Attempt(Sending.DEFERRED, self._trouble("broke off", error))

    def close(self) -> None:
        """Drop this thread's connection."""
        connection: smtplib.SMTP | None = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()

    def _hand_over(
        self, connection: smtplib.SMTP, envelope_from: str, to: str, content: bytes
    ) -> Attempt:
        try:
            connection.sendmail(envelope_from, [to], content)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            if code not in _REPLIES:
                self.close()
            return _judged(code, words)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code in _TOO_LARGE:
                return _judged(error.smtp_code, error.smtp_error)
            # It is our own address that was refused; a person mends that, and then it goes out.
            return Attempt(Sending.DEFERRED, _words(error.smtp_code, error.smtp_error))
        self._local.used_at = time.monotonic()
        return Attempt(Sending.SENT, "250 Accepted by the next server")

    def _connection(self) -> smtplib.SMTP:
        connection: smtplib.SMTP | None = getattr(self._local, "connection", None)
        if connection is not None:
            if time.monotonic() - self._local.used_at < _KEPT_SECONDS and _is_alive(connection):
                return connection
            self.close()
        connection = self._connect()
        self._local.connection, self._local.used_at = connection, time.monotonic()
        return connection

    def _connect(self) -> smtplib.SMTP:
        way_out = self._way_out
        context = ssl.create_default_context()
        if way_out.encryption is Encryption.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                way_out.host,
                way_out.effective_port,
                self._helo_name,
                timeout=way_out.timeout_seconds,
                context=context,
            )
        else:
            connection = smtplib.SMTP(
                way_out.host,
                way_out.effective_port,
                self._helo_name,
                timeout=way_out.timeout_seconds,
            )
        try:
            if way_out.encryption is Encryption.STARTTLS:
                connection.starttls(context=context)
            if way_out.username:
                connection.login(way_out.username, way_out.read_password())
        except (smtplib.SMTPException, PasswordMissingError, OSError, ValueError):
            connection.close()
            raise
        return connection

    def _trouble(self, what: str, error: Exception) -> str:
        """Say in one sentence what is wrong with the way out."""
        where = f"{self._way_out.host}:{self._way_out.effective_port}"
        cause = " ".join(str(error).split()) or type(error).__name__
        return f"The connection to {where} {what}: {cause.rstrip('.')}."[:500]


def _is_alive(connection: smtplib.SMTP) -> bool:
    """Ask a kept connection whether the other side still listens (RFC 5321 4.1.1.9)."""
    try:
        return connection.noop()[0] == _OK
    except (smtplib.SMTPException, OSError, ValueError):
        return False


def _judged(code: int, words: bytes | str) -> Attempt:
    result = Sending.FAILED if code in _PERMANENT else Sending.DEFERRED
    return Attempt(result, _words(code, words))


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if code not in _REPLIES:
        return f"The next server gave an answer that is no SMTP reply: {said}"[:500]
    return f"{code} {said}"[:500]
