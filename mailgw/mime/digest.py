"""The digest by which the same mail is known again, whatever way it came."""

import hashlib

from mailgw.mime.headers import Fields
from mailgw.mime.parts import Tree

_NAMED = ("from", "date", "subject")


def digest_of(fields: Fields, tree: Tree) -> str:
    """Hash From, Date, Subject and the decoded leaves.

    Trace fields, transfer encodings, line ends and trailing blank lines do not count.
    """
    sha = hashlib.sha256()
    for name in _NAMED:
        value = " ".join(fields.text(name).split())
        sha.update(f"{name}:{value}\n".encode("utf-8", "replace"))
    for part in tree.root.walk():
        if part.is_multipart:
            continue
        if part.content_type.startswith(("text/", "message/")):
            octets = part.decoded().replace(b"\r\n", b"\n").rstrip(b" \t\r\n")
            leaf = hashlib.sha256(octets).hexdigest()
        else:
            leaf = part.sha256()
        sha.update(leaf.encode("ascii") + b"\n")
    return sha.hexdigest()
