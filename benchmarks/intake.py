"""Measures a whole embedded Stafette: cold start, SMTP to processed mail, CPU and memory.

Run it as `python -m benchmarks.intake [--messages N] [--mails FOLDER]`; it prints one JSON line.
Sending is paused and mail comes from a declared network, so what is measured ends with the
message and its owed mails committed.
"""

import argparse
import json
import os
import shutil
import smtplib
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

from benchmarks.mails import make_mails
from tenants import __file__ as tenants_file

_CLIENTS = 4
_PATIENCE_SECONDS = 300.0
_RECIPIENT = "vertrieb@hellmoor.example"


def main() -> None:
    """Measure several times and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--mails", type=Path, help="folder of mail files, in order of name")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    mails = (
        [path.read_bytes() for path in sorted(options.mails.iterdir())]
        if options.mails
        else make_mails(options.messages)
    )[: options.messages]
    runs = [measure(mails) for _ in range(options.repeats)]
    medians = {
        name: round(statistics.median(float(run[name]) for run in runs), 2) for name in runs[0]
    }
    sys.stdout.write(json.dumps({"bench": "intake", "messages": len(mails), **medians}) + "\n")


def measure(mails: list[bytes]) -> dict[str, float]:
    """Start a Stafette on an empty folder, hand it all mails and wait for the last outcome."""
    folder = Path(tempfile.mkdtemp(prefix="stafette-bench-"))
    port, web_port = _free_port(), _free_port()
    try:
        _write_tenant(folder)
        started = time.monotonic()
        process = _start(folder, port, web_port)
        try:
            _send_first(port, mails[0])
            cold = time.monotonic() - started
            _wait(folder, 1)
            page = _ask_page(web_port) - started
            idle = _memory(process.pid)
            cpu, began = _cpu(process.pid), time.monotonic()
            accepted = _send_all(port, mails[1:])
            _wait(folder, len(mails))
            took = time.monotonic() - began
            return {
                "cold_start_to_first_accepted_mail_s": cold,
                "cold_start_to_first_page_s": page,
                "accepted_per_s": (len(mails) - 1) / (accepted - began),
                "processed_per_s": (len(mails) - 1) / took,
                "cpu_ms": (_cpu(process.pid) - cpu) / (len(mails) - 1) * 1000,
                "pss_mb_idle": idle,
                "pss_mb_after": _memory(process.pid),
            }
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_tenant(folder: Path) -> None:
    source = Path(tenants_file).parent / "hellmoor"
    target = folder / "tenants" / "hellmoor"
    shutil.copytree(source, target)
    path = target / "tenant.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'declared_networks = ["127.0.0.0/8"]\n{text}', encoding="utf-8")


def _start(folder: Path, port: int, web_port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "stafette", "serve"],
        env={
            **os.environ,
            "STAFETTE_DATA_DIR": str(folder / "data"),
            "STAFETTE_TENANTS_DIR": str(folder / "tenants"),
            "STAFETTE_SMTP_PORT": str(port),
            "STAFETTE_LMTP_PORT": "-1",
            "STAFETTE_WEB_PORT": str(web_port),
            "STAFETTE_SENDING_PAUSED": "true",
            "STAFETTE_LOG_LEVEL": "WARNING",
        },
        stderr=subprocess.DEVNULL,
    )


def _send_first(port: int, raw: bytes) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            _send_part(port, [raw])
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _ask_page(port: int) -> float:
    """Ask for a page, and so for all of them to be loaded; gives when it was there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as page:
        page.read()
    return time.monotonic()


def _send_all(port: int, mails: list[bytes]) -> float:
    clients = [
        threading.Thread(target=_send_part, args=(port, mails[place::_CLIENTS]))
        for place in range(_CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return time.monotonic()


def _send_part(port: int, mails: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as connection:
        for raw in mails:
            connection.sendmail("kunde@firma.example", [_RECIPIENT], raw)


def _wait(folder: Path, count: int) -> None:
    """Wait until so many arrivals have their outcome; looked up from outside, read-only."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    query = "SELECT count(*) FROM inbound_mail WHERE outcome != 'pending'"
    database = folder / "data" / "stafette.db"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        while connection.execute(query).fetchone()[0] < count:
            if time.monotonic() > deadline:
                raise TimeoutError("Not every mail was processed.")
            time.sleep(0.05)


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == pid:
                    found.append(int(entry.name))
    return found


def _cpu(pid: int) -> float:
    """Give the CPU seconds of a process and its descendants, the ended ones included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_cpu(child) for child in _children(pid))


def _memory(pid: int) -> float:
    """Give the proportional set size of a process and its descendants in MiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return pss / 1024 + sum(_memory(child) for child in _children(pid))


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
