"""The values that facts are made of: who wrote, the reply address used, the tickets named."""

from dataclasses import dataclass

from mailgw.mime.mail import IntentKind
from tickets.model.mail import Purpose
from tickets.model.people import Side

KIND_OF_INTENT = {
    IntentKind.QUOTE: "quote",
    IntentKind.COMPLAINT: "complaint",
    IntentKind.REPLY: "question",
    IntentKind.OTHER: "question",
}
"""The kind of ticket that a mail opens whose address says nothing."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who the mail says it is from, and what we know of them."""

    address: str
    name: str
    person_id: int | None = None
    side: Side = Side.CONTACT
    is_active: bool = True
    language: str = ""
    is_proven: bool = False
    """This mail or an earlier one showed that the address is theirs."""
    is_settled: bool = False
    """This mail tells nothing of them that is not known already."""

    @property
    def is_agent(self) -> bool:
        """Tell whether the address is an agent's; whether the agent wrote is another question."""
        return self.person_id is not None and self.side is Side.AGENT and self.is_active

    @property
    def is_retired(self) -> bool:
        """Tell whether the address is that of a former agent."""
        return self.side is Side.AGENT and not self.is_active


@dataclass(frozen=True, slots=True)
class UsedAddress:
    """The reply address that the mail came to."""

    id: int
    ticket_id: int
    person_id: int
    is_agents: bool
    owner_addresses: frozenset[str]
    visibility: str
    is_revoked: bool
    is_expired: bool
    purpose: Purpose = Purpose.MESSAGE
    about_id: int = 0
    """Id of the task, approval or opinion that it stands for."""
    closed_in: str = ""
    """The department of its ticket where no customer's mail opens that again; else empty."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that the mail may belong to, and by what right its writer may join."""

    ticket_id: int
    number: int
    how: str
    """`reference` or `subject`."""
    is_participant: bool
    was_addressed: bool
    is_colleague: bool
    is_closed_for_good: bool
    """Done for longer than its department opens tickets again."""
    department: str = ""
    """Where it is."""

    @property
    def gives_right(self) -> bool:
        """Tell whether the writer may join it by any right."""
        return self.is_participant or self.was_addressed or self.is_colleague
