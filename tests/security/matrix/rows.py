"""A row of the matrix: one way to ask one page, and what each kind of person is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

STRANGER = "stranger"
LINK = "link"
"""Signed in by the link of a notice of the first request, for that request alone."""
CUSTOMER = "customer"
"""Who asked in the first request."""
COLLEAGUE = "colleague"
"""Of the same company, not taking part."""
OTHER = "other company"
AGENT = "agent"
"""Member of the department of the first request."""
ELSEWHERE = "agent elsewhere"
"""Member of another department."""
LEAD = "lead"
"""Leads the department of the first request."""
ADMIN = "admin"
FOREIGN_CUSTOMER = "customer of another tenant"
FOREIGN_ADMIN = "admin of another tenant"

CUSTOMERS = (LINK, CUSTOMER, COLLEAGUE, OTHER)
AGENTS = (AGENT, ELSEWHERE, LEAD, ADMIN)
OUTSIDE = (STRANGER, FOREIGN_CUSTOMER, FOREIGN_ADMIN)
EVERYBODY = (*OUTSIDE, *CUSTOMERS, *AGENTS)

Ids = Mapping[str, int]
"""By name: of the first request ticket (its number), ticket_id, message, file, customer, company,
department_id, note and note_file; person (an agent); the same of another tenant as foreign_ticket
and so on; other_ticket (of another company); task (of the first request, which the agent has);
arrival, held, foreign_arrival; missing."""


@dataclass(frozen=True)
class Row:
    """One request and the expected answers.

    `path` is that of the route; `url` what is asked, with names of `Ids` in braces. Who is not
    named in `allowed` gets `refused`; who is not signed in here gets `outside`.
    """

    method: str
    path: str
    url: str
    allowed: tuple[str, ...] = ()
    status: int = 200
    refused: int = 404
    outside: int = 303
    missing: str = ""
    """The same page of what does not exist; who is refused gets the very same answer there."""
    form: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    """Answers of single kinds of people that differ from all of the above."""
    before: Callable[..., None] | None = None
    """What to do to the scene before each request."""

    def expected(self, who: str) -> int:
        """Give the status that somebody is answered."""
        if who in self.answers:
            return self.answers[who]
        if who in self.allowed:
            return self.status
        return self.outside if who in OUTSIDE else self.refused

    @property
    def name(self) -> str:
        """Name the row in the report."""
        return f"{self.method} {self.url}"


def public(path: str, url: str = "", status: int = 200, **more: object) -> Row:
    """Make the row of a page that is the same for everybody."""
    return Row("GET", path, url or path, EVERYBODY, status, **more)  # type: ignore[arg-type] # fields of Row
