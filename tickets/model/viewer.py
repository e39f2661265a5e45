"""Who looks at a page, as a plain value; every question of who may see what starts from it."""

from dataclasses import dataclass

from tickets.model.people import Side

LEAD = "lead"
ADMIN = "admin"
OWN, DEPARTMENT, ALL = "own", "department", "all"
"""The scopes of an agent: how far they see."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a session, and what follows from who they are."""

    person_id: int
    name: str
    address: str
    language: str
    time_zone: str
    side: Side
    role: str
    """Of an agent: agent, lead or admin; empty for a contact."""
    company_id: int | None
    department_ids: frozenset[int]
    """Where an agent is a member."""
    led_ids: frozenset[int]
    """Where an agent is lead; for an admin every department."""
    only_ticket_id: int | None
    """Set for a session that a notice link opened: that ticket is all it shows."""
    session_id: int
    is_due: bool = False
    """The session was last noted a while ago; `renew_session` keeps it alive."""
    scope: str = DEPARTMENT
    """Of an agent, which tickets they see: own, department or all."""
    stands_in_for: frozenset[int] = frozenset()
    """Colleagues who are away and whose tickets are this agent's meanwhile."""

    @property
    def is_agent(self) -> bool:
        """Tell whether the viewer works for the tenant."""
        return self.side is Side.AGENT

    @property
    def is_lead(self) -> bool:
        """Tell whether the viewer leads a department, or all of them."""
        return self.is_agent and (self.role in (LEAD, ADMIN) or bool(self.led_ids))

    @property
    def is_admin(self) -> bool:
        """Tell whether the viewer runs the tenant."""
        return self.is_agent and self.role == ADMIN

    @property
    def sees_everything(self) -> bool:
        """Tell whether every ticket of the tenant is for this agent's eyes."""
        return self.is_admin or (self.is_agent and self.scope == ALL)

    @property
    def seen_department_ids(self) -> frozenset[int]:
        """Give the departments whose tickets an agent sees, whoever has them."""
        return self.led_ids if self.scope == OWN else self.department_ids | self.led_ids

    @property
    def shown_name(self) -> str:
        """The name, or the address where none is known."""
        return self.name or self.address
