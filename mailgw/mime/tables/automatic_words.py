"""Subjects and phrases of mail that no person wrote, in many languages; all in lower case."""

# A subject that begins so (after reply prefixes) is an automatic answer.
AUTO_SUBJECTS: tuple[str, ...] = (
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse",
    "auto:", "automated reply", "automated response", "out of office", "out of the office", "out-of-office", "ooo:",
    "away from the office", "away from my", "away until", "away:", "i am away", "i'm away", "on vacation", "vacation reply", "vacation:",
    "on leave", "annual leave", "on holiday",
    "automatische antwort", "automatische antwoord", "automatische rückantwort", "abwesenheitsnotiz", "abwesenheit",
    "abwesend", "außer haus", "ausser haus", "nicht im büro", "ich bin im urlaub", "im urlaub", "urlaubsnotiz",
    "odpowiedź automatyczna", "odpowiedz automatyczna", "automatyczna odpowiedź", "automatyczna odpowiedz", "autoodpowiedź",
    "autoodpowiedz", "nieobecność", "nieobecnosc", "poza biurem", "nieobecny", "jestem na urlopie", "urlop:", "na urlopie",
    "automatisch antwoord", "automatisch bericht", "afwezig", "niet aanwezig", "buiten kantoor", "niet op kantoor",
    "met vakantie", "op vakantie", "afwezigheid",
    "risposta automatica", "risposta automatizzata", "fuori ufficio", "fuori sede", "assenza dall'ufficio", "assente",
    "messaggio automatico", "assenza:", "in ferie", "sono in ferie", "autorisponditore",
    "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "absence :", "en congés",
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "ausencia", "resposta automática", "ausente",
    "automatisk svar", "autosvar", "fraværende", "automatiskt svar", "frånvaro", "ikke på kontoret", "automaattinen vastaus",
    "automatická odpověď", "automatická odpoveď", "automatikus válasz", "răspuns automat", "otomatik yanıt", "автоответ",
    "автоматический ответ", "αυτόματη απάντηση", "自動返信", "自动回复", "자동 회신", "不在通知",
    "yanıt: otomatik", "mimo kancelář",
)  # fmt: skip

# Confirmations of a ticket system or form; they corroborate a header mark.
CONFIRMATION_WORDS: tuple[str, ...] = (
    "we have received your", "we received your", "your request has been received", "request received", "ticket received",
    "has been received", "thank you for contacting", "thanks for contacting", "do not reply to this", "please do not reply",
    "this is an automatic", "this is an automated", "automatically generated", "auto-generated", "automated message",
    "automatisch generiert", "automatisch erstellt", "automatisch erzeugt", "diese nachricht wurde automatisch", "eingangsbestätigung",
    "antworten sie nicht auf diese", "wir haben ihre anfrage erhalten", "ihre anfrage ist bei uns eingegangen", "wurde erfasst",
    "wygenerowana automatycznie", "wygenerowany automatycznie", "wygenerowane automatycznie", "zgłoszenie przyjęte", "otrzymało numer",
    "prosimy nie odpowiadać", "prosimy pisać powyżej", "potwierdzenie przyjęcia", "przyjęliśmy",
    "automatisch gegenereerd", "automatisch verzonden", "wij hebben uw", "ontvangstbevestiging", "niet beantwoorden", "is ontvangen",
    "messaggio automatico", "generato automaticamente", "si prega di non rispondere", "non rispondere a questa", "abbiamo ricevuto",
    "risposta automatica", "è stata presa in carico", "conferma di ricezione", "réponse automatique", "no responda", "respuesta automática",
    "abwesenheitsnotiz", "automatische antwort", "automatic reply", "out of the office", "odpowiedź automatyczna", "automatisch antwoord",
)  # fmt: skip

# Phrases of absence notes, which alone prove nothing, for people write them too.
ABSENCE_PHRASES: tuple[str, ...] = (
    "out of the office", "out of office", "on annual leave", "on vacation", "on holiday", "away from my desk", "limited access to",
    "i am away", "i'm away", "currently away", "will be away", "on leave until", "back in the office", "maternity leave",
    "not in the office", "will return on", "returning to the office",
    "nicht im büro", "im urlaub", "außer haus", "nicht erreichbar", "bin abwesend", "ich bin bis", "ab dem", "wieder erreichbar",
    "wieder im büro", "in dringenden fällen", "wird nicht weitergeleitet", "keinen zugriff auf", "derzeit nicht", "in elternzeit",
    "na urlopie", "poza biurem", "jestem nieobecn", "będę nieobecn", "w sprawach pilnych", "wracam", "przebywam na", "nieobecna do",
    "met verlof", "niet aanwezig", "op vakantie", "met vakantie", "afwezig", "beperkt bereikbaar", "niet op kantoor", "dringende zaken",
    "ben ik weer", "is dicht van", "terug op", "in ferie", "fuori ufficio", "assente dall", "sarò assente", "sono assente", "per urgenze",
    "rientro il", "rientrerò", "torno", "absent du bureau", "je suis absent", "en congé", "fuera de la oficina", "estaré ausente",
)  # fmt: skip

READ_SUBJECTS: tuple[str, ...] = (
    "read:", "read receipt", "return receipt", "delivered:", "relayed:", "not read:", "deleted:", "disposition notification",
    "gelesen:", "lesebestätigung", "empfangsbestätigung (angezeigt)", "ungelesen gelöscht", "lesebestätigung (angezeigt)",
    "przeczytane:", "przeczytano:", "potwierdzenie przeczytania", "potwierdzenie odczytu", "potwierdzenie odbioru (wyświetlona)",
    "nieprzeczytane:", "gelezen:", "leesbevestiging", "ontvangstbevestiging (weergegeven)", "niet gelezen:",
    "letto:", "conferma di lettura", "ricevuta di lettura", "lettura:", "non letto:", "ricevuta di ritorno (visualizzata)",
    "lu :", "lu:", "accusé de lecture", "leído:", "confirmación de lectura", "lida:", "læst:", "läst:", "lest:",
    "accettazione:", "consegna:", "ricevuta di accettazione", "avvenuta consegna",
)  # fmt: skip

READ_BODIES: tuple[str, ...] = (
    "was read on", "this is a return receipt", "receipt for the mail", "has been displayed", "was displayed", "your message was read",
    "wurde am", "gelesen", "angezeigt", "przeczytan", "wyświetlon", "gelezen", "weergegeven", "visualizzat", "letto", "conferma di ricezione",
    "ricevuta conferma", "a été lu", "ha sido leído", "disposition", "consegnato",
)  # fmt: skip
