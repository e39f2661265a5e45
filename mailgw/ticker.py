"""Looks for due work by itself, so that a lost knock costs seconds and Redis is disposable (P5)."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from mailgw.actors import Jobs
from tickets.core import Core
from tickets.model.routing import Due, DueKind
from tickets.store.due import find_due
from tickets.store.leases import take_lease

_HOUSEKEEPING = timedelta(minutes=10)

log = structlog.get_logger()


class Ticker:
    """Sweeps due rows every few seconds and keeps house under a lease."""

    def __init__(
        self, core: Core, jobs: Jobs, owner: str, *, every_seconds: float, threads: int
    ) -> None:
        self._core = core
        self._jobs = jobs
        self._owner = owner
        self._every_seconds = every_seconds
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="sweep")
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Sweep once at once, then every few seconds."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the jobs under way."""
        self._is_stopping.set()
        self._thread.join()
        self._pool.shutdown()

    def sweep(self) -> int:
        """Do all that is due and unclaimed; gives the number of jobs started."""
        started = 0
        while not self._is_stopping.is_set():
            with self._core.database.glance() as session:
                rows = find_due(session, list(self._jobs), self._core.clock.now())
            if not rows:
                break
            jobs = [self._pool.submit(self._do, DueKind(row.kind), row.id) for row in rows]
            done, _ = wait(jobs)
            for job in done:
                if (error := job.exception()) is not None:
                    log.error("ticker.job_broke", error=type(error).__name__, detail=str(error))
            started += len(jobs)
        return started

    def _do(self, kind: DueKind, due_id: int) -> None:
        """Do one job, unless the process is about to end; then it waits for the next start."""
        if not self._is_stopping.is_set():
            self._jobs[kind](due_id)

    def keep_house(self) -> None:
        """Forget spent allowances that no longer count; one process at a time does it."""
        now = self._core.clock.now()
        with self._core.system() as session:
            if not take_lease(
                session, "housekeeping", "", self._owner, now=now, length=_HOUSEKEEPING
            ):
                return
            session.execute(
                delete(Due).where(Due.kind == DueKind.ALLOWANCE, Due.at < now),
                execution_options={"synchronize_session": False},
            )

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self.sweep()
                self.keep_house()
            except SQLAlchemyError as error:
                # The database may be away for a while; the next round finds what waits.
                log.warning("ticker.trouble", error=type(error).__name__)
            self._is_stopping.wait(self._every_seconds)
