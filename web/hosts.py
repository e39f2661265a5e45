"""Whose portal answers to the host of a request; read from the route table, kept for seconds."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from tenants.portal import portal_host
from tickets.core import Core
from tickets.store.portal_hosts import find_tenant_of_host

_KEPT_SECONDS = 5.0
_KEPT_AT_MOST = 1024
_LONGEST_HOST = 255


@dataclass(frozen=True, slots=True)
class _Kept:
    tenant: str | None
    until: float


class Hosts:
    """Finds tenants by host; a stranger who invents hosts costs a small, bounded memory."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, host: str) -> tuple[bool, str | None]:
        """Tell whether the answer for a host is at hand, and the tenant where it is."""
        with self._lock:
            kept = self._kept.get(host)
        if kept is None or kept.until < time.monotonic():
            return False, None
        return True, kept.tenant

    def find(self, host: str) -> str | None:
        """Give the tenant whose portal answers to a host; None where nobody's does."""
        is_known, tenant = self.known(host)
        if is_known:
            return tenant
        with self._core.database.glance() as session:
            tenant = find_tenant_of_host(session, host)
        with self._lock:
            self._kept[host] = _Kept(tenant, time.monotonic() + _KEPT_SECONDS)
            self._kept.move_to_end(host)
            while len(self._kept) > _KEPT_AT_MOST:
                self._kept.popitem(last=False)
        return tenant

    def forget(self) -> None:
        """Ask the database again for every host."""
        with self._lock:
            self._kept.clear()


def plain_host(header: str) -> str:
    """Give the host of a Host header as portal addresses name it; empty where it is none."""
    is_plain = len(header) <= _LONGEST_HOST and not set(header) & set("/@?#\\")
    return portal_host(header) if is_plain else ""
