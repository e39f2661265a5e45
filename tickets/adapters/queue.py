"""Wakes workers through dramatiq: in this process, or through Redis."""

import threading
import time
from datetime import timedelta
from typing import Any

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, ShutdownNotifications

from tickets.errors import TemporaryError
from tickets.ports import NOW

KNOCK_SECONDS = 0.15
"""How long a knock may wait for Redis; the database holds the truth, so giving up is safe."""
SULK_SECONDS = 5.0
"""After a failed knock, how long Redis is left alone."""


log = structlog.get_logger()


def in_process_broker() -> dramatiq.Broker:
    """Make the embedded broker: knocks live in this process's memory."""
    return _for_several_workers(StubBroker(middleware=[ShutdownNotifications()]))


def redis_broker(url: str, patience: float) -> dramatiq.Broker:
    """Make a broker on Redis that waits at most `patience` seconds for an answer."""
    client = _client(url, patience)
    # Loaded only where Redis is used: the embedded process does without its 15 MB.
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 - see the line above

    make: Any = RedisBroker  # the library leaves its types open
    middleware = [AgeLimit(max_age=60_000), ShutdownNotifications()]
    return _for_several_workers(make(client=client, middleware=middleware))


def _for_several_workers(broker: dramatiq.Broker) -> dramatiq.Broker:
    """Keep the library from warning of a second worker: each has queues of its own here."""
    broker.logger.addFilter(lambda record: "same type twice" not in str(record.msg))
    return broker


def ping_redis(url: str, patience: float) -> None:
    """Ask Redis for a sign of life; raises TemporaryError with one sentence without any."""
    from redis import RedisError  # noqa: PLC0415 - loaded only where Redis is used

    try:
        _client(url, patience).ping()
    except (RedisError, OSError) as error:
        raise TemporaryError(f"Redis does not answer: {error}.") from None


def _client(url: str, patience: float) -> Any:
    import redis  # noqa: PLC0415 - loaded only where Redis is used, see above

    return redis.Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience)


class DramatiqQueue:
    """Sends one id per knock to the actor that is named like the kind of work."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self.broker = broker
        self._sulks_until = 0.0
        self._lock = threading.Lock()
        self._troubles = _troubles_of(broker)

    def knock(self, kind: str, due_id: int, after: timedelta = NOW) -> None:
        """Wake a worker; a broker that does not answer costs one short wait, never an error."""
        if kind not in self.broker.get_declared_actors() or time.monotonic() < self._sulks_until:
            return
        try:
            delay = int(after.total_seconds() * 1000) or None
            self.broker.get_actor(kind).send_with_options(args=(due_id,), delay=delay)
        except self._troubles:
            with self._lock:
                self._sulks_until = time.monotonic() + SULK_SECONDS
            log.warning("queue.unreachable", kind=kind)


class SilentQueue:
    """Wakes nobody: for commands that do the work themselves."""

    def knock(self, kind: str, due_id: int, after: timedelta = NOW) -> None:
        """Do nothing; the sweep finds the row."""


def _troubles_of(broker: dramatiq.Broker) -> tuple[type[Exception], ...]:
    """Name the errors of a broker that is out of reach."""
    troubles: tuple[type[Exception], ...] = (dramatiq.errors.BrokerConnectionError, OSError)
    if isinstance(broker, StubBroker):
        return troubles
    from redis import RedisError  # noqa: PLC0415 - loaded already by the broker

    return (*troubles, RedisError)
