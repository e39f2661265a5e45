"""Commands on mails: ingest, explain, analyse."""

import mailbox
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mailgw.ingress.accept import Arrival, accept_mail, normalise_lines
from stafette.analyse import analyse_lines
from stafette.bootstrap import House, apply_tenants, open_house
from stafette.commands.output import AsJson, print_json, print_json_lines, print_table, say
from stafette.decisions import decide_for_nobody
from stafette.explain import explain_lines
from stafette.finish import finish_arrivals
from stafette.settings import load_settings
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
    as_json: AsJson = False,
) -> None:
    """Say what is read in a mail, without storing anything.

    Example: stafette explain quote.eml
    """
    lines = explain_lines(paths, kind, decide_for_nobody)
    if as_json:
        print_json_lines(lines)
        return
    for line in lines:
        print_table(
            ("field", "value"),
            [(name, value) for name, value in line.items() if value not in (None, "", [], {})],
        )


def run_analyse(path: Path, *, as_json: AsJson = False) -> None:
    """Say which mails would form which tickets, by their headers alone.

    Example: stafette analyse old-mails/
    """
    lines = list(analyse_lines([path]))
    if as_json:
        print_json_lines(lines)
        return
    print_table(
        ("ticket", "why", "file", "message id"),
        [(line["ticket"], line["why"], line["file"], line["message_id"]) for line in lines],
    )


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
