"""Phrases of delivery reports that carry no machine-readable part; all in lower case."""

COPY_MARKERS: tuple[str, ...] = (
    "below this line is a copy", "this is a copy of the message", "this is a copy of your message",
    "message headers follow", "header of the original message", "headers of the original message",
    "original message follows", "original message header", "original message ----", "--- original message",
    "----- original message", "unsent message below", "undelivered message follows", "returned message follows",
    "original message text follows", "text of the original message", "included is a copy", "enclosed is a copy",
    "copy of the original message", "copy of original message", "header of your message", "message header:",
    "message follows", "original mail header", "received message header", "headers of your message",
    "kopie der nachricht", "ursprüngliche nachricht", "kopia nagłówków", "kopia wiadomości", "oryginalna wiadomość",
    "kopie van het bericht", "oorspronkelijk bericht", "copia del messaggio", "messaggio originale",
    "the original message header", "message body follows", "start of message", "rejected message",
)  # fmt: skip

WARNING_WORDS: tuple[str, ...] = (
    "this is a warning message only", "you do not need to resend", "warning message only", "will keep trying",
    "message still undelivered", "has not yet been delivered", "could not be delivered yet", "delivery attempts will continue",
    "will be retried", "will continue to be attempted", "will retry", "has been delayed", "is delayed",
    "delivery has been delayed", "noch nicht zugestellt", "weitere zustellversuche", "kolejne próby",
    "nog niet bezorgd", "non è stato ancora", "delivery incomplete", "temporary problem delivering",
    "there was a temporary problem", "gmail will retry", "not yet been delivered",
)  # fmt: skip

DAEMONS: tuple[str, ...] = (
    "mailer-daemon", "mailerdaemon", "postmaster", "post_master", "mailer_daemon", "mail-daemon", "maildaemon",
    "mdaemon", "mailsystem", "mail.delivery.system", "mail-delivery", "maildelivery", "microsoftexchange", "bounce-",
    "mailadm", "mailmaster", "nobody@", "mmdf", "amavisd", "mail_system", "mailbot", "emailer-daemon",
    "symantecemailsecurity", "delivery-status", "no-reply@mail-delivery",
)  # fmt: skip

DAEMON_NAMES: tuple[str, ...] = (
    "mail delivery s", "mail delivery", "mail deliver", "mailer-daemon", "mailer daemon", "delivery subsystem", "postmaster",
    "mail system", "system administrator", "microsoft outlook", "mail administrator", "internet mail delivery",
    "delivery status", "mailzustell", "mail-zustell", "systemadministrator", "administrator systemu", "mail service",
)  # fmt: skip

SUBJECTS: tuple[str, ...] = (
    "undelivered mail", "undeliverable", "undelivered", "delivery failure", "delivery failed", "delivery status",
    "delivery notification", "failure notice", "failure notification", "mail delivery failed", "returned mail",
    "returned to sender", "returning message", "mail delivery problem", "mail failure", "delivery problem",
    "delivery report", "delivery error", "non delivery", "non-delivery", "nondeliverable", "could not be delivered",
    "couldn't be delivered", "cannot be delivered", "not delivered", "message delayed", "delayed mail", "delivery delayed",
    "warning: could not send", "warning: message", "mail system error", "mail error", "email error", "message you sent blocked",
    "unzustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "zustellfehler", "fehler bei der zustellung",
    "nachricht konnte nicht", "übermittlungsfehler", "zwrot wiadomości", "zwrot poczty", "nie dostarczono", "nie można dostarczyć",
    "niedostarczalne", "nie doręczono", "błąd dostarczenia", "niet bestelbaar", "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd",
    "niet afgeleverd", "mancata consegna", "non recapitabile", "impossibile recapitare", "consegna fallita", "messaggio non consegnato",
    "errore di consegna", "recapito non riuscito", "notifica dello stato", "non remis", "échec de la remise", "no se puede entregar",
    "no entregado", "mail could not", "message could not", "message notification", "benachrichtigung zum übermittlungsstatus",
    "delivery notice", "mailbox error", "rejected mail", "message rejected", "blocked mail", "mail rejected", "bounce",
    "considered unsolicited", "user unknown", "unable to deliver", "permanent error", "your message to", "undeliver", "return mail",
    "unknown user", "mail returned", "returned message", "service message", "problem delivering",
)  # fmt: skip

BODIES: tuple[str, ...] = (
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "was not delivered",
    "wasn't able to deliver", "unable to deliver", "not able to deliver", "delivery to the following", "delivery has failed",
    "delivery failed", "failed recipient", "permanent fatal errors", "permanent error", "following address", "delivery error",
    "undelivered mail", "undeliverable", "did not reach", "has been rejected", "transcript of session follows", "was rejected by",
    "mail system at host", "mail delivery software", "message you sent", "error was encountered", "your message cannot",
    "have delivery problems", "delivery was unsuccessful", "could not deliver", "unable to send", "returned to you", "undelivered",
    "error delivering", "smtp error", "remote host said", "failed permanently", "did not like our", "delivery has been", "invalid user address",
    "fehler bei der nachrichtenzustellung", "konnte nicht zugestellt", "nicht zugestellt werden", "konnte nicht übermittelt",
    "nie udało się dostarczyć", "nie można dostarczyć", "nie została dostarczona", "nie zostala dostarczona",
    "kon niet worden bezorgd", "niet worden afgeleverd", "kan niet worden afgeleverd", "kon niet worden afgeleverd",
    "non può essere consegnato", "non è stato possibile consegnare", "non e' stato possibile", "non è stato recapitato",
    "impossibile recapitare", "impossibile consegnare", "n'a pas pu être", "no se pudo entregar", "mailbox full", "user unknown",
    "recipient was unavailable", "following addresses had", "following recipient", "rejected your message", "no longer be delivered",
    "this is an automatically generated delivery status", "message not delivered", "not been delivered", "rejected the message",
    "sending failed", "sent was rejected", "messages was not delivered", "blocked because", "message was considered", "is undeliverable",
)  # fmt: skip
