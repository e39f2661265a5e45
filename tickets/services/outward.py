"""What may be shown outside: the words without the addresses that are ours alone (P20)."""

import re
from collections.abc import Collection

from tenants import TenantConfig
from tickets.text.plain import mask

_REPLY_ADDRESS = re.compile(
    r"reply(?:\+|%2b)[a-z0-9]{20,32}(?:@|%40)[a-z0-9.-]+[a-z0-9]", re.IGNORECASE
)


def outward(
    config: TenantConfig, text: str, public: str, private: Collection[str] = frozenset()
) -> str:
    """Put the public address where an agent's own or a reply address stands.

    A colleague's signature may stand in what is quoted, and what was public once may hold the
    reply address of somebody else. `private` are addresses of agents beyond those of the settings.
    """
    own = {address for one in config.people for address in one.addresses}
    return _REPLY_ADDRESS.sub(public, mask(text, own.union(private), public))
