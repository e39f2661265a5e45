"""Files that are not what they are called, and names that are more than names (P13)."""

import io
import zipfile

from tests.security.hostile.mail import RUN, Hostile, file, mixed, part
from tests.security.hostile.payloads import PAGE, SVG
from tests.support.mails import PDF

GIF_AND_SCRIPT = b"GIF89a=1;/*" + bytes(20) + f"*/{RUN}//".encode()
_OPENING = f"/Catalog /OpenAction << /S /JavaScript /JS ({RUN}) >>".encode()
PDF_WITH_SCRIPT = PDF.replace(b"/Catalog", _OPENING)


def archive_and_page() -> bytes:
    """Make a page that is an archive as well."""
    kept = io.BytesIO()
    kept.write(PAGE)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("x.txt", "x")
    return kept.getvalue()


def _inline(name: str, media_type: str, content: bytes) -> Hostile:
    """Make a mail whose HTML shows one of its files."""
    shown = f"<p>mark-{name}</p><img src='cid:bild'>".encode()
    fields = ("Content-ID: <bild>", "Content-Disposition: inline")
    return mixed(name, part("text/html", shown), part(media_type, content, *fields), kind="related")


def _named(name: str, *names: str) -> Hostile:
    """Make a mail of PDF files with these names, as they stand behind `filename`."""
    return mixed(name, *(file(one, "application/pdf", PDF) for one in names))


FILES: tuple[Hostile, ...] = (
    mixed("page-called-pdf", file('"Plan.pdf"', "text/html", PAGE)),
    mixed("page-sent-as-pdf", file('"Plan.html"', "application/pdf", PAGE)),
    mixed("pdf-with-script", file('"Rechnung.pdf"', "application/pdf", PDF_WITH_SCRIPT)),
    mixed(
        "svg-as-png",
        file('"Foto.png"', "image/png", SVG),
        file('"Logo.svg"', "image/svg+xml", SVG),
    ),
    mixed(
        "polyglots",
        file('"a.gif"', "image/gif", GIF_AND_SCRIPT),
        file('"b.zip"', "text/html", archive_and_page()),
        file('"c.xht"', "application/xhtml+xml", PAGE),
        file('"d.mht"', "message/rfc822", PAGE),
    ),
    mixed(
        "files-that-run",
        file('"x.js"', "text/javascript", RUN.encode()),
        file('"x.css"', "text/css", b"*{display:none}"),
        file('"x.swf"', "application/x-shockwave-flash", b"CWS"),
        file('"x.hta"', "application/hta", PAGE),
    ),
    _inline("inline-svg", "image/svg+xml", SVG),
    _inline("inline-page-called-png", "image/png", PAGE),
    _named(
        "names-with-markup",
        '"\\"><script>alert(1)</script>.pdf"',
        '"<img src=x onerror=alert(1)>.pdf"',
        "\"a' onclick='x.pdf\"",
    ),
    _named(
        "names-that-turn",
        "=?utf-8?q?Rechnung_=E2=80=AEfdp=2Eexe?=",
        "x; filename*=utf-8''a%E2%81%A6b%E2%80%8Fc.pdf",
    ),
    _named(
        "names-that-climb",
        '"../../../etc/passwd"',
        '"..\\\\..\\\\x.ini"',
        '"/picture/large"',
        '"."',
        '"con.txt "',
    ),
    _named(
        "names-with-line-ends",
        "x; filename*=utf-8''a%0D%0ASet-Cookie:%20x=y.pdf",
        "x; filename*=utf-8''a%00b%0Ac%7F%E2%80%A8d.pdf",
        "x; filename*=utf-8''%ED%A0%80x.pdf",
    ),
    _named("names-that-never-end", f'"{"n" * 300}.pdf"', '"' + "ä" * 300 + '.pdf"'),
    mixed(
        "types-with-markup",
        file('"t.bin"', 'text/"><script>alert(1)</script>', b"x"),
        file('"u.bin"', 'image/png"onerror=alert(1)', b"x"),
    ),
)
