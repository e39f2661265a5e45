"""P4: forty bombs thrown at one moment among ordinary mail, in both forms of the product."""

import json
import sys

import pytest

from benchmarks.bombs import measure, stuffed
from tests.faults.bombs import BOMBS, bomb
from tests.faults.test_bombs import ANSWER_SECONDS, CHILD_BYTES, OTHERS_SECONDS, OUTCOME_SECONDS
from tests.faults.works import Works


@pytest.mark.full
@pytest.mark.timeout(300)
def test_p04_forty_bombs_at_one_moment_delay_nobody(works: Works) -> None:
    works.stafette.start(*works.roles)
    bombs = [stuffed(bomb(number, name)) for number, name in enumerate(BOMBS)]
    figures = measure(works, bombs)
    sys.stdout.write(json.dumps(figures) + "\n")
    assert figures["bombs"] == len(BOMBS)
    assert figures["failed"] == 0
    assert figures["answer_max_s"] < ANSWER_SECONDS, figures
    assert figures["outcome_max_s"] < OUTCOME_SECONDS, figures
    assert figures["largest_child_mb"] < CHILD_BYTES // 1024**2, figures
    assert figures["during_p99_s"] - figures["alone_p50_s"] < OTHERS_SECONDS, figures
