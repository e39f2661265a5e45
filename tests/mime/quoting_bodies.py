"""Bodies as mail clients write them in several languages; every name in them is invented."""

REPLY = "Danke, das passt so.\n\nGruß\nOtto"

INTRODUCTIONS = {
    "gmail german": "Am Mo., 3. März 2025 um 10:15 Uhr schrieb Ada Berg <\n"
    "ada.berg@firma.example>:",
    "thunderbird german": "Am 03.03.2025 um 10:15 schrieb Ada Berg:",
    "apple german": "Am 3. März 2025 um 10:15 schrieb Ada Berg <ada@firma.example>:",
    "yahoo german": "Am Montag, 3. März 2025, 10:15:00 MEZ hat Ada Berg <ada@firma.example> "
    "Folgendes geschrieben:",
    "inbox german": "Ada Berg <ada@firma.example> schrieb am Mo. 3. März 2025 um\n10:15:",
    "open-xchange german": "Ada Berg <ada@firma.example> hat am 03.03.2025 10:15 CET geschrieben:",
    "roundcube german": "Am 2025-03-03 10:15, schrieb Ada Berg:",
    "gmail polish": "pon., 3 mar 2025 o 10:15 Ada Berg <ada@firma.example> napisał(a):",
    "thunderbird polish": "W dniu 3.03.2025 o 10:15, Ada Berg pisze:",
    "onet polish": "W dniu 2025-03-03 10:15:00 użytkownik Ada Berg <ada@firma.example> napisał:",
    "interia polish": "Dnia 3 marca 2025 10:15 Ada Berg <ada@firma.example> napisał(a):",
    "apple polish": "Wiadomość napisana przez Ada Berg <ada@firma.example> w dniu 03.03.2025, "
    "o godz. 10:15:",
    "gmail dutch": "Op ma 3 mrt 2025 om 10:15 schreef Ada Berg <ada@firma.example>:",
    "thunderbird dutch": "Op 03-03-2025 om 10:15 schreef Ada Berg:",
    "apple dutch": "Op 3 mrt 2025, om 10:15 heeft Ada Berg <ada@firma.example> het volgende\n"
    "geschreven:",
    "kpn dutch": 'Op 3 maart 2025 10:15 schreef "Ada Berg" <ada@firma.example>:',
    "gmail italian": "Il giorno lun 3 mar 2025 alle ore 10:15 Ada Berg "
    "<ada@firma.example> ha\nscritto:",
    "thunderbird italian": "Il 03/03/2025 10:15, Ada Berg ha scritto:",
    "kmail italian": "In data lunedì 3 marzo 2025 10:15:00 CET, Ada Berg ha scritto:",
    "gmail english": "On Mon, 3 Mar 2025 at 10:15, Ada Berg <ada@firma.example> wrote:",
    "gmail wrapped": "On Mon, 3 Mar 2025 at 10:15, Ada Berg\n<ada@firma.example>\nwrote:",
    "apple english": "On Mar 3, 2025, at 10:15 AM, Ada Berg <ada@firma.example> wrote:",
    "thunderbird english": "On 3/3/25 10:15 AM, Ada Berg wrote:",
    "mutt english": "On Mon, Mar 03, 2025 at 10:15:12AM +0100, Ada Berg wrote:",
    "notes english": "Ada Berg <ada@firma.example> wrote on 03.03.2025 10:15:12:",
    "zoho english": "---- On Mon, 03 Mar 2025 10:15:50 +0100 ada@firma.example wrote ----",
    "gmail french": "Le lun. 3 mars 2025 à 10:15, Ada Berg <ada@firma.example> a écrit :",
    "thunderbird french": "Le 03/03/2025 à 10:15, Ada Berg a écrit :",
    "gmail spanish": "El lun, 3 mar 2025 a las 10:15, Ada Berg (<ada@firma.example>) escribió:",
    "thunderbird spanish": "El 03/03/2025 a las 10:15, Ada Berg escribió:",
    "gmail portuguese": "Em seg., 3 de mar. de 2025 às 10:15, Ada Berg "
    "<ada@firma.example>\nescreveu:",
    "gmail portugal": "Ada Berg <ada@firma.example> escreveu (segunda, 3/03/2025 à(s) 10:15):",
    "gmail czech": "po 3. 3. 2025 v 10:15 odesílatel Ada Berg <ada@firma.example> napsal:",
    "thunderbird czech": "Dne 03. 03. 25 v 10:15 Ada Berg napsal(a):",
    "gmail swedish": "Den mån 3 mars 2025 kl 10:15 skrev Ada Berg <ada@firma.example>:",
    "thunderbird swedish": "Den 2025-03-03 kl. 10:15, skrev Ada Berg:",
    "gmail danish": "Den man. 3. mar. 2025 kl. 10.15 skrev Ada Berg <ada@firma.example>:",
    "thunderbird danish": "Den 03.03.2025 kl. 10.15 skrev Ada Berg:",
    "gmail norwegian": "man. 3. mars 2025 kl. 10:15 skrev Ada Berg <ada@firma.example>:",
    "gmail japanese": "2025年3月3日(月) 10:15 Ada Berg <ada@firma.example>:",
    "gmail finnish": "ma 3. maalisk. 2025 klo 10.15 Ada Berg (ada@firma.example) kirjoitti:",
    "gmail hungarian": "Ada Berg <ada@firma.example> ezt írta (időpont: 2025. márc. 3., H, 10:15):",
    "gmail turkish": "Ada Berg <ada@firma.example>, 3 Mar 2025 Pzt, 10:15 tarihinde şunu yazdı:",  # noqa: RUF001 - Turkish
    "gmail romanian": "În lun., 3 mar. 2025 la 10:15, Ada Berg <ada@firma.example> a scris:",
    "gmail russian": "пн, 3 мар. 2025 г. в 10:15, Ada Berg "  # noqa: RUF001 - Russian
    "<ada@firma.example>:",
    "unknown language": "Boi 3 Zub 2025 ka 10:15, Ada Berg <ada@firma.example> zuklo:",
}

