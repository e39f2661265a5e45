"""Measures `explain` over a folder of mails in one process, beside bare mail-parser.

Run it as `python -m benchmarks.reading [FOLDER...] [--repeats N]`; it prints one JSON line. Without
a folder it reads mails of our own. `ratio` is ours against mail-parser's, in CPU time; it must not
fall below 0.25.
"""

import argparse
import contextlib
import io
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mailparser

from benchmarks.mails import make_mails
from stafette.decisions import decide_for_nobody
from stafette.explain import explain_lines, files_of

_WANTED = 0.25


def main() -> int:
    """Measure both in turns and print medians; ends with 1 below the wanted ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--messages", type=int, default=300, help="mails to make without a folder")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as made:
        folders = options.folders or [_written(Path(made), options.messages)]
        files = list(files_of(folders))
        ours, bare = _measure(files, options.repeats)
    told = {
        "bench": "reading",
        "mails": len(files),
        "explain_per_s": round(len(files) / ours, 1),
        "mail_parser_per_s": round(len(files) / bare, 1),
        "ratio": round(bare / ours, 2),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return int(bare / ours < _WANTED)


def _measure(files: list[Path], repeats: int) -> tuple[float, float]:
    """Give CPU seconds of a whole pass: ours, and mail-parser's."""
    ours, bare = [], []
    for _ in range(repeats):
        bare.append(_cpu(lambda: _parse_bare(files)))
        ours.append(_cpu(lambda: _explain(files)))
    return statistics.median(ours), statistics.median(bare)


def _explain(files: list[Path]) -> None:
    for line in explain_lines(files, decide=decide_for_nobody):
        json.dumps(line, ensure_ascii=False)


def _parse_bare(files: list[Path]) -> None:
    """Let mail-parser read every mail to the end, as its own command line does."""
    for path in files:
        # It refuses some mails; what it spent on them counts all the same.
        with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
            parsed = mailparser.parse_from_bytes(path.read_bytes())  # type: ignore[no-untyped-call] # untyped
            json.dumps(parsed.mail, default=str)


def _cpu(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _written(folder: Path, count: int) -> Path:
    for number, raw in enumerate(make_mails(count)):
        (folder / f"{number:05}.eml").write_bytes(raw)
    return folder


if __name__ == "__main__":
    sys.exit(main())
