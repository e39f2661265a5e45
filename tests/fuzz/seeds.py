"""What mutation begins with: mails, bodies and fields of our own, a few for each target."""

from io import BytesIO
from zipfile import ZipFile

from stafette.demo.files.winmail import winmail
from tests.mime.builder import PLAIN, encoded, mail, multipart, part
from tests.mime.forwarded_bodies import FORWARDS
from tests.mime.outlook_files import Saved
from tests.mime.quoting_bodies import HEADER_BLOCKS, HTML_BODIES, INTRODUCTIONS, REPLY
from tests.mime.winmails import attached, inner
from tests.support.papers import docx, locked_pdf, odt, pdf, pdf_bomb, xlsx

ADDRESSES = (
    'Anna Kraft <anna@kraft.example>, "Berg, Ada" <ada@firma.example>; x@y.example',
    "Vertrieb: a@b.example, c@d.example;",
    "=?utf-8?q?J=C3=BCrgen?= <j@firma.example> (im Urlaub)",
    "<@weg.example:otto@kunde.example>",
    '"otto@bank.example" <gauner@elsewhere.example>',
)
HEADERS = (
    "Subject: =?iso-8859-2?B?WmFweXRhbmll?= =?utf-8?q?_o_okna?=\r\nX-Mark:\r\n folded\r\n\tmore",
    "Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%B6%C3%9Fe; filename*1=.pdf",
    "References: <a@b> <c@d>\r\n <e@f>\r\nDate: Mon, 3 Mar 2025 10:15:00 +0100 (CET)",
)
COMMANDS = (
    "zuweisen: anna\nAufgabe: Preis prüfen bis Freitag @tomasz\n\nDanke",
    "przypisz: anna\ntermin: jutro\nnotatka\n",
    "ok 11.800,00 €\n",
    "assegna: anna rossi\nscadenza: 12/11\nfatto",
    "assign: anna\nsnooze: in 3 days\nkind: complaint\n",
    "terug: prijs pos. 3\n",
)
_RECIPIENT = (
    "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; otto@kunde.example\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n"
)


def mails() -> list[bytes]:
    """Give whole mails of every shape that the reader knows."""
    return [
        mail(*PLAIN, body=REPLY),
        mail(*PLAIN, "Content-Type: text/plain; charset=iso-8859-2", body=b"Zam\xf3wienie \xb1"),
        mail(*PLAIN, "Content-Type: text/plain; format=flowed; delsp=yes", body="a \nb \n> c \n"),
        mail(*PLAIN, "Content-Type: text/html", body=next(iter(HTML_BODIES.values()))),
        mail(*PLAIN, body="begin 644 a.txt\n#0V%T\n`\nend\n"),
        multipart("alternative", part("Content-Type: text/plain", body=REPLY), _html(), _cal()),
        multipart("mixed", part("Content-Type: text/plain", body=REPLY), _file(), header=PLAIN),
        multipart("mixed", part("Content-Type: message/rfc822", body=mail(*PLAIN)), header=PLAIN),
        _winmail(),
        *reports(),
    ]


def reports() -> list[bytes]:
    """Give delivery reports, absence notes and what looks like them."""
    daemon = ("From: MAILER-DAEMON@mx.example", "To: sales@firm.example", "Return-Path: <>")
    text = (
        "Your message could not be delivered.\n\n<otto@kunde.example>: host mx.kunde.example said:"
        " 550 5.1.1 User unknown (in reply to RCPT TO command)\n"
    )
    returned = mail(*PLAIN, "Message-ID: <offer-1@firm.example>")
    standard = multipart(
        "report; report-type=delivery-status",
        part("Content-Type: text/plain", body=text),
        part("Content-Type: message/delivery-status", body=_RECIPIENT),
        part("Content-Type: message/rfc822", body=returned),
        header=(*daemon, "Subject: Undelivered Mail Returned to Sender"),
    )
    qmail = (
        "Hi. This is the qmail-send program at mx.example.\n\n<otto@kunde.example>:\nSorry, no"
        " mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
    )
    return [
        standard,
        mail(*daemon, "Subject: failure notice", body=qmail + returned.decode()),
        mail(*daemon, "Subject: Unzustellbar: Angebot", body=text + "\nStatus: 5.2.2"),
        mail(*PLAIN, "Auto-Submitted: auto-replied", body="Ich bin bis 12.03. im Urlaub."),
    ]


