"""Mails whose text, parts or reports carry markup where none belongs."""

from tests.security.hostile.mail import ABROAD, RUN, Hostile, file, mixed, part, text
from tests.security.hostile.payloads import MARKUP, PAGE, SCRIPT

_REPORT = f"""Reporting-MTA: dns; {ABROAD}

Final-Recipient: rfc822; {SCRIPT}@{ABROAD}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 {SCRIPT}
"""
DELIVERY_REPORT = f"""From: Mail Delivery <MAILER-DAEMON@{ABROAD}>
To: <undisclosed@{ABROAD}>
Subject: Undelivered {SCRIPT}
Message-ID: <report@{ABROAD}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/html

{PAGE.decode()}
--b1
Content-Type: message/delivery-status

{_REPORT}
--b1
Content-Type: text/rfc822-headers

Message-ID: <@@>
Subject: {SCRIPT}
--b1--
"""
"""A report by the rules, on the mail whose id stands for @@."""
_INVITATION = f"""BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1
DTSTART:20261201T100000Z
SUMMARY:{SCRIPT}
URL:javascript:{RUN}
X-ALT-DESC;FMTTYPE=text/html:{SCRIPT}
END:VEVENT
END:VCALENDAR
"""
_CARD = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{SCRIPT}\r\nURL:javascript:{RUN}\r\nEND:VCARD\r\n"
_LINKS = f"""javascript:{RUN} data:text/html,{SCRIPT} vbscript:x
https://{ABROAD}/"onmouseover="{RUN} https://{ABROAD}/'><b>x www.{ABROAD}/&quot;onclick=x
<https://{ABROAD}/<script>> mailto:a@{ABROAD}?body="><script> a"onclick=x@{ABROAD}
"""
_ABROAD = f'message/external-body; access-type=URL; URL="https://{ABROAD}/x"'

PARTS: tuple[Hostile, ...] = (
    text("page-as-text", PAGE.decode() + MARKUP),
    text("links-in-text", _LINKS),
    text("templates-in-text", "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7} #{7*7} %(x)s {0}"),
    mixed("two-pages", part("text/html", b"<p>eins</p>"), part("text/html", PAGE)),
    mixed(
        "two-alternatives",
        part("text/html", b"<p>mark-two-alternatives</p>"),
        part("text/html", b"<p>mark-two-alternatives</p>" + PAGE),
        kind="alternative",
    ),
    mixed(
        "page-in-related",
        part("text/html", b"<p>mark-page-in-related</p><img src=cid:a><iframe src=cid:a></iframe>"),
        part("text/html", PAGE, "Content-ID: <a>"),
        kind="related",
    ),
    mixed(
        "mail-in-mail",
        part(
            "message/rfc822",
            f"Subject: {MARKUP}\r\nContent-Type: text/html\r\n\r\n".encode() + PAGE,
        ),
    ),
    mixed("body-from-abroad", part(_ABROAD, b"Content-Type: text/html\r\n\r\n")),
    mixed("invitation", part("text/calendar; method=REQUEST", _INVITATION.encode())),
    mixed("card", file('"karte.vcf"', "text/vcard", _CARD.encode())),
    mixed(
        "delivery-report",
        part("message/delivery-status", _REPORT.encode()),
        part("text/html", PAGE),
    ),
)
