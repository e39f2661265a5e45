"""Commands on mails: ingest, explain, analyse."""

import mailbox
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mailgw.ingress.accept import Arrival, accept_mail, normalise_lines
from stafette.analyse import analyse_lines
from stafette.analysed import show_report
from stafette.bootstrap import House, apply_tenants, open_house
from stafette.commands.output import AsJson, print_json, print_json_lines, say
from stafette.decisions import decide_for_nobody
from stafette.explain import explain_lines, explain_mails
from stafette.explained import show_explained
from stafette.finish import finish_arrivals
from stafette.rehearsal import rehearse
from stafette.settings import Settings, load_settings
from stafette.shown import console
from stafette.sources import account_of, copied
from stafette.survey import survey_mails, with_live_lines
from tenants import TenantConfig
from tickets.errors import ConfigurationError, NotFoundError
from tickets.model.mail import Way
from tickets.store.ledger import count_outcomes
from tickets.store.tenants import load_config


class Kind(StrEnum):
    """What a file to explain holds."""

    MESSAGE = "message"
    TEXT = "text"
    HTML = "html"
    TNEF = "tnef"


Paths = Annotated[list[Path], typer.Argument(help="Mail files, folders, mbox files or Maildirs.")]


def run_ingest(
    paths: Paths,
    tenant: Annotated[str, typer.Option("--tenant", help="Short name of the tenant.")],
    to: Annotated[
        str | None, typer.Option("--to", help="Recipient; else the first department's address.")
    ] = None,
    *,
    wait: Annotated[
        bool, typer.Option("--wait", help="Return when every mail has its outcome.")
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Keep and thread the mails, tell nobody.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Feed mails through the real door, as if they had just come in.

    Example: stafette ingest old-mails/ --tenant hellmoor --wait
    """
    settings = load_settings()
    with open_house(settings, knocks=bool(settings.redis_url)) as house:
        recipient = _recipient(house, tenant, to)
        ids = [
            accept_mail(
                house.core,
                Arrival(
                    tenant=tenant,
                    way=Way.INGEST,
                    raw=normalise_lines(raw),
                    envelope_to=(recipient,),
                    sends_nothing=history,
                ),
            )
            for raw in read_mails(paths)
        ]
        if wait:
            finish_arrivals(house, tenant, ids)
        with house.core.read(tenant) as unit:
            counts = count_outcomes(unit)
    if as_json:
        print_json({"accepted": len(ids), **counts})
    else:
        say(f"{len(ids)} mails were accepted.")


def run_explain(
    paths: Paths,
    kind: Annotated[
        Kind, typer.Option("--as", help="What the files hold: whole mails or one body part.")
    ] = Kind.MESSAGE,
    *,
    unfold: Annotated[
        bool, typer.Option("--unfold", help="Show signatures and quoted text in full.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is read in a mail, without storing anything.

    Example: stafette explain quote.eml
    """
    if as_json:
        print_json_lines(explain_lines(paths, kind, decide_for_nobody))
        return
    screen = console()
    for line, mail in explain_mails(paths, kind, decide_for_nobody):
        show_explained(screen, line, mail, unfold=unfold)


def run_analyse(
    path: Annotated[
        Path | None, typer.Argument(help="A mail file, a folder, an mbox file or a Maildir.")
    ] = None,
    *,
    imap: Annotated[
        str | None, typer.Option("--imap", help="Read an IMAP account of the tenant instead.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Apply the rules of this tenant.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Report what a mailbox holds and which tickets it would make; nothing is changed anywhere.

    Without a tenant mails are threaded by their headers alone. Example: stafette analyse old-mails/
    """
    if (path is None) == (imap is None):
        raise typer.BadParameter("Name a path, or an account with --imap.")
    if imap is not None and tenant is None:
        raise typer.BadParameter("An account belongs to a tenant: name it with --tenant.")
    settings = load_settings()
    config = _config(settings, tenant) if tenant else None
    if path is not None:
        _analyse(settings, path, config, as_json=as_json)
        return
    assert config is not None
    with copied(account_of(config, imap or "")) as folder:
        _analyse(settings, folder, config, as_json=as_json)


def _analyse(settings: Settings, path: Path, config: TenantConfig | None, *, as_json: bool) -> None:
    live = list(rehearse(settings, config, [path])) if config else []
    if as_json:
        print_json_lines(live or analyse_lines([path]))
        return
    told = survey_mails([path], decide_for_nobody)
    if config:
        told = with_live_lines(told, live)
    show_report(console(), told, config.slug if config else None)


def _config(settings: Settings, tenant: str) -> TenantConfig:
    """Give the tenant as the database has it."""
    with open_house(settings) as house, house.core.read(tenant) as unit:
        return load_config(unit)


def read_mails(paths: Iterable[Path]) -> Iterator[bytes]:
    """Read every mail in files, folders, mbox files and Maildirs, in the order of their names."""
    for path in paths:
        if path.is_dir() and (path / "cur").is_dir() and (path / "new").is_dir():
            yield from (raw for _, raw in _maildir(path))
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file():
                    yield file.read_bytes()
        elif path.is_file():
            yield from _file(path)
        else:
            raise ConfigurationError(f"There is no file or folder {path}.")


def _file(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    if not content.startswith(b"From "):
        yield content
        return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


def _maildir(path: Path) -> list[tuple[str, bytes]]:
    box = mailbox.Maildir(path, create=False)
    try:
        return sorted((key, box.get_bytes(key)) for key in box.iterkeys())
    finally:
        box.close()


def _recipient(house: House, tenant: str, to: str | None) -> str:
    """Give the address to feed to; a tenant whose file is there but new is applied first."""
    try:
        with house.core.read(tenant) as unit:
            config = load_config(unit)
    except NotFoundError:
        apply_tenants(house.core, house.settings.tenants_dir)
        with house.core.read(tenant) as unit:
            config = load_config(unit)
    if to is not None:
        return to.lower()
    return config.departments[0].addresses[0].address
