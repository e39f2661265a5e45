"""The nursery and the reading child: started by `mailgw.nursery`, forked for each child."""

import contextlib
import gc
import math
import os
import resource
import signal
import socket
import sys

import msgspec

from mailgw.documents.document import Document
from mailgw.documents.lean import keep_lean
from mailgw.documents.read import read_document
from mailgw.mime.read import read
from mailgw.nursery import FRAME, REQUEST, WISH, Wanted, Wish


def main(cpu_seconds: int, memory_bytes: int) -> None:
    """Bear and end children until nobody is there to ask for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    keep_lean()
    children: dict[int, int] = {}
    # What is loaded stays out of every collection, so that none of it is written to and copied.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as door:
        while True:
            asked, descriptors, _, _ = socket.recv_fds(door, WISH.size, 2)
            if len(asked) < WISH.size:
                return
            wish, number = WISH.unpack(asked)
            match wish:
                case Wish.BEAR:
                    children[number] = _bear(door, descriptors, cpu_seconds, memory_bytes)
                case Wish.END if number in children:
                    pid = children.pop(number)
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                case Wish.NAME:
                    door.sendall(FRAME.pack(children.get(number, 0)))
                case _:
                    pass


def _bear(door: socket.socket, descriptors: list[int], cpu_seconds: int, memory_bytes: int) -> int:
    """Fork a child that has nothing but its two pipes."""
    pid = os.fork()
    if pid == 0:
        try:
            door.close()
            os.dup2(descriptors[0], 0)
            os.dup2(descriptors[1], 1)
            _close(descriptors)
            read_mails(cpu_seconds, memory_bytes)
        finally:
            os._exit(0)
    _close(descriptors)
    return pid


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def read_mails(cpu_seconds: int, memory_bytes: int) -> None:
    """Answer frame by frame; the limits are the kernel's, so no mail can talk its way out."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    source, sink = os.fdopen(0, "rb", closefd=False), os.fdopen(1, "wb", closefd=False)
    encoder, documents = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Document)
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        wanted, cpu_ms, size = REQUEST.unpack(head)
        raw = source.read(size)
        # The signal ends the process also in the midst of a library, as Python's handlers do not.
        signal.setitimer(signal.ITIMER_PROF, cpu_ms / 1000)
        if wanted == Wanted.DOCUMENT:
            document = documents.decode(raw)
            _allow_cpu(math.ceil(document.cpu_seconds))
            answer = encoder.encode(read_document(document))
        else:
            _allow_cpu(cpu_seconds)
            answer = encoder.encode(read(raw))
        signal.setitimer(signal.ITIMER_PROF, 0)
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
