"""Names a process in claims and leases, and tells whether the process behind a name is gone."""

import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_START_TIME = 19
"""Place of the start time behind the command's name in /proc/PID/stat, see proc(5)."""


def own_name() -> str:
    """Name this process; no other has the same name, here or elsewhere, now or later."""
    pid = os.getpid()
    return f"{_place()}:{pid}:{_started_at(pid)}"


def is_gone(name: str) -> bool:
    """Tell whether the named process has ended for certain.

    Only a process of this very machine, boot and container can be looked up; of any other it is
    not known, and the time of its claim decides.
    """
    place, _, rest = name.partition(":")
    number, _, started_at = rest.partition(":")
    if place != _place() or not number.isdigit() or not started_at:
        return False
    return _started_at(int(number)) != started_at


@cache
def _place() -> str:
    """Name machine, boot and container, as far as this system tells them."""
    host = socket.gethostname().partition(".")[0].replace(":", "-")[:20]
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text()[:8]
        container = (_PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return host
    return f"{host}/{boot}/{container}"


def _started_at(pid: int) -> str:
    """Give the start of a process in ticks since boot; empty where it cannot be known."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[_START_TIME]
