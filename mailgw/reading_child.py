"""The reading child: started by `mailgw.reading`, reads mails until its input ends."""

import contextlib
import resource
import signal
import sys

import msgspec

from mailgw.mime.read import read
from mailgw.reading import FRAME


def main(cpu_seconds: int, memory_bytes: int) -> None:
    """Answer frame by frame; the limits are the kernel's, so no mail can talk its way out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    encoder = msgspec.msgpack.Encoder()
    while len(head := source.read(FRAME.size)) == FRAME.size:
        raw = source.read(FRAME.unpack(head)[0])
        _allow_cpu(cpu_seconds)
        answer = encoder.encode(read(raw))
        sink.write(FRAME.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def _allow_cpu(seconds: int) -> None:
    """Let this mail use so many more seconds of CPU; past them the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
