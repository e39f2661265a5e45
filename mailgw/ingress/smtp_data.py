"""Takes the data of a mail from an SMTP session, many lines at a time."""

import asyncio
from enum import StrEnum

_DOT = b".\r\n"
_END = b"\r\n.\r\n"


class Refusal(StrEnum):
    """Why data is refused, said only after all of it has come."""

    TOO_LONG = "500 5.6.0 A line is too long"
    TOO_MUCH = "552 5.3.4 This mail is too large"


async def take_data(
    reader: asyncio.StreamReader, size_limit: int, line_limit: int
) -> bytes | Refusal:
    """Read up to the line with nothing but a dot and undo dot stuffing (RFC 5321 4.5.2).

    Only CR LF ends a line: a dot between bare line ends is content like any other, so nobody can
    smuggle a second mail behind it. What is beyond a limit in bytes is read and thrown away.
    """
    content = bytearray()
    is_too_much = False
    while True:
        try:
            content += await reader.readuntil(_DOT)
            is_over = content.endswith(_END) or content == _DOT
        except asyncio.LimitOverrunError as error:
            # No such line among so many bytes; the reader holds back what may begin one.
            content += await reader.readexactly(error.consumed)
            is_over = False
        if is_over:
            break
        if len(content) > size_limit + len(_END):
            is_too_much = True
            del content[: -len(_END)]
    del content[-len(_DOT) :]
    if is_too_much or len(content) > size_limit:
        return Refusal.TOO_MUCH
    if len(content) > line_limit and _longest_line(content) > line_limit:
        return Refusal.TOO_LONG
    if content.startswith(b"."):
        del content[:1]
    return bytes(content.replace(b"\r\n.", b"\r\n"))


def _longest_line(content: bytearray) -> int:
    """Measure the longest line with its line end."""
    longest = begin = 0
    while (end := content.find(b"\r\n", begin)) >= 0:
        longest = max(longest, end + 2 - begin)
        begin = end + 2
    return max(longest, len(content) - begin)
