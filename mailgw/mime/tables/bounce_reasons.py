"""Words by which mail servers say why they refused; the first line that fits names the reason."""

# All in lower case, white space collapsed. Order matters: what names a cause beyond doubt comes
# before what many servers say as a general phrase.
REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("vacation", ("out of the office", "i am away", "is on vacation")),
    (
        "virusdetected",
        (
            "virus detected", "virus found", "contains a virus", "contained a virus", "infected with",
            "carrying a virus", "malware", "virus-infected", "your message was infected",
            "worm found", "has been infected", "virus:", "trojan",
        ),
    ),
    (
        "authfailure",
        (
            "dmarc", "spf check", "spf fail", "spf hard", "spf validation", "spf record", "spf:",
            "openspf", "sender policy framework", "dkim", "spf (sender", "does not pass authentication",
            "unauthenticated email from", "unauthenticated sender", "not authenticated with",
            "5.7.26", "fails spf", "failed spf", "spf-fail", "sender id (pra)", "by spf",
            "not designated as a permitted", "is not allowed to send mail from",
            "is not authorized to send from", "spf violation",
        ),
    ),
    (
        "requireptr",
        (
            "ptr record", "reverse dns", "reverse-dns", "no ptr", "cannot find your hostname",
            "cannot find your reverse", "client host rejected: cannot find", "rdns", "fcrdns",
            "unresolvable relay", "must resolve", "does not have a reverse", "reverse lookup",
            "reverse mapping", "4.7.25", "5.7.25", "inverse lookup", "name based in-addr",
        ),
    ),
    (
        "norelaying",
        (
            "relay access denied", "relaying denied", "relay not permitted", "relaying prohibited",
            "unable to relay", "not permitted to relay", "relay denied", "no relaying",
            "relaying not allowed", "relay operation rejected", "we do not relay", "relaying is not",
            "is not permitted to relay through", "insecure mail relay", "mail relay denied",
            "domain isn't in my list", "isn't in my list of allowed rcpthosts", "relay prohibited",
            "not a gateway", "not local host", "is not allowed to relay", "relayingdenied",
            "relaying mail to", "relaying-denied", "sorry, that domain isn't", "inoltro non consentito",
            "use your own mail server", "transmission not allowed",
        ),
    ),
    (
        "spamdetected",
        (
            "spam detected", "looks like spam", "considered spam", "identified as spam", "spamassassin",
            "classified as spam", "spam message", "spam content", "detected as spam", "marked as spam",
            "appears to be spam", "message is spam", "spam score", "spam-like", "content spam",
            "unsolicited mail", "unsolicited email", "unsolicited bulk", "likely unsolicited",
            "rejected as spam", "junk mail", "junkmail", "bulk mail", "is spam", "as spam",
            "probable spam", "possible spam", "blocked by spam", "spam filter", "spam rejected",
            "suspected spam", "spammy", "spam mail", "contained spam", "high spam", "spam or virus",
            "message refused by mailmarshal spamprofiler", "5.7.350", "ube, rejected", " ube ",
            "message content rejected", "mail content denied", "resembles spam", "it is spam",
            "contains spam", "blacklisted url", "url contained in this message", "spam url",
        ),
    ),
    (
        "badreputation",
        (
            "reputation", "bad sender score", "low sender score", "senderscore", "poor rep",
        ),
    ),
    (
        "toomanyconn",
        (
            "too many connections", "too many concurrent", "too many sessions", "maximum connections",
            "connection rate limit", "connection limit exceeded", "concurrent connections",
            "simultaneous connections", "too many open connections", "connections from your",
            "connection frequency",
        ),
    ),
    (
        "exceedlimit",
        (
            "5.7.233", "daily limit", "daily sending quota", "sending limit", "daily user sending",
            "message per day", "too many recipients", "recipients exceeded", "message limit",
            "maximum recipients", "recipient limit", "outgoing mail limit", "max recipients",
        ),
    ),
    (
        "speeding",
        (
            "rate limit", "ratelimit", "rate-limit", "too many messages", "sending too", "throttl",
            "too fast", "excessive rate", "too many mails", "too much mail", "try again slower",
            "unusual rate", "messages rate", "rate of mail", "receiving mail too quickly",
        ),
    ),
    (
        "mesgtoobig",
        (
            "message too big", "message too large", "message size exceeds", "exceeds size limit",
            "message is too large", "mail too large", "message exceeds", "size limit exceeded",
            "message file too big", "maximum message size", "max message size", "exceeded message size",
            "size exceeds", "too large to send", "message length exceeds", "exceeds maximum size",
            "fixed maximum message size", "exceeds fixed size", "too big", "larger than the current",
            "messages larger than", "message size limit", "nachricht ist zu groß", "too large",
            "przekracza maksymalny rozmiar", "bericht is te groot", "messaggio troppo grande",
            "5.3.4", "5.2.3",
        ),
    ),
    (
        "mailboxfull",
        (
            "mailbox full", "mailbox is full", "over quota", "quota exceeded", "exceeded storage",
            "exceeds quota", "disk quota", "mailbox quota", "mail box full", "mail box space",
            "insufficient disk space", "exceeded the limit", "out of storage", "mailfolder is full",
            "user has exhausted", "full mailbox", "storage allocation", "quotaexceeded", "overquota",
            "over the maximum", "over disk quota", "over the allowed quota", "mailbox exceeds",
            "message box is full", "mailbox size", "exceeding quota", "user has too many messages",
            "mailbox has exceeded", "too many mail data", "inbox is full", "is out of space",
            "quota violation", "delivery failed: over quota", "users mailbox capacity",
            "mailbox_full", "account is over", "account is full", "disk space limit",
            "recipient's mailbox is full", "recipient reached disk quota", "exceed the quota",
            "maildir over quota", "maildir delivery failed: user", "quota has been", "not enough space",
            "not enough storage", "no space left for", "userdiskquota", "would exceed", "mailbox would",
            "postfach ist voll", "postfach von", "postfach voll", "speicherplatz", "überfüllt",
            "skrzynka odbiorcy jest przepełniona", "skrzynka jest pełna", "przepełnion", "mailbox vol",
            "postvak is vol", "postvak zit vol", "casella piena", "casella è piena", "casella di posta è piena",
            "spazio esaurito", "quota superata", "boîte pleine", "boite pleine", "boîte du destinataire",
            "buzón lleno", "quota dépassé", "5.2.2", "4.2.2", "too full", "maximum storage",
            "mailbox storage", "benutzer hat das speichervolumen", "account exceeded", "is over its",
            "552 ",
        ),
    ),
    (
        "systemfull",
        (
            "system full", "mail system full", "no space left on device", "insufficient system storage",
            "disk full", "insufficient system resources", "requested mail action aborted: exceeded",
            "spool is full", "filesystem", "4.3.1", "5.3.1",
        ),
    ),
    (
        "hasmoved",
        (
            "has moved", "has been replaced by", "no longer at this address", "new address is",
            "please use the new", "address has changed", "user has moved", "551 ", "5.1.6",
            "moved to a new address",
        ),
    ),
    (
        "hostunknown",
        (
            "host unknown", "domain does not exist", "host not found", "unknown host", "unrouteable mail domain",
            "unrouteable address", "domain not found", "nxdomain", "no such domain", "unknown domain",
            "couldn't find any host", "could not find any host", "dns server returned answer with no data",
            "name or service not known", "illegal host", "domain must exist", "mail domain mentioned in email",
            "bad destination host", "could not be resolved", "couldn't be resolved", "no mx record found for domain",
            "invalid domain", "host or domain name not found", "domain is not reachable", "no such host",
            "recipient domain must exist", "name server: host not found", "host name lookup failure: host not",
            "is an invalid domain", "5.1.2", "hostname unknown", "bad destination system", "domain unknown",
            "domain wurde nicht gefunden", "domena nie istnieje", "dominio inesistente", "domein bestaat niet",
            "dominio non esiste", "addressdomain", "unroutable", "relay_dns", "domain nonexistent",
            "hostunknown", "recipientdomain", "domain isn't valid", "doesn't exist in dns",
            "dns error: domain", "unable to resolve", "the domain name",
        ),
    ),
    (
        "suspend",
        (
            "suspend", "account disabled", "mailbox disabled", "account is disabled", "account has been disabled",
            "user is disabled", "mailbox is disabled", "currently disabled", "is inactive", "inactive user",
            "inactive account", "account inactive", "account is inactive", "not active", "has been deactivated",
            "is deactivated", "account expired", "temporarily disabled", "mailbox is frozen", "frozen",
            "mailbox unavailable or access denied", "user has been suspended", "account locked",
            "mailbox currently suspended", "recipient is not active", "is locked", "5.2.1",
            "user not active", "recipient suspend", "account closed", "email account that you tried to reach is disabled",
            "no longer active", "mailbox not active", "this account has been", "is not accepting",
            "user_inactive", "deaktiviert", "gesperrt", "zablokowane konto", "konto zablokowane", "disabled",
            "temporarily suspended", "is no longer on server",
        ),
    ),
    (
        "userunknown",
        (
            "user unknown", "unknown user", "no such user", "user not found", "does not exist",
            "doesn't exist", "doesn\u2019t exist", "invalid recipient", "recipient unknown",
            "unknown recipient", "no mailbox", "mailbox not found", "no such mailbox", "unknown address",
            "mailbox unavailable", "not our customer", "unknown local part", "unknown local-part",
            "recipient not found", "invalid mailbox", "no such recipient", "address unknown",
            "recipient rejected", "no such person", "undeliverable address", "no such address",
            "user invalid", "invalid user", "not listed in", "not found in", "isn't listed", "recipient does not",
            "address not found", "no longer valid", "bad address", "bad recipient", "no account", "no valid recipients",
            "unknown account", "user doesn't", "account not found", "invalid address", "mailbox does not",
            "delivery to the following recipients failed", "there is no one at this address", "nobody by that name",
            "is not a known user", "not known", "not a valid mailbox", "not a valid user", "is not a valid",
            "address does not", "user is unknown", "no user", "unknown email", "recipient no longer",
            "unknown or illegal alias", "illegal alias", "this user doesn", "email address not", "user does not",
            "wurde nicht gefunden", "konnte nicht gefunden werden", "nicht bekannt", "unbekannt", "existiert nicht",
            "nie istnieje", "nieznany użytkownik", "nie znaleziono", "nieznany odbiorca", "bestaat niet",
            "niet gevonden", "onbekende gebruiker", "onbekend", "non esiste", "inesistente", "sconosciuto",
            "utente sconosciuto", "n'existe pas", "inconnu", "adresse invalide", "no existe", "desconocid",
            "5.1.1", "5.1.10", "5.0.1", "5.1.0 address rejected", "usernotfound", "recipientnotfound",
            "resolver.adr", "not in directory", "no matches to nameserver", "name not found", "non-existent",
            "nonexistent", "invalid final delivery", "unknown mail", "address is administratively",
            "cannot deliver to", "recipient address rejected: access denied", "not a local", "bad destination mailbox",
            "can't create user", "user unkown", "unknown.", "undeliverable: no", "not exist", "no recipients",
            "<recipient>", "mailbox name not allowed", "requested action not taken: mailbox", "dosn't have",
        ),
    ),
    (
        "notaccept",
        (
            "does not accept mail", "null mx", "nullmx", "host does not accept", "smtp protocol returned",
            "no mail accepted", "does not receive mail", "domain does not accept", "556 ", "521 ",
            "sorry, this host", "name server: host does not",
        ),
    ),
    (
        "blocked",
        (
            "blacklist", "block list", "blocklist", "spamhaus", "rbl", "dnsbl", "spamcop", "sorbs", "barracuda",
            "access denied", "ip address", "client host", "blocked using", "has been blocked", "is blocked",
            "blocked by", "ip blocked", "connection refused by", "banned sending", "banned", "your ip",
            "client address", "connection denied", "connection dropped", "blocked - see", "your network",
            "sending ip", "not accepted from", "no access from mail server", "bad helo", "invalid helo",
            "helo command rejected", "access not allowed", "delisting", "the ip", "ip has", "mailserver",
            "[ip]", "host rejected", "mail from ip", "s3140", "s3150", "connecting ip", "unused ip",
            "black list", "domain is blocked", "messages from",
        ),
    ),
    (
        "rejected",
        (
            "sender address rejected", "sender rejected", "sender denied", "sender verify failed",
            "sender domain", "domain of sender", "sender is not", "sender not", "you are not allowed to send",
            "not allowed to send", "access from you", "from address", "rejected your message",
            "address rejected", "unauthorized sender", "invalid sender", "bad sender", "sender unknown",
            "sender blocked", "blocked sender", "return path", "envelope sender", "mail from", "from: header",
            "domain in sender", "senders are not", "sender address", "restricted", "sender email",
            "only accept", "closed group", "not authorized to post", "permission to post", "moderat",
            "you don't have authorization", "not authorized", "bounce address", "5.7.133", "5.7.124",
            "5.7.129", "5.1.8", "5.1.7",
        ),
    ),
    (
        "networkerror",
        (
            "network", "could not connect", "could not be connected", "no route", "connection timed out with",
            "loop", "hop count", "too many hops", "mail for", "looping", "connection lost", "lost connection",
            "routing loop", "loops back", "excessive number of hops", "maximum hop", "host unreachable",
            "unreachable", "connection reset", "name server timeout", "dns", "cannot resolve", "dead socket",
            "4.4.1 no answer", "5.4.6", "5.4.14", "4.4.2", "malformed or unexpected name server",
            "connection refused", "not reachable", "host is down",
        ),
    ),
    (
        "expired",
        (
            "expired", "delivery time", "timed out", "timeout", "time out", "retry time", "too long",
            "undelivered after", "delivery attempts", "not been delivered", "still being retried",
            "been in the queue", "giving up", "will keep trying", "still undelivered", "was delayed",
            "unable to deliver message after", "been delayed", "delivery is delayed", "delayed", "4.4.7",
            "5.4.7", "no mail servers for", "wait", "verzögert", "opóźni", "vertraagd", "in ritardo",
        ),
    ),
    (
        "contenterror",
        (
            "attachment", "content", "mime", "header", "8bit", "8-bit", "base64", "5.6.", "message format",
            "file type", "line too long", "improper", "not rfc", "rfc 5322", "rfc 2822",
        ),
    ),
    (
        "policyviolation",
        (
            "policy", "policies", "you have exceeded", "message was blocked", "protocol violation",
            "prohibited", "administratively denied", "administrative prohibition", "because the recipient is not accepting",
            "administrator", "rule", "5.7.9",
        ),
    ),
    (
        "securityerror",
        (
            "security", "authentication required", "authentication turned on", "authentication failure",
            "auth failure", "authenticat", "password", "starttls", "tls", "ssl", "certificate", "encryption",
            "verification failure", "not allowed to use", "you must", "insecure", "login", "not authorised",
        ),
    ),
    (
        "filtered",
        (
            "filtered", "message rejected", "rejected by the recipient", "message was rejected",
            "bounced by", "message filtered", "refused", "rejected", "not accepting mail from", "user reject",
            "you have been blocked", "blocked by recipient", "because the recipient", "unwanted", "deny",
        ),
    ),
    (
        "systemerror",
        (
            "internal error", "internal server", "system error", "server error", "local error", "service unavailable",
            "temporarily unavailable", "temporary failure", "try again later", "system config", "configuration error",
            "local configuration", "can't open", "cannot open", "not available", "unavailable", "failed to process",
            "out of memory", "resources", "mail system", "error in processing", "processing error", "can not be",
            "could not be processed", "directory", "aliasing", "interrupted", "database",
        ),
    ),
    (
        "mailererror",
        (
            "mailer error", "command failed", "command died", "exit status", "procmail", "pipe", "unknown mailer",
            "x-unix", "local delivery", "delivery agent", "mailer", "exited with",
        ),
    ),
    ("syntaxerror", ("syntax error", "command not recognized", "unrecognized command", "5.5.", "command rejected")),
)  # fmt: skip

