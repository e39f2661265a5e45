"""A small SMTP server that keeps what it is given: the far end for the demo and for tests."""

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

_SIZE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """One mail for one recipient, as it came in."""

    envelope_from: str
    to: str
    raw: bytes


Verdict = Callable[[Received], str]
"""Answers one mail with an SMTP reply, such as `250 OK` or `550 5.1.1 unknown`."""


def take_everything(_mail: Received) -> str:
    """Accept any mail."""
    return "250 2.0.0 Kept"


class SmtpPostbox:
    """Listens on loopback and keeps mails by recipient until somebody asks for them."""

    def __init__(self, verdict: Verdict = take_everything) -> None:
        self._verdict = verdict
        self._mails: list[Received] = []
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        # Bound here and served in the thread: a caller may have an event loop of its own running.
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run, name="postbox", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port listened on."""
        return self._port

    def mails(self, address: str = "") -> list[Received]:
        """Give all mails kept, or those to one address, in order."""
        with self._arrived:
            return [one for one in self._mails if not address or one.to == address]

    def wait_for(self, address: str, count: int = 1, seconds: float = 20.0) -> Received:
        """Wait until an address has got so many mails and give the last of them.

        Raises TimeoutError when they do not come.
        """
        with self._arrived:
            found: list[Received] = []

            def is_there() -> bool:
                found[:] = [one for one in self._mails if one.to == address]
                return len(found) >= count

            if not self._arrived.wait_for(is_there, seconds):
                raise TimeoutError(f"{address} got {len(found)} mails, not {count}.")
            return found[count - 1]

    def stop(self) -> None:
        """Close the door."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail for each recipient unless the verdict refuses it."""
        raw = envelope.original_content or b""
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        for to in envelope.rcpt_tos:
            mail = Received(sender, to.lower(), raw)
            answer = self._verdict(mail)
            if not answer.startswith("2"):
                return answer
            with self._arrived:
                self._mails.append(mail)
                self._arrived.notify_all()
        return "250 2.0.0 Kept"

    def _session(self) -> SMTP:
        return SMTP(self, data_size_limit=_SIZE, enable_SMTPUTF8=True, hostname="postbox")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = self._loop.create_server(self._session, sock=self._socket)
        server = self._loop.run_until_complete(serving)
        self._loop.run_forever()
        server.close()
        sessions = asyncio.all_tasks(self._loop)
        for session in sessions:
            session.cancel()
        self._loop.run_until_complete(asyncio.gather(*sessions, return_exceptions=True))
        self._loop.close()
