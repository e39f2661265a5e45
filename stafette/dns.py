"""Asks DNS for the keys of DKIM signatures and for what owners of domains wish."""

from tickets.errors import TemporaryError

_SECONDS = 4.0


def get_txt(name: bytes) -> bytes | None:
    """Give the TXT record of a name, or nothing where there is none.

    Raises TemporaryError where no server answered: the mail is judged later.
    """
    # Loaded with the first question: most mail comes with the verdict of a trusted server.
    import dns.exception  # noqa: PLC0415 - see the line above
    import dns.resolver  # noqa: PLC0415 - as above

    try:
        answer = dns.resolver.resolve(name.decode("ascii"), "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, UnicodeError):
        return None
    except dns.exception.DNSException:
        raise TemporaryError("DNS did not answer.") from None
    records = [b"".join(one.strings) for one in answer]
    # A domain's own name carries all sorts of records; only one of them speaks of mail.
    return next((one for one in records if one.lower().startswith(b"v=spf1")), records[0])
