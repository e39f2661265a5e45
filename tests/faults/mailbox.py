"""A mailbox that Stafette watches, and a server that puts mails into it."""

from collections.abc import Sequence

from tests.support.mails import Mail
from tests.support.servers.dovecot import DovecotServer


class Mailbox:
    """One user of a private Dovecot."""

    def __init__(self, dovecot: DovecotServer, name: str) -> None:
        self._dovecot = dovecot
        self._user = dovecot.add_user(f"{name}@eichgrund.example")

    @property
    def account(self) -> str:
        """The part of a tenant file that has this mailbox watched."""
        return (
            f'\n[[imap]]\nname = "inbox"\nhost = "127.0.0.1"\nport = {self._dovecot.imap_port}\n'
            f'encryption = "plain"\nusername = "{self._user}"\n'
            f'password = "{self._dovecot.password}"\n'
        )

    def put(self, mails: Sequence[Mail]) -> None:
        """Put all mails into the INBOX, each with a trace header as a server on the way adds."""
        trace = b"Received: from mx.firma.example by imap; Mon, 16 Nov 2026 09:11:00 +0100\r\n"
        with self._dovecot.session(self._user) as client:
            for mail in mails:
                client.append("INBOX", trace + mail.raw)
