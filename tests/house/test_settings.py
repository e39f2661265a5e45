"""Settings are told in one place and stay true."""

from pathlib import Path

import pytest

from stafette.settings import env_example, load_settings
from tickets.errors import ConfigurationError

ROOT = Path(__file__).parents[2]


def test_the_example_lists_every_setting() -> None:
    shown = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert shown == env_example(), "make it anew: python -m stafette.settings > .env.example"


def test_a_bad_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFETTE_WORKER_THREADS", "none")
    with pytest.raises(ConfigurationError, match=r"^STAFETTE_WORKER_THREADS: "):
        load_settings()


def test_two_processes_share_one_secret_key(tmp_path: Path) -> None:
    first, second = (load_settings(data_dir=tmp_path) for _ in range(2))
    assert first.secret_key() == second.secret_key()
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
