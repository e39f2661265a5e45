"""What everybody above is handed: the database, the blobs and the few things they share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from templates import NoticeRenderer
from tickets.model.token import TokenSigner
from tickets.ports import Blobs, Clock, Documents, Queue
from tickets.store.unit_of_work import Database, ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class Core:
    """The product, put together; made by the roof, and by tests in the same way."""

    database: Database
    blobs: Blobs
    documents: Documents
    queue: Queue
    clock: Clock
    signer: TokenSigner
    notices: NoticeRenderer
    instance: str
    """A name that marks our own mail, so that it is known when it comes back."""

    def read(self, tenant: str) -> AbstractContextManager[ReadUnit]:
        """Open a unit that only looks at one tenant."""
        return self.database.read(tenant)

    def write(self, tenant: str, *, waits: bool = True) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work on one tenant; nobody waits for the disk if it `waits` not."""
        return self.database.write(tenant, waits=waits)

    @property
    def system(self) -> Callable[[], AbstractContextManager[Session]]:
        """Open a unit on the tables without a tenant."""
        return self.database.system
