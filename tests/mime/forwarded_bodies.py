"""Forwards as mail clients write them in several languages; every name in them is invented."""

INNER = "Guten Tag,\n\nwir brauchen zehn Stück.\n\nKarl Kunde"
DATE = "3. März 2025 10:15"


def headers(labels: str) -> str:
    """Give a header block with four labels, in the order from, sent, to, subject."""
    values = ("Karl Kunde <karl@kunde.example>", DATE, "Vera <vera@firma.example>", "Anfrage")
    rows = zip(labels.split("/"), values, strict=True)
    return "\n".join(f"{label}: {value}" for label, value in rows)


def _signed(text: str) -> str:
    return "\n".join(f"> {row}".rstrip() for row in text.split("\n"))


def _block(labels: str, above: str = "") -> str:
    return f"{above}{headers(labels)}\n\n{INNER}"


def _apple(above: str, labels: str) -> str:
    return f"{above}\n\n{_signed(_block(labels))}"


_OTHER = "Vera <vera@firma.example>"

FORWARDS = {
    "outlook german": ("WG: Anfrage", _block("Von/Gesendet/An/Betreff")),
    "outlook polish": ("PD: Anfrage", _block("Od/Wysłano/Do/Temat")),
    "outlook dutch": ("FW: Anfrage", _block("Van/Verzonden/Aan/Onderwerp")),
    "groupwise dutch": ("Doorst: Anfrage", _block("Van/Verzonden/Aan/Onderwerp")),
    "outlook italian": ("I: Anfrage", _block("Da/Inviato/A/Oggetto")),
    "outlook french": ("TR: Anfrage", _block("De /Envoyé /À /Objet ")),
    "outlook spanish": ("RV: Anfrage", _block("De/Enviado el/Para/Asunto")),
    "outlook portuguese": ("ENC: Anfrage", _block("De/Enviada em/Para/Assunto")),
    "outlook czech": ("FW: Anfrage", _block("Od/Odesláno/Komu/Předmět")),
    "outlook swedish": ("VB: Anfrage", _block("Från/Skickat/Till/Ämne")),
    "outlook danish": ("VS: Anfrage", _block("Fra/Sendt/Til/Emne")),
    "outlook japanese": ("FW: Anfrage", _block("差出人/送信日時/宛先/件名")),
    "outlook plain": (
        "WG: Anfrage",
        _block("Von/Gesendet/An/Betreff", "-----Ursprüngliche Nachricht-----\n"),
    ),
    "outlook web": ("WG: Anfrage", _block("Von/Gesendet/An/Betreff", "_" * 32 + "\n")),
    "gmail german": (
        "Fwd: Anfrage",
        _block("Von/Date/To/Subject", "---------- Forwarded message ---------\n"),
    ),
    "gmail polish": (
        "Fwd: Anfrage",
        _block("Od/Date/To/Subject", "---------- Forwarded message ---------\n"),
    ),
    "thunderbird german": (
        "Fwd: Anfrage",
        _block("Von/Datum/An/Betreff", "-------- Weitergeleitete Nachricht --------\n"),
    ),
    "thunderbird polish": (
        "Fwd: Anfrage",
        _block("Nadawca/Data/Adresat/Temat", "-------- Treść przekazanej wiadomości --------\n"),
    ),
    "thunderbird dutch": (
        "Fwd: Anfrage",
        _block("Van/Datum/Aan/Onderwerp", "-------- Doorgestuurd bericht --------\n"),
    ),
    "thunderbird italian": (
        "Fwd: Anfrage",
        _block("Mittente/Data/A/Oggetto", "-------- Messaggio Inoltrato --------\n"),
    ),
    "thunderbird french": (
        "Fwd: Anfrage",
        _block("De /Date /Pour /Sujet ", "-------- Message transféré --------\n"),
    ),
    "thunderbird czech": (
        "Fwd: Anfrage",
        _block("Od/Datum/Komu/Předmět", "-------- Přeposlaná zpráva --------\n"),
    ),
    "apple german": (
        "Fwd: Anfrage",
        _apple("Anfang der weitergeleiteten Nachricht:", "Von/Datum/An/Betreff"),
    ),
    "apple polish": (
        "Fwd: Anfrage",
        _apple("Początek przekazywanej wiadomości:", "Od/Data/Do/Temat"),
    ),
    "apple dutch": (
        "Fwd: Anfrage",
        _apple("Begin doorgestuurd bericht:", "Van/Datum/Aan/Onderwerp"),
    ),
    "apple italian": ("Fwd: Anfrage", _apple("Inizio messaggio inoltrato:", "Da/Data/A/Oggetto")),
    "apple, sign before the words": (
        "Fwd: Anfrage",
        _signed(_block("From/Date/To/Subject", "Begin forwarded message:\n\n")),
    ),
    "yahoo": ("Fw: Anfrage", _block("Von/Gesendet/An/Betreff", "----- Forwarded Message -----\n")),
    "samsung": (
        "Fwd: Anfrage",
        _block("Von/Datum/An/Betreff", "-------- Ursprüngliche Nachricht --------\n"),
    ),
    "proton": (
        "Fw: Anfrage",
        f"------- Forwarded Message -------\n{headers('From/Date/To/Subject')}\n\n{_signed(INNER)}",
    ),
    "notes": (
        "WG: Anfrage",
        _block(
            "Von/Datum/An/Betreff",
            "----- Weitergeleitet von Vera Vertrieb/Firma am 03.03.2025 10:20 -----\n\n",
        ),
    ),
    "forward of a forward, outlook": (
        "WG: WG: Anfrage",
        (
            f"Von: {_OTHER}\nGesendet: 3. März 2025 11:00\nAn: Team <team@firma.example>\n"
            f"Betreff: WG: Anfrage\n\nBitte machen.\n\n{_block('Von/Gesendet/An/Betreff')}"
        ),
    ),
    "forward of a forward, gmail": (
        "Fwd: Anfrage",
        f"---------- Forwarded message ---------\nFrom: {_OTHER}\nDate: 3. März 2025 11:00\n"
        "Subject: Fwd: Anfrage\nTo: Team <team@firma.example>\n\nfyi\n\n"
        + _block("From/Date/To/Subject", "---------- Forwarded message ---------\n"),
    ),
}
