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
_PERMANENT = 500


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
        """Send; 4yz and a broken connection mean later, 5yz means never (RFC 5321 4.2.1)."""
        try:
            connection = self._connection()
            return self._hand_over(connection, envelope_from, to, content)
        except smtplib.SMTPResponseException as error:
            self.close()
            return _judged(error.smtp_code, error.smtp_error)
        except PasswordMissingError as error:
            return Attempt(Sending.DEFERRED, str(error))
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self.close()
            return Attempt(Sending.DEFERRED, f"{type(error).__name__}: {error}"[:400])

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
            return _judged(code, words)
        except smtplib.SMTPSenderRefused as error:
            # It is our own address that was refused; a person mends that, and then it goes out.
            return Attempt(Sending.DEFERRED, _words(error.smtp_code, error.smtp_error))
        self._local.used_at = time.monotonic()
        return Attempt(Sending.SENT, "250 Accepted by the next server")

    def _connection(self) -> smtplib.SMTP:
        connection: smtplib.SMTP | None = getattr(self._local, "connection", None)
        if connection is not None:
            if time.monotonic() - self._local.used_at < _KEPT_SECONDS:
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
        if way_out.encryption is Encryption.STARTTLS:
            connection.starttls(context=context)
        if way_out.username:
            connection.login(way_out.username, way_out.read_password())
        return connection


def _judged(code: int, words: bytes | str) -> Attempt:
    result = Sending.FAILED if code >= _PERMANENT else Sending.DEFERRED
    return Attempt(result, _words(code, words))


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:500]
