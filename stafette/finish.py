"""Works until given arrivals have their outcome, for commands that wait."""

import time
from collections.abc import Sequence

from rich.console import Console
from rich.progress import Progress
from sqlalchemy import func, select

from mailgw.actors import jobs_of
from mailgw.ticker import Ticker
from stafette.bootstrap import House, make_gateway
from tickets.model.mail import InboundMail, Outcome

_PAUSE_SECONDS = 0.2
_PATIENCE_SECONDS = 3600.0


def finish_arrivals(house: House, tenant: str, arrival_ids: Sequence[int]) -> None:
    """Process arrivals here, beside any worker; nothing is sent by this."""
    if not arrival_ids:
        return
    jobs = jobs_of(make_gateway(house), None)
    ticker = Ticker(
        house.core,
        jobs,
        house.worker,
        every_seconds=_PAUSE_SECONDS,
        threads=house.settings.worker_threads,
    )
    try:
        ticker.start()
        # Standard output belongs to what was asked for.
        with Progress(transient=True, console=Console(stderr=True)) as progress:
            bar = progress.add_task("reading", total=len(arrival_ids))
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while (left := _pending(house, tenant, arrival_ids)) and time.monotonic() < deadline:
                progress.update(bar, completed=len(arrival_ids) - left)
                time.sleep(_PAUSE_SECONDS)
    finally:
        ticker.stop()


def _pending(house: House, tenant: str, arrival_ids: Sequence[int]) -> int:
    with house.core.read(tenant) as unit:
        return (
            unit.session.scalar(
                select(func.count(InboundMail.id)).where(
                    InboundMail.id.between(min(arrival_ids), max(arrival_ids)),
                    InboundMail.outcome == Outcome.PENDING,
                )
            )
            or 0
        )