_PEOPLE = "Ada Berg <ada@firma.example>", "Otto Ohm <otto@kunde.example>"


def headers(labels: str, date: str = "Montag, 3. März 2025 10:15") -> str:
    """Give a header block with four labels, in the order from, sent, to, subject."""
    values = (_PEOPLE[0], date, _PEOPLE[1], "Angebot 17")
    names = labels.split("/")
    return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))


HEADER_BLOCKS = {
    "german": headers("Von/Gesendet/An/Betreff"),
    "german for mac": headers("Von/Datum/An/Betreff"),
    "polish": headers("Od/Wysłano/Do/Temat"),
    "dutch": headers("Van/Verzonden/Aan/Onderwerp"),
    "italian": headers("Da/Inviato/A/Oggetto"),
    "english": headers("From/Sent/To/Subject"),
    "french": headers("De /Envoyé /À /Objet "),
    "spanish": headers("De/Enviado el/Para/Asunto"),
    "portuguese": headers("De/Enviada em/Para/Assunto"),
    "czech": headers("Od/Odesláno/Komu/Předmět"),
    "swedish": headers("Från/Skickat/Till/Ämne"),
    "danish": headers("Fra/Sendt/Til/Emne"),
    "japanese": headers("差出人/送信日時/宛先/件名"),
    "finnish": headers("Lähettäjä/Lähetetty/Vastaanottaja/Aihe"),
    "bold": "*Von:* Ada Berg <ada@firma.example>\n*Gesendet:* Montag, 3. März 2025 10:15\n"
    "*An:* Otto <otto@kunde.example>\n*Betreff:* Angebot 17",
    "with mailto": "Von: Ada Berg [mailto:ada@firma.example] \n"
    "Gesendet: Montag, 3. März 2025 10:15\n"
    "An: Otto\nCc: Ute <ute@firma.example>;\n Uwe <uwe@firma.example>\nBetreff: Angebot 17",
    "separator german": "-----Ursprüngliche Nachricht-----\n" + headers("Von/Gesendet/An/Betreff"),
    "separator polish": "-----Wiadomość oryginalna-----\n" + headers("Od/Wysłano/Do/Temat"),
    "separator italian": "----Messaggio originale----\nDa: ada@firma.example\n"
    "Data: 3-mar-2025 10.15\nA: <otto@kunde.example>\nOgg: Angebot 17",
    "separator danish": "-----Oprindelig meddelelse-----\n" + headers("Fra/Sendt/Til/Emne"),
    "underscores": "_" * 32 + "\n" + headers("Od/Wysłane/Do/Temat"),
    "samsung": "-------- Ursprüngliche Nachricht --------\nVon: Ada Berg <ada@firma.example> \n"
    "Datum: 03.03.25 10:15 (GMT+01:00) \nAn: otto@kunde.example \nBetreff: Angebot 17 ",
    "gmx": 'Gesendet: Montag, 3. März 2025 um 10:15 Uhr\nVon: "Ada Berg" <ada@firma.example>\n'
    "An: otto@kunde.example\nBetreff: Angebot 17",
    "without colons": 'Da "Ada Berg" ada@firma.example\nA "Otto" otto@kunde.example\n'
    "Data Mon, 3 Mar 2025 10:15:00 +0100\nOggetto Angebot 17",
}

