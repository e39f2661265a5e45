"""The connection itself: the library's client, and what it has to tell beyond the library."""

import ssl
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from tenants import Encryption, ImapAccount

_CONNECT_SECONDS = 15
_READ_SECONDS = 60


class _Client(IMAPClient):
    """The library's client, which also tells what it has read but not yet shown."""

    def has_unread_lines(self) -> bool:
        """Tell whether lines wait in the read buffer, where no poll of the socket sees them."""
        client: Any = self  # its methods carry no types
        connection = client.socket()
        connection.settimeout(0)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:
            return False
        finally:
            connection.settimeout(_READ_SECONDS)

    def has_announced_mail(self) -> bool:
        """Tell whether new mail was announced beside another answer since the folder opened."""
        counts = self._imap.untagged_responses.get("EXISTS", ())
        return len(set(counts)) > 1


def connect(account: ImapAccount) -> Any:
    """Connect, by TLS where the account says so; signing in comes later."""
    make: Any = _Client  # the library declares its time-outs too narrowly
    is_tls = account.encryption is Encryption.TLS
    return make(
        account.host,
        port=account.effective_port,
        ssl=is_tls,
        ssl_context=ssl.create_default_context() if is_tls else None,
        timeout=SocketTimeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
    )
