"""One line per job: which kind of due row wakes which function."""

from collections.abc import Callable, Mapping
from functools import partial

import dramatiq

from mailgw.inbound import Gateway, process_inbound
from mailgw.lanes import HeavyLane, ordinary_lane
from mailgw.outbound.deliver import Office, deliver_outbound
from mailgw.reading import Reader
from tickets.model.routing import DueKind
from tickets.services.reminder_handlers import HANDLERS
from tickets.services.reminders import settle_reminder

Jobs = Mapping[DueKind, Callable[[int], None]]


def jobs_of(gateway: Gateway, office: Office | None, reader: Reader | None = None) -> Jobs:
    """Name the job of each kind; without an office nothing is sent.

    With a reader of its own, inbound mail has two lanes: what is heavy delays nobody.
    """
    inbound = partial(process_inbound, ordinary_lane(gateway, reader) if reader else gateway)
    jobs: dict[DueKind, Callable[[int], None]] = {
        DueKind.INBOUND: inbound,
        DueKind.HEAVY: HeavyLane(gateway, reader) if reader else inbound,
    }
    if office is not None:
        jobs[DueKind.OUTBOUND] = partial(deliver_outbound, office)
        jobs[DueKind.REMINDER] = partial(settle_reminder, office.core, office.worker, HANDLERS)
    return jobs


def declare_actors(broker: dramatiq.Broker, jobs: Jobs) -> None:
    """Declare each job on this broker, never on a global one; the row counts its attempts."""
    for kind, job in jobs.items():
        _declare(broker, kind, _named(job))


def declare_knocks(broker: dramatiq.Broker) -> None:
    """Declare the names alone, for a process that wakes others and works not itself."""
    for kind in (DueKind.INBOUND, DueKind.HEAVY, DueKind.OUTBOUND, DueKind.REMINDER):
        _declare(broker, kind, _elsewhere)


def _declare(broker: dramatiq.Broker, kind: DueKind, job: Callable[[int], None]) -> None:
    dramatiq.actor(actor_name=kind, broker=broker, queue_name=kind)(job)


def _named(job: Callable[[int], None]) -> Callable[[int], None]:
    def run(due_id: int) -> None:
        job(due_id)

    return run


def _elsewhere(due_id: int) -> None:
    raise RuntimeError(f"Knock {due_id} reached a process that does not work.")