_TOP = "<div>Danke, das passt so.</div><div><br></div><div>Gruß</div><div>Otto</div>"
_OUTLOOK = (
    "<p class=MsoNormal>Danke, das passt so.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    "<p class=MsoNormal>Gruß<o:p></o:p></p><p class=MsoNormal>Otto<o:p></o:p></p>"
)

HTML_BODIES = {
    "gmail": f'{_TOP}<br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">'
    'Boi 3 Zub 2025, Ada zuklo<br></div><blockquote class="gmail_quote">Alt</blockquote></div>',
    "gmail through outlook": f'{_TOP}<div class="x_gmail_quote">On 3 Mar 2025 at 10:15, Ada '
    'wrote:<br><blockquote class="x_gmail_quote">Alt</blockquote></div>',
    "outlook web": f'{_TOP}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Xo:</b> Ada'
    "<br><b>Xi:</b> Boi</div><div>Alt</div>",
    "outlook web, rewritten": f'{_TOP}<hr><div id="x_x_divRplyFwdMsg"><b>Xo:</b> Ada</div>Alt',
    "outlook for windows": f'{_OUTLOOK}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;'
    'padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>Xo:</b> Ada<br><b>Xi:</b> Boi</p></div></div>'
    "<p class=MsoNormal>Alt</p>",
    "outlook 2010": f"{_OUTLOOK}<div style='border:none;border-top:solid #B5C4DF 1.0pt;"
    "padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Xo:</b> Ada</p></div><p>Alt</p>",
    "outlook for mac": f'{_TOP}<span id="OLK_SRC_BODY_SECTION"><div>Xo: Ada</div>Alt</span>',
    "outlook mobile": f'{_TOP}<div id="mail-editor-reference-message-container"><div>Xo: Ada</div>'
    "Alt</div>",
    "thunderbird": f'{_TOP}<div class="moz-cite-prefix">Boi zuklo Ada:<br></div>'
    '<blockquote type="cite" cite="mid:1@x.example"><p>Alt</p></blockquote>',
    "apple": f'{_TOP}<div><br><blockquote type="cite"><div>Boi 3 zuklo Ada:</div>'
    '<br class="Apple-interchange-newline"><div>Alt</div></blockquote></div>',
    "yahoo": f'{_TOP}<div id="ydp1_yahoo_quoted_17" class="ydp1yahoo_quoted '
    'yahoo_quoted">Alt</div>',
    "gmx": f'{_TOP}<div>&nbsp;<div name="quote" style="margin:10px"><div><b>Xi:</b>&nbsp;Boi</div>'
    '<div name="quoted-content">Alt</div></div></div>',
    "onet": f"{_TOP}<div>W dniu 2025-03-03 10:15:00 użytkownik Ada &lt;ada@firma.example&gt; "
    "napisał:"
    '<blockquote style="border-left: solid 1px #a5a5a5;">Alt</blockquote></div>',
    "yandex": f'{_TOP}<p>03.03.2025, 10:15, "Ada" &lt;ada@firma.example&gt;:</p>'
    "<blockquote>Alt</blockquote>",
    "hotmail": f'{_TOP}<hr id="stopSpelling">Xi: Boi<br>Xo: Ada<br>Alt',
    "zimbra": f'{_TOP}<hr id="zwchr"><div><b>Xo: </b>Ada</div>Alt',
    "proton": f'{_TOP}<div class="protonmail_quote">On Monday, March 3rd, 2025 at 10:15, Ada '
    '&lt;ada@firma.example&gt; wrote:<br><blockquote class="protonmail_quote">'
    "Alt</blockquote></div>",
    "tutanota": f"{_TOP}<div>3. März 2025, 10:15 von ada@firma.example:<br></div>"
    '<blockquote class="tutanota_quote">Alt</blockquote>',
    "libero": f"{_TOP}<div>Il 03/03/2025 10:15 CET Ada &lt;ada@firma.example&gt; ha scritto:</div>"
    '<blockquote type="cite">Alt</blockquote>',
    "samsung": f"{_TOP}<div>-------- Ursprüngliche Nachricht --------</div><div>Von: Ada "
    "&lt;ada@firma.example&gt;</div><div>Datum: 03.03.25 10:15</div><div>Betreff: X</div>"
    "<div>Alt</div>",
    "our own mark": f'{_TOP}<div data-stafette-quote="1">Bitte oben antworten<br>Alt</div>',
}
