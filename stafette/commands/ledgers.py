"""Commands on arrivals: ledger, held, reconcile, fsck."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

import typer

from mailgw.ingress.imap_check import reconcile
from stafette.bootstrap import House, open_house
from stafette.commands.output import (
    AsJson,
    TenantOption,
    print_json,
    print_json_lines,
    print_table,
    say,
)
from stafette.settings import load_settings
from tickets.errors import ConfigurationError, NotFoundError, StafetteError
from tickets.model.mail import InboundMail
from tickets.services.arrivals import WAITING, drop_arrival, release_arrival, retry_arrival
from tickets.services.checkup import find_faults
from tickets.store.addresses import all_tenants
from tickets.store.ledger import count_outcomes, find_arrival, list_arrivals
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import UnitOfWork

held = typer.Typer(help="Mails that wait for a person, or failed.", no_args_is_help=True)

MailId = Annotated[int, typer.Argument(help="Number of the mail, as `held list` shows it.")]


def tenants_wanted(house: House, tenant: str | None) -> list[str]:
    """Give the one tenant named, or all; raises NotFoundError for an unknown name."""
    with house.core.database.glance() as session:
        known = all_tenants(session)
    if tenant is None:
        return known
    if tenant not in known:
        raise NotFoundError(f"There is no tenant {tenant}.")
    return [tenant]


def run_ledger(
    tenant: TenantOption = None,
    *,
    with_rows: Annotated[
        bool, typer.Option("--list", help="Print each arrival with its reason.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count what became of every arrival.

    Example: stafette ledger --tenant hellmoor --json
    """
    with open_house(load_settings()) as house:
        total: Counter[str] = Counter()
        rows: list[dict[str, Any]] = []
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                total.update(count_outcomes(unit))
                if with_rows:
                    rows += [_row(one) for one in list_arrivals(unit, limit=100_000)]
    counts = {name: total[name] for name in _ORDER}
    if with_rows and as_json:
        print_json_lines(rows)
    elif with_rows:
        print_table(tuple(_row_names()), [tuple(row.values()) for row in rows])
    elif as_json:
        print_json(counts)
    else:
        print_table(("outcome", "mails"), counts.items())


def run_fsck(*, as_json: AsJson = False) -> None:
    """Check every invariant; exits 1 where one is broken.

    Example: stafette fsck
    """
    faults: list[str] = []
    with open_house(load_settings()) as house:
        for slug in tenants_wanted(house, None):
            with house.core.read(slug) as unit:
                faults += [f"{slug}: {fault}" for fault in find_faults(unit, house.core.blobs)]
    if as_json:
        print_json({"clean": not faults, "faults": faults})
    else:
        for fault in faults:
            say(fault)
        say("Everything is as it should be." if not faults else f"{len(faults)} faults.")
    if faults:
        raise typer.Exit(1)


def run_reconcile(
    account: Annotated[str, typer.Option("--account", help="Name of the IMAP account.")],
    tenant: TenantOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compare what an IMAP server shows with the ledger; private sent mail is left out.

    Example: stafette reconcile --account sales --json
    """
    with open_house(load_settings()) as house:
        owners = []
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                if any(one.name == account for one in load_config(unit).imap):
                    owners.append(slug)
        if len(owners) != 1:
            which = "No tenant has" if not owners else "Several tenants have"
            raise ConfigurationError(f"{which} an IMAP account {account}; name one by --tenant.")
        found = reconcile(house.core, owners[0], account)
    result = {
        "on_server": found.on_server,
        "in_ledger": found.in_ledger,
        "missing": [asdict(one) for one in found.missing],
    }
    if as_json:
        print_json(result)
    else:
        print_table(("", "mails"), [(name, str(value)) for name, value in result.items()])
    if found.missing:
        raise typer.Exit(1)


@held.command("list")
def held_list(tenant: TenantOption = None, *, as_json: AsJson = False) -> None:
    """List the mails that wait, with their reasons.

    Example: stafette held list
    """
    with open_house(load_settings()) as house:
        rows = []
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                rows += [_row(one) for one in list_arrivals(unit, WAITING)]
    if as_json:
        print_json_lines(rows)
    elif rows:
        print_table(tuple(_row_names()), [tuple(row.values()) for row in rows])
    else:
        say("Nothing is held.")


@held.command("show")
def held_show(mail: MailId, tenant: TenantOption = None, *, as_json: AsJson = False) -> None:
    """Show one mail and its reason; `--json` holds its bytes' sha256.

    Example: stafette held show 17
    """
    with open_house(load_settings()) as house:
        slug = _owner_of(house, mail, tenant)
        with house.core.read(slug) as unit:
            arrival = find_arrival(unit, mail)
            assert arrival is not None
            row = _row(arrival) | {"raw_sha256": arrival.raw_sha256, "size": arrival.raw_size}
    if as_json:
        print_json(row)
    else:
        print_table(("field", "value"), row.items())


@held.command("release")
def held_release(mail: MailId, tenant: TenantOption = None) -> None:
    """Let a mail through: you vouch for its writer.

    Example: stafette held release 17
    """
    _act(mail, tenant, release_arrival, "will be let through.")


@held.command("retry")
def held_retry(
    mail: Annotated[int | None, typer.Argument(help="Number of the mail.")] = None,
    tenant: TenantOption = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every mail that waits.")] = False,
) -> None:
    """Run a mail through the rules again.

    Example: stafette held retry --all
    """
    if every == (mail is not None):
        raise typer.BadParameter("Give one number, or --all.")
    if mail is not None:
        _act(mail, tenant, retry_arrival, "will be run again.")
        return
    settings = load_settings()
    with open_house(settings, knocks=bool(settings.redis_url)) as house:
        count = 0
        for slug in tenants_wanted(house, tenant):
            with house.core.read(slug) as unit:
                ids = [one.id for one in list_arrivals(unit, WAITING)]
            for arrival_id in ids:
                with house.core.write(slug) as uow:
                    retry_arrival(uow, arrival_id)
            count += len(ids)
    say(f"{count} mails will be run again.")


@held.command("drop")
def held_drop(mail: MailId, tenant: TenantOption = None) -> None:
    """Set a mail aside; its bytes stay and it can be run again.

    Example: stafette held drop 17
    """
    _act(mail, tenant, drop_arrival, "was set aside.")


_ORDER = (
    "arrivals",
    "delivered",
    "duplicate",
    "held",
    "dropped",
    "bounced",
    "failed",
    "pending",
)


def _act(
    mail: int,
    tenant: str | None,
    action: Callable[[UnitOfWork, int], InboundMail],
    words: str,
) -> None:
    settings = load_settings()
    with open_house(settings, knocks=bool(settings.redis_url)) as house:
        slug = _owner_of(house, mail, tenant)
        with house.core.write(slug) as uow:
            action(uow, mail)
    say(f"Mail {mail} {words}")


def _owner_of(house: House, mail: int, tenant: str | None) -> str:
    for slug in tenants_wanted(house, tenant):
        with house.core.read(slug) as unit:
            if find_arrival(unit, mail) is not None:
                return slug
    raise StafetteError(f"There is no mail {mail}.")


def _row_names() -> list[str]:
    return ["id", "tenant", "way", "received_at", "sender", "subject", "outcome", "rule", "why"]


def _row(one: InboundMail) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _row_names()}
