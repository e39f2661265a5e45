"""Mail addresses as people type them."""

import re

from templates.sentences import N_

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@]{1,253}")
_UNREADABLE = N_("Please write an address like name@firm.com.")
_LONGEST = 254


def checked_address(typed: str) -> str:
    """Give an address in lower case; raises ValueError where it is none."""
    plain = typed.strip().lower()
    if len(plain) > _LONGEST or not _ADDRESS.fullmatch(plain):
        raise ValueError(_UNREADABLE)
    return plain
