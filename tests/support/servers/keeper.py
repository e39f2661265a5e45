"""Keep one server alive exactly as long as the process that asked for it.

This file runs as a program of its own, with nothing but the standard library. Its standard input is
a pipe whose other end only the tests hold: when the tests stop, crash or are killed, the pipe
closes and the server goes, together with its folder.
"""

import argparse
import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 5.0
"""Seconds between the polite signal and SIGKILL."""


def read_arguments() -> argparse.Namespace:
    """Read how to start, stop and clean up after the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--account", help="user and group numbers for the server, as 101:104")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="removed at the end")
    parser.add_argument("--stop-signal", default="SIGTERM")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def start(arguments: argparse.Namespace) -> subprocess.Popen[bytes]:
    """Start the server in its own session, under its own account where one is given."""
    user, group = (int(part) for part in (arguments.account or "-1:-1").split(":"))
    with arguments.log.open("ab") as log:
        return subprocess.Popen(
            arguments.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=arguments.folder,
            start_new_session=True,
            user=user if user >= 0 else None,
            group=group if group >= 0 else None,
            extra_groups=[] if user >= 0 else None,
        )


def wait_for_either_end(server: subprocess.Popen[bytes]) -> None:
    """Return when the tests let go of the pipe or when the server has ended by itself."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    while server.poll() is None:
        ready, _, _ = select.select([sys.stdin.fileno(), read_end], [], [])
        if sys.stdin.fileno() in ready:
            return
        os.read(read_end, 1024)


def signal_group(server: subprocess.Popen[bytes], number: int) -> None:
    """Signal the server and all its children; it leads its own process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server.pid, number)


def stop(server: subprocess.Popen[bytes], polite: int) -> None:
    """Ask the server to end, insist after a while, and leave none of its children behind."""
    if server.poll() is None:
        # Only the leader is asked: servers order their own children about.
        os.kill(server.pid, polite)
        os.kill(server.pid, signal.SIGCONT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=PATIENCE)
    signal_group(server, signal.SIGKILL)
    server.wait()


def remove(folder: Path) -> None:
    """Remove the server's folder; a child that is still dying may write into it once more."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def main() -> int:
    """Run one server until the pipe closes."""
    arguments = read_arguments()
    # Ctrl-C in the terminal is for the tests; the pipe tells us when they have ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    server = start(arguments)
    sys.stdout.write(f"{server.pid}\n")
    sys.stdout.flush()
    wait_for_either_end(server)
    ended_alone = server.poll() is not None
    stop(server, signal.Signals[arguments.stop_signal])
    if not ended_alone:
        remove(arguments.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
