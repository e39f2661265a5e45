"""Commands that run: serve, gateway, worker, web, migrate."""

from contextlib import AbstractContextManager

from stafette.commands.output import say
from stafette.logs import set_up_logs
from stafette.memory import share_arenas
from stafette.serve import (
    Running,
    serve,
    serve_gateway,
    serve_web,
    serve_worker,
    wait_for_signal,
)
from stafette.settings import Settings, load_settings
from tickets.errors import ConfigurationError


def run_serve() -> None:
    """Run everything in one process: SMTP, LMTP, IMAP, worker, ticker and pages.

    Example: stafette serve
    """
    settings = load_settings()
    _run(settings, serve(settings), "Stafette is running.")


def run_gateway() -> None:
    """Run the ways in alone: SMTP, LMTP and IMAP; needs PostgreSQL and Redis.

    Example: stafette gateway
    """
    settings = load_settings()
    _run(settings, serve_gateway(settings), "The gateway is running.")


def run_worker() -> None:
    """Run the jobs alone: reading, deciding and sending; needs PostgreSQL and Redis.

    Example: stafette worker
    """
    settings = load_settings()
    _run(settings, serve_worker(settings), "The worker is running.")


def run_web() -> None:
    """Run the pages alone: portal, desk and administration; needs PostgreSQL and Redis.

    Example: stafette web
    """
    settings = load_settings()
    _run(settings, serve_web(settings), "The site is running.")


def run_migrate() -> None:
    """Bring the database to this version.

    Example: stafette migrate
    """
    # Late, so that what serves is without the 8 MiB of what migrates.
    from tickets.store.migrate import migrate  # noqa: PLC0415 - see above

    settings = load_settings()
    if settings.is_embedded:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        changed = migrate(settings.effective_database_url)
    elif settings.database_owner_url:
        changed = migrate(settings.database_owner_url, settings.database_url)
    else:
        raise ConfigurationError(
            "Migrating needs the role that owns the tables; give STAFETTE_DATABASE_OWNER_URL."
        )
    say("The database is at this version now." if changed else "The database was up to date.")


def _run(settings: Settings, role: AbstractContextManager[Running], sentence: str) -> None:
    set_up_logs(settings.log_level)
    share_arenas()
    with role as running:
        doors = [
            f"{name} on port {port}"
            for name, port in (
                ("SMTP", running.smtp_port),
                ("LMTP", running.lmtp_port),
                ("pages", running.web_port),
            )
            if port is not None
        ]
        say(f"{sentence} {', '.join(doors)}".strip())
        wait_for_signal()
        say("Stopping.")
