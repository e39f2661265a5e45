"""The version that a running process asks for is the one that the migrations lead to."""

import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from tickets.store.engine import open_engine
from tickets.store.version import MIGRATIONS, current_version, migrate_elsewhere, newest_version

_LOADED = (
    "import sys, stafette.logs, stafette.commands.serving, stafette.web_server, web.app;"
    "print(*(one for one in ('alembic', 'mako', 'rich', 'pygments') if one in sys.modules))"
)


def test_the_newest_migration_by_name_is_the_newest_by_what_it_says() -> None:
    assert newest_version() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_an_empty_database_has_no_version_and_gets_the_newest(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stafette.db'}"
    engine = open_engine(url, 1)
    try:
        assert current_version(engine) is None
        migrate_elsewhere(url)
        assert current_version(engine) == newest_version()
    finally:
        engine.dispose()


def test_what_serves_does_not_load_what_migrates_or_paints() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []
