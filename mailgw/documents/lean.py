"""Keeps out of a reading child what pypdf loads beside itself: 8 MiB that few files need."""

import sys

_CIPHERS, _PICTURES = "cryptography", "PIL"


def keep_lean() -> None:
    """Let pypdf do without ciphers and pictures; before it is loaded in this process."""
    for name in (_CIPHERS, _PICTURES):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # the way to say "not there"


def admit_ciphers() -> None:
    """Let pypdf be loaded anew, with its ciphers, where it was loaded without them."""
    if sys.modules.get(_CIPHERS, sys) is None:
        del sys.modules[_CIPHERS]
        for name in [one for one in sys.modules if one.split(".")[0] == "pypdf"]:
            del sys.modules[name]
        sys.modules.pop("mailgw.documents.pdf", None)
