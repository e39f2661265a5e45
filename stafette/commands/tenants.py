"""Commands on tenants."""

import json
from pathlib import Path
from typing import Annotated

import typer

from stafette.bootstrap import House, apply_tenants, open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, print_json, print_table, say
from stafette.settings import load_settings
from tenants import load_tenant
from tickets.services.tenants import apply_tenant
from tickets.store.tenants import load_config

tenant = typer.Typer(help="Tenants and their files.", no_args_is_help=True)


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
