"""Take a mail out of its wrapping: certified mail (PEC), opaque S/MIME, nothing else."""

import re

from mailgw.mime.headers import decode_base64
from mailgw.mime.parts import MAX_DEPTH, Part, Tree, split_below

_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_OCTET_STRING = 0x04
_SEQUENCE = 0x30
_MAIL_NAMES = ("", "smime.p7m", "smime")
ENCRYPTED = "The mail is encrypted; it is kept as a file."
_ENCRYPTED = ("enveloped-data", "authenveloped-data", "authenticated-enveloped-data")
_ENCRYPTED_OIDS = (
    bytes.fromhex("2a864886f70d010703"),
    bytes.fromhex("2a864886f70d0109100117"),
)
_ENTITY = re.compile(rb"\s{0,10}[A-Za-z][A-Za-z-]{1,60}:")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_MAX_ROUNDS = 3
_CARRIED, _CERTIFICATE = "postacert.eml", "daticert.xml"
_NOTICE = ("text/", "multipart/alternative")


def unwrap(tree: Tree) -> None:
    """Replace wrappings by what they hold, in place; what cannot be opened stays a file."""
    for _ in range(_MAX_ROUNDS):
        if not _unwrap_once(tree):
            return


def _unwrap_once(tree: Tree) -> bool:
    opened = _opened(tree, tree.root, is_root=True)
    if opened is not None:
        tree.root = opened
        return True
    changed = False
    for part in list(tree.root.walk()):
        for index, child in enumerate(part.children):
            inner = _opened(tree, child, is_root=False)
            if inner is not None:
                part.children[index] = inner
                changed = True
        changed = _open_envelope(tree, part) or changed
    return changed


def _open_envelope(tree: Tree, part: Part) -> bool:
    """Replace the provider's notice and the mail that it carries by that mail alone.

    Only one envelope is opened, and never a receipt: that carries back what we sent.
    """
    names = [_file_name(child) for child in part.children]
    if tree.carried is not None or tree.envelope.has("x-ricevuta"):
        return False
    if _CARRIED in names and _CERTIFICATE in names:
        carried = part.children[names.index(_CARRIED)]
    elif tree.envelope.text("x-trasporto").lower() == "errore":  # an ordinary mail that came in
        carried = next((child for child in part.children if child.is_message), part)
    else:
        return False
    if carried is part:
        return False
    inner = split_below(tree, carried.decoded(), MAX_DEPTH // 2)
    if not inner.fields.has("from"):
        return False
    tree.carried = inner.fields
    rest = [
        child
        for child, name in zip(part.children, names, strict=True)
        if child is not carried and (name or not child.content_type.startswith(_NOTICE))
    ]
    part.children = [inner, *rest]
    return True


def _file_name(part: Part) -> str:
    _, disposition = part.disposition
    return (disposition.get("filename") or part.parameters.get("name") or "").lower()


def _opened(tree: Tree, part: Part, *, is_root: bool) -> Part | None:
    """Open signed-data without judging the signature (RFC 8551 3.5.2); encrypted stays shut."""
    name = _file_name(part)
    named = name in _MAIL_NAMES and part.content_type == "application/octet-stream"
    if part.children or not (part.content_type in _PKCS7 or named):
        return None
    cms = _bare(part.decoded())
    kind = part.parameters.get("smime-type", "").lower()
    if kind in _ENCRYPTED or any(oid in cms[:64] for oid in _ENCRYPTED_OIDS):
        tree.defect(ENCRYPTED)
        return None
    content = signed_content(cms)
    if not content or not (is_root or name in _MAIL_NAMES) or not _ENTITY.match(content):
        return None  # a signed document (contract.pdf.p7m) is a file, not a mail
    return split_below(tree, content, MAX_DEPTH // 2)


def _bare(cms: bytes) -> bytes:
    """Undo base64 that stands inside, with or without the lines of PEM."""
    text = cms.strip()
    if text.startswith(b"-----BEGIN"):
        return decode_base64(b"".join(one for one in text.splitlines() if one[:5] != b"-----"))
    return decode_base64(text) if text.startswith((b"MII", b"MIA")) else cms


def signed_content(cms: bytes) -> bytes | None:
    """Find the octets that a CMS SignedData carries (RFC 5652 5.2), or None."""
    if _SIGNED_DATA not in cms[:64]:
        return None
    try:
        return _encapsulated(cms)
    except (IndexError, ValueError):
        return None


def _encapsulated(cms: bytes) -> bytes | None:
    """Walk ContentInfo > [0] > SignedData > encapContentInfo > [0] > OCTET STRING."""
    info = _children(cms, 0, len(cms), 1)[0]
    explicit = _children(cms, info[1], info[2], 2)[1]
    signed = _children(cms, explicit[1], explicit[2], 1)[0]
    encapsulated = _children(cms, signed[1], signed[2], 3)[2]
    members = _children(cms, encapsulated[1], encapsulated[2], 2)
    if len(members) < 2:  # noqa: PLR2004 - a type and its content
        return None  # a detached signature
    octets = _children(cms, members[1][1], members[1][2], 1)[0]
    return _joined(cms, octets, 0)


def _joined(cms: bytes, node: tuple[int, int, int], depth: int) -> bytes:
    """Join the pieces of a constructed OCTET STRING."""
    tag, start, end = node
    if tag == _OCTET_STRING:
        return cms[start:end]
    if depth > 4:  # noqa: PLR2004 - no real encoder nests deeper
        raise ValueError("nested too deep")
    pieces = _children(cms, start, end, 1_000_000)
    return b"".join(_joined(cms, piece, depth + 1) for piece in pieces)


def _children(cms: bytes, start: int, end: int, wanted: int) -> list[tuple[int, int, int]]:
    """List up to `wanted` members as (tag, start, end); BER's indefinite lengths included."""
    found: list[tuple[int, int, int]] = []
    position = start
    while position < end and len(found) < wanted:
        tag, inner, stop, after = _member(cms, position, end, 0)
        if tag == 0 and inner == stop:
            break
        found.append((tag, inner, stop))
        position = after
    return found


def _member(cms: bytes, position: int, end: int, depth: int) -> tuple[int, int, int, int]:
    tag, length = cms[position], cms[position + 1]
    position += 2
    if length == 0x80:  # noqa: PLR2004 - X.690 8.1.3.6: until two zero bytes
        return _indefinite(cms, tag, position, end, depth)
    if length > 0x80:  # noqa: PLR2004 - X.690 8.1.3.5: the long form
        count = length & 0x7F
        if count > 6:  # noqa: PLR2004 - larger than any mail
            raise ValueError("length of length")
        length = int.from_bytes(cms[position : position + count], "big")
        position += count
    stop = position + length
    if stop > end:
        raise ValueError("torn")
    return tag, position, stop, stop


def _indefinite(
    cms: bytes, tag: int, start: int, end: int, depth: int
) -> tuple[int, int, int, int]:
    if depth > 12:  # noqa: PLR2004 - SignedData is about eight deep
        raise ValueError("nested too deep")
    position = start
    while cms[position : position + 2] != b"\x00\x00":
        _, _, _, position = _member(cms, position, end, depth + 1)
        if position >= end:
            raise ValueError("torn")
    return tag, start, position, position + 2
