"""Commands of Stafette in processes that need not load the product first.

A command line that is started anew spends more than a second on imports, which is most of what a
test costs that asks ten questions. So one process has loaded everything, does nothing else, and
forks itself for each command: with its own arguments, environment, folder and output, and with the
exit status of a program of its own. It ends with the tests, since its standard input does.
"""

import atexit
import gc
import json
import os
import random
import runpy
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from select import select
from signal import SIGKILL
from typing import Any


class Warm:
    """The process that commands are forked from."""

    def __init__(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("STAFETTE_")}
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def run(
        self, *arguments: str, environment: Mapping[str, str], folder: Path, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run one command as `python -m stafette` would; raise TimeoutExpired after its time."""
        with tempfile.TemporaryDirectory() as place, self._lock:
            said = [Path(place) / name for name in ("stdout", "stderr")]
            wish = {
                "arguments": arguments,
                "environment": dict(environment),
                "folder": str(folder),
                "said": [str(one) for one in said],
            }
            status = self._ask(json.dumps(wish), list(arguments), seconds)
            out, complaints = (one.read_text(encoding="utf-8") for one in said)
        return subprocess.CompletedProcess(list(arguments), status, out, complaints)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def _ask(self, wish: str, arguments: list[str], seconds: float) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(wish.encode() + b"\n")
        child = int(self._process.stdout.readline())
        if not select([self._process.stdout], [], [], seconds)[0]:
            os.kill(child, SIGKILL)
            self._process.stdout.readline()
            raise subprocess.TimeoutExpired(arguments, seconds)
        return int(self._process.stdout.readline())


@cache
def warm() -> Warm:
    """Give the one of this process of tests; it loads the product when first asked for."""
    made = Warm()
    atexit.register(made.close)
    return made


def _serve() -> None:
    """Fork for each line that comes in; answer with the child's number, then with its status."""
    from stafette.cli import make_app  # noqa: PLC0415 - who asks need not load it

    make_app("")
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
            # Ends, however it ends, as the program does.
            runpy.run_module("stafette", run_name="__main__", alter_sys=True)
            return
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _become(wish: dict[str, Any]) -> None:
    """Take over the arguments, the environment, the folder and the output of a command."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(wish["said"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(wish["environment"])
    os.chdir(wish["folder"])
    sys.argv = ["stafette", *wish["arguments"]]
    random.seed()


if __name__ == "__main__":
    _serve()
