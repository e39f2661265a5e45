"""One poll of one IMAP folder: everything above the last settled UID goes through the one door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from imapclient.exceptions import IMAPClientError

from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.ingress.imap_batches import Patience, Progress, cut, group_mails
from mailgw.ingress.imap_placeholder import is_placeholder
from mailgw.ingress.imap_sent import choose_sent
from mailgw.ingress.imap_session import ImapSession, MailSize, OpenedFolder
from mailgw.ingress.imap_words import is_broken, server_words
from tenants import ImapAccount
from tickets.core import Core
from tickets.errors import TemporaryError
from tickets.model.mail import Way
from tickets.store.folders import (
    FolderPlace,
    advance_folder,
    begin_folder,
    known_uids,
    last_uid_of,
    note_poll,
)

log = structlog.get_logger()

_LIST_BATCH = 100
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class WatchedAccount:
    """Whose account it is and how its mails are taken; sizes in bytes."""

    core: Core
    tenant: str
    account: ImapAccount
    largest: int
    """A mail above this size comes in by its header alone."""

    def place(self, opened: OpenedFolder) -> FolderPlace:
        """Name an opened folder as the ledger does."""
        return FolderPlace(self.account.name, opened.name, opened.uidvalidity)


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll brought: mails kept, and a sentence about a mail that resists, if one does."""

    kept: int
    trouble: str


