"""Looks whether the servers around a tenant answer, for `doctor` and for the health page."""

import smtplib
from collections.abc import Callable, Iterator
from functools import partial

from mailgw.ingress.imap_check import check_account
from tenants import Encryption, TenantConfig, TenantConfigError
from tickets.errors import StafetteError
from tickets.ports import Checked

SECONDS = 10.0


def check_tenant(config: TenantConfig) -> Iterator[Checked]:
    """Try the way out and every IMAP account of a tenant."""
    yield looked_at(f"smtp out of {config.slug}", partial(check_smtp, config))
    for account in config.imap:
        yield looked_at(f"imap {account.name} of {config.slug}", partial(check_account, account))


def looked_at(name: str, action: Callable[[], str]) -> Checked:
    """Do one check and say in a sentence what came of it."""
    try:
        return Checked(name, is_well=True, says=action())
    except (StafetteError, TenantConfigError, OSError, LookupError) as error:
        return Checked(name, is_well=False, says=str(error))
    except smtplib.SMTPException as error:
        return Checked(name, is_well=False, says=f"It does not answer: {error}")


def check_smtp(config: TenantConfig) -> str:
    """Sign in to the server that takes the tenant's mail, and say so."""
    if config.smtp is None:
        return "No server is named, so mail goes to 127.0.0.1 port 25."
    way_out = config.smtp
    kind = smtplib.SMTP_SSL if way_out.encryption is Encryption.TLS else smtplib.SMTP
    with kind(way_out.host, way_out.effective_port, timeout=SECONDS) as connection:
        if way_out.encryption is Encryption.STARTTLS:
            connection.starttls()
        if way_out.username:
            connection.login(way_out.username, way_out.read_password())
    return f"{way_out.host}:{way_out.effective_port} takes mail."
