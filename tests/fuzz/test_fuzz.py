"""Every target holds what it promises: for inputs of hypothesis, our seeds, and old findings."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutate import PIECES
from tests.fuzz.runner import FINDINGS, Campaign, Finding, time_limit
from tests.fuzz.targets import TARGETS, Target

SECONDS = 1.0
PATIENCE = 5
OLD = sorted(path for path in FINDINGS.iterdir() if "-" in path.name)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=40))
def test_p04_no_mix_of_pieces_breaks_a_target(name: str, pieces: list[bytes]) -> None:
    target = TARGETS[name]
    joined = b"".join(pieces)
    with time_limit(PATIENCE):
        target.run(joined)
        target.run(target.seeds()[len(joined) % len(target.seeds())] + joined)


@pytest.mark.parametrize("name", TARGETS)
def test_p04_a_second_of_mutation_finds_nothing(name: str) -> None:
    campaign = Campaign(name, TARGETS[name], random.Random(20261122))
    campaign.go_on(SECONDS)
    assert campaign.runs > 20
    assert [one.trouble for one in campaign.findings.values()] == []


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_p19_what_once_broke_a_target_does_so_no_more(path: Path) -> None:
    with time_limit(PATIENCE):
        TARGETS[path.name.partition("-")[0]].run(path.read_bytes())


def test_a_campaign_finds_what_breaks_a_target_and_keeps_the_shortest() -> None:
    def run(raw: bytes) -> None:
        assert b">>" not in raw

    campaign = Campaign("parse", Target(run, lambda: [b"harmless"]), random.Random(1))
    campaign.go_on(0.3)
    (found,) = campaign.findings.values()
    assert b">>" in found.raw
    assert found.name == Finding("parse", found.raw, "").name
    assert "AssertionError" in found.trouble


def test_what_takes_too_long_is_a_finding() -> None:
    def run(_raw: bytes) -> None:
        while True:
            pass

    with pytest.raises(TimeoutError), time_limit(1):
        run(b"")
