"""Whether a server may send for a domain, as far as TXT records alone tell (SPF, RFC 7208).

It is asked only to keep from condemning: what would need other records counts as unknown.
"""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

GetTxt = Callable[[bytes], bytes | None]
_MOST_QUESTIONS = 10
_MOST_TERMS = 100


def is_ruled_out(client: str, domain: str, get_txt: GetTxt) -> bool:
    """Tell whether SPF says for sure that the client may not send for the domain."""
    try:
        address = ip_address(client)
        return _Questions(address, get_txt).says(domain) is False
    except (ValueError, UnicodeError):
        return False


class _Questions:
    """One evaluation with its limit of questions (RFC 7208 4.6.4)."""

    def __init__(self, address: IPv4Address | IPv6Address, get_txt: GetTxt) -> None:
        self._address = address
        self._get_txt = get_txt
        self._left = _MOST_QUESTIONS

    def says(self, domain: str) -> bool | None:
        """Say whether a domain's record lets the client pass; None where that is unknown."""
        if self._left <= 0:
            return None
        self._left -= 1
        record = self._get_txt(f"{domain}.".encode("ascii"))
        if record is None or not record.lower().startswith(b"v=spf1"):
            return None
        redirect = ""
        for sign, name, value in _terms(record):
            if name == "redirect":
                redirect = value
                continue
            matches = self._matches(name, value)
            if matches is None:
                return None
            if matches:
                return None if sign == "?" else sign == "+"
        return self.says(redirect) if redirect else None

    def _matches(self, name: str, value: str) -> bool | None:
        match name:
            case "all":
                return True
            case "ip4" | "ip6":
                return self._address in ip_network(value, strict=False)
            case "include":
                return self.says(value) if "%" not in value else None
            case _:
                return None


def _terms(record: bytes) -> Iterator[tuple[str, str, str]]:
    """Give sign, name and value of each term; the modifiers that change nothing left out."""
    for word in record.decode("ascii", "replace").split()[1 : _MOST_TERMS + 1]:
        sign, term = (word[0], word[1:]) if word[0] in "+-~?" else ("+", word)
        at = min((term.find(mark) for mark in ":=/" if mark in term), default=len(term))
        name, value = term[:at].lower(), term[at + 1 :]
        if name != "exp":
            yield sign, name, value
