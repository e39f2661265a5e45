"""Heavy mail: what a first look could not read is put back as work of another kind.

It keeps its row and its number, so that what waits for it goes on waiting, and what kills us at any
moment finds it either still claimed or already due again.
"""

from datetime import timedelta

import structlog
from sqlalchemy import update

from tickets.core import Core
from tickets.model.mail import InboundMail
from tickets.model.routing import Due, DueKind

PAUSES = (timedelta(seconds=1), timedelta(seconds=3))
"""Between attempts in the lane: a mail that breaks its child does so a minute later as well."""
_TOLD = "It was heavy and was read in a lane of its own."

log = structlog.get_logger()


def put_aside(core: Core, due: Due, why: str) -> None:
    """Give a claim back as work for the lane of heavy mail; a first look is no attempt."""
    log.info("inbound.heavy", tenant=due.tenant, arrival=due.key, why=why)
    values = {
        "kind": DueKind.HEAVY.value,
        "attempts": Due.attempts - 1,
        "claimed_by": None,
        "claimed_until": None,
    }
    with core.system() as session:
        session.execute(
            update(Due).where(Due.id == due.id).values(values),
            execution_options={"synchronize_session": False},
        )
    core.queue.knock(DueKind.HEAVY, due.id)


def tell(due: Due, arrival: InboundMail) -> None:
    """Say in the ledger that a mail was heavy."""
    if due.kind == DueKind.HEAVY:
        arrival.why = f"{arrival.why[: 499 - len(_TOLD)]} {_TOLD}".lstrip()
