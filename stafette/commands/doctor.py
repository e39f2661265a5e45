"""The command that looks whether everything around us is well."""

import tempfile
from collections.abc import Callable

import typer

from stafette.bootstrap import open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, print_json, print_table
from stafette.connections import SECONDS, check_tenant, looked_at
from stafette.settings import Settings, load_settings
from tickets.adapters.queue import ping_redis
from tickets.store.tenants import load_config


def run_doctor(*, as_json: AsJson = False) -> None:
    """Check settings, database, Redis, blob store, SMTP out and IMAP accounts.

    Example: stafette doctor
    """
    found = []

    def check(name: str, action: Callable[[], str]) -> bool:
        found.append(looked_at(name, action))
        return found[-1].is_well

    settings = load_settings()
    check("blob store", lambda: _check_folder(settings))
    if settings.redis_url:
        check("redis", lambda: _check_redis(settings))
    if check("database", lambda: _check_database(settings)):
        with open_house(settings) as house:
            for slug in tenants_wanted(house, None):
                with house.core.read(slug) as unit:
                    config = load_config(unit)
                found += check_tenant(config)
    is_well = all(one.is_well for one in found)
    if as_json:
        checks = [{"check": one.name, "ok": one.is_well, "says": one.says} for one in found]
        print_json({"ok": is_well, "checks": checks})
    else:
        marks = {True: "ok", False: "FAIL"}
        print_table(
            ("", "check", "says"), [(marks[one.is_well], one.name, one.says) for one in found]
        )
    if not is_well:
        raise typer.Exit(1)


def _check_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.data_dir) as file:
        file.write(b"doctor")
    return f"{settings.data_dir} can be written."


def _check_redis(settings: Settings) -> str:
    ping_redis(settings.redis_url, SECONDS)
    return "Redis answers."


def _check_database(settings: Settings) -> str:
    with open_house(settings) as house:
        found = tenants_wanted(house, None)
    return f"It is at this version and holds {len(found)} tenants."
