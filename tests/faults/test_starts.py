"""Two processes that start or migrate at once do each other no harm."""

from pathlib import Path

from tests.faults.conftest import MakeWorks
from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.works import Works
from tests.support.firm import Stafette


def twice_at_once(stafette: Stafette, *arguments: str) -> list[tuple[int, str]]:
    """Run the same command twice at once; gives exit status and words of each."""
    running = [stafette.open(*arguments) for _ in range(2)]
    words = [process.communicate(timeout=60)[1].decode() for process in running]
    return [(process.returncode, said) for process, said in zip(running, words, strict=True)]


def test_an_empty_database_may_be_migrated_by_two_at_once_and_again(empty_works: Works) -> None:
    empty_works.write_tenant()
    stafette = empty_works.stafette
    results = twice_at_once(stafette, "migrate")
    assert [status for status, _ in results] == [0, 0], results
    again = stafette.open("migrate")
    assert again.communicate(timeout=60)[1].decode() == "The database was up to date.\n"
    stafette.run("tenant", "apply")
    assert stafette.ask("ledger")["arrivals"] == 0
    assert stafette.ask("fsck") == {"clean": True, "faults": []}


def test_the_first_start_of_two_at_once_makes_one_secret_key(empty_works: Works) -> None:
    empty_works.write_tenant()
    stafette = empty_works.stafette
    stafette.run("migrate")
    results = twice_at_once(stafette, "tenant", "apply")
    assert [status for status, _ in results] == [0, 0], results
    (key,) = (empty_works.folder / "data").glob("*secret*")
    assert (key.name, key.stat().st_mode & 0o777) == ("secret.key", 0o600)


def test_a_second_serve_on_the_same_folder_says_why_it_ends_and_harms_nothing(
    make_works: MakeWorks, tmp_path: Path
) -> None:
    works = make_works()
    works.set_up()
    works.stafette.start("serve")
    client = LedgerClient(tmp_path / "client.ledger", [Door(works.smtp_port)])
    mails = small_mails(40)
    client.start(mails)
    second = works.stafette.open("serve")
    said = second.communicate(timeout=60)[1].decode().splitlines()
    assert second.returncode == 1
    assert said[-1].startswith(f"stafette: SMTP cannot listen on 127.0.0.1:{works.smtp_port}: ")
    assert "Traceback" not in "".join(said)
    client.finish(60)
    works.settle(60)
    assert works.effects() == {mail.message_id: 1 for mail in mails}
    works.check_books(kills=0)
