"""What the roof hands to the web: the product and what pages ask of the outside."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tickets.core import Core
from tickets.ports import MailRoom
from web.hosts import Hosts
from web.pages import Pages
from web.static_files import StaticFiles


@dataclass(frozen=True)
class Site:
    """Everything that one web process serves from."""

    core: Core
    tenants_dir: Path
    """Where the logos lie, one folder per tenant."""
    max_body_bytes: int = 62_000_000
    """Largest request, files together."""
    max_file_bytes: int = 50_000_000
    """Largest single file of a form."""
    threads: int = 16
    """Views at once; each may hold one connection of the database pool."""
    mail_room: MailRoom | None = None
    """What pages ask of the mail gateway."""
    open_hosts: frozenset[str] = field(default_factory=frozenset)
    """Hosts without a tenant, whose pages come from routers that the roof adds."""

    @cached_property
    def hosts(self) -> Hosts:
        """Whose portal answers to which host."""
        return Hosts(self.core)

    @cached_property
    def static(self) -> StaticFiles:
        """Our own style sheets, scripts and pictures, as they are in this version."""
        return StaticFiles(Path(__file__).parent / "static")

    @cached_property
    def pages(self) -> Pages:
        """The templates of all pages."""
        return Pages(self.static)