def bodies() -> list[bytes]:
    """Give texts with quotes and forwards, as clients write them."""
    texts = [f"{REPLY}\n\n{intro}\n> Guten Tag\n> Ada\n" for intro in INTRODUCTIONS.values()]
    texts += [f"{REPLY}\n\n{block}\nGuten Tag" for block in HEADER_BLOCKS.values()]
    texts += [f"> a\n\n{REPLY}\n\n> b\nja, gern\n-- \nOtto\nFirma GmbH"]
    texts += [value if isinstance(value, str) else str(value) for value in FORWARDS.values()]
    return [text.encode() for text in texts]


def pages() -> list[bytes]:
    """Give HTML as clients write it, and as attackers do."""
    hostile = [
        '<a href="java&#10;script:x">a</a><img src=x onerror=y><svg><style><img title="</style>',
        '<p style="background:url(x);color:red" title="<b">x</p><!--><base href=x>-->',
        "<table><td><form><input><math><mtext><mglyph><svg><mtext><style><path id=a>",
        '<img src="cid:a"><img src="https://x.example/a.png"><img src="data:image/png;base64,aa">',
    ]
    return [one.encode() for one in (*HTML_BODIES.values(), *hostile)]


def winmails() -> list[bytes]:
    """Give files as Outlook wraps them."""
    plain = winmail("Zeichnung", "Guten Tag", [("plan.txt", b"abc")])
    return [plain, plain + attached(inner()), winmail("", "", [])]


def saved() -> list[bytes]:
    """Give mails as Outlook saves them, with mails and files in them."""
    within = Saved(subject="Innen", html="<p>Guten Tag</p>", files=(("a.txt", "text/plain", b"a"),))
    return [Saved().raw, Saved(page=1250, mails=(within,)).raw, Saved(kind="IPM.Contact").raw]


def files() -> list[bytes]:
    """Give documents, and what is packed in those of office programs."""
    inside = [
        archive.read(name)
        for raw in (docx("Angebot", rows=[("a", "b")]), xlsx(("Summe", 1.5)), odt("Oferta"))
        if (archive := ZipFile(BytesIO(raw)))
        for name in archive.namelist()
    ]
    locked = locked_pdf(pdf("Angebot"), reader="", way="RC4-128")
    return [pdf("Angebot 4716", "Seite 2"), locked, pdf_bomb(b"BT /F1 9 Tf (a) Tj ET"), *inside]


def texts(*of: tuple[str, ...]) -> list[bytes]:
    """Give fields and lines as bytes."""
    return [text.encode() for group in of for text in group]


def _html() -> bytes:
    return part("Content-Type: text/html; charset=utf-8", body='<p>Guten <img src="cid:a"></p>')


def _cal() -> bytes:
    lines = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20250303T101500Z\r\n"
    ends = "SUMMARY:Besuch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return part("Content-Type: text/calendar; method=REQUEST", body=lines + ends)


def _file() -> bytes:
    return part(
        "Content-Type: application/pdf; name*=utf-8''Gr%C3%B6%C3%9Fe.pdf",
        "Content-Transfer-Encoding: base64",
        body=encoded(b"%PDF-1.4 abc"),
    )


def _winmail() -> bytes:
    packed = part(
        "Content-Type: application/ms-tnef; name=winmail.dat",
        "Content-Transfer-Encoding: base64",
        body=encoded(winmails()[0]),
    )
    return multipart("mixed", part("Content-Type: text/plain", body="x"), packed, header=PLAIN)
