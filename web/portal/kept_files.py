"""Files on their way into a form: taken in at once, kept while the form is still being filled in.

A taken file is a blob; the page carries its description, signed for the person who sent it, in a
hidden field. So a form that comes back with a question keeps its files, with scripts and without.
"""

import base64
import hashlib
import hmac
import json
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from templates.languages import speaker_of
from templates.wording import one_line
from tickets.errors import StorageFullError
from tickets.services.values import NewFile
from tickets.services.writing import keep_file
from web.dependencies import Visit
from web.forms import Form, SentFile
from web.shown_files import label_of

NEW = "files"
"""The field of files that come with the form."""
KEPT = "kept"
"""The field of files that came before."""
MOST_FILES = 20
_LONGEST_NAME = 150
_LONGEST_ENDING = 12
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_ANY_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as the form shows it."""

    file: NewFile
    seal: str
    """What the hidden field carries."""

    @property
    def label(self) -> str:
        """Give the short word for its sort."""
        return label_of(self.file.name, self.file.content_type)


@dataclass(frozen=True, slots=True)
class Taken:
    """The files of a form, and what is wrong with those that were not taken."""

    kept: tuple[KeptFile, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Name and sentence."""

    @property
    def files(self) -> tuple[NewFile, ...]:
        """Give the files for a message."""
        return tuple(one.file for one in self.kept)


NOTHING_TAKEN = Taken()


def take_files(here: Visit, form: Form) -> Taken:
    """Take in the files of a form: those of before, and the new ones within the limits."""
    kept = [one for seal in form.all(KEPT)[:MOST_FILES] if (one := _opened(here, seal)) is not None]
    dropped = form.get("drop_file")
    kept = [one for one in kept if not dropped or one.seal != dropped]
    refused: list[tuple[str, str]] = []
    for sent in form.files(NEW):
        complaint = _complaint(here, sent, [one.file for one in kept])
        taken = None if complaint else _kept(here, sent)
        if taken is not None:
            kept.append(taken)
        else:
            full = here.say("We cannot take files at the moment. Please try again a little later.")
            refused.append((clean_name(sent.name), complaint or full))
    return Taken(tuple(kept), tuple(refused))


def keep_again(here: Visit, file: NewFile) -> KeptFile:
    """Offer a file once more whose bytes are a blob already; the caller saw that it is theirs."""
    return KeptFile(file, _seal(here, file))


def clean_name(name: str) -> str:
    """Give a file's name without folders and invisible characters, short, its ending kept."""
    bare = one_line(name.replace("\\", "/").rpartition("/")[2], 1000).strip(" .") or "file"
    if len(bare) <= _LONGEST_NAME:
        return bare
    ending = PurePosixPath(bare).suffix[:_LONGEST_ENDING]
    return bare[: _LONGEST_NAME - len(ending)].rstrip() + ending


def _kept(here: Visit, sent: SentFile) -> KeptFile | None:
    """Put a file into the blob store; None where the disk is nearly full."""
    name = clean_name(sent.name)
    try:
        file = keep_file(
            here.core,
            here.tenant,
            name=name,
            content_type=_media_type(name, sent.content_type),
            content=sent.read(),
        )
    except StorageFullError:
        return None
    return KeptFile(file, _seal(here, file))


def _complaint(here: Visit, sent: SentFile, before: Sequence[NewFile]) -> str:
    site, size = here.site, speaker_of(here.language).size
    name = clean_name(sent.name)
    if sent.size_bytes == 0:
        return here.say("%(name)s is empty.", name=name)
    if sent.size_bytes > site.max_file_bytes:
        return here.say(
            "%(name)s has %(size)s, %(limit)s are possible. Please send us a link instead.",
            name=name,
            size=size(sent.size_bytes),
            limit=size(site.max_file_bytes),
        )
    if len(before) >= MOST_FILES:
        return here.say("At most %(count)s files can go along.", count=MOST_FILES)
    if sum(one.size for one in before) + sent.size_bytes > site.max_body_bytes:
        return here.say(
            "With %(name)s the files together have more than %(limit)s.",
            name=name,
            limit=size(site.max_body_bytes),
        )
    return ""


def _media_type(name: str, told: str) -> str:
    """Give the media type that the browser told, else the one that the ending stands for."""
    told = told.partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(told) and told != _ANY_BYTES:
        return told
    return mimetypes.guess_type(name)[0] or _ANY_BYTES


def _seal(here: Visit, file: NewFile) -> str:
    described = json.dumps([file.name, file.content_type, file.size, file.sha256]).encode()
    return f"{base64.urlsafe_b64encode(described).decode()}.{_mac(here, described)}"


def _opened(here: Visit, seal: str) -> KeptFile | None:
    """Give the file of a hidden field; None where this very person did not get it from us."""
    packed, _, mac = seal.partition(".")
    try:
        described = base64.urlsafe_b64decode(packed)
    except ValueError:
        return None
    if not hmac.compare_digest(mac.encode(), _mac(here, described).encode()):
        return None
    values: list[Any] = json.loads(described)
    return KeptFile(NewFile(*values), seal)


def _mac(here: Visit, described: bytes) -> str:
    digest = hashlib.sha256(described).hexdigest()
    return here.core.signer.token(f"kept-file:{here.tenant}:{digest}", here.me.person_id)
