"""A private Dovecot: IMAP with IDLE, IMAP over TLS, and LMTP, with users made by tests."""

import contextlib
import grp
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trustme
from imapclient import IMAPClient

from tests.support.servers.accounts import own_account, unprivileged_account
from tests.support.servers.dovecot_config import Layout, render
from tests.support.servers.process import (
    KeptProcess,
    Start,
    free_port,
    new_folder,
    port_answers,
)
from tests.support.servers.programs import DOVECOT, require

PASSWORD = "geheim"
"""The password of every user of the private server."""


class DovecotServer:
    """A running private Dovecot; each user has a Maildir in the server's folder."""

    def __init__(self) -> None:
        self._program = require(DOVECOT)
        self._borrowed = unprivileged_account("dovecot")
        self.host = "127.0.0.1"
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self._folder = new_folder(self, "dovecot", self._borrowed)
        self._authority = trustme.CA()
        self._prepare()
        self._process = self._launch()

    @property
    def pid(self) -> int:
        """The process number of Dovecot's master."""
        return self._process.pid

    @property
    def password(self) -> str:
        """The password of every user."""
        return PASSWORD

    def add_user(self, name: str) -> str:
        """Add a user (an address in lower case) with an empty INBOX; return the name."""
        # One file per user: Dovecot looks at a file it knows already only once a second.
        line = f"{name}:{{PLAIN}}{PASSWORD}\n"
        (self._folder / "users" / name).write_text(line, encoding="utf-8")
        return name

    def append(self, user: str, folder: str, raw: bytes) -> int:
        """Put a mail, unseen, into a folder, which is made where it is missing; return its UID."""
        with self.session(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            # Where somebody watches the folder, the mail may be gone before it is looked for.
            said = client.append(folder, raw)
            return int(said.partition(b"APPENDUID ")[2].partition(b"]")[0].split()[1])

    def read(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return every mail of a folder as raw bytes, oldest first, without marking it as seen."""
        with self.session(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            numbers = client.search("ALL")
            fetched = client.fetch(numbers, ["BODY.PEEK[]"]) if numbers else {}
            return [fetched[number][b"BODY[]"] for number in sorted(numbers)]

    @contextlib.contextmanager
    def session(self, user: str) -> Iterator[Any]:
        """Open an IMAPClient session of a user, for whatever else a test wants to do."""
        with IMAPClient(self.host, port=self.imap_port, ssl=False, timeout=20) as client:
            client.login(user, PASSWORD)
            yield client

    def trust(self) -> ssl.SSLContext:
        """Return a TLS context that trusts this server's certificate and nothing else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context

    @property
    def authority_file(self) -> Path:
        """The certificate authority as a PEM file, for settings that want a file."""
        return self._folder / "authority.pem"

    def kill(self) -> None:
        """Kill the server and all its processes at once; the mails stay."""
        self._process.kill()

    def start(self) -> None:
        """Start a killed server again, on the same ports and with the same mails."""
        if not self._process.running:
            self._process = self._launch()

    def stop(self) -> None:
        """End the server and remove all its mails."""
        self._process.stop()

    def _prepare(self) -> None:
        account = self._borrowed or own_account()
        layout = Layout(
            folder=self._folder,
            account=account,
            group=grp.getgrgid(account.gid).gr_name,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            lmtp_port=self.lmtp_port,
        )
        config = self._folder / "dovecot.conf"
        config.write_text(render(layout, self._program.version), encoding="utf-8")
        certificate = self._authority.issue_cert("localhost", "127.0.0.1")
        certificate.private_key_and_cert_chain_pem.write_to_path(self._folder / "server.pem")
        self._authority.cert_pem.write_to_path(self.authority_file)
        (self._folder / "users").mkdir()

    def _launch(self) -> KeptProcess:
        command = (str(self._program.path), "-F", "-c", str(self._folder / "dovecot.conf"))
        # Its polite end takes up to five seconds, and no mail here is worth the wait.
        process = KeptProcess(Start(command, self._folder, self._borrowed, "SIGKILL"))
        process.wait_until(lambda: port_answers(self.imap_port) and port_answers(self.lmtp_port))
        return process
