"""Everything a tenant decides, as one frozen value that the file and the database share."""

import zoneinfo
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tenants.brand import Brand
from tenants.legal import LegalDocument
from tenants.mailboxes import ImapAccount, SmtpOut
from tenants.people import Department, Language, Line, Name, Person, Slug, Texts, text_in
from tenants.work import Approvals, Checklist, Rule

Domain = Annotated[
    str,
    StringConstraints(
        to_lower=True, max_length=253, pattern=r"^([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9-]{1,63}$"
    ),
]
PortalUrl = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+/?$")]
"""A whole host: pages name each other by their paths, so a portal lies at the top of it."""


class AttachmentRule(StrEnum):
    """How files travel in our mails."""

    ATTACH = "attach"
    LINK_ONLY = "link_only"


class DoneRule(BaseModel):
    """What a customer's mail to a finished ticket does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reopen_days: int = Field(default=60, ge=0, le=3650)
    """A mail within so many days reopens the ticket; a later one opens a new ticket beside it."""


class ReadingRules(BaseModel):
    """How incoming mail of this tenant is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_signatures: bool = False
    """Show a writer's signature as part of the message instead of folding it away."""
    free_mail_domains: tuple[Domain, ...] = ()
    """More domains on which a shared domain does not make two people colleagues."""


class Retention(BaseModel):
    """After how many days something is erased; 0 means never."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dropped_days: int = Field(default=30, ge=0, le=36500)
    """Mails that took no effect."""
    tickets_days: int = Field(default=0, ge=0, le=36500)
    """Finished tickets with their conversation, files and raw mails."""


class TenantConfig(BaseModel):
    """One tenant; unknown keys are refused, and JSON gives back an equal value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    name: Name
    legal_name: Line = ""
    languages: tuple[Language, ...] = Field(min_length=1)
    """The first is used where nothing else decides."""
    time_zone: str = "UTC"
    domains: tuple[Domain, ...] = Field(min_length=1)
    """The tenant's own mail domains."""
    reply_domain: Domain
    """Domain of the personal reply addresses; its mail comes to Stafette."""
    message_id_domain: Domain | None = None
    portal_url: PortalUrl | None = None
    phone: Line = ""
    office_hours: Texts = Field(default_factory=dict)
    answer_promise: Texts = Field(default_factory=dict)
    legal_footer: dict[Language, tuple[Line, ...]] = Field(default_factory=dict)
    """The lines a business letter must carry, per language."""
    terms: LegalDocument | None = None
    """What a customer who registers agrees to; absent asks for nothing."""
    privacy: LegalDocument | None = None
    brand: Brand = Brand()
    departments: tuple[Department, ...] = Field(min_length=1)
    people: tuple[Person, ...] = ()
    imap: tuple[ImapAccount, ...] = ()
    smtp: SmtpOut | None = None
    trusted_authserv_ids: tuple[Domain, ...] = ()
    """Servers whose Authentication-Results are believed (RFC 8601 5)."""
    relay_networks: tuple[IPv4Network | IPv6Network, ...] = (
        IPv4Network("127.0.0.0/8"),
        IPv6Network("::1/128"),
    )
    """Where those servers hand mail over by SMTP; from elsewhere anybody could write their name."""
    declared_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Mail handed over by SMTP from here counts as authenticated."""
    reading: ReadingRules = ReadingRules()
    retention: Retention = Retention()
    attachments: AttachmentRule = AttachmentRule.ATTACH
    max_attach_bytes: int = Field(default=15_000_000, ge=0, le=100_000_000)
    """Files of one mail beyond this sum are named in it instead of attached."""
    done_rule: DoneRule = DoneRule()
    rules: tuple[Rule, ...] = ()
    """Asked in their order for each new ticket."""
    checklists: tuple[Checklist, ...] = ()
    approvals: tuple[Approvals, ...] = ()
    """The first that is for the ticket's department counts."""
    subject_tag: bool = False
    """Add the ticket's number to subjects, as in ` [#1042]`."""

    @model_validator(mode="after")
    def _is_consistent(self) -> "TenantConfig":
        for complaint in (
            *_zone_complaints(self),
            *_address_complaints(self),
            *_reference_complaints(self),
            *_work_complaints(self),
        ):
            raise ValueError(complaint)
        return self

    @property
    def language(self) -> str:
        """Return the tenant's first language."""
        return self.languages[0]

    @property
    def effective_message_id_domain(self) -> str:
        """Return the domain on the right of our Message-IDs."""
        return self.message_id_domain or self.reply_domain

    @property
    def default_department(self) -> Department:
        """Return the department for what names no other."""
        marked = (one for one in self.departments if one.is_default)
        return next(marked, self.departments[0])

    def department(self, slug: str) -> Department | None:
        """Return a department by its slug."""
        return next((one for one in self.departments if one.slug == slug), None)

    def department_for(self, address: str) -> Department | None:
        """Return the department that an address belongs to, in any letter case."""
        wanted = address.strip().lower()
        for department in self.departments:
            if any(one.address == wanted for one in department.addresses):
                return department
        return None

    def reopen_days_of(self, slug: str) -> int:
        """Return for how many days after its end a department's ticket is opened again."""
        own = next((one.reopen_days for one in self.departments if one.slug == slug), None)
        return self.done_rule.reopen_days if own is None else own

    def agent_by_address(self, address: str) -> Person | None:
        """Return the person who writes from an address, in any letter case."""
        wanted = address.strip().lower()
        return next((one for one in self.people if wanted in one.addresses), None)

    def members_of(self, department: Department) -> tuple[Person, ...]:
        """Return the people of a department in the order of its list."""
        found = (self.agent_by_address(one.address) for one in department.members)
        return tuple(one for one in found if one is not None)

    def language_for(self, wanted: str | None) -> str:
        """Return the wanted language where the tenant writes it, else its first one."""
        return wanted if wanted in self.languages else self.language

    def is_own_domain(self, address: str) -> bool:
        """Tell whether an address lies on a domain of the tenant."""
        domain = address.rpartition("@")[2].lower()
        return domain == self.reply_domain or domain in self.domains

    def hours_in(self, language: str) -> str:
        """Return the office hours in a language; empty where none are told in it."""
        return self.office_hours.get(language, "")

    def promise_in(self, language: str) -> str:
        """Return how soon customers are answered, in a language; empty where untold."""
        return self.answer_promise.get(language, "")

    def legal_lines(self, language: str) -> tuple[str, ...]:
        """Return the legal footer in a language, else in the tenant's first, else the name."""
        fallback = (text_in({}, language, self.legal_name or self.name),)
        return self.legal_footer.get(language) or self.legal_footer.get(self.language) or fallback


