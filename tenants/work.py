"""How a tenant's work is shared out: rules, checklists and approvals."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tenants.mailboxes import MailAddress
from tenants.people import Language, Name, Slug, Texts, text_in

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Pattern = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1)]


class Condition(BaseModel):
    """When a rule applies: every list that is given must have one entry that fits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    addresses: tuple[MailAddress, ...] = ()
    """Addresses of ours that the mail came to."""
    kinds: tuple[Slug, ...] = ()
    companies: tuple[Pattern, ...] = ()
    """Names of customers' firms, or parts of them."""
    domains: tuple[Pattern, ...] = ()
    """Domains of the sender, subdomains included."""
    words: tuple[Pattern, ...] = ()
    """Words or parts of them in subject or new text, letters folded."""
    languages: tuple[Language, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether it fits every ticket."""
        return not any(getattr(self, name) for name in type(self).model_fields)


class NewTask(BaseModel):
    """A task that a rule adds to a ticket."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: Texts = Field(min_length=1)
    department: Slug | None = None
    person: MailAddress | None = None
    due_days: int | None = Field(default=None, ge=0, le=365)
    """Working days from now."""

    def title_in(self, language: str) -> str:
        """Return the title in a language, else in the first one given."""
        return text_in(self.titles, language)


class Rule(BaseModel):
    """Where a new ticket goes, and what it brings along; the first rule that fits decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    """Shown on the ticket as the reason."""
    when: Condition = Condition()
    department: Slug | None = None
    kind: Slug | None = None
    person: MailAddress | None = None
    by_turns: bool = False
    """Give it to the members of its department in turn, whoever is away left out."""
    tasks: tuple[NewTask, ...] = ()
    goes_on: bool = False
    """Later rules may add to what this one does."""

    @model_validator(mode="after")
    def _does_something(self) -> "Rule":
        if self.person and self.by_turns:
            raise ValueError("person and by_turns exclude each other, keep one")
        if not (self.department or self.kind or self.person or self.by_turns or self.tasks):
            raise ValueError("the rule does nothing, name a department, person, kind or task")
        return self


class Step(BaseModel):
    """One step of a checklist, which becomes a task of each ticket of its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    titles: Texts = Field(min_length=1)
    department: Slug | None = None
    blocks: Annotated[str, StringConstraints(pattern=r"^(|offer|closing)$")] = ""
    """What nobody may do before it is done: send an offer, or finish the ticket."""
    due_days: int | None = Field(default=None, ge=0, le=365)

    def title_in(self, language: str) -> str:
        """Return the title in a language, else in the first one given."""
        return text_in(self.titles, language)


class Checklist(BaseModel):
    """The steps of every ticket of one kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Slug
    steps: tuple[Step, ...] = Field(min_length=1)


class Band(BaseModel):
    """Up to which amount whose approval is needed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    up_to: int | None = Field(default=None, ge=0)
    """In whole units of the currency; absent means without limit."""
    approver: MailAddress | None = None
    """Absent means that nobody needs to approve."""


class Approvals(BaseModel):
    """Which quotes somebody else approves before the customer sees them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Currency = "EUR"
    bands: tuple[Band, ...] = ()
    """In rising order; the first that holds the amount decides."""
    departments: tuple[Slug, ...] = ()
    """Departments that these bands are for; none means every department."""
    due_hours: int = Field(default=24, ge=1, le=720)
    """After so long the approver is reminded once; after as long again the deputy is asked."""

    @model_validator(mode="after")
    def _rises(self) -> "Approvals":
        limits = [band.up_to for band in self.bands]
        if None in limits[:-1] or limits[:-1] != sorted(limits[:-1], key=lambda one: one or 0):
            raise ValueError("bands must rise, and only the last may be without up_to")
        if len(limits) > 1 and limits[-1] is not None and limits[-1] <= (limits[-2] or 0):
            raise ValueError("bands must rise, and only the last may be without up_to")
        return self
