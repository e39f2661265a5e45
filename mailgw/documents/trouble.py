"""Why a file could not be read further; told apart from defects of our own code."""

from tickets.text.documents import Unread


class TroubleError(Exception):
    """A file that nobody can read; what was read before stays."""

    def __init__(self, why: Unread) -> None:
        super().__init__(str(why))
        self.why = why
