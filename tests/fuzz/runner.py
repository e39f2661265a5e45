"""Mutate, run, and keep what reaches new lines; stop at nothing but the clock."""

import hashlib
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tests.fuzz.mutate import mutate
from tests.fuzz.targets import Target

FINDINGS = Path(__file__).parent / "findings"
SLOW_SECONDS = 1
"""More CPU than this for 32 KiB is a finding."""
_TRACED_SHARE = 0.05
_OURS = ("mailgw", "tickets")


@dataclass(slots=True)
class Finding:
    """An input that broke its target."""

    target: str
    raw: bytes
    trouble: str

    @property
    def name(self) -> str:
        """The name of the file that keeps it."""
        return f"{self.target}-{hashlib.sha256(self.raw).hexdigest()[:12]}"


@dataclass(slots=True)
class Campaign:
    """One target being fuzzed: its corpus, the lines reached, and what was found."""

    name: str
    target: Target
    dice: random.Random
    corpus: list[bytes] = field(default_factory=list)
    seen: set[tuple[CodeType, int]] = field(default_factory=set)
    findings: dict[str, Finding] = field(default_factory=dict)
    """By the place where they break, so that one fault is reported once."""
    runs: int = 0

    def go_on(self, seconds: float) -> None:
        """Fuzz for so many seconds."""
        self.corpus = self.corpus or list(self.target.seeds())
        for seed in self.corpus:
            self._look(seed)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            raw = mutate(self.dice, self.corpus)
            if self.dice.random() < _TRACED_SHARE:
                if self._look(raw):
                    self.corpus.append(raw)
            else:
                self._run(raw)

    def _look(self, raw: bytes) -> bool:
        """Run an input under trace; tell whether it reached lines that none had reached."""
        new: set[tuple[CodeType, int]] = set()
        sys.settrace(_Tracer(self.seen, new))
        try:
            # Tracing is slow, so that only what is not traced is timed.
            self._run(raw, seconds=SLOW_SECONDS * 30)
        finally:
            sys.settrace(None)
        self.seen |= new
        return bool(new)

    def _run(self, raw: bytes, seconds: int = SLOW_SECONDS) -> None:
        self.runs += 1
        try:
            with time_limit(seconds):
                self.target.run(raw)
        except Exception as error:  # noqa: BLE001 - whatever breaks is what is looked for
            place = _place(error)
            known = self.findings.get(place)
            if known is None or len(raw) < len(known.raw):
                trouble = "".join(traceback.format_exception(error)[-3:])
                self.findings[place] = Finding(self.name, raw, trouble)


class _Tracer:
    """A trace function that notes the lines of our own code."""

    def __init__(self, seen: set[tuple[CodeType, int]], new: set[tuple[CodeType, int]]) -> None:
        self._seen, self._new = seen, new

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> "_Tracer | None":
        if not frame.f_globals.get("__name__", "").startswith(_OURS):
            return None
        if event == "line":
            place = (frame.f_code, frame.f_lineno)
            if place not in self._seen:
                self._new.add(place)
        return self


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Break off what takes more CPU than that; signals reach Python code, not a regex inside."""

    def too_slow(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"It took more than {seconds} s of CPU.")

    before = signal.signal(signal.SIGVTALRM, too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _place(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "slow"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {last.filename}:{last.lineno}"


def kept_findings(target: str) -> list[Path]:
    """List the inputs that once broke a target; they stay so that they never do again."""
    return sorted(FINDINGS.glob(f"{target}-*"))
