"""Adds to the files of a message what stands in them, before any unit of work opens."""

from collections.abc import Sequence
from dataclasses import replace

from tickets.core import Core
from tickets.ports import StoredFile
from tickets.services.values import NewFile


def with_texts(core: Core, tenant: str, files: Sequence[NewFile]) -> tuple[NewFile, ...]:
    """Give files with their words; takes seconds where there are many, nothing without files."""
    if not files:
        return ()
    stored = [StoredFile(one.name, one.content_type, one.size, one.sha256) for one in files]
    found = core.documents.read(tenant, stored)
    return tuple(
        replace(file, text=read.text, unread=read.unread)
        for file, read in zip(files, found, strict=True)
    )
