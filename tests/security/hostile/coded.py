"""Markup behind encodings that one reader undoes and another does not."""

from tests.security.hostile.mail import RUN, Hostile, html
from tests.security.hostile.payloads import SCRIPT

_OVERLONG = (
    b"\xc0\xbcscript\xc0\xbealert(1)\xc0\xbc/script\xc0\xbe\xe0\x80\xbcimg onerror=alert(1)>"
)

CODED: tuple[Hostile, ...] = (
    html("utf-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", charset="utf-7", codec="ascii"),
    html("utf-16", SCRIPT, charset="utf-16le"),
    html("utf-16-called-utf-8", SCRIPT, charset="utf-8", codec="utf-16"),
    html("unknown-charset", SCRIPT, charset="x-evil", codec="ascii"),
    html("entities-once", f"&lt;script&gt;{RUN}&lt;/script&gt;&#60;img src=x onerror={RUN}&#62;"),
    html("entities-twice", f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;"),
    html(
        "nul-octets",
        f'<scr\0ipt>{RUN}</scr\0ipt><img src=x on\0error="{RUN}">'
        f'<a href="java\0script:{RUN}">a</a>',
    ),
    Hostile(
        "overlong-octets",
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>mark-overlong-octets</p>" + _OVERLONG,
    ),
    html(
        "fullwidth-letters",
        f'\uff1cscript\uff1e{RUN}\uff1c/script\uff1e<a href="\uff4aavascript:{RUN}">a</a>',
    ),
)
