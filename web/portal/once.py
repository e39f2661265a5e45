"""The id that a form carries, so that a form sent twice takes effect once."""

import re
import secrets

from web.forms import Form

_ONCE = re.compile(r"[0-9a-f]{32}")


def new_once() -> str:
    """Make the id of a fresh form."""
    return secrets.token_hex(16)


def read_once(form: Form) -> str:
    """Give the id that a form came with; a new one where it has none of ours."""
    sent = form.get("once")
    return sent if _ONCE.fullmatch(sent) else new_once()
