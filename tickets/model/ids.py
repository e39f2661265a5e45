"""Row ids that are known before the row is stored, and that sort by time.

Knowing them early lets a whole change be written in one go: no row has to be stored first only to
learn its number. See docs/decisions/0007-ids-before-rows.md.
"""

import random
import threading
import time

_EPOCH_MS = 1_577_836_800_000
"""2020-01-01 UTC; 41 bits of milliseconds from here last until 2089."""
_RANDOM_BITS = 22

# Nothing is secret about an id, and asking the system for each of a mail's thirty would let go of
# the interpreter as often.
_dice = random.Random()  # noqa: S311 - see above
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """Make a positive 63-bit id: larger than any made before in this process.

    Two processes could only meet in the same millisecond and then by 22 random bits; the primary
    key refuses the second row and its job is done again.
    """
    global _last  # noqa: PLW0603 - one counter for the process is the point
    now = time.time_ns() // 1_000_000 - _EPOCH_MS
    fresh = (now << _RANDOM_BITS) | _dice.getrandbits(_RANDOM_BITS - 1)
    with _lock:
        _last = max(_last + 1, fresh)
        return _last
