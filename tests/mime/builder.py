"""Small mails for the reader's tests, written line by line so that every octet is meant."""

import base64


def mail(*header: str, body: str | bytes = "Hello", line_end: str = "\r\n") -> bytes:
    """Join header lines and a body; text is UTF-8."""
    octets = body.encode() if isinstance(body, str) else body
    return (line_end.join(header) + line_end * 2).encode() + octets


def part(*header: str, body: str | bytes = "") -> bytes:
    """Make one body part."""
    octets = body.encode() if isinstance(body, str) else body
    return "".join(f"{line}\r\n" for line in header).encode() + b"\r\n" + octets


def multipart(
    kind: str, *parts: bytes, header: tuple[str, ...] = (), boundary: str = "b1"
) -> bytes:
    """Make a multipart mail (or part) of the given parts."""
    lines = (*header, f'Content-Type: multipart/{kind}; boundary="{boundary}"')
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    return mail(*lines, body=body + b"--" + boundary.encode() + b"--\r\n")


def encoded(content: bytes) -> bytes:
    """Encode a file as base64 lines."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


PLAIN = ("From: Anna Kraft <anna@kraft.example>", "To: sales@firm.example", "Subject: Offer")
