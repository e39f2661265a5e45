"""The files of messages: saved as they are, or shown where that can do no harm (P13)."""

import re
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from tickets.errors import NotFoundError
from tickets.model.ticket import Attachment
from tickets.store.files import find_file
from web.dependencies import RowId, SignedIn, Visit
from web.errors import PageError, missing
from web.portal.pictures import Painter, PictureSize
from web.shown_files import LARGEST_PICTURE_BYTES, PDF, PICTURE_TYPES

router = APIRouter()

SEALED = "default-src 'none'; frame-ancestors 'self'; sandbox"
"""The policy of a file: whatever is in it can do nothing."""
_ACTIVE = re.compile(r"text/html|.*[/+]xml|text/xsl|.*script.*|text/css|multipart/.*|message/.*")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_ANY_BYTES = "application/octet-stream"
_ASK_AGAIN = "private, no-cache"
_painter = Painter()


@router.get("/files/{file_id}/{name}")
def download(here: SignedIn, file_id: RowId, name: str) -> Response:  # noqa: ARG001 - the name is for people
    """Save a file."""
    return _sent(here, _found(here, file_id), "attachment")


@router.get("/files/{file_id}/document/{name}")
def document(here: SignedIn, file_id: RowId, name: str) -> Response:  # noqa: ARG001 - the name is for people
    """Show a PDF in the browser's own viewer, which gets no more rights than a stranger."""
    row = _found(here, file_id)
    if row.content_type.lower() != PDF:
        missing()
    return _sent(here, row, "inline")


@router.get("/files/{file_id}/picture/{size}")
def picture(here: SignedIn, file_id: RowId, size: PictureSize) -> Response:
    """Show a picture painted anew: nothing of the file itself gets into the page."""
    row = _found(here, file_id)
    if row.content_type.lower() not in PICTURE_TYPES or row.size > LARGEST_PICTURE_BYTES:
        missing()
    tag = f'"{row.sha256[:16]}-{size}"'
    headers = {"Content-Security-Policy": SEALED, "Cache-Control": _ASK_AGAIN, "ETag": tag}
    if tag in here.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    painted = _painter.find(row.sha256, size) or _painter.paint(
        row.sha256, here.core.blobs.get(here.tenant, row.sha256), size
    )
    if painted is None:
        raise PageError(415)
    return Response(painted, media_type="image/jpeg", headers=headers)


def _found(here: Visit, file_id: int) -> Attachment:
    with here.read() as unit:
        row = find_file(unit, here.me, file_id)
    if row is None:
        missing()
    return row


def _sent(here: Visit, row: Attachment, disposition: str) -> Response:
    path = here.core.blobs.path(here.tenant, row.sha256)
    if not path.is_file():
        raise NotFoundError("The file's bytes are gone.")
    # RFC 6266 with RFC 5987: every browser of today reads the starred form.
    named = f"{disposition}; filename*=UTF-8''{quote(row.name, safe='')}"
    headers = {
        "Content-Disposition": named,
        "Content-Security-Policy": SEALED,
        "Cache-Control": _ASK_AGAIN,
    }
    return FileResponse(path, media_type=_harmless(row.content_type.lower()), headers=headers)


def _harmless(told: str) -> str:
    """Give the media type that a sender told, but for those that a browser would run."""
    is_known = _MEDIA_TYPE.fullmatch(told) and not _ACTIVE.fullmatch(told)
    return told if is_known else _ANY_BYTES