@dataclass(slots=True)
class FolderPoller:
    """Polls the folders of one account; remembers which mails the server would not hand out."""

    watched: WatchedAccount
    keep_going: Callable[[], None]
    """Asked between two batches; raises to end the work."""
    patience: Patience
    kept: int = 0
    """How many mails were kept since the account is watched."""

    def poll(self, session: ImapSession, folder: str) -> Polled:
        """Fetch what is new in a folder, move what is kept, and leave the folder opened.

        Raises TemporaryError where the folder cannot be opened; a broken connection and a full
        disk come through as they are.
        """
        kept = 0
        trouble = ""
        for _ in range(_ROUNDS):
            opened = session.open(folder)
            fresh, trouble = self._fetch_new(session, opened)
            kept += fresh
            moved, complaint = self._move_kept(session, opened)
            trouble = trouble or complaint
            if complaint or not (fresh or moved or session.has_news()):
                break
        if not trouble:
            with self.watched.core.write(self.watched.tenant) as uow:
                note_poll(uow, self.watched.account.name, folder)
        return Polled(kept, trouble)

    def _fetch_new(self, session: ImapSession, opened: OpenedFolder) -> tuple[int, str]:
        place = self.watched.place(opened)
        last_uid = self._begin(place)
        present = session.list_uids(opened, last_uid + 1)
        if not present:
            return 0, ""
        with self.watched.core.read(self.watched.tenant) as unit:
            known = known_uids(unit, place, last_uid + 1)
        progress = Progress(last_uid, present, set(known))
        progress.left_out = [uid for uid in present if self.patience.rests(place, uid)]
        wanted = [uid for uid in present if uid not in known and uid not in progress.left_out]
        try:
            for batch in cut(wanted, _LIST_BATCH):
                self.keep_going()
                self._fetch_batch(session, place, batch, progress)
                self._save(place, progress)
        finally:
            self._save(place, progress)
        stuck = [uid for uid in progress.left_out if self.patience.is_stuck(place, uid)]
        if not stuck:
            return progress.kept, ""
        return progress.kept, (
            f"The server does not hand out mail {stuck[0]} of the folder {opened.name}; "
            "look at it with a mail program and move it away and back."
        )

    def _begin(self, place: FolderPlace) -> int:
        with self.watched.core.read(self.watched.tenant) as unit:
            last_uid = last_uid_of(unit, place)
        if last_uid is not None:
            return last_uid
        log.info("imap.folder_begins", account=place.account, folder=place.folder)
        with self.watched.core.write(self.watched.tenant) as uow:
            begin_folder(uow, place)
        return 0

    def _save(self, place: FolderPlace, progress: Progress) -> None:
        reached = progress.reached()
        if reached <= progress.saved:
            return
        with self.watched.core.write(self.watched.tenant) as uow:
            advance_folder(uow, place, reached)
        progress.saved = reached

    def _fetch_batch(
        self, session: ImapSession, place: FolderPlace, uids: list[int], progress: Progress
    ) -> None:
        sizes = session.measure(uids)
        large = {uid for uid, one in sizes.items() if one.size > self.watched.largest}
        alone = large | {uid for uid in uids if self.patience.must_be_alone(place, uid)}
        if self.watched.account.sent_of:
            uids = self._of_business(session, place, uids, progress)
        for group in group_mails(uids, sizes, alone):
            self.keep_going()
            mails, gone = self._fetch_group(session, place, group, header_only=group[0] in large)
            progress.settled |= gone
            for uid in group:
                if uid in gone:
                    continue
                raw = self._raw_or_stand_in(session, place, uid, mails.get(uid))
                if raw is None:
                    progress.left_out.append(uid)
                    continue
                self._accept(place, uid, raw, sizes.get(uid))
                progress.settled.add(uid)
                progress.kept += 1

    def _of_business(
        self, session: ImapSession, place: FolderPlace, uids: list[int], progress: Progress
    ) -> list[int]:
        """Leave private mails where they are: of an agent's sent mail only the headers are read."""
        headers, gone = self._fetch_group(session, place, uids, header_only=True)
        chosen = choose_sent(self.watched.core, self.watched.tenant, headers)
        progress.settled |= gone | (headers.keys() - chosen)
        return [uid for uid in uids if uid in chosen or uid not in (headers.keys() | gone)]

    def _fetch_group(
        self, session: ImapSession, place: FolderPlace, group: list[int], *, header_only: bool
    ) -> tuple[dict[int, bytes], set[int]]:
        """Fetch mails, and tell which of them were expunged so that nobody can fetch them."""
        try:
            mails = session.fetch(group, header_only=header_only)
            missing = [uid for uid in group if uid not in mails]
            return mails, set(missing) - session.still_there(missing) if missing else set()
        except (IMAPClientError, OSError) as error:
            if is_broken(error):
                self.patience.note_break(place, group)
            raise

    def _raw_or_stand_in(
        self, session: ImapSession, place: FolderPlace, uid: int, raw: bytes | None
    ) -> bytes | None:
        """Give what is to be kept, or None while the server is asked again at the next polls."""
        if raw and not is_placeholder(raw):
            return raw
        if self.patience.note_puzzle(place, uid):
            log.warning("imap.not_handed_out", account=place.account, uid=uid)
            return None
        return raw or self._fetch_group(session, place, [uid], header_only=True)[0].get(uid)

    def _accept(self, place: FolderPlace, uid: int, raw: bytes, size: MailSize | None) -> None:
        arrival = Arrival(
            tenant=self.watched.tenant,
            way=Way.IMAP,
            raw=raw,
            account=place.account,
            folder=place.folder,
            uidvalidity=place.uidvalidity,
            uid=uid,
            sends_nothing=self._is_history(size),
        )
        accept_mail(self.watched.core, arrival)
        self.kept += 1
        self.patience.note_success(place, uid)

    def _is_history(self, size: MailSize | None) -> bool:
        days = self.watched.account.history_days
        if not days or size is None or size.arrived_at is None:
            return False
        return self.watched.core.clock.now() - size.arrived_at > timedelta(days=days)

    def _move_kept(self, session: ImapSession, opened: OpenedFolder) -> tuple[int, str]:
        """Move what has its line in the ledger (P1); what fails is tried again at the next poll."""
        target = self.watched.account.move_to
        if not target or target == opened.name:
            return 0, ""
        present = session.list_movable()
        if not present:
            return 0, ""
        with self.watched.core.read(self.watched.tenant) as unit:
            known = known_uids(unit, self.watched.place(opened), present[0])
        uids = [uid for uid in present if uid in known]
        try:
            if uids:
                session.make_folder(target)
            for batch in cut(uids, _LIST_BATCH):
                self.keep_going()
                session.move(opened.name, batch, target)
        except (IMAPClientError, TemporaryError) as error:
            if is_broken(error):
                raise
            session.open(opened.name)
            return 0, f"Kept mails could not be moved to {target}: {server_words(error)}."
        return len(uids), ""
