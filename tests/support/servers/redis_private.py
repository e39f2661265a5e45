"""A private Redis that tests may flush, pause, kill and start again on the same port."""

import signal

import redis

from tests.support.servers.process import KeptProcess, Start, free_port, new_folder
from tests.support.servers.programs import REDIS, require


class RedisServer:
    """A private Redis without any file; it forgets everything when it ends."""

    def __init__(self) -> None:
        self._program = require(REDIS)
        self.port = free_port()
        self._folder = new_folder(self, "redis", None)
        self._process: KeptProcess | None = None
        self.start()

    @property
    def url(self) -> str:
        """The address for STAFETTE_REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """The process number of the running server."""
        return self._running().pid

    def start(self) -> None:
        """Start the server on its port; a second call while it runs does nothing."""
        if self._process is not None and self._process.running:
            return
        command = (
            *(str(self._program.path), "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", str(self._folder)),
        )
        self._process = KeptProcess(Start(command, self._folder))
        self._process.wait_until(self._answers)

    def flush(self) -> None:
        """Forget every key, as FLUSHALL does."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def kill(self) -> None:
        """Kill the server at once; its port refuses connections until it is started again."""
        self._running().kill()

    def pause(self) -> None:
        """Stop the clock of the server: connections open, but nothing answers."""
        self._running().signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        self._running().signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the server for good."""
        self._running().stop()

    def _running(self) -> KeptProcess:
        assert self._process is not None
        return self._process

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False
