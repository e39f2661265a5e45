"""The command that looks whether everything around us is well."""

import smtplib
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

import typer

from mailgw.ingress.imap_check import check_account
from stafette.bootstrap import open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, print_json, print_table
from stafette.settings import Settings, load_settings
from tenants import Encryption, TenantConfig, TenantConfigError
from tickets.adapters.queue import ping_redis
from tickets.errors import StafetteError
from tickets.store.tenants import load_config

_SECONDS = 10.0


def run_doctor(*, as_json: AsJson = False) -> None:
    """Check settings, database, Redis, blob store, SMTP out and IMAP accounts.

    Example: stafette doctor
    """
    lines: list[dict[str, Any]] = []

    def check(name: str, action: Callable[[], str]) -> bool:
        try:
            lines.append({"check": name, "ok": True, "says": action()})
        except (StafetteError, TenantConfigError, OSError, LookupError) as error:
            lines.append({"check": name, "ok": False, "says": str(error)})
        except smtplib.SMTPException as error:
            lines.append({"check": name, "ok": False, "says": f"It does not answer: {error}"})
        return bool(lines[-1]["ok"])

    settings = load_settings()
    check("blob store", lambda: _check_folder(settings))
    if settings.redis_url:
        check("redis", lambda: _check_redis(settings))
    if check("database", lambda: _check_database(settings)):
        with open_house(settings) as house:
            for slug in tenants_wanted(house, None):
                with house.core.read(slug) as unit:
                    config = load_config(unit)
                check(f"smtp out of {slug}", partial(_check_smtp, config))
                for account in config.imap:
                    check(
                        f"imap {account.name} of {slug}",
                        partial(check_account, account),
                    )
    is_well = all(line["ok"] for line in lines)
    if as_json:
        print_json({"ok": is_well, "checks": lines})
    else:
        marks = {True: "ok", False: "FAIL"}
        print_table(
            ("", "check", "says"),
            [(marks[line["ok"]], line["check"], line["says"]) for line in lines],
        )
    if not is_well:
        raise typer.Exit(1)


def _check_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.data_dir) as file:
        file.write(b"doctor")
    return f"{settings.data_dir} can be written."


def _check_redis(settings: Settings) -> str:
    ping_redis(settings.redis_url, _SECONDS)
    return "Redis answers."


def _check_database(settings: Settings) -> str:
    with open_house(settings) as house:
        found = tenants_wanted(house, None)
    return f"It is at this version and holds {len(found)} tenants."


def _check_smtp(config: TenantConfig) -> str:
    if config.smtp is None:
        return "No server is named, so mail goes to 127.0.0.1 port 25."
    way_out = config.smtp
    kind = smtplib.SMTP_SSL if way_out.encryption is Encryption.TLS else smtplib.SMTP
    with kind(way_out.host, way_out.effective_port, timeout=_SECONDS) as connection:
        if way_out.encryption is Encryption.STARTTLS:
            connection.starttls()
        if way_out.username:
            connection.login(way_out.username, way_out.read_password())
    return f"{way_out.host}:{way_out.effective_port} takes mail."
