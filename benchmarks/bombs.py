"""Measures what bombs that all come at once do to a running Stafette and to ordinary mail.

Run it as `python -m benchmarks.bombs [--servers] [--papers N] [--alone]`; it prints one JSON
line. Ordinary mail comes from three connections all along; the bombs of `tests/faults/bombs.py` are
thrown at one moment from eight more. `--papers` adds mails whose PDF takes all the time that the
files of a mail may take.
"""

import argparse
import json
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median

from tests.faults.bombs import BOMBS, bomb
from tests.faults.test_bombs import Told, arrivals, seconds_of, watch
from tests.faults.works import DOOR, STORE, Servers, Works
from tests.support.mails import Mail
from tests.support.papers import PDF_TYPE, pdf_bomb
from tests.support.servers.postgresql import PostgresServer
from tests.support.servers.redis_private import RedisServer
from tickets.model.mail import InboundMail, Outcome

_CONNECTIONS = 8
_QUIET_SECONDS = 4.0
_AFTER_SECONDS = 3.0
_MOST_SECONDS = 300.0
_WRITERS = 3
_BETWEEN_LETTERS_SECONDS = 0.4


@dataclass
class _Thrown:
    """What became of the bombs at the door."""

    codes: list[int] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", action="store_true", help="on PostgreSQL and Redis")
    parser.add_argument("--papers", type=int, default=0, help="so many mails with a costly PDF")
    parser.add_argument("--alone", action="store_true", help="these mails alone")
    options = parser.parse_args()
    raws = [] if options.alone else [bomb(number, name) for number, name in enumerate(BOMBS)]
    raws += _with_papers(options.papers)
    raws = [stuffed(raw) for raw in raws]
    with _works(on_servers=options.servers) as works:
        figures = measure(works, raws)
    form = "servers" if options.servers else "embedded"
    line = {"bench": "bombs", "form": form, "papers": options.papers, **figures}
    sys.stdout.write(json.dumps(line) + "\n")


def measure(works: Works, raws: Sequence[bytes]) -> dict[str, float]:
    """Let ordinary mail flow, throw all bombs at one moment, and wait for the last outcome."""
    told, thrown, over = Told(), _Thrown(), threading.Event()
    beside = [
        threading.Thread(target=_write_on, args=(works, told, over, one)) for one in range(_WRITERS)
    ]
    beside += [
        threading.Thread(target=watch, args=(process.pid, told, over))
        for process in works.stafette.processes
    ]
    for thread in beside:
        thread.start()
    try:
        time.sleep(_QUIET_SECONDS)
        told.began_at = datetime.now(UTC)
        start = threading.Barrier(_CONNECTIONS)
        with ThreadPoolExecutor(_CONNECTIONS) as throwers:
            for place in range(_CONNECTIONS):
                throwers.submit(_throw, works, raws[place::_CONNECTIONS], thrown, start)
        _wait(works)
        time.sleep(_AFTER_SECONDS)
    finally:
        over.set()
        for thread in beside:
            thread.join(60)
    _wait(works)
    return _figures(told, thrown, arrivals(works))


def _write_on(works: Works, told: Told, over: threading.Event, writer: int) -> None:
    """Write letters, few enough to be no load of their own."""
    with smtplib.SMTP("127.0.0.1", works.smtp_port, timeout=60) as connection:
        for number in count():
            if over.wait(_BETWEEN_LETTERS_SECONDS):
                return
            sender = f"kunde{writer}-{number}@kunde.example"
            mail = Mail(sender=sender, to=STORE, message_id=f"letter-{sender}")
            told.sent_at[mail.message_id] = datetime.now(UTC)
            connection.sendmail(sender, [STORE], mail.raw)


def _throw(works: Works, raws: Sequence[bytes], thrown: _Thrown, start: threading.Barrier) -> None:
    with smtplib.SMTP("127.0.0.1", works.smtp_port, timeout=60) as connection:
        start.wait()
        for raw in raws:
            connection.ehlo_or_helo_if_needed()
            began = time.monotonic()
            connection.mail("gift@gift.example")
            connection.rcpt(DOOR)
            connection.docmd("DATA")
            connection.send(raw)
            thrown.codes.append(connection.getreply()[0])
            thrown.answers.append(time.monotonic() - began)


def _with_papers(number: int) -> list[bytes]:
    bomb = pdf_bomb(b"BT /F1 9 Tf (ab) Tj ET\n" * 2_000_000)
    # Each is another file, as what is known of one is remembered.
    papers = [("a.pdf", PDF_TYPE, bomb + b"\n%% %d\n" % one) for one in range(number)]
    return [Mail(sender="gift@gift.example", files=(paper,)).raw for paper in papers]


def stuffed(raw: bytes) -> bytes:
    """Write a mail as it goes over the wire; doing so while others write would delay them."""
    return (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:] + b"\r\n.\r\n"


def _wait(works: Works) -> None:
    until = time.monotonic() + _MOST_SECONDS
    while any(one.processed_at is None and DOOR in one.envelope_to for one in arrivals(works)):
        if time.monotonic() > until:
            raise TimeoutError("Not every mail has its outcome.")
        time.sleep(0.25)


def _figures(told: Told, thrown: _Thrown, mails: Sequence[InboundMail]) -> dict[str, float]:
    began = told.began_at or datetime.now(UTC)
    bombs = [one for one in mails if DOOR in one.envelope_to]
    others = [one for one in mails if STORE in one.envelope_to]
    last = max((one.processed_at for one in bombs if one.processed_at), default=began)
    alone = [one for one in others if one.received_at < began]
    during = [one for one in others if began <= one.received_at <= last]
    outcomes = seconds_of(bombs, {})
    return {
        "bombs": len(thrown.codes),
        "accepted": thrown.codes.count(250),
        "failed": sum(one.outcome is Outcome.FAILED for one in bombs),
        "answer_max_s": round(max(thrown.answers), 2),
        "outcome_p50_s": round(median(outcomes), 2),
        "outcome_max_s": round(outcomes[-1], 2),
        "largest_child_mb": told.largest_child // 1024**2,
        **_delays("alone", seconds_of(alone, told.sent_at)),
        **_delays("during", seconds_of(during, told.sent_at)),
        **_delays("during_accepted", seconds_of(during, {})),
    }


def _delays(name: str, took: Sequence[float]) -> dict[str, float]:
    return {
        f"others_{name}": len(took),
        f"{name}_p50_s": round(median(took), 3),
        f"{name}_p99_s": round(took[int(len(took) * 0.99)], 3),
        f"{name}_max_s": round(took[-1], 3),
    }


@contextmanager
def _works(*, on_servers: bool) -> Iterator[Works]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stafette-bench-")))
        servers = None
        if on_servers:
            postgres, redis = PostgresServer(), RedisServer()
            stack.callback(postgres.stop)
            redis.start()
            stack.callback(redis.stop)
            servers = Servers(postgres.create_database(), redis.url)
        works = Works(folder, servers)
        stack.callback(works.stop)
        works.set_up()
        works.stafette.start(*works.roles)
        yield works


if __name__ == "__main__":
    main()
