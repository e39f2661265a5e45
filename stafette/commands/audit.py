"""Commands that prove what happened: audit verify."""

import time

import typer

from stafette.bootstrap import open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, TenantOption, print_json, say
from stafette.settings import load_settings
from tickets.services.audit import audit

audit_app = typer.Typer(help="Prove that what happened was not changed.", no_args_is_help=True)


@audit_app.callback()
def run_audit() -> None:
    """Prove that what happened was not changed."""


@audit_app.command("verify")
def run_verify(tenant: TenantOption = None, *, as_json: AsJson = False) -> None:
    """Check the chain of events of every ticket; exits 1 where one is broken.

    Example: stafette audit verify --tenant hellmoor
    """
    started = time.perf_counter()
    tickets = events = 0
    broken: list[dict[str, object]] = []
    with open_house(load_settings()) as house:
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                for one in audit(unit):
                    tickets += 1
                    events += one.events
                    if one.broken is None:
                        continue
                    row = {"tenant": slug, "ticket": one.broken.number, "event": one.broken.seq}
                    broken.append(
                        {**row, "says": one.broken.says, "faults": one.broken.fault_count}
                    )
                    if not as_json:
                        typer.echo(f"Ticket #{one.broken.number} of {slug}: {one.broken.says}.")
    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        print_json({"tickets": tickets, "events": events, "seconds": seconds, "broken": broken})
    elif not broken:
        say(f"All {events} events of {tickets} tickets are as they were written.")
    if broken:
        raise typer.Exit(1)
