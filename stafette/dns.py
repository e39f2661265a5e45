"""Asks DNS for the keys of DKIM signatures."""

import dns.exception
import dns.resolver

from tickets.errors import TemporaryError

_SECONDS = 4.0


def get_txt(name: bytes) -> bytes | None:
    """Give the TXT record of a name, or nothing where there is none.

    Raises TemporaryError where no server answered: the mail is judged later.
    """
    try:
        answer = dns.resolver.resolve(name.decode("ascii"), "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, UnicodeError):
        return None
    except dns.exception.DNSException:
        raise TemporaryError("DNS did not answer.") from None
    return b"".join(next(iter(answer)).strings)
