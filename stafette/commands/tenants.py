"""Commands on tenants and on the health of the whole."""

import json
import smtplib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import redis
import typer
from mailgw.ingress.imap import check_account

from stafette.bootstrap import House, apply_tenants, open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, print_json, print_table, say
from stafette.settings import Settings, load_settings
from tenants import Encryption, TenantConfig, TenantConfigError, load_tenant
from tickets.errors import StafetteError
from tickets.services.tenants import apply_tenant
from tickets.store.tenants import load_config

tenant = typer.Typer(help="Tenants and their files.", no_args_is_help=True)

_SECONDS = 10.0


@tenant.command("apply")
def tenant_apply(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Tenant folders; all of STAFETTE_TENANTS_DIR.")
    ] = None,
) -> None:
    """Bring tenants to what their files say.

    Example: stafette tenant apply tenants/hellmoor
    """
    with open_house(load_settings()) as house:
        changed = _apply(house, folders or [])
    say(f"Changed: {', '.join(changed)}." if changed else "All tenants were up to date.")


@tenant.command("add")
def tenant_add(folder: Annotated[Path, typer.Argument(help="Folder with a tenant.toml.")]) -> None:
    """Add a tenant from its folder.

    Example: stafette tenant add tenants/hellmoor
    """
    tenant_apply([folder])


@tenant.command("list")
def tenant_list(*, as_json: AsJson = False) -> None:
    """List the tenants.

    Example: stafette tenant list --json
    """
    with open_house(load_settings()) as house:
        rows = []
        for slug in tenants_wanted(house, None):
            with house.core.read(slug) as unit:
                rows.append({"slug": slug, "name": load_config(unit).name})
    if as_json:
        print_json(rows)
    else:
        print_table(("slug", "name"), [tuple(row.values()) for row in rows])


@tenant.command("export")
def tenant_export(slug: Annotated[str, typer.Argument(help="Short name of the tenant.")]) -> None:
    """Print a tenant's settings as JSON, without passwords.

    Example: stafette tenant export hellmoor
    """
    with open_house(load_settings()) as house:
        tenants_wanted(house, slug)
        with house.core.read(slug) as unit:
            shown = json.loads(load_config(unit).model_dump_json())
    for login in (*shown["imap"], *([shown["smtp"]] if shown["smtp"] else [])):
        login.pop("password", None)
    print_json(shown)


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
        except (smtplib.SMTPException, redis.RedisError) as error:
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
                check(f"smtp out of {slug}", lambda config=config: _check_smtp(config))
                for account in config.imap:
                    check(
                        f"imap {account.name} of {slug}",
                        lambda account=account: check_account(account),
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


def _apply(house: House, folders: list[Path]) -> list[str]:
    if not folders:
        return apply_tenants(house.core, house.settings.tenants_dir)
    changed = []
    for folder in folders:
        config = load_tenant(folder)
        with house.core.write(config.slug) as uow:
            if apply_tenant(uow, config):
                changed.append(config.slug)
    return changed


def _check_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.data_dir) as file:
        file.write(b"doctor")
    return f"{settings.data_dir} can be written."


def _check_redis(settings: Settings) -> str:
    redis.Redis.from_url(settings.redis_url, socket_timeout=_SECONDS).ping()
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
