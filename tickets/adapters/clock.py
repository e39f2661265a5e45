"""The clock on the wall."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time in UTC."""

    def now(self) -> datetime:
        """Give the present."""
        return datetime.now(UTC)
