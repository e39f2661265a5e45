"""One transaction of one tenant, and what is knocked for after its commit."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tickets.model.base import Base
from tickets.model.routing import Due, DueKind
from tickets.ports import Clock, Queue
from tickets.store.due import find_followers, settle
from tickets.store.engine import GuardedSession, enter_tenant, writing
from tickets.store.new_rows import adopt, check_owner, rewrite, write_numbered, write_rows

Memory = dict[tuple[str, str], Any]
"""What queries remember between units, by tenant and subject; each guards its own freshness."""


class ReadUnit:
    """A look at one tenant's rows at one moment."""

    def __init__(self, session: Session, tenant: str, now: datetime, memory: Memory) -> None:
        self.session = session
        self.tenant = tenant
        self.now = now
        self.memory = memory


class UnitOfWork(ReadUnit):
    """A change to one tenant's rows: all of it or nothing."""

    def __init__(self, session: Session, tenant: str, now: datetime, memory: Memory) -> None:
        super().__init__(session, tenant, now, memory)
        self.knocks: list[tuple[str, int]] = []
        """Kind and id of the due rows that workers hear of after the commit."""
        self.made: dict[str, int] = {}
        """People by address and firms by domain made here: queries do not see them yet."""
        self._new: list[Base] = []

    def add(self, *rows: Base) -> None:
        """Add new rows; they are written together at the end, or by `flush`."""
        for row in rows:
            check_owner(row, self.tenant)
        self._new += rows

    def add_numbered(self, row: Base) -> int:
        """Write one new row at once and give the id that the database counted up."""
        check_owner(row, self.tenant)
        return write_numbered(self.session, row)

    def rewrite(self, row: Base, columns: tuple[str, ...]) -> None:
        """Write some columns of a row that was looked at in another unit."""
        check_owner(row, self.tenant)
        rewrite(self.session, row, columns)

    def flush(self) -> None:
        """Write what is new so far, for a query that must see it."""
        rows, self._new = self._new, []
        write_rows(self.session, rows)
        adopt(self.session, rows)
        self.session.flush()

    def finish(self) -> None:
        """Write everything and commit."""
        write_rows(self.session, self._new)
        self.session.commit()

    def owe(self, kind: DueKind, key: int | str, *, after: int | None = None) -> Due:
        """Put work into the same transaction; a worker hears of it after the commit.

        `after` names a due row that is settled first.
        """
        due = Due(kind=kind, key=str(key), tenant=self.tenant, at=self.now, after=after)
        self.add(due)
        if after is None:
            self.knocks.append((kind, due.id))
        return due

    def settle(self, due: Due) -> bool:
        """Settle a claim with this unit; False where somebody did already.

        Whoever waited for it is knocked for after the commit.
        """
        if not settle(self.session, due.id):
            return False
        self.knocks += [(due.kind, follower) for follower in find_followers(self.session, due.id)]
        return True


class Database:
    """The pool and the kinds of units that are opened on it."""

    def __init__(self, engine: Engine, clock: Clock, queue: Queue) -> None:
        self.engine = engine
        self._writer = writing(engine)
        self._clock = clock
        self._queue = queue
        self._memory: Memory = {}
        # SQLite has one writer at a time and lets the others sleep in ever longer naps; standing
        # in line here costs nothing.
        is_alone = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[Any] = threading.Lock() if is_alone else nullcontext()

    @contextmanager
    def read(self, tenant: str) -> Iterator[ReadUnit]:
        """Open a unit that only looks."""
        with self._session(self.engine, tenant) as session:
            yield ReadUnit(session, tenant, self._clock.now(), self._memory)

    @contextmanager
    def write(self, tenant: str) -> Iterator[UnitOfWork]:
        """Open a unit of work; it commits at the end and rolls back on an error."""
        with self._turn, self._session(self._writer, tenant) as session:
            unit = UnitOfWork(session, tenant, self._clock.now(), self._memory)
            yield unit
            unit.finish()
        for kind, due_id in unit.knocks:
            self._queue.knock(kind, due_id)

    @contextmanager
    def system(self) -> Iterator[Session]:
        """Open a unit on the two tables without a tenant; commits at the end."""
        with self._turn, GuardedSession(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    def enter(self, session: Session, tenant: str) -> ReadUnit:
        """Go on in a system unit as a look at one tenant, in the same transaction."""
        session.info["tenant"] = tenant
        enter_tenant(session, tenant)
        return ReadUnit(session, tenant, self._clock.now(), self._memory)

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """Look at the two tables without a tenant."""
        with GuardedSession(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _session(self, engine: Engine, tenant: str) -> Iterator[Session]:
        with GuardedSession(
            engine, expire_on_commit=False, info={"tenant": tenant}, autoflush=False
        ) as session:
            enter_tenant(session, tenant)
            yield session
