"""A clock that can be set back, so that the past is lived through in its order."""

from datetime import UTC, datetime, timedelta

_STEP = timedelta(milliseconds=1)


class SettableClock:
    """Stands still where it was set; each look is a moment later than the one before."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        """Give the present."""
        self._now += _STEP
        return self._now

    def set_to(self, at: datetime) -> None:
        """Set the clock, never behind what it showed already."""
        self._now = max(self._now, at)

    def wind_back(self, at: datetime) -> None:
        """Set the clock back before anything has happened."""
        self._now = at