# RFC 3463 codes, used where no words help; longest prefix first.
STATUS: tuple[tuple[str, str], ...] = (
    ("5.1.10", "userunknown"), ("5.1.1", "userunknown"), ("5.1.0", "userunknown"), ("5.1.2", "hostunknown"),
    ("5.1.3", "userunknown"), ("5.1.6", "hasmoved"), ("5.1.7", "rejected"), ("5.1.8", "rejected"),
    ("5.2.1", "suspend"), ("5.2.2", "mailboxfull"), ("5.2.3", "mesgtoobig"), ("5.2.0", "filtered"),
    ("5.3.1", "systemfull"), ("5.3.4", "mesgtoobig"), ("5.3.5", "systemerror"), ("5.3.0", "systemerror"),
    ("5.3.2", "notaccept"), ("5.4.1", "expired"), ("5.4.4", "hostunknown"), ("5.4.6", "networkerror"),
    ("5.4.7", "expired"), ("5.4.", "networkerror"), ("5.5.", "syntaxerror"), ("5.6.", "contenterror"),
    ("5.7.1", "securityerror"), ("5.7.8", "securityerror"), ("5.7.", "policyviolation"),
    ("4.2.2", "mailboxfull"), ("4.2.1", "suspend"), ("4.3.1", "systemfull"), ("4.4.7", "expired"),
    ("4.4.1", "expired"), ("4.4.2", "networkerror"), ("4.4.5", "networkerror"), ("4.4.", "networkerror"),
    ("4.7.", "policyviolation"), ("4.", "expired"), ("5.", "undefined"),
)  # fmt: skip

# No other try can help where the address itself is wrong.
HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})
