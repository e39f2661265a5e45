"""A mail client that writes down, synced, each mail that was taken, and never gives up."""

import os
import queue
import smtplib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.works import DOOR, STORE
from tests.support.mails import Mail

PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Door:
    """One way in: a port and whether LMTP is spoken there."""

    port: int
    is_lmtp: bool = False


class LedgerClient:
    """Hands over mails by several threads; its own ledger survives whatever is killed."""

    def __init__(self, ledger: Path, doors: Sequence[Door], threads: int = 4) -> None:
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._path = ledger
        self._doors = doors
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[Mail] = queue.SimpleQueue()
        self._pieces = [
            threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(threads)
        ]
        self.acknowledged = 0
        self.refused: list[str] = []
        self.answer_seconds: list[float] = []
        """How long each 250 after the data took."""

    def start(self, mails: Sequence[Mail]) -> None:
        """Begin to hand over mails."""
        for mail in mails:
            self._waiting.put(mail)
        for piece in self._pieces:
            piece.start()

    def has_taken(self, count: int) -> bool:
        """Say whether at least so many mails were taken."""
        return self.acknowledged >= count

    def finish(self, seconds: float) -> set[str]:
        """Wait until all are taken and give the Message-IDs as the ledger's file holds them."""
        deadline = time.monotonic() + seconds
        for piece in self._pieces:
            piece.join(max(0.0, deadline - time.monotonic()))
        assert not any(piece.is_alive() for piece in self._pieces), "Not every mail was taken."
        os.close(self._ledger)
        assert self.refused == []
        return set(self._path.read_text().split())

    def _work(self, number: int) -> None:
        door = self._doors[number % len(self._doors)]
        connection: smtplib.SMTP | None = None
        while not self._waiting.empty():
            try:
                mail = self._waiting.get_nowait()
            except queue.Empty:
                break
            while not self._is_taken(connection, mail):
                if connection is not None:
                    connection.close()
                time.sleep(PAUSE_SECONDS)
                connection = _connect(door)
        if connection is not None:
            connection.close()

    def _is_taken(self, connection: smtplib.SMTP | None, mail: Mail) -> bool:
        """Hand over one mail; what is not answered with 250 is handed over again."""
        if connection is None:
            return False
        try:
            connection.mail("kunde@firma.example")
            code, words = connection.rcpt(mail.to)
            began = time.monotonic()
            if code == 250:
                code, words = connection.data(mail.raw)
        except (smtplib.SMTPException, OSError):
            return False
        if code != 250:
            if code >= 500:
                self.refused.append(f"{code} {words!r}")
            return code >= 500
        with self._lock:
            self.answer_seconds.append(time.monotonic() - began)
            os.write(self._ledger, f"{mail.message_id}\n".encode())
            os.fsync(self._ledger)
            self.acknowledged += 1
        return True


def _connect(door: Door) -> smtplib.SMTP | None:
    kind = smtplib.LMTP if door.is_lmtp else smtplib.SMTP
    try:
        connection = kind("127.0.0.1", door.port, "client.example", timeout=15)
        connection.ehlo()
    except (smtplib.SMTPException, OSError):
        return None
    return connection


def small_mails(count: int, name: str = "anfrage") -> list[Mail]:
    """Write so many different small mails; every fifth answers one that came shortly before."""
    return [_small_mail(number, name) for number in range(count)]


def _small_mail(number: int, name: str) -> Mail:
    group, place = divmod(number, 5)
    is_answer = place == 4
    writer = f"{name}.{group}@firma-{group % 40}.example"
    return Mail(
        sender=f"Kunde {group} <{writer}>",
        to=STORE if group % 4 else DOOR,
        subject=f"{'Re: ' if is_answer else ''}Bedarf {name} {group}",
        text=f"Guten Tag,\n\nbitte um ein Angebot über {number + 10} Balken.\n",
        message_id=f"{name}-{number}@firma.example",
        in_reply_to=f"{name}-{number - 4}@firma.example" if is_answer else "",
    )
