"""Which of a tenant's rules fit a new ticket, and what they make of it; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tenants.work import Condition, NewTask, Rule
from tickets.text.fold import fold

_TEXT_LOOKED_AT = 200_000
"""Beyond so many characters of a text no word is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What rules may ask about a ticket that is about to be opened."""

    addresses: tuple[str, ...] = ()
    """Our own addresses that it came to."""
    kind: str = ""
    company: str = ""
    domain: str = ""
    """That of the requester's address."""
    subject: str = ""
    text: str = ""
    """What was newly written."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One condition of a rule, and the entry of its list that fits."""

    rule: str
    what: str
    """address, kind, company, domain, word or language."""
    entry: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules that fit say together; what is None or empty no rule says."""

    department: str | None = None
    kind: str | None = None
    person: str | None = None
    """Address of the agent whose it will be."""
    by_turns: bool = False
    tasks: tuple[NewTask, ...] = ()
    names: tuple[str, ...] = ()
    """The rules that fit, in their order."""
    hits: tuple[Hit, ...] = ()
    """Why they fit; none for a rule that fits everything."""

    @property
    def reason(self) -> str:
        """Name the rules as people read them."""
        return ", ".join(self.names)


NO_RULE = Outcome()
"""No rule fits, or there is none."""


def find_rules(rules: Sequence[Rule], asked: Asked) -> Outcome:
    """Ask each rule; the first that fits decides, and one that goes on lets later ones add.

    A later rule sees the kind that an earlier one gave, and never takes anything back.
    """
    outcome = NO_RULE
    for rule in rules:
        hits = _hits(rule, replace(asked, kind=outcome.kind or asked.kind))
        if hits is None:
            continue
        outcome = _added(outcome, rule, tuple(hits))
        if not rule.goes_on:
            break
    return outcome


def _added(outcome: Outcome, rule: Rule, hits: tuple[Hit, ...]) -> Outcome:
    """Let a rule say what none has said before it."""
    is_given = outcome.person is not None or outcome.by_turns
    return replace(
        outcome,
        department=outcome.department or rule.department,
        kind=outcome.kind or rule.kind,
        person=outcome.person if is_given else rule.person,
        by_turns=outcome.by_turns if is_given else rule.by_turns,
        tasks=(*outcome.tasks, *rule.tasks),
        names=(*outcome.names, rule.name),
        hits=(*outcome.hits, *hits),
    )


def _hits(rule: Rule, asked: Asked) -> list[Hit] | None:
    """Give for each list of a rule the entry that fits; None where one has none."""
    found: list[Hit] = []
    for what, entries in _lists(rule.when):
        entry = next((one for one in entries if _fits(what, one, asked)), None)
        if entry is None:
            return None
        found.append(Hit(rule.name, what, entry))
    return found


def _lists(when: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    for what, entries in (
        ("address", when.addresses),
        ("kind", when.kinds),
        ("company", when.companies),
        ("domain", when.domains),
        ("language", when.languages),
        ("word", when.words),  # the text is folded only where all else fits
    ):
        if entries:
            yield what, entries


def _fits(what: str, entry: str, asked: Asked) -> bool:
    match what:
        case "address":
            return any(one.lower() == entry for one in asked.addresses)
        case "kind":
            return asked.kind == entry
        case "company":
            return bool(asked.company) and fold(entry) in fold(asked.company)
        case "domain":
            domain = asked.domain.lower()
            wanted = entry.removeprefix("@").removeprefix(".")
            return domain == wanted or domain.endswith(f".{wanted}")
        case "language":
            return asked.language == entry
        case _:
            return _spaced(fold(entry)) in _folded(asked.subject, asked.text)


@lru_cache(maxsize=8)
def _folded(subject: str, text: str) -> str:
    """Fold what is looked through, once for all the words of all rules."""
    return _spaced(fold(f"{subject}\n{text[:_TEXT_LOOKED_AT]}"))


def _spaced(text: str) -> str:
    """Make every gap one space, so that a line break does not part two words."""
    return " ".join(text.split())
