"""Frequent small words by language; each list holds words that tell its language from the others."""

STOP_WORDS: dict[str, frozenset[str]] = {
    "de": frozenset(
        """der die das und ist nicht ich wir sie ihr ihre ihren ihnen mit für auf eine einen einem einer
        ein den dem des im am zum zur von bei nach aus auch noch nur oder aber wenn dass daß wie was
        bitte danke vielen guten tag morgen hallo grüße gruß freundlichen sehr geehrte geehrter damen
        herren haben hat habe hatte sind war waren wird werden wurde kann können könnte möchte
        möchten uns unser unsere unseren mich mir dir euch mein meine keine kein schon mal bis wieder
        diese dieser dieses jetzt heute gestern schicken gerne gern über unter vor würde würden sich
        als zu er es um an sein seine so doch dann dort hier mehr alle alles bin geht gibt""".split()
    ),
    "pl": frozenset(
        """nie się jest na do że z ze i w we o po za od dla czy jak ale oraz lub przez przy proszę
        prosze dzień dzien dobry witam cześć dziękuję dziekuje pozdrawiam poważaniem szanowni państwo
        państwa panie pani pan mam mamy był była było są być będzie bedzie może moze można jeszcze już
        juz tylko tym tego ten ta to te tej tych który która które nam nas nasz nasza nasze moja mój
        mi mnie sobie więc wiec bo bardzo żeby aby gdy kiedy gdzie co ile tak panu wam wasz dziś
        dzisiaj jutro wczoraj chciałbym chcemy mogę odbiór powiedzieć także został zł szt""".split()
    ),
    "nl": frozenset(
        """het een de en van ik je jullie niet dat die op te zijn voor met aan er maar om ook als dan
        nog wel naar bij uit over door zo wat hoe kunt kunnen kan wij ons onze mijn jouw uw u heeft
        heb hebben was waren wordt worden graag bedankt dank groet groeten groetjes beste geachte
        goedemorgen goedemiddag hallo hoi dag alvast vriendelijke mij weer geen deze dit daar hier
        moet moeten zou zouden willen wil wilt meer alleen morgen gisteren vandaag vorige gaat zit
        staat krijgen laten weten kregen heer mevrouw sinds tot hij gr even eens toe mag hun
        beschikbaar""".split()
    ),
    "it": frozenset(
        """il lo la gli le un una uno di del della dei delle degli dello che è non per con in nel nella
        sul sulla da dal dalla al alla ai alle ma anche se come si ci vi mi ti sono siamo ho abbiamo
        avete ha hanno era grazie buongiorno buonasera salve ciao saluti cordiali distinti gentile
        gentili spett spettabile vostro vostra vs ns nostro nostra questo questa quello quella più
        già ancora quando dove quanto cosa potete può posso possiamo vorrei vorremmo prego per favore
        oggi ieri domani molto tutto tutti solo però perché fare sig egregio ed dopo prima entro
        mio mia noi voi stato stata""".split()
    ),
    "en": frozenset(
        """the and is are was were not you your we our to of for with on at by from this that these
        those it its be been have has had will would could should can may please thank thanks dear
        hello hi regards kind best if but or as an a i my me us they them he she his her what when
        where how which who there here just any some all no yes so do does did don't i'm it's i've
        we've let know about into out up down over under after before more only also than then sorry
        get got need want day morning cheers still back one""".split()
    ),
    "fr": frozenset(
        """le les des est et une dans pour pas que qui sur avec nous vous votre notre je ne ce cette
        bonjour merci cordialement au aux du en mais ou où par plus sont suis avez avons être""".split()
    ),
    "es": frozenset(
        """el los las es y una que en por para con no del al se su sus nosotros usted ustedes gracias
        hola buenos días saludos pero como más muy está están estamos tiene tenemos cuando donde
        favor""".split()
    ),
    "pt": frozenset(
        """o os as é e uma que em para com não do da dos das no na seu sua nós você obrigado obrigada
        olá bom dia cumprimentos mas como mais muito está estão temos quando onde favor""".split()
    ),
    "da": frozenset(
        """og det er ikke jeg vi du der den til på med for af har kan en et som hej tak venlig hilsen
        mvh også være blev fra eller""".split()
    ),
    "sv": frozenset(
        """och det är inte jag vi du som den till på med för av har kan en ett hej tack vänliga
        hälsningar också vara blev från eller""".split()
    ),
    "cs": frozenset(
        """je se na že v a s z do pro dobrý den děkuji prosím ale jak jsem jsme není být nebo bude
        které který s pozdravem""".split()
    ),
}

LETTERS: dict[str, str] = {
    "de": "äöüß",
    "pl": "ąćęłńśźż",
    "it": "àèìòù",
    "fr": "çêâîœ",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "da": "æø",
    "sv": "å",
    "cs": "ěřů",
}
