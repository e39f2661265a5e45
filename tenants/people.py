"""Who works for a tenant, and the departments they work in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tenants.mailboxes import MailAddress

LANGUAGES = ("de", "pl", "nl", "it", "en")
"""The languages that Stafette writes."""

Language = Annotated[str, StringConstraints(pattern=r"^(de|pl|nl|it|en)$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""A text of one line, without control characters, because many end up in mail headers."""
Name = Annotated[Line, StringConstraints(min_length=1)]
Texts = dict[Language, Line]
"""One line of text per language."""


def text_in(texts: Mapping[str, str], language: str, fallback: str = "") -> str:
    """Return the text in a language, else in the first language given, else the fallback."""
    if language in texts:
        return texts[language]
    return next(iter(texts.values()), fallback)


class AgentRole(StrEnum):
    """What a person may do for the tenant."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Scope(StrEnum):
    """Which tickets an agent sees and may change."""

    OWN = "own"
    """Those they own or follow, and those on which they have a task."""
    DEPARTMENT = "department"
    """Those of their departments as well."""
    ALL = "all"


class MemberRole(StrEnum):
    """What a person is inside a department."""

    MEMBER = "member"
    LEAD = "lead"


class Person(BaseModel):
    """One who works for the tenant (an agent)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    address: MailAddress
    aliases: tuple[MailAddress, ...] = ()
    """Other addresses from which this person writes."""
    titles: Texts = Field(default_factory=dict)
    """What customers read below the name, per language."""
    language: Language | None = None
    """Language of the mails this person gets; absent means the tenant's first."""
    role: AgentRole = AgentRole.AGENT
    scope: Scope = Scope.DEPARTMENT
    phone: Line = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address of this person, the main one first."""
        return (self.address, *self.aliases)

    def title_in(self, language: str) -> str:
        """Return the title in a language, empty where none is told in it."""
        return self.titles.get(language, "")


class Member(BaseModel):
    """A person's place in a department; a bare address in the file means an ordinary member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: MailAddress
    role: MemberRole = MemberRole.MEMBER

    @model_validator(mode="before")
    @classmethod
    def _from_bare_address(cls, given: Any) -> Any:
        return {"address": given} if isinstance(given, str) else given


class DepartmentAddress(BaseModel):
    """An address under which customers write to a department."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: MailAddress
    kind: Slug | None = None
    """Kind of a ticket that arrives here; absent means the department's kind."""
    language: Language | None = None
    """Language that a stranger who writes here is answered in."""

    @model_validator(mode="before")
    @classmethod
    def _from_bare_address(cls, given: Any) -> Any:
        return {"address": given} if isinstance(given, str) else given


class Department(BaseModel):
    """A desk inside the tenant with its addresses and members."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    names: Texts = Field(min_length=1)
    addresses: tuple[DepartmentAddress, ...] = Field(min_length=1)
    """The first is the one that answers come from."""
    kind: Slug | None = None
    """quote, complaint, question or an own word; absent lets the words of a mail decide."""
    members: tuple[Member, ...] = ()
    is_default: bool = False
    """Takes what names no other department; without a mark the first department does."""
    reopen_days: int | None = Field(default=None, ge=0, le=3650)
    """As in `done_rule`, for tickets of this department; absent means as everywhere."""

    @property
    def address(self) -> str:
        """Return the address that answers come from."""
        return self.addresses[0].address

    @property
    def leads(self) -> tuple[str, ...]:
        """Return the addresses of the members who lead."""
        return tuple(one.address for one in self.members if one.role is MemberRole.LEAD)

    def name_in(self, language: str) -> str:
        """Return the department's name in a language, else in the first one given."""
        return text_in(self.names, language, self.slug)

    def address_in(self, language: str) -> str:
        """Return the department's address for readers of a language, else the first."""
        found = (one.address for one in self.addresses if one.language == language)
        return next(found, self.address)

    def kind_for(self, address: str) -> str | None:
        """Return the kind of a ticket that arrives at one of the department's addresses."""
        wanted = address.lower()
        for one in self.addresses:
            if one.address == wanted and one.kind:
                return one.kind
        return self.kind
