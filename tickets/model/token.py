"""Secrets in addresses and links: derived from a row, never stored, told apart by purpose."""

import base64
import hashlib
import hmac

TOKEN_LENGTH = 26
"""Base32 characters of 128 bits, lower case and without padding."""


class TokenSigner:
    """Derives the tokens of reply and return addresses and of links from the secret key.

    Only the sha256 of a token is stored, so a copy of the database gives no address away.
    """

    def __init__(self, secret_key: bytes) -> None:
        self._secret_key = secret_key

    def token(self, purpose: str, row_id: int, version: int = 1) -> str:
        """Derive the 26 characters for one row and version."""
        name = f"{purpose}:{row_id}:{version}".encode()
        mac = hmac.digest(self._secret_key, name, "sha256")[:16]
        return base64.b32encode(mac).decode().rstrip("=").lower()

    def link_token(self, kind: str, row_id: int, version: int = 1) -> str:
        """Derive the 52 characters (256 bits) of a personal link (P14)."""
        name = f"link:{kind}:{row_id}:{version}".encode()
        mac = hmac.digest(self._secret_key, name, "sha256")
        return base64.b32encode(mac).decode().rstrip("=").lower()

    def short_mac(self, text: str) -> str:
        """Derive 10 characters that show a Message-ID is ours."""
        mac = hmac.digest(self._secret_key, b"id:" + text.encode(), "sha256")[:6]
        return base64.b32encode(mac).decode().rstrip("=").lower()


def token_hash(token: str) -> str:
    """Hash a token for look-up; letter case does not matter, because mail servers change it."""
    return hashlib.sha256(token.lower().encode()).hexdigest()


def address_hash(address: str) -> str:
    """Hash an address or a domain for the route table."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()
