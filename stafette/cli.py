"""The one command for everything."""

import sys
from importlib import import_module

import typer

from stafette.logs import set_up_logs
from tenants import TenantConfigError
from tickets.errors import StafetteError

_COMMANDS = {
    "demo": ("demo", "run_demo"),
    "serve": ("serving", "run_serve"),
    "gateway": ("serving", "run_gateway"),
    "worker": ("serving", "run_worker"),
    "web": ("serving", "run_web"),
    "migrate": ("serving", "run_migrate"),
    "doctor": ("doctor", "run_doctor"),
    "ingest": ("mails", "run_ingest"),
    "explain": ("mails", "run_explain"),
    "analyse": ("mails", "run_analyse"),
    "ledger": ("ledgers", "run_ledger"),
    "reconcile": ("ledgers", "run_reconcile"),
    "invite": ("people", "run_invite"),
    "tickets": ("tickets", "run_tickets"),
    "ticket": ("tickets", "run_ticket"),
    "fsck": ("ledgers", "run_fsck"),
    "tenant": ("tenants", "tenant"),
    "held": ("ledgers", "held"),
    "rules": ("rules", "rules_app"),
    "audit": ("audit", "audit_app"),
}
"""The module of `stafette.commands` and the function or group of each command."""


def make_app(asked: str) -> typer.Typer:
    """Make the command line with the command asked for; with all where that is none of them.

    A process that serves is 5 MiB smaller without what the other commands import.
    """
    app = typer.Typer(
        name="stafette",
        help="Mail in, ticket, branded answer out.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=lambda: None,  # a single command stays one that is named
    )
    for name in [asked] if asked in _COMMANDS else _COMMANDS:
        module, attribute = _COMMANDS[name]
        command = getattr(import_module(f"stafette.commands.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main() -> None:
    """Run the command line: an error is one sentence on standard error and exit 1."""
    # Standard output belongs to what was asked for; a command that runs long says more, there too.
    set_up_logs("WARNING")
    try:
        make_app(sys.argv[1] if len(sys.argv) > 1 else "")()
    except (StafetteError, TenantConfigError) as error:
        sys.stderr.write(f"stafette: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
