"""A library with a dangerous or fixed job is met in one file only."""

from fnmatch import fnmatch

import pytest

from tests.house.source import product_files

# Library, and the files that may import it.
DOORS = {
    "mailparser": ("mailgw/mime/parse.py",),
    "nh3": ("tickets/text/sanitize.py",),
    "bleach": ("tickets/text/plain.py",),
    "imapclient": ("mailgw/ingress/imap*",),
    "aiosmtpd": ("mailgw/ingress/smtp*", "stafette/demo/*"),
    "dramatiq.brokers": ("tickets/adapters/queue.py",),
    "pypdf": ("mailgw/documents/pdf.py",),
    "jinja2": ("templates/*",),
    "fastapi": ("web/*", "stafette/web_server.py", "stafette/demo/*"),
    "starlette": ("web/*", "stafette/web_server.py"),
    "uvicorn": ("stafette/web_server.py", "stafette/demo/*"),
    "pwdlib": ("tickets/services/passwords.py",),
    "PIL": ("web/portal/painting.py", "web/desk/icon.py", "stafette/demo/*"),
}


def is_below(name: str, library: str) -> bool:
    """Say whether an imported name belongs to a library."""
    return name == library or name.startswith(f"{library}.")


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_is_imported_behind_its_door_only(library: str) -> None:
    strangers = [
        file.path
        for file in product_files()
        if any(is_below(name, library) for name in file.imports)
        and not any(fnmatch(file.path, pattern) for pattern in DOORS[library])
    ]
    assert strangers == []


def test_reading_imports_nothing_of_the_product_but_its_text_tools() -> None:
    strangers = [
        f"{file.path}: {name}"
        for file in product_files()
        if file.path.startswith(("mailgw/mime/", "mailgw/documents/"))
        for name in file.imports
        if is_below(name, "tickets") and not is_below(name, "tickets.text")
    ]
    assert strangers == []


def test_every_database_statement_lies_in_the_store_or_behind_it() -> None:
    strangers = [
        file.path
        for file in product_files()
        if file.path.startswith(("mailgw/", "web/", "templates/", "tenants/"))
        and any(name in {"sqlalchemy.text", "sqlalchemy.insert"} for name in file.imports)
    ]
    assert strangers == []
