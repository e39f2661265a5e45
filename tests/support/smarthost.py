"""A scripted smarthost: a real SMTP server that fails at a chosen step in a chosen way."""

import contextlib
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    """The steps of a session at which something can go wrong."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


SILENCE = "silence"
RESET = "reset"
GARBAGE = "garbage"
"""What it does instead of answering; any other trouble is an SMTP reply such as `451 4.3.0 No`."""


@dataclass(frozen=True)
class Taken:
    """One mail that was taken over, with the envelope it came in."""

    envelope_from: str
    to: str
    raw: bytes


@dataclass
class _Session:
    stream: socket.socket
    envelope_from: str = ""
    to: str = ""
    buffer: bytes = field(default=b"")

    def line(self) -> bytes | None:
        """Read one line; nothing when the other side has gone."""
        return self.until(b"\r\n")

    def until(self, end: bytes) -> bytes | None:
        while end not in self.buffer:
            more = self.stream.recv(65536)
            if not more:
                return None
            self.buffer += more
        found, _, self.buffer = self.buffer.partition(end)
        return found

    def say(self, reply: str) -> None:
        self.stream.sendall(f"{reply}\r\n".encode())


class Smarthost:
    """Listens on loopback; takes every mail until it is told to make trouble."""

    def __init__(
        self, tls: ssl.SSLContext | None = None, *, is_tls_from_start: bool = False
    ) -> None:
        self.taken: list[Taken] = []
        self.tried: list[str] = []
        """The recipient of each try that came as far as RCPT."""
        self.offered: list[bytes] = []
        """The bytes of each try that came as far as the final dot."""
        self._tls = tls
        self._is_tls_from_start = is_tls_from_start
        self._troubles: dict[Step, tuple[str, int]] = {}
        self._only_to = ""
        self._sessions: list[_Session] = []
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, name="smarthost", daemon=True)
        self._thread.start()

    def fail(self, step: Step, trouble: str, times: int = 1, *, only_to: str = "") -> None:
        """Make trouble at a step so many times, or only where a mail is for one recipient."""
        self._only_to = only_to
        self._troubles = {step: (trouble, times)}

    def hang_up(self) -> None:
        """End every session that is open, as a server does that is started anew."""
        for session in self._sessions:
            with contextlib.suppress(OSError):
                session.stream.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Close the door."""
        self._stopping.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(stream,), daemon=True).start()

    def _talk(self, stream: socket.socket) -> None:
        session = _Session(stream)
        self._sessions.append(session)
        try:
            if self._is_tls_from_start:
                session.stream = self._secured(stream)
            if self._goes_on(session, Step.CONNECT, "220 smarthost.example ESMTP"):
                self._converse(session)
        except OSError:
            pass  # the client has gone, or its certificate check failed
        finally:
            session.stream.close()

    def _converse(self, session: _Session) -> None:
        while (line := session.line()) is not None:
            verb = line[:4].upper().decode("ascii", "replace")
            if verb == "QUIT":
                session.say("221 2.0.0 Bye")
                return
            if not self._answered(session, verb, line.decode("utf-8", "replace")):
                return

    def _answered(self, session: _Session, verb: str, line: str) -> bool:
        """Answer one command; says whether the session goes on."""
        if verb == "DATA":
            return self._take(session)
        if verb == "MAIL":
            session.envelope_from = _address(line)
        if verb == "RCPT":
            session.to = _address(line)
            self.tried.append(session.to)
        step, reply = self._replies().get(verb, (Step.EHLO, "250 2.0.0 Fine"))
        goes_on = self._goes_on(session, step, reply)
        if goes_on and verb == "STAR":
            session.stream, session.buffer = self._secured(session.stream), b""
        return goes_on

    def _replies(self) -> dict[str, tuple[Step, str]]:
        return {
            "EHLO": (Step.EHLO, self._greeting()),
            "STAR": (Step.STARTTLS, "220 2.0.0 Go ahead"),
            "AUTH": (Step.AUTH, "235 2.7.0 Welcome"),
            "MAIL": (Step.MAIL, "250 2.1.0 Sender taken"),
            "RCPT": (Step.RCPT, "250 2.1.5 Recipient taken"),
        }

    def _take(self, session: _Session) -> bool:
        said = self._trouble(Step.DATA, session.to)
        if said:
            return _make(session, said)
        session.say("354 Go on")
        raw = session.until(b"\r\n.\r\n")
        if raw is None:
            return False
        content = (raw + b"\r\n").replace(b"\r\n..", b"\r\n.")
        self.offered.append(content)
        said = self._trouble(Step.DOT, session.to)
        if said:
            return _make(session, said)
        self.taken.append(Taken(session.envelope_from, session.to, content))
        session.say("250 2.0.0 Taken over")
        return True

    def _goes_on(self, session: _Session, step: Step, reply: str) -> bool:
        said = self._trouble(step, session.to)
        if said:
            return _make(session, said)
        session.say(reply)
        return True

    def _trouble(self, step: Step, to: str) -> str:
        trouble, times = self._troubles.get(step, ("", 0))
        if times <= 0 or self._only_to not in ("", to):
            return ""
        self._troubles[step] = (trouble, times - 1)
        return trouble

    def _greeting(self) -> str:
        offers = ["smarthost.example", "SIZE 30000000", "AUTH PLAIN"]
        if self._tls is not None and not self._is_tls_from_start:
            offers.append("STARTTLS")
        return "\r\n".join([*(f"250-{one}" for one in offers), "250 8BITMIME"])

    def _secured(self, stream: socket.socket) -> socket.socket:
        assert self._tls is not None
        return self._tls.wrap_socket(stream, server_side=True)


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0].lower()


def _make(session: _Session, trouble: str) -> bool:
    """Make the trouble; says whether the session goes on."""
    match trouble:
        case "silence":
            while session.stream.recv(65536):
                pass
            return False
        case "reset":
            session.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        case "garbage":
            session.stream.sendall(b"\x00\xff<html>\x1b[2Jno reply at all\r\n")
            return False
        case _:
            session.say(trouble)
            return True
