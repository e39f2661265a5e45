"""What went wrong with an IMAP account, in one plain sentence that says what to do."""

import re
import socket
import ssl

from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)
from sqlalchemy.exc import SQLAlchemyError

from tenants import ImapAccount, PasswordMissingError
from tickets.errors import StafetteError

_QUOTE_LENGTH = 200


def is_broken(error: BaseException) -> bool:
    """Tell whether an error means that the connection can no longer be used."""
    return isinstance(error, IMAPClientAbortError | OSError)


def explain_error(error: BaseException, account: ImapAccount) -> str:
    """Say in one sentence why an account could not be read."""
    match error:
        case StafetteError() | PasswordMissingError():
            return str(error)
        case IMAPClientError():
            return _explain_answer(error, account)
        case OSError():
            return _explain_network(error, account)
        case SQLAlchemyError():
            return "The database did not answer; fetching goes on when it does."
        case _:
            return f"Something unexpected broke ({type(error).__name__}); the log tells more."


def server_words(error: BaseException) -> str:
    """Give what the server said, on one line and cut to a readable length."""
    text = re.sub(r"[^\x20-\x7e\xa0-\uffff]+", " ", str(error)).strip()
    if re.fullmatch(r"b(['\"]).*\1", text):
        text = text[2:-1]
    return text[:_QUOTE_LENGTH].rstrip(". ") or "no reason given"


def _explain_answer(error: IMAPClientError, account: ImapAccount) -> str:
    closed = f"{account.host} closed the connection; it is opened again."
    match error:
        case LoginError() if isinstance(error.__context__, IMAPClientAbortError):
            return closed
        case LoginError():
            return (
                f"{account.host} refused the login of {account.username} "
                f"({server_words(error)}); check name and password."
            )
        case IMAPClientAbortError():
            return closed
        case CapabilityError():
            return f"{account.host} cannot do what is needed: {server_words(error)}."
        case _:
            return f"{account.host} refused a request: {server_words(error)}."


def _explain_network(error: OSError, account: ImapAccount) -> str:
    place = f"{account.host} on port {account.effective_port}"
    match error:
        case socket.gaierror():
            return f"The host {account.host} is not known; check its spelling and the name server."
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {account.host} is not valid ({error.verify_message}); let the "
                "server renew it, or name its authority in the variable SSL_CERT_FILE."
            )
        case ssl.SSLError():
            return (
                f"No secure connection to {place} ({error.reason or 'TLS failed'}); "
                "check port and encryption of the account."
            )
        case ConnectionRefusedError():
            return f"Nothing answers at {place}; check host and port, or start the server."
        case TimeoutError():
            return f"{place} did not answer in time; check host, port and firewall."
        case _:
            return f"The connection to {place} broke: {error.strerror or error}."
