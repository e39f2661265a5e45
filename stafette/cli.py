"""The one command for everything."""

import sys

import typer

from stafette.commands import demo, doctor, ledgers, mails, people, serving, tenants, tickets
from tenants import TenantConfigError
from tickets.errors import StafetteError

app = typer.Typer(
    name="stafette",
    help="Mail in, ticket, branded answer out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for _name, _command in (
    ("demo", demo.run_demo),
    ("serve", serving.run_serve),
    ("gateway", serving.run_gateway),
    ("worker", serving.run_worker),
    ("web", serving.run_web),
    ("migrate", serving.run_migrate),
    ("doctor", doctor.run_doctor),
    ("ingest", mails.run_ingest),
    ("explain", mails.run_explain),
    ("analyse", mails.run_analyse),
    ("ledger", ledgers.run_ledger),
    ("reconcile", ledgers.run_reconcile),
    ("invite", people.run_invite),
    ("tickets", tickets.run_tickets),
    ("ticket", tickets.run_ticket),
    ("fsck", ledgers.run_fsck),
):
    app.command(_name)(_command)
app.add_typer(tenants.tenant, name="tenant")
app.add_typer(ledgers.held, name="held")


def main() -> None:
    """Run the command line: an error is one sentence on standard error and exit 1."""
    # Standard output belongs to what was asked for; a command that runs long says more, there too.
    serving.set_up_logs("WARNING")
    try:
        app()
    except (StafetteError, TenantConfigError) as error:
        sys.stderr.write(f"stafette: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
