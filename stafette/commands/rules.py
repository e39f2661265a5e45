"""Commands on a tenant's rules: rules test."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from mailgw.ingress.accept import normalise_lines
from mailgw.mime.mail import ParsedMail
from mailgw.mime.read import read
from stafette.bootstrap import House, open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.mails import read_mails
from stafette.commands.output import AsJson, TenantOption, print_json_lines, print_table
from stafette.rule_bench import try_mail
from stafette.settings import load_settings
from tickets.errors import ConfigurationError
from tickets.ports import RuleTrial
from tickets.store.tenants import load_config

rules_app = typer.Typer(help="Where new tickets go.", no_args_is_help=True)


@rules_app.callback()
def run_rules() -> None:
    """Say where new tickets go."""


@rules_app.command("test")
def run_test(
    eml: Annotated[list[Path], typer.Option("--eml", help="A mail, a folder or an mbox file.")],
    more: Annotated[list[Path] | None, typer.Argument(help="More of these.")] = None,
    tenant: TenantOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say which rules fit a mail and whose its ticket would be, without storing anything.

    Example: stafette rules test --eml spare-part.eml --tenant hellmoor
    """
    rows: list[dict[str, Any]] = []
    with open_house(load_settings()) as house:
        for path in (*eml, *(more or ())):
            for raw in map(normalise_lines, read_mails([path])):
                mail = read(raw)
                slug = tenant or _tenant_of(house, mail)
                (slug,) = tenants_wanted(house, slug)
                rows.append(_row(path, slug, try_mail(house.core, slug, mail, raw)))
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        print_table(("field", "value"), [(name, _shown(value)) for name, value in row.items()])


def _tenant_of(house: House, mail: ParsedMail) -> str:
    """Find the tenant that a mail is for by its recipients; of a single tenant all mail is."""
    slugs = tenants_wanted(house, None)
    if len(slugs) == 1:
        return slugs[0]
    addresses = [one.address for one in (*mail.to, *mail.cc)]
    for slug in slugs:
        with house.core.read(slug) as unit:
            config = load_config(unit)
        if any(config.department_for(one) or config.is_own_domain(one) for one in addresses):
            return slug
    raise ConfigurationError("The mail names no tenant's address; name the tenant by --tenant.")


def _row(path: Path, slug: str, trial: RuleTrial) -> dict[str, Any]:
    shown = asdict(trial)
    shown["rules"] = list(trial.rules)
    shown["hits"] = [dict(zip(("rule", "what", "entry"), one, strict=True)) for one in trial.hits]
    shown["tasks"] = list(trial.tasks)
    return {"file": str(path), "tenant": slug, **shown}


def _shown(value: object) -> object:
    """Give a cell of the table for people."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(
                f"{one['rule']}: {one['what']} “{one['entry']}”" if isinstance(one, dict) else one
                for one in value
            )
        case _:
            return value
