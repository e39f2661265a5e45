"""The host that a tenant's portal answers to, as the tenant file and a browser both name it."""

import re

_HOST = re.compile(r"(?:https?://)?([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?/?")
_DEFAULT_PORTS = (None, "80", "443")


def portal_host(named: str) -> str:
    """Give host and port of a portal's address or of a Host header; empty where it is neither.

    The ports that browsers leave out are left out.
    """
    found = _HOST.fullmatch(named.strip().lower())
    if found is None:
        return ""
    host, port = found[1].rstrip("."), found[2]
    return host if port in _DEFAULT_PORTS else f"{host}:{port}"
