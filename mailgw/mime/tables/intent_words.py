"""Words that tell what a mail wants, in five languages: (weight, phrases in lower case)."""

QUOTE: tuple[tuple[float, tuple[str, ...]], ...] = (
    (3.0, (
        "angebot machen", "angebot erstellen", "angebot zukommen", "angebot schicken", "um ein angebot", "ein angebot für",
        "kostenvoranschlag", "preisanfrage", "angebotsanfrage", "was kostet", "was kosten", "was würde", "was nehmt ihr", "was nehmen sie",
        "was aufrufen", "was sie dafür", "preisvorstellung", "bitte um angebot", "ihr angebot für", "angebot bis", "richtpreis", "preis für",
        "preise für", "welche kosten", "mit welchen kosten", "zu welchem preis", "wie teuer", "vergleichsangebot",
        "wycenę", "wycena", "wycene", "zapytanie ofertowe", "prosimy o ofertę", "proszę o ofertę", "prosze o oferte", "podanie ceny", "jaka cena",
        "ile za", "ile kosztuje", "ile by kosztował", "ile to będzie", "jaki koszt", "na jakie pieniądze", "ofertę na", "oferta na", "zapytanie o", "jaką cenę",
        "wrzućcie proszę jakąś kwotę", "za ile", "podać cenę", "cenę i termin",
        "offerte", "prijsopgave", "wat kost", "wat kosten", "wat reken", "wat moet dat kosten", "wat dat moet kosten", "wat zijn de kosten", "wat gaat",
        "prijs voor", "prijsindicatie", "wat zou", "wat vragen jullie", "wat dat kost", "wat het kost", "wat zijn jullie tarieven", "richtprijs", "begroting",
        "preventivo", "quotazione", "quanto costa", "quanto mi fai", "quanto viene", "quanto ci costa", "offerta per", "vostra migliore offerta", "un'offerta",
        "quanto costerebbe", "che prezzo", "una stima", "quanto verrebbe", "la vostra proposta", "quanto chiedete", "richiesta di offerta", "rda",
        "quotation", "a quote", "please quote", "quote for", "quote me", "how much", "price for", "what's the damage", "what would it cost", "cash price",
        "request for proposal", "rfp", "rfq", "commercial terms", "estimate for", "ballpark", "set me back", "pricing for", "what would you charge", "best price", "your price",
        "what do you charge", "rough cost", "rough price", "an estimate",
    )),
    (1.4, (
        "angebot", "preis", "kosten", "stückzahl", "benötigen wir", "wir benötigen", "wir bräuchten", "brauchen", "wir planen", "lieferzeit", "anfrage", "interesse an",
        "möchten gerne", "hätte gern", "hätten gern", "ersetzt haben", "verkleide", "stück", "wir suchen", "könnten sie uns", "wäre die gelegenheit", "machbar",
        "ofert", "cen", "koszt", "potrzebny", "potrzebuj", "chcemy", "chcielibyśmy", "chciałbym", "chcialbym", "szt.", "sztuk", "termin realizacji", "zapytani", "interesuje",
        "umowę", "prijs", "kosten", "zoek", "zoeken", "nodig", "graag een", "kunnen jullie", "doen jullie", "willen we", "aanvraag", "stuks", "tarief", "wat reken",
        "strekkende meter", "levertijd", "vervangen", "prezzo", "prezzi", "mi servirebbe", "ci servirebbe", "mi serve", "ci serve", "avremmo bisogno", "vorremmo", "offerta", "n. ",
        "cosa propon", "mi dici", "richiedere", "tempi di consegna", "costi", "pezzi", "fornitura", "we need", "need an", "need a", "looking for", "interested in", "price", "cost", "costs",
        "supply", "would like", "can you do", "could you do", "per unit", "sqm", "pcs", "pieces", "lead time", "we are planning", "we refit", "tender", "inquiry", "enquiry",
        "wants them", "quote",
    )),
    (0.6, ("mm", "cm", "m²", "m2", " x ", "stk", "mc", "cbm", "kuub", "lfm", "type", "maße", "wymiary", "afmetingen", "misure", "sizes", "menge", "skizze", "rysun", "tekening", "disegn", "sketch", "lieferung", "montage", "montaż", "plaatsen", "posa")),
)  # fmt: skip

