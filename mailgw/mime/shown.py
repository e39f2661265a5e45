"""The displayed side of a mail: its text, its HTML, and its files, winmail.dat unpacked."""

from dataclasses import dataclass

from mailgw.mime.body import Content, choose_content
from mailgw.mime.files import attachments_of
from mailgw.mime.htmltext import html_to_text
from mailgw.mime.invitation import find_invitation, invitation_text
from mailgw.mime.mail import Attachment, Invitation
from mailgw.mime.parts import Tree
from mailgw.mime.tnef import Unpacked, unpack_tnef
from mailgw.mime.unwrap import ENCRYPTED
from tickets.text.tame import tame

_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown and what is attached; the HTML is raw, only bounded in depth."""

    text: str
    raw_html: str | None
    attachments: tuple[Attachment, ...]
    invitation: Invitation | None = None


def shown_body(tree: Tree) -> Body:
    """Collect what is shown and what is attached; winmail.dat is unpacked where it stands."""
    content = choose_content(tree, rendered)
    attachments, unpacked = _unpack(attachments_of(content))
    if unpacked is not None:
        _take_tnef(content, unpacked)
    text = "\n".join(content.texts)
    raw_html = None
    if content.htmls:
        raw_html = content.htmls[0] if len(content.htmls) == 1 else tame("\n".join(content.htmls))
    invitation = find_invitation(tree)
    if not text.strip() and not content.htmls:
        text = invitation_text(invitation) if invitation else _sealed(tree)
    return Body(text.strip("\n"), raw_html, attachments, invitation)


def _sealed(tree: Tree) -> str:
    """Say in no language that a mail is encrypted; nobody here can open it."""
    if any(part.content_type == "multipart/encrypted" for part in tree.root.walk()):
        tree.defect(ENCRYPTED)
        return "\U0001f512 PGP"
    return "\U0001f512 S/MIME" if ENCRYPTED in tree.defects else ""


def rendered(html: str) -> str:
    """Render HTML as text."""
    return html_to_text(html) if html.strip() else ""


def _unpack(found: tuple[Attachment, ...]) -> tuple[tuple[Attachment, ...], Unpacked | None]:
    out: list[Attachment] = []
    first: Unpacked | None = None
    for attachment in found:
        packed = attachment.content_type in _TNEF_TYPES or attachment.name.lower() == "winmail.dat"
        unpacked = unpack_tnef(attachment.content) if packed else None
        if unpacked is None or not unpacked.readable:
            out.append(attachment)
            continue
        out += unpacked.files
        first = first or unpacked
    return tuple(out), first


def _take_tnef(content: Content, unpacked: Unpacked) -> None:
    """Use the body of a winmail.dat where the mail around it has none."""
    if any(text.strip() for text in content.texts):
        return
    text = unpacked.text or (rendered(tame(unpacked.html)) if unpacked.html else "")
    content.texts = [text] if text else content.texts
    if unpacked.html and not content.htmls:
        content.htmls = [tame(unpacked.html)]
