"""Show the RTF body of a winmail.dat: its text, or the HTML that Outlook hid in it (MS-OXRTFEX)."""

import re
from html import escape

_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|([^\\{}]+)"
)
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object header footer generator listtable "
    "listoverridetable rsidtbl themedata latentstyles datastore xmlnstbl pntext".split()
)
_MAX = 1024 * 1024


def rtf_to_html(source: str) -> str:
    """Convert RTF to HTML, taking encapsulated HTML where the writer left it."""
    source = source[:_MAX]
    encapsulated = "\\fromhtml" in source[:2000]
    out: list[str] = []
    stack: list[tuple[bool, bool]] = []
    hidden, in_tag = False, False
    suppressed = False
    pending = bytearray()
    skip_after_unicode = 0
    for match in _TOKEN.finditer(source):
        word, number, octet, symbol, brace, text = match.groups()
        if octet is not None:
            if skip_after_unicode:
                skip_after_unicode -= 1
            elif not hidden and not (suppressed and not in_tag):
                pending.append(int(octet, 16))
            continue
        if pending:
            shown = pending.decode("cp1252", "replace")
            out.append(shown if in_tag else escape(shown, quote=False))
            pending.clear()
        if brace == "{":
            stack.append((hidden, in_tag))
        elif brace == "}":
            hidden, in_tag = stack.pop() if stack else (False, False)
        elif symbol is not None:
            if symbol == "*" and not encapsulated:
                hidden = True
            elif symbol in "{}\\" and not hidden:
                out.append(symbol)
            elif symbol == "~" and not hidden:
                out.append("&nbsp;")
        elif word is not None:
            if word in _SKIPPED:
                hidden = True
            elif word == "htmltag":
                hidden, in_tag = False, True
            elif word == "mhtmltag":
                hidden = True
            elif word == "htmlrtf":
                suppressed = number != "0"
            elif not hidden and not (suppressed and not in_tag):
                if word == "u" and number:
                    out.append(f"&#{int(number) % 65536};")
                    skip_after_unicode = 1
                elif word in ("par", "line"):
                    out.append("\n" if encapsulated else "<br>\n")
                elif word == "tab":
                    out.append("\t")
        elif text and not hidden and not (suppressed and not in_tag):
            plain = text.replace("\r", "").replace("\n", "")
            if skip_after_unicode and plain:
                plain, skip_after_unicode = plain[1:], 0
            out.append(plain if in_tag else escape(plain, quote=False))
    if pending:
        out.append(escape(pending.decode("cp1252", "replace"), quote=False))
    return "".join(out)
