"""A firm with real mailboxes: Dovecot for everybody, and Stafette as processes of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self, TypeVar

from mailgw.ingress.smtp_postbox import Received, SmtpPostbox
from tests.support.mails import Mail
from tests.support.servers.dovecot import DovecotServer
from tests.support.warm import warm
from tests.support.world import TENANTS, Sent

PATIENCE_SECONDS = 40.0
INBOX_OF_TENANT = "hellmoor"
SERVER = "mx.hellmoor.example"

NOT_INHERITED = ("STAFETTE_", "PYTHONDONTWRITEBYTECODE")
"""Processes of tests start in a third of the time when they find compiled modules."""

T = TypeVar("T")


class Stafette:
    """Stafette as one or more processes, driven by its command line alone."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)},
            "STAFETTE_DATA_DIR": str(folder / "data"),
            "STAFETTE_TENANTS_DIR": str(folder / "tenants"),
            "STAFETTE_SMTP_PORT": "0",
            "STAFETTE_LMTP_PORT": "0",
            "STAFETTE_WEB_PORT": "0",
            "STAFETTE_DISK_RESERVE_BYTES": "0",
            "STAFETTE_CHECK_DKIM": "false",
            "STAFETTE_IMAP_POLL_SECONDS": "2",
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *roles: str) -> list[str]:
        """Start roles and wait until each says that it runs; gives what they said."""
        return [self._start(role) for role in roles]

    def ask(self, *arguments: str) -> Any:
        """Run one command and give its JSON."""
        done = self._done(*arguments, "--json")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return lines[0] if len(lines) == 1 else lines

    def run(self, *arguments: str) -> None:
        """Run one command that prints no JSON."""
        self._done(*arguments)

    def _done(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        done = warm().run(
            *arguments, environment=self._environment, folder=self._folder, seconds=60
        )
        assert done.returncode == 0, done.stderr
        return done

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End all roles, by their process numbers."""
        for process in self.processes:
            process.send_signal(number)
        for process in self.processes:
            process.wait(30)
            if process.stderr is not None:
                process.stderr.close()
        self.processes.clear()

    def open(self, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
        """Begin one command and give its process, its words in a pipe."""
        return subprocess.Popen(
            [sys.executable, "-m", "stafette", *arguments],
            env={**self._environment, **more},
            cwd=self._folder,
            stderr=subprocess.PIPE,
        )

    def crash(self, place: int = 0) -> None:
        """Kill one process as a power cut would, in the order in which they were started."""
        process = self.processes.pop(place)
        process.kill()
        process.wait(30)

    def log(self) -> str:
        """Give what all roles wrote so far."""
        return "".join(path.read_text() for path in sorted(self._folder.glob("*.log")))

    def _start(self, role: str) -> str:
        log = self._folder / f"{role}-{len(self.processes)}-{time.monotonic_ns()}.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "stafette", role],
                env=self._environment,
                cwd=self._folder,
                stderr=sink,
            )
        self.processes.append(process)

        def said() -> str:
            assert process.poll() is None, log.read_text()
            lines = [one for one in log.read_text().splitlines() if " is running." in one]
            return lines[0] if lines else ""

        return wait_until(said, f"{role} is running")


class Firm:
    """Mailboxes of a tenant, its agents and its customers, all on one Dovecot."""

    def __init__(self, dovecot: DovecotServer, folder: Path, **settings: str | list[str]) -> None:
        """Write the tenant's file, with settings of its own on top."""
        self._dovecot = dovecot
        self._own = f"{folder.name.replace('_', '-')}-"
        self._users: dict[str, str] = {}
        self._postbox = SmtpPostbox(self._hand_on)
        self._add("tenant")
        self._write_tenant(folder, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._postbox.stop()

    def person(self, address: str) -> str:
        """Give somebody a mailbox."""
        self._users[address] = self._add(address)
        return address

    def sends(self, mail: Mail, *, dmarc: str = "pass") -> None:
        """Let a mail of a person go its way: to the tenant's inbox or to another person's."""
        user = self._users.get(mail.to, self._add("tenant"))
        result = f"dmarc={dmarc} header.from={_domain(mail)}"
        stamp = f"Authentication-Results: {SERVER};\r\n {result}\r\n"
        self._dovecot.append(user, "INBOX", stamp.encode() + mail.raw)

    def got(self, address: str) -> list[Sent]:
        """Give what lies in somebody's mailbox, oldest first."""
        raws = self._dovecot.read(self._users[address])
        return [Sent("", address, raw) for raw in raws]

    def waits_for(self, address: str, count: int) -> Sent:
        """Wait until somebody has so many mails and give that one."""

        def found() -> Sent | None:
            mails = self.got(address)
            return mails[count - 1] if len(mails) >= count else None

        return wait_until(found, f"{count} mails for {address}")

    def flags(self) -> list[tuple[bytes, ...]]:
        """Give the flags of all mails in the tenant's inbox."""
        with self._dovecot.session(self._add("tenant")) as client:
            client.select_folder("INBOX", readonly=True)
            fetched = client.fetch(client.search("ALL"), ["FLAGS"])
            return [tuple(one[b"FLAGS"]) for one in fetched.values()]

    def _hand_on(self, received: Received) -> str:
        """Stand where the next server would be: deliver into the recipient's mailbox."""
        user = self._users.get(received.to)
        if user is None:
            return "550 5.1.1 There is no such mailbox"
        self._dovecot.append(user, "INBOX", received.raw)
        return "250 2.0.0 Delivered"

    def _add(self, name: str) -> str:
        user = self._own + name.replace("@", "-at-")
        return self._dovecot.add_user(user)

    def _write_tenant(self, folder: Path, settings: Mapping[str, str | list[str]]) -> None:
        target = folder / "tenants" / "hellmoor"
        target.mkdir(parents=True)
        source = TENANTS / "hellmoor"
        (target / "logo.png").write_bytes((source / "logo.png").read_bytes())
        text = (source / "tenant.toml").read_text(encoding="utf-8")
        for name, value in settings.items():
            kept = re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE)
            # TOML writes texts and lists of texts as JSON does.
            text = f"{name} = {json.dumps(value)}\n{kept}"
        extra = (
            f'\n[[imap]]\nname = "inbox"\nhost = "127.0.0.1"\nport = {self._dovecot.imap_port}\n'
            f'encryption = "plain"\nusername = "{self._add("tenant")}"\n'
            f'password = "{self._dovecot.password}"\nauthserv_id = "{SERVER}"\n'
            f'\n[smtp]\nhost = "127.0.0.1"\nport = {self._postbox.port}\nencryption = "plain"\n'
        )
        (target / "tenant.toml").write_text(text + extra, encoding="utf-8")


def wait_until(look: Callable[[], T | None], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """Look again and again until there is something; fails in words when it does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"Within {seconds:.0f} s there was no sign of: {what}.")


def _domain(mail: Mail) -> str:
    parsed = message_from_bytes(mail.raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return str(parsed["From"].addresses[0].domain)
