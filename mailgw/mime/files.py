"""The files of a mail: stable names, decoded bytes, and which of them the HTML shows."""

import hashlib
import re
from dataclasses import replace

from mailgw.mime.body import Content
from mailgw.mime.headers import decode_words
from mailgw.mime.mail import Attachment
from mailgw.mime.parts import Part, split_entity
from mailgw.mime.pictures import content_id_of, link_pictures

MAX_NAME = 200
TINY_IMAGE = 2048
"""Bytes; a smaller picture is a dot that tells the sender of the reading, a line or an icon."""
_SHAPELESS = ("application/octet-stream", "application/x-eml", "text/plain")
_SIGNATURES = (
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/applefile",
)  # fmt: skip
_UNSAFE = re.compile("[\x00-\x1f\x7f<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]")
_NUMBER_SLASH = re.compile(r"(?<=\d)/(?=\d)")  # an offer's number, not a folder
_EXTENSIONS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/json": "json",
    "application/xml": "xml",
    "application/rtf": "rtf",
    "application/ics": "ics",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/pgp-keys": "asc",
    "application/ms-tnef": "dat",
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/xml": "xml",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/rtf": "rtf",
    "image/jpeg": "jpg",
    "image/pjpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "message/partial": "eml",
    "message/external-body": "txt",
    "text/markdown": "md",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "text/rfc822-headers": "txt",
}


def attachments_of(content: Content) -> tuple[Attachment, ...]:
    """Build the attachments in the order of the mail; inline only where the HTML uses the cid.

    References in the HTML are made to name the parts exactly.
    """
    content.htmls, used = link_pictures(content.htmls, content.files)
    nameless: dict[str, int] = {}
    found: list[Attachment] = []
    for position, part in enumerate(content.files):
        kind = _EXTENSIONS.get(part.content_type, "bin")
        nameless[kind] = nameless.get(kind, 0) + (not _given_name(part))
        found.append(_attachment(part, nameless[kind], used.get(position)))
    found = _without_twin_invites(found, content.files)
    for name, octets in content.embedded:
        found.append(file_of(safe_name(name) or "file", "application/octet-stream", octets))
    return tuple(found)


def file_of(name: str, content_type: str, octets: bytes) -> Attachment:
    """Make an attachment of decoded bytes."""
    digest = hashlib.sha256(octets).hexdigest()
    return Attachment(name, content_type, len(octets), digest, octets)


def _attachment(part: Part, number: int, used_id: str | None) -> Attachment:
    octets = part.decoded()
    name = name_of(part, number)
    attachment = Attachment(
        name=name,
        content_type=part.content_type,
        size=len(octets),
        sha256=part.sha256(),
        content=octets,
        inline=used_id is not None,
        content_id=used_id or content_id_of(part) or None,
        is_message=part.is_message or _is_saved_mail(part, name),
    )
    return replace(attachment, is_decoration=is_decoration(attachment))


def _is_saved_mail(part: Part, name: str) -> bool:
    """See a mail that was saved as a file and attached with a type that says nothing."""
    if not name.lower().endswith(".eml") or part.content_type not in _SHAPELESS:
        return False
    fields, _ = split_entity(part.decoded()[: 64 * 1024])
    return fields.has("from") and (fields.has("date") or fields.has("subject"))


def is_decoration(file: Attachment) -> bool:
    """Tell what nobody looks for among the files: signatures of programs, and tiny pictures."""
    if file.content_type in _SIGNATURES:
        return True
    return file.content_type.startswith("image/") and file.size < TINY_IMAGE


def _without_twin_invites(found: list[Attachment], parts: list[Part]) -> list[Attachment]:
    """Drop the nameless copy of an invitation that is attached under a name as well."""
    named = any(
        a.name.lower().endswith(".ics") and _given_name(p)
        for a, p in zip(found, parts, strict=True)
    )
    if not named:
        return found
    return [
        a
        for a, p in zip(found, parts, strict=True)
        if p.content_type != "text/calendar" or _given_name(p)
    ]


def _given_name(part: Part) -> str:
    _, disposition = part.disposition
    return safe_name(disposition.get("filename") or part.parameters.get("name") or "")


def name_of(part: Part, number: int) -> str:
    """Name a file as its sender did; else by the subject of a mail, or by type and position."""
    name = _given_name(part)
    if name:
        return name
    if part.is_message:
        fields, _ = split_entity(part.decoded()[: 512 * 1024])
        return safe_name(fields.text("subject").replace("/", "-")[:150] or "mail") + ".eml"
    described = decode_words(part.fields.text("content-description"))
    if re.fullmatch(r"[^/\\]{1,100}\.[A-Za-z0-9]{2,5}", described):
        return safe_name(described)
    if part.content_type == "text/calendar":
        return "invite.ics"
    extension = _EXTENSIONS.get(part.content_type, "bin")
    return f"attachment.{extension}" if number == 1 else f"attachment-{number}.{extension}"


def safe_name(name: str) -> str:
    """Reduce a name to its last path component without control or direction characters."""
    name = _UNSAFE.sub("", name.replace("\\", "/"))
    name = _NUMBER_SLASH.sub("-", name).rstrip("/. ").rpartition("/")[2].strip()
    if len(name) > MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        short = dot and len(extension) <= 10  # noqa: PLR2004 - an ordinary extension
        name = f"{stem[: MAX_NAME - 11]}.{extension}" if short else name[:MAX_NAME]
    return "" if name.strip(". ") == "" else name
