"""The SMTP and LMTP listeners: who may come in, and the limits a mail must keep (P18)."""

import asyncio
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from mailgw.ingress.accept import Arrival, accept_mail, has_bare_line_ends
from mailgw.ingress.doorman import Doorman
from mailgw.ingress.smtp_data import Refusal, take_data
from tickets.core import Core
from tickets.errors import StorageFullError
from tickets.model.mail import Way
from tickets.store.addresses import find_tenant, token_in, was_issued

log = structlog.get_logger()

ACCEPTED = "250 2.0.0 Accepted and kept"
UNKNOWN = "550 5.1.1 There is no such address here"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients, send the rest in another transaction"
BARE_LINE_ENDS = "550 5.6.0 Lines must end with CR LF, and NUL is not allowed"
FULL = "452 4.3.1 Not enough storage, try again later"
BUSY = "421 4.7.0 Too many connections, try again later"
TROUBLE = "451 4.3.0 Could not be kept just now, try again later"
_REMEMBERED_SECONDS = 2.0
_REMEMBERED_ADDRESSES = 500
_USUAL_ADDRESS = re.compile(
    r"<([A-Za-z0-9_+=.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)>"
)
"""What nearly every client says; anything else takes the library's full grammar."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one listener lets in; sizes in bytes, times in seconds."""

    mail_size: int = 25 * 1024 * 1024
    line_length: int = 1024 * 1024
    recipients: int = 100
    connections: int = 100
    connections_per_peer: int = 20
    idle_seconds: float = 300


class Receptionist:
    """The handler behind both listeners: checks recipients, then hands each tenant its mail."""

    def __init__(self, core: Core, way: Way, limits: Limits, pool: ThreadPoolExecutor) -> None:
        self._core = core
        self._way = way
        self._limits = limits
        self._pool = pool
        self._remembered: dict[str, tuple[str, float]] = {}

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient of ours or refuse it (RFC 5321 3.3)."""
        if len(envelope.rcpt_tos) >= self._limits.recipients:
            return TOO_MANY_RECIPIENTS
        tenant = self._recall(address)
        if tenant is None:
            loop = asyncio.get_running_loop()
            tenant = await loop.run_in_executor(self._pool, self._whose, address)
        if tenant is None:
            return UNKNOWN
        self._remember(address, tenant)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(tenant)
        return "250 2.1.5 Recipient is known here"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail for each tenant it is for, then say 250 (P1)."""
        raw = envelope.original_content or b""
        if self._way is Way.SMTP and has_bare_line_ends(raw):
            return BARE_LINE_ENDS
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._keep, session, envelope, raw)

    async def handle_exception(self, error: Exception) -> str:
        """Answer what a client may try again; details go to the log, not to the peer."""
        log.error("smtp.trouble", error=type(error).__name__, detail=str(error))
        return TROUBLE

    def _recall(self, address: str) -> str | None:
        """Give whose an address was a moment ago, which spares a busy door half its questions."""
        tenant, until = self._remembered.get(address, (None, 0.0))
        return tenant if time.monotonic() < until else None

    def _remember(self, address: str, tenant: str) -> None:
        """Keep in mind whose a lasting address is; one with a token may be revoked any time."""
        if token_in(address) is None and self._recall(address) is None:
            if len(self._remembered) >= _REMEMBERED_ADDRESSES:
                self._remembered.clear()
            self._remembered[address] = (tenant, time.monotonic() + _REMEMBERED_SECONDS)

    def _whose(self, address: str) -> str | None:
        with self._core.database.glance() as session:
            tenant = find_tenant(session, address)
        issued = token_in(address)
        if tenant is None or issued is None:
            return tenant
        with self._core.read(tenant) as unit:
            return tenant if was_issued(unit, issued) else None

    def _keep(self, session: Session, envelope: Envelope, raw: bytes) -> str:
        addresses: dict[str, list[str]] = {}
        for address, tenant in zip(envelope.rcpt_tos, envelope.rcpt_options, strict=True):
            addresses.setdefault(tenant, []).append(address.lower())
        reverse_path = envelope.mail_from or ""
        try:
            for tenant, recipients in addresses.items():
                arrival = Arrival(
                    tenant=tenant,
                    way=self._way,
                    raw=raw,
                    envelope_from="" if reverse_path == "<>" else reverse_path.lower(),
                    envelope_to=tuple(recipients),
                    peer=session.peer[0] if session.peer else "",
                )
                accept_mail(self._core, arrival)
        except StorageFullError:
            return FULL
        except (
            Exception
        ):  # the SMTP edge: whatever broke, the client keeps its mail and tries again
            log.exception("smtp.not_kept")
            return TROUBLE
        return ACCEPTED


