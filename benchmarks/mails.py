"""Business mail for measuring, made the same way every time."""

import random
from email.message import EmailMessage
from email.policy import SMTP

_LINES = (
    "bitte um ein Angebot für die Positionen im Anhang.",
    "prosimy o termin dostawy i cenę z montażem.",
    "de levering van vorige week was niet compleet.",
    "vorremmo ricevere la vostra migliore offerta.",
    "please find the drawing attached.",
)


def make_mails(count: int, seed: int = 1) -> list[bytes]:
    """Make mails of some 70 kB on average: a third with files, half with HTML, half replies."""
    dice = random.Random(seed)
    ids: list[str] = []
    return [_mail(dice, number, ids) for number in range(count)]


def _mail(dice: random.Random, number: int, ids: list[str]) -> bytes:
    mail = EmailMessage(policy=SMTP)
    customer = dice.randrange(200)
    mail["From"] = f"Kunde {customer} <kunde{customer}@firma{customer % 60}.example>"
    mail["To"] = "vertrieb@hellmoor.example"
    mail["Date"] = "Mon, 16 Nov 2026 09:10:00 +0100"
    mail["Message-ID"] = f"<bench-{number}@firma.example>"
    text = "Guten Tag,\n\n" + "\n".join(dice.choices(_LINES, k=dice.randrange(3, 12)))
    parent = dice.choice(ids) if ids and dice.random() < 0.5 else ""
    mail["Subject"] = f"{'Re: ' if parent else ''}Anfrage {number}"
    if parent:
        mail["In-Reply-To"] = mail["References"] = f"<{parent}>"
        text += "\n\nAm 15.11.2026 um 10:00 schrieb Anna Kraft:\n" + "> Gerne.\n" * 20
    mail.set_content(text)
    if dice.random() < 0.5:
        mail.add_alternative(f"<p>{text.replace(chr(10), '<br>')}</p>", subtype="html")
    if dice.random() < 0.35:
        drawing = dice.randbytes(dice.randrange(20_000, 400_000))
        mail.add_attachment(drawing, "application", "pdf", filename=f"Zeichnung_{number}.pdf")
    ids.append(f"bench-{number}@firma.example")
    return mail.as_bytes()