def _zone_complaints(config: TenantConfig) -> list[str]:
    try:
        zoneinfo.ZoneInfo(config.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return [f"time_zone: {config.time_zone!r} is unknown, write a name like Europe/Berlin"]
    return []


def _address_complaints(config: TenantConfig) -> list[str]:
    """Find addresses that two owners claim, or that could never be told apart from ours."""
    complaints: list[str] = []
    owners: dict[str, str] = {}
    named = [(d.slug, a.address) for d in config.departments for a in d.addresses]
    named += [(p.name, address) for p in config.people for address in p.addresses]
    for owner, address in named:
        if address in owners:
            complaints.append(f"{address} belongs to {owners[address]} and to {owner}, keep one")
        owners[address] = owner
        if address.rpartition("@")[2] == config.reply_domain and address.startswith("reply+"):
            complaints.append(f"{address} looks like a reply address, choose another name")
    return complaints


def _reference_complaints(config: TenantConfig) -> list[str]:
    """Find members and departments that are named but not described."""
    complaints: list[str] = []
    slugs = [one.slug for one in config.departments]
    complaints += [f"department {s} is described twice" for s in slugs if slugs.count(s) > 1]
    if sum(one.is_default for one in config.departments) > 1:
        complaints.append("is_default stands at more than one department, keep one")
    for department in config.departments:
        complaints += [
            f"department {department.slug} names {member.address}, who is not in [[people]]"
            for member in department.members
            if config.agent_by_address(member.address) is None
        ]
    for account in config.imap:
        if account.department and account.department not in slugs:
            complaints.append(
                f"imap {account.name} names the unknown department {account.department}"
            )
        if account.sent_of and config.agent_by_address(account.sent_of) is None:
            complaints.append(
                f"imap {account.name} holds mail of {account.sent_of}, who is not in [[people]]"
            )
        if account.sent_of and account.move_to:
            complaints.append(f"imap {account.name} has sent_of, so nothing may be moved there")
    if config.attachments is AttachmentRule.LINK_ONLY and config.portal_url is None:
        complaints.append("attachments is link_only, which needs a portal_url to link to")
    names = [account.name for account in config.imap]
    complaints += [f"imap account {n} is described twice" for n in names if names.count(n) > 1]
    return complaints


def _work_complaints(config: TenantConfig) -> list[str]:
    """Find departments and people that rules, checklists and approvals name and nobody knows."""
    places = [(f"rule {rule.name}", rule.department) for rule in config.rules]
    people = [(f"rule {rule.name}", rule.person) for rule in config.rules]
    for rule in config.rules:
        places += [(f"rule {rule.name}", task.department) for task in rule.tasks]
        people += [(f"rule {rule.name}", task.person) for task in rule.tasks]
    for checklist in config.checklists:
        places += [(f"checklist {checklist.kind}", step.department) for step in checklist.steps]
    for approvals in config.approvals:
        places += [("approvals", slug) for slug in approvals.departments]
        people += [("approvals", band.approver) for band in approvals.bands]
    kinds = [one.kind for one in config.checklists]
    return [
        *(
            f"{who} names the unknown department {s}"
            for who, s in places
            if s and not config.department(s)
        ),
        *(
            f"{who} names {a}, who is not in [[people]]"
            for who, a in people
            if a and not config.agent_by_address(a)
        ),
        *(f"checklist {k} is described twice" for k in kinds if kinds.count(k) > 1),
    ]