class Guarded(SMTP):
    """An SMTP session that counts with the doorman and gives nothing away about itself."""

    def __init__(self, handler: Receptionist, doorman: Doorman, limits: Limits) -> None:
        self._doorman = doorman
        self._receptionist = handler
        self._size_limit = limits.mail_size
        self._admitted_as: str | None = None
        self.line_length_limit = limits.line_length
        super().__init__(
            handler,
            data_size_limit=limits.mail_size,
            enable_SMTPUTF8=True,
            hostname="mail",
            ident="ESMTP ready",
            timeout=limits.idle_seconds,
        )

    async def _handle_client(self) -> None:
        assert self.session is not None
        assert self.transport is not None
        peer = str(self.session.peer[0]) if self.session.peer else ""
        if not self._doorman.admit(peer):
            await self.push(BUSY)
            self.transport.close()
            return
        self._admitted_as = peer
        await super()._handle_client()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read an address; the library's way for all of them costs 0.1 ms, twice a mail."""
        found = _USUAL_ADDRESS.match(arg)
        if found is None or "." in (found[1][0], found[1].partition("@")[0][-1]) or ".." in arg:
            return super()._getaddr(arg)
        return found[1], arg[found.end() :].lstrip()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is aiosmtpd's
        """Take the data in large pieces: line by line, as the library does, costs a mail's most."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        assert self.session is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 DATA comes after RCPT")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await take_data(self._reader, self._size_limit, self.line_length_limit)
        if isinstance(content, Refusal):
            status: str = content
        else:
            self.envelope.content = self.envelope.original_content = content
            status = await self._receptionist.handle_DATA(self, self.session, self.envelope)
        self._set_post_data_state()  # type: ignore[no-untyped-call] # the library's own
        await self.push(status)

    def connection_lost(self, error: Exception | None) -> None:
        """Count the session out, however it ended."""
        if self._admitted_as is not None:
            self._doorman.leave(self._admitted_as)
            self._admitted_as = None
        super().connection_lost(error)


class _GuardedLmtp(Guarded, LMTP):
    """An LMTP session: after DATA one reply for each accepted recipient (RFC 2033 4.2)."""

    _owed_replies = 0

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is aiosmtpd's
        """Take the data; `push` multiplies the answer."""
        try:
            await super().smtp_DATA(arg)
        finally:
            self._owed_replies = 0

    async def push(self, status: Any) -> None:
        """Answer; the answer to the data itself once for each recipient."""
        if self._owed_replies:
            count, self._owed_replies = self._owed_replies, 0
            for _ in range(count):
                await super().push(status)
            return
        if str(status).startswith("354"):
            assert self.envelope is not None
            self._owed_replies = len(self.envelope.rcpt_tos)
        await super().push(status)


class Listener:
    """One listening address with its own event loop in a thread of its own."""

    def __init__(self, core: Core, way: Way, host: str, port: int, limits: Limits) -> None:
        self._host = host
        self._wanted_port = port
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix=f"{way}-keep")
        handler = Receptionist(core, way, limits, self._pool)
        doorman = Doorman(limits.connections, limits.connections_per_peer)
        session_class = _GuardedLmtp if way is Way.LMTP else Guarded
        self._make = lambda: session_class(handler, doorman, limits)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"{way}-listener", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen; raises OSError where the address is taken."""
        making = self._loop.create_server(self._make, self._host, self._wanted_port)
        self._server = self._loop.run_until_complete(making)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port listened on, also where any free one was asked for."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Close the door, end the sessions and let what is being kept be kept."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._pool.shutdown()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        assert self._server is not None
        self._server.close()
        sessions = asyncio.all_tasks(self._loop)
        for session in sessions:
            session.cancel()
        self._loop.run_until_complete(asyncio.gather(*sessions, return_exceptions=True))
        self._loop.close()
