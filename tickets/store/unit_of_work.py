"""One transaction of one tenant, and what is knocked for after its commit."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from tickets.model.base import Base
from tickets.model.routing import Due, DueKind
from tickets.ports import NOW, Clock, Queue
from tickets.store.due import claim, find_followers, settle
from tickets.store.engine import GuardedSession, enter_tenant
from tickets.store.new_rows import check_owner, rewrite, write_numbered, write_rows
from tickets.store.pens import ManyPens, OnePen, Pens

_Row = TypeVar("_Row", bound=Base)
Memory = dict[tuple[str, str], Any]
"""What queries remember between units, by tenant and subject; each guards its own freshness."""


_LOOK_AGAIN = timedelta(seconds=2)


class ReadUnit:
    """A look at one tenant's rows at one moment."""

    def __init__(self, connection: Connection, tenant: str, now: datetime, memory: Memory) -> None:
        self.connection = connection
        self.tenant = tenant
        self.now = now
        self.memory = memory
        self._session: GuardedSession | None = None

    @property
    def session(self) -> Session:
        """The session in this transaction; made when asked for, as most mails need none."""
        if self._session is None:
            self._session = GuardedSession(
                self.connection,
                expire_on_commit=False,
                autoflush=False,
                info={"tenant": self.tenant},
            )
        return self._session

    def close(self) -> None:
        """Let go of what the session holds."""
        if self._session is not None:
            self._session.close()


class UnitOfWork(ReadUnit):
    """A change to one tenant's rows: all of it or nothing."""

    def __init__(self, connection: Connection, tenant: str, now: datetime, memory: Memory) -> None:
        super().__init__(connection, tenant, now, memory)
        self.knocks: list[tuple[str, int, timedelta]] = []
        """Kind and id of the due rows that workers hear of after the commit, and how long after."""
        self.made: dict[str, int] = {}
        """People by address and firms by domain made here: queries do not see them yet."""
        self._new: list[Base] = []
        self._watched: dict[tuple[type[Base], int], tuple[Base, dict[str, Any]]] = {}

    def add(self, *rows: Base) -> None:
        """Add new rows; they are written together at the end."""
        for row in rows:
            check_owner(row, self.tenant)
        self._new += rows

    def add_numbered(self, row: Base) -> int:
        """Write one new row at once and give the id that the database counted up."""
        check_owner(row, self.tenant)
        return write_numbered(self.connection, row)

    def rewrite(self, row: Base, columns: tuple[str, ...]) -> None:
        """Write some columns of a row that was looked at in another unit."""
        check_owner(row, self.tenant)
        rewrite(self.connection, row, columns)

    def watch(self, row: _Row) -> _Row:
        """Write at the end what changes from now on in a row that was looked up.

        Gives the row to change: the one watched already where it was looked up before.
        """
        check_owner(row, self.tenant)
        before = dict(row.__dict__)
        return cast("_Row", self._watched.setdefault((type(row), before["id"]), (row, before))[0])

    def pending(self, kind: type[_Row]) -> list[_Row]:
        """Give the new rows of one kind, which queries do not see yet."""
        return [row for row in self._new if isinstance(row, kind)]

    def finish(self) -> None:
        """Write everything; what opened the unit commits it."""
        write_rows(self.connection, self._new)
        for row, before in self._watched.values():
            held = row.__dict__
            changed = tuple(name for name in before if held[name] != before[name])
            if changed:
                rewrite(self.connection, row, changed)
        if self._session is not None:
            self._session.flush()

    def owe(self, kind: DueKind, key: int | str, *, after: int | None = None) -> Due:
        """Put work into the same transaction; a worker hears of it after the commit.

        `after` names a due row that is settled first.
        """
        due = Due(kind=kind, key=str(key), tenant=self.tenant, at=self.now, after=after)
        self.add(due)
        # What it waits for knocks for it. Where several write at once, that may be settled at this
        # very moment, and a look a little later finds out.
        if after is None:
            self.knocks.append((kind, due.id, NOW))
        elif self.connection.dialect.name != "sqlite":
            self.knocks.append((kind, due.id, _LOOK_AGAIN))
        return due

    def settle(self, due: Due) -> bool:
        """Settle a claim with this unit; False where somebody did already.

        Whoever waited for it is knocked for after the commit.
        """
        if not settle(self.connection, due.id):
            return False
        self.knocks += [
            (due.kind, follower, NOW) for follower in find_followers(self.connection, due.id)
        ]
        return True


class Database:
    """The pool and the kinds of units that are opened on it."""

    def __init__(self, engine: Engine, clock: Clock, queue: Queue) -> None:
        self.engine = engine
        self._clock = clock
        self._queue = queue
        self._memory: Memory = {}
        is_alone = engine.dialect.name == "sqlite"
        self._pen: Pens = OnePen(engine) if is_alone else ManyPens(engine)

    @contextmanager
    def read(self, tenant: str) -> Iterator[ReadUnit]:
        """Open a unit that only looks."""
        with self.engine.connect() as connection:
            connection.begin()  # closing it rolls back: nothing is written here
            with closing(self._enter(connection, tenant)) as unit:
                yield unit

    @contextmanager
    def write(self, tenant: str, *, waits: bool = True) -> Iterator[UnitOfWork]:
        """Open a unit of work; it commits at the end and rolls back on an error.

        What was written would survive a power cut when this returns, and before anybody is
        knocked for; or, if it `waits` not, when somebody has called `wait_for_disk`. Raises
        TemporaryError where the disk fails.
        """
        with self._pen.take() as connection, connection.begin():
            enter_tenant(connection, tenant)
            with closing(UnitOfWork(connection, tenant, self._clock.now(), self._memory)) as unit:
                yield unit
                unit.finish()
        if waits:
            self._pen.sync()
        for kind, due_id, pause in unit.knocks:
            self._queue.knock(kind, due_id, after=pause)

    def wait_for_disk(self) -> None:
        """Return when all that units of work have written by now would survive a power cut.

        Raises TemporaryError where the disk fails.
        """
        self._pen.sync()

    @contextmanager
    def system(self) -> Iterator[Session]:
        """Open a unit on the two tables without a tenant; commits at the end.

        Claims and leases need not survive a power cut, after which nobody holds them.
        """
        with (
            self._pen.take(lasts=False) as connection,
            GuardedSession(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    @contextmanager
    def claim(
        self, due_id: int, claimant: str, lease: timedelta
    ) -> Iterator[tuple[Due, ReadUnit] | None]:
        """Claim a due row and look at its tenant; None where another has it or it is settled."""
        with self._pen.take(lasts=False) as connection, connection.begin():
            due = claim(connection, due_id, claimant, self._clock.now(), lease)
            if due is None:
                yield None
                return
            with closing(self._enter(connection, due.tenant)) as unit:
                yield due, unit

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """Look at the two tables without a tenant."""
        with GuardedSession(self.engine, expire_on_commit=False) as session:
            yield session

    def _enter(self, connection: Connection, tenant: str) -> ReadUnit:
        enter_tenant(connection, tenant)
        return ReadUnit(connection, tenant, self._clock.now(), self._memory)