COMPLAINT: tuple[tuple[float, tuple[str, ...]], ...] = (
    (3.0, (
        "reklamation", "reklamier", "beanstand", "mangel", "mängel", "beschwerde", "defekt", "kaputt", "kratzer", "beschädigt", "zerkratzt", "falsch geliefert", "falsche ",
        "undicht", "klemmt", "gewährleistung", "nachbesser", "unzufrieden", "funktioniert nicht", "geht nicht mehr", "nicht funktion", "wer bezahlt", "passt nicht", "statt ø",
        "immer noch nicht", "verspätet", "fehlt", "fehlen ", "rechnung stimmt nicht", "abgebrochen", "gebrochen", "beule", "riss", "verfärb", "schaden", "tropft", "läuft aus",
        "reklamacj", "reklamuj", "wadliw", "uszkodz", "uszkodzon", "zepsut", "pęknięt", "porysowan", "nie działa", "nie dziala", "przeciek", "cieknie", "zły ", "zła ", "niezgodn",
        "nie zamierzamy płacić", "skarg", "gwarancj", "nie da się", "brakuje", "zamiast", "niestety", "krzywo", "odpada", "wyszedł", "usterk", "pomyłk", "błędn", "zamienion",
        "klacht", "kapot", "beschadig", "kras", "defect", "werkt niet", "doet het niet", "lek", "verkeerd", "te smal", "te kort", "te klein", "schade", "garantie", "klem", "scheur",
        "slaat hij", "blijft hangen", "gebroken", "niet tevreden", "reclamatie", "mankeert", "ontbreekt", "nooit gekomen", "niet gekomen", "naad open", "los gelaten", "losgelaten", "stuk gegaan",
        "reclamo", "reclam", "difett", "danneggiat", "rotto", "rotta", "rotti", "guasto", "guasta", "non funziona", "perde", "perdita", "entra acqua", "graffi", "crepa", "sbagliat", "segnalarvi che", "danno",
        "garanzia", "si stanno staccando", "bolle", "non possa considerarsi", "contestazion", "non conforme", "doveva andar via", "sfilato", "si è staccat", "inaccettabil", "si blocca", "al posto di", "manca ", "mancano",
        "complain", "defective", "broken", "damaged", "scratch", "faulty", "fault", "leak", "does not work", "doesn't work", "not working", "wrong", "too short", "cracked", "crack", "warped", "bowed", "wasted journey",
        "nobody came", "overflowing", "cancel the charge", "unacceptable", "disappointed", "under warranty", "warranty", "unfortunately", "puddle", "boot print", "stopped working", "fuse", "dented", "torn", "missing from", "falling off",
        "not what we ordered", "came loose", "refund", "oil stain", "stain",
    )),
    (1.5, (
        "problem", "leider", "ärger", "anderen weißton", "aufgefallen, dass", "kaum noch", "wasserrand", "nicht mehr", "schon wieder", "erneut", "sofort", "wer zahlt", "zugesagt", "seit", "obwohl", "ersatz", "gutschrift", "austausch",
        "od początku", "ciężko", "pilny", "pilne", "do tej pory", "miał zostać", "jest tylko", "wymian", "znowu", "nadal", "dopiero", "kiedy przyjedzie", "fioletowy", "co robimy", "zwrot", "palec",
        "probleem", "helaas", "sinds", "nog steeds", "derde keer", "tweede keer", "alweer", "vocht", "scherp", "open van", "valt dat", "opnieuw", "terwijl", "toevallig", "zomaar", "hoe we", "komen kijken",
        "problem", "purtroppo", "l'unica cosa", "è rimasta", "ancora", "doveva", "di nuovo", "quando passate", "lo pagate voi", "sostituzione", "urgent", "verbale", "da quando", "dieci giorni", "vibrazione", "storto",
        "problem", "again", "still not", "since the", "since your", "faint smell", "hate to be", "isn't right", "not right", "replacement", "credit note", "not how we want", "work-around", "slides off", "third", "bang", "ever since",
    )),
)  # fmt: skip

# Business that is neither: invoices, applications, adverts, thanks, questions about a running order.
OTHER: tuple[tuple[float, tuple[str, ...]], ...] = (
    (3.0, (
        "bestellnummer, daher", "korrigiert als pdf", "duplikat faktur", "betalingsherinnering", "scartata", "codice destinatario", "statement", "remainder", "kontoauszug", "mahnung", "rechnungskopie",
        "bewerbung", "ausbild", "praktikum", "vorstellungsgespräch", "lebenslauf", "kandida", "sollicit", "vacature", "cv ", "autocandidatura", "curriculum", "job application", "apprentice", "aplikacj", "staż",
        "newsletter", "abbestellen", "unsubscribe", "wypisz się", "afmelden", "disiscrivi", "sonderkonditionen", "jesteśmy hurtownią", "rank first", "your website", "no-obligation", "vrijblijvend", "osoby odpowiedzialnej za zakupy", "przygotuję indywidualną",
        "zaproszenie", "zapraszamy", "einladung", "uitnodiging", "invito", "invitation", "kick-off", "potwierdzenie obecności", "kennis te maken",
        "sendungsnummer", "numer przesyłki", "tracking", "any sign of", "no drama", "wie weit sind", "mehr will ich gar nicht", "pytam tylko", "ci confermate che", "è partita", "still coming", "track and trace",
        "taart", "perfetta", "complimenti a tutti", "iedereen heeft het erover", "vielen dank für die tolle", "grazie!", "heel erg bedankt", "il caffè è pagato", "thank you so much", "great job", "dziękujemy za świetn",
        "factuur", "rechnung", "faktur", "fattura", "invoice copy", "borg",
    )),
)  # fmt: skip
