"""The roles as stacks of parts: all in one, or gateway, worker and pages apart."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import dramatiq

from mailgw.actors import Jobs, declare_actors, declare_knocks, jobs_of
from mailgw.ingress.imap import ImapWatcher
from mailgw.ingress.smtp import Limits, Listener
from mailgw.reading import Reader
from mailgw.ticker import Ticker
from stafette.bootstrap import House, make_gateway, make_office, open_house
from stafette.naming import is_gone
from stafette.settings import Settings
from stafette.web_door import Serves, WebDoor
from tickets.adapters.queue import DramatiqQueue, redis_broker
from tickets.errors import ConfigurationError
from tickets.model.mail import Way
from tickets.model.routing import DueKind
from tickets.store.due import claimants, release_claims

_WORKER_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """What a started role can be asked."""

    house: House
    smtp_port: int | None = None
    lmtp_port: int | None = None
    web_port: int | None = None
    jobs: Jobs | None = None


@contextmanager
def serve(settings: Settings) -> Iterator[Running]:
    """Run everything in this process."""
    with ExitStack() as stack:
        # The reading children come first: they are started before any thread exists.
        reader = Reader(settings.reading_children)
        stack.callback(reader.close)
        house = stack.enter_context(open_house(settings, knocks=True, reader=reader))
        jobs = _work(stack, house, reader)
        ports = _listen(stack, house)
        _watch(stack, house)
        web_port = _show_pages(stack, house, is_patient=True)
        yield Running(house, *ports, web_port, jobs)


@contextmanager
def serve_gateway(settings: Settings) -> Iterator[Running]:
    """Run the ways in alone; workers elsewhere do the rest."""
    _need_servers(settings, "gateway")
    with ExitStack() as stack:
        house = stack.enter_context(open_house(settings, knocks=True))
        assert isinstance(house.queue, DramatiqQueue)
        _free_claims_of_the_dead(house)
        declare_knocks(house.queue.broker)
        ports = _listen(stack, house)
        _watch(stack, house)
        yield Running(house, *ports)


@contextmanager
def serve_worker(settings: Settings) -> Iterator[Running]:
    """Run the jobs alone."""
    _need_servers(settings, "worker")
    with ExitStack() as stack:
        reader = Reader(settings.reading_children)
        stack.callback(reader.close)
        house = stack.enter_context(open_house(settings, knocks=True, reader=reader))
        jobs = _work(stack, house, reader)
        yield Running(house, jobs=jobs)


@contextmanager
def serve_web(settings: Settings) -> Iterator[Running]:
    """Run the pages alone; gateway and workers elsewhere do the rest."""
    _need_servers(settings, "web")
    if settings.web_port < 0:
        raise ConfigurationError("STAFETTE_WEB_PORT is off; give the port to serve pages on.")
    with ExitStack() as stack:
        house = stack.enter_context(open_house(settings, knocks=True))
        assert isinstance(house.queue, DramatiqQueue)
        declare_knocks(house.queue.broker)
        yield Running(house, web_port=_show_pages(stack, house))


def wait_for_signal() -> None:
    """Block until somebody asks this process to end."""
    asked = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked.set())
    asked.wait()


def _free_claims_of_the_dead(house: House) -> None:
    """Take over at once what a killed process of this machine left, without waiting its lease."""
    now = house.core.clock.now()
    with house.core.database.glance() as session:
        gone = [name for name in claimants(session, now) if is_gone(name)]
    for name in gone:
        with house.core.system() as session:
            release_claims(session, name)


def _work(stack: ExitStack, house: House, reader: Reader) -> Jobs:
    settings = house.settings
    _free_claims_of_the_dead(house)
    jobs = jobs_of(make_gateway(house), make_office(house), reader)
    assert isinstance(house.queue, DramatiqQueue)
    broker = house.queue.broker
    if settings.redis_url:
        declare_knocks(broker)
        # Listening may wait longer than knocking, so it has a connection of its own.
        broker = redis_broker(settings.redis_url, patience=5.0)
    declare_actors(broker, jobs)
    for kind in jobs:
        _work_on(stack, house, broker, {kind: jobs[kind]})
    return jobs


def _work_on(stack: ExitStack, house: House, broker: dramatiq.Broker, jobs: Jobs) -> None:
    """Work by threads of their own; a smarthost that says nothing holds up no incoming mail."""
    threads = house.settings.worker_threads
    sweepers = max(2, threads // 2)
    if DueKind.HEAVY in jobs:
        threads = sweepers = 1
    worker = dramatiq.Worker(broker, queues=set(jobs), worker_threads=threads, worker_timeout=500)
    worker.start()
    stack.callback(worker.stop, timeout=int(_WORKER_PATIENCE * 1000))
    pace = house.settings.sweep_seconds
    ticker = Ticker(house.core, jobs, house.worker, every_seconds=pace, threads=sweepers)
    ticker.start()
    stack.callback(ticker.stop)


def _listen(stack: ExitStack, house: House) -> tuple[int | None, int | None]:
    settings = house.settings
    limits = Limits(
        mail_size=settings.max_mail_bytes,
        line_length=settings.max_line_bytes,
        recipients=settings.max_recipients,
        connections=settings.max_connections,
        connections_per_peer=settings.max_connections_per_peer,
    )
    doors = (
        (Way.SMTP, settings.smtp_host, settings.smtp_port),
        (Way.LMTP, settings.lmtp_host, settings.lmtp_port),
    )
    ports: list[int | None] = []
    for way, host, port in doors:
        if port < 0:
            ports.append(None)
            continue
        listener = Listener(house.core, way, host, port, limits)
        try:
            listener.start()
        except OSError as error:
            raise ConfigurationError(
                f"{way.upper()} cannot listen on {host}:{port}: {error.strerror or error}."
            ) from None
        stack.callback(listener.stop)
        ports.append(listener.port)
    return ports[0], ports[1]


def _watch(stack: ExitStack, house: House) -> None:
    watcher = ImapWatcher(house.core, house.worker, poll_seconds=house.settings.imap_poll_seconds)
    watcher.start()
    stack.callback(watcher.stop)


def _show_pages(stack: ExitStack, house: House, *, is_patient: bool = False) -> int | None:
    settings = house.settings
    if settings.web_port < 0:
        return None

    def load() -> Serves:
        # Late, so that a starting gateway takes mail in before all of this is loaded.
        from stafette.web_server import load_pages  # noqa: PLC0415 - see above

        return load_pages(house)

    door = WebDoor(settings.web_host, settings.web_port, load, is_patient=is_patient)
    door.start()
    stack.callback(door.stop)
    return door.port


def _need_servers(settings: Settings, role: str) -> None:
    if settings.is_embedded or not settings.redis_url:
        raise ConfigurationError(
            f"The {role} runs beside other processes and so needs STAFETTE_DATABASE_URL "
            "(PostgreSQL) and STAFETTE_REDIS_URL; `stafette serve` needs neither."
        )
