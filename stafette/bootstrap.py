"""Settings in, the product put together out; the only file that chooses an implementation."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from mailgw.document_reading import DocumentReading
from mailgw.inbound import Gateway
from mailgw.outbound.deliver import Office
from mailgw.outbound.transport import SmtpTransport, Transport
from mailgw.reading import LateReader, Reads
from stafette.dns import get_txt
from stafette.naming import own_name
from stafette.settings import Settings
from templates import NoticeRenderer
from tenants import SmtpOut, TenantConfig, load_tenants
from tickets.adapters.blobs import DirectoryBlobs
from tickets.adapters.clock import SystemClock
from tickets.adapters.queue import DramatiqQueue, SilentQueue, in_process_broker, redis_broker
from tickets.core import Core
from tickets.errors import ConfigurationError
from tickets.model.token import TokenSigner
from tickets.ports import Clock, Queue
from tickets.services.tenants import apply_tenant
from tickets.store.engine import open_engine, refuse_mighty_role
from tickets.store.unit_of_work import Database
from tickets.store.version import current_version, migrate_elsewhere, newest_version

KNOCK_SECONDS = 0.15
"""How long a knock may wait for Redis; the database holds the truth, so giving up is safe."""


@dataclass(frozen=True, slots=True)
class House:
    """A core and what it was made of."""

    core: Core
    settings: Settings
    queue: Queue
    reader: Reads
    """Reads mails and files in children, which start with the first unless they run already."""

    @property
    def worker(self) -> str:
        """Name this process in claims and leases."""
        return own_name()


@contextmanager
def open_house(
    settings: Settings,
    *,
    knocks: bool = False,
    clock: Clock | None = None,
    reader: Reads | None = None,
) -> Iterator[House]:
    """Put the core together; the embedded database is brought to this version and its tenants.

    `knocks` says whether this process wakes workers; a command that does its own work does not.
    `reader` is one whose children run already, and stays the caller's.
    """
    prepare_database(settings)
    threads = settings.worker_threads * 2 + settings.web_threads + 8
    engine = open_engine(settings.effective_database_url, threads)
    clock = clock or SystemClock()
    queue = _queue(settings) if knocks else SilentQueue()
    key = settings.secret_key()
    late = LateReader(settings.reading_children)
    reader = reader or late
    blobs = DirectoryBlobs(settings.data_dir / "blobs", settings.disk_reserve_bytes)
    core = Core(
        database=Database(engine, clock, queue),
        blobs=blobs,
        documents=DocumentReading(reader, blobs),
        queue=queue,
        clock=clock,
        signer=TokenSigner(key),
        notices=NoticeRenderer(settings.tenants_dir),
        instance=hashlib.sha256(b"instance" + key).hexdigest()[:16],
    )
    try:
        refuse_mighty_role(engine)
        if settings.is_embedded:
            apply_tenants(core, settings.tenants_dir)
        yield House(core, settings, queue, reader)
    finally:
        late.close()
        engine.dispose()


def prepare_database(settings: Settings) -> None:
    """Migrate the embedded database; refuse a server's that is not at this version."""
    if settings.is_embedded:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate_elsewhere(settings.effective_database_url)
        return
    engine = open_engine(settings.database_url, 1)
    try:
        version = current_version(engine)
    except SQLAlchemyError as error:
        raise _unreachable(error) from None
    finally:
        engine.dispose()
    if version != newest_version():
        raise ConfigurationError("The database is not at this version; run `stafette migrate`.")


def apply_tenants(core: Core, folder: Path) -> list[str]:
    """Apply every tenant file of a folder; gives the short names of those that changed."""
    changed = []
    for slug, config in load_tenants(folder).items():
        with core.write(slug) as uow:
            if apply_tenant(uow, config):
                changed.append(slug)
    return changed


def make_gateway(house: House) -> Gateway:
    """Make what processing inbound mail needs."""
    look_up = get_txt if house.settings.check_dkim else None
    return Gateway(house.core, house.reader, house.worker, look_up)


def make_office(house: House) -> Office | None:
    """Make what sending needs; nothing while sending is paused."""
    if house.settings.sending_paused:
        return None
    folder = house.settings.tenants_dir

    @cache
    def transport(way_out: SmtpOut, helo_name: str) -> Transport:
        return SmtpTransport(way_out, helo_name)

    def transport_of(config: TenantConfig) -> Transport:
        way_out = config.smtp or SmtpOut(host="127.0.0.1", port=25)
        return transport(way_out, config.reply_domain)

    @cache
    def logo_of_slug(slug: str, name: str) -> bytes | None:
        path = folder / slug / name
        return path.read_bytes() if path.is_file() else None

    def logo_of(config: TenantConfig) -> bytes | None:
        return logo_of_slug(config.slug, config.brand.logo or "logo.png")

    return Office(house.core, transport_of, logo_of, house.worker)


def _queue(settings: Settings) -> DramatiqQueue:
    if settings.redis_url:
        return DramatiqQueue(redis_broker(settings.redis_url, KNOCK_SECONDS))
    return DramatiqQueue(in_process_broker())


def _unreachable(error: SQLAlchemyError) -> ConfigurationError:
    words = str(getattr(error, "orig", error)).strip().splitlines()
    return ConfigurationError(f"The database cannot be used: {words[0] if words else error}")
