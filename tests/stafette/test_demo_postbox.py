"""The demo's postboxes while several people look into them."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

from stafette.demo.postbox import PostboxStore

ANNA = "a.kraft@hellmoor.example"
COUNT = 20


def test_a_listed_mail_can_be_opened_though_others_read_it_and_start_over(tmp_path: Path) -> None:
    store, begun = PostboxStore(tmp_path / "postbox"), tmp_path / "begun"
    for _ in range(COUNT):
        store.keep(ANNA, "", b"Subject: Guten Tag\r\n\r\nGuten Tag\r\n", datetime.now(UTC))
    shutil.copytree(store.folder, begun)
    ended = threading.Event()

    def stir() -> None:
        while not ended.is_set():
            for number in range(1, COUNT + 1):
                store.mark_read(ANNA, number)
            store.replace_by(begun)

    other = threading.Thread(target=stir)
    other.start()
    try:
        for _ in range(40):
            with store.still():
                assert len([one.head() for one in store.mails(ANNA)]) == COUNT
    finally:
        ended.set()
        other.join()
