"""A telephone line between the product and a real Dovecot: it can be cut, and it can whisper.

It passes bytes on as they are. On request it cuts calls, or spells a capability wrongly in what
the server says, so that a full Dovecot looks like a server that lacks it.
"""

import contextlib
import random
import re
import socket
import threading


class Line:
    """Listens on a port of its own and passes every call on to the server."""

    def __init__(self, port: int, *, hidden: tuple[str, ...] = ()) -> None:
        self._server_port = port
        self._hidden = hidden
        self._luck: random.Random | None = None
        self.calls = 0
        self.refusals: list[bytes] = []
        """Lines in which the server called a request invalid."""
        self.commands: list[bytes] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._answer, daemon=True).start()

    def be_unreliable(self, seed: int) -> None:
        """Cut every call from now on after a random number of bytes."""
        self._luck = random.Random(seed)

    def be_reliable(self) -> None:
        """Cut no more calls that begin from now on."""
        self._luck = None

    def cut(self) -> None:
        """Cut all calls now."""
        for end in self._open:
            _hang_up(end)
        self._open.clear()

    def close(self) -> None:
        """Take no more calls."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _answer(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                caller.close()
                continue
            self._open += [caller, server]
            allowance = self._luck.randint(2_000, 60_000) if self._luck else None
            for pump, ends in (
                (self._pass_up, (caller, server)),
                (self._pass_down, (server, caller)),
            ):
                threading.Thread(target=pump, args=(*ends, allowance), daemon=True).start()

    def _pass_up(
        self, caller: socket.socket, server: socket.socket, _allowance: int | None
    ) -> None:
        while content := _receive(caller):
            self.commands += content.splitlines()
            _send(server, content)
        _hang_up(server)

    def _pass_down(
        self, server: socket.socket, caller: socket.socket, allowance: int | None
    ) -> None:
        passed = 0
        while content := _receive(server):
            self.refusals += re.findall(rb"^\S+ BAD .*$", content, re.MULTILINE)
            passed += len(content)
            if allowance is not None and passed > allowance:
                _send(caller, content[: len(content) // 2])
                break
            _send(caller, self._misspell(content))
        _hang_up(caller)
        _hang_up(server)

    def _misspell(self, content: bytes) -> bytes:
        if b"CAPABILITY" not in content:
            return content
        for word in self._hidden:
            content = content.replace(f" {word}".encode(), f" X{word[1:]}".encode())
        return content


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _send(end: socket.socket, content: bytes) -> None:
    with contextlib.suppress(OSError):
        end.sendall(content)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
