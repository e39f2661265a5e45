"""Queries on the people and firms that the desk knows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from tickets.model.access import WebSession
from tickets.model.people import Company, Location, Person, PersonAddress, Side
from tickets.model.ticket import Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.folded import folded, holds, words_of
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_tickets

PAGE = 50
_COMPANIES_OFFERED = 300
_TICKETS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended: the next one begins behind it."""

    name: str
    row_id: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a list shows them."""

    person: Person
    address: str
    company: Company | None
    open_tickets: int = 0
    all_tickets: int = 0
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A company as a list shows it."""

    company: Company
    people: int
    open_tickets: int
    all_tickets: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tickets of somebody the viewer may see."""

    open_tickets: int = 0
    all_tickets: int = 0


_SHOWN_NAME = case((Person.name != "", Person.name), else_=PersonAddress.address)


def list_people(
    unit: ReadUnit, viewer: Viewer, side: Side, *, text: str = "", after: Place | None = None
) -> tuple[list[PersonLine], Place | None]:
    """List people of one side by name, those that a search finds; and where the next page begins.

    Each word of the search is looked for in name, company and all addresses.
    """
    key = folded(_SHOWN_NAME)
    query = (
        select(Person, PersonAddress.address, Company, key)
        .join(
            PersonAddress,
            and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary),
        )
        .outerjoin(Company, Company.id == Person.company_id)
        .where(Person.side == side, Person.is_active, *_found(text))
        .order_by(key, Person.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(key, Person.id) > tuple_(after.name, after.row_id))
    rows = unit.session.execute(query).all()
    ids = [row[0].id for row in rows[:PAGE]]
    counts, seen = count_tickets(unit, viewer, ids), last_seen(unit, ids)
    lines = [
        PersonLine(
            person=row[0],
            address=row[1],
            company=row[2],
            open_tickets=counts.get(row[0].id, Counts()).open_tickets,
            all_tickets=counts.get(row[0].id, Counts()).all_tickets,
            last_seen_at=seen.get(row[0].id),
        )
        for row in rows[:PAGE]
    ]
    more = Place(rows[PAGE - 1][3], rows[PAGE - 1][0].id) if len(rows) > PAGE else None
    return lines, more


def count_tickets(unit: ReadUnit, viewer: Viewer, person_ids: Collection[int]) -> dict[int, Counts]:
    """Count the tickets that people asked for, as far as the viewer may see them."""
    if not person_ids:
        return {}
    is_open = case((Ticket.state != TicketState.DONE, 1), else_=0)
    rows = unit.session.execute(
        select(Ticket.requester_id, func.sum(is_open), func.count(Ticket.id))
        .where(Ticket.requester_id.in_(person_ids), visible_tickets(viewer))
        .group_by(Ticket.requester_id)
    )
    return {row[0]: Counts(row[1], row[2]) for row in rows}


def last_seen(unit: ReadUnit, person_ids: Collection[int]) -> dict[int, datetime]:
    """Say when people used the portal last."""
    if not person_ids:
        return {}
    rows = unit.session.execute(
        select(WebSession.person_id, func.max(WebSession.last_seen_at))
        .where(WebSession.person_id.in_(person_ids))
        .group_by(WebSession.person_id)
    )
    return {row[0]: row[1] for row in rows}


def find_person(unit: ReadUnit, person_id: int) -> Person | None:
    """Find a person of this tenant."""
    return unit.session.scalar(select(Person).where(Person.id == person_id))


def list_addresses(unit: ReadUnit, person_id: int) -> Sequence[PersonAddress]:
    """List a person's addresses, the one where mail goes first."""
    return unit.session.scalars(
        select(PersonAddress)
        .where(PersonAddress.person_id == person_id)
        .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
    ).all()


def owner_of(unit: ReadUnit, address: str) -> Person | None:
    """Find whose address this is."""
    return unit.session.scalar(
        select(Person)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .where(PersonAddress.address == address.lower())
    )


def list_tickets_of(
    unit: ReadUnit, viewer: Viewer, person_ids: Collection[int]
) -> Sequence[Ticket]:
    """List the newest tickets that people asked for, as far as the viewer may see them."""
    return unit.session.scalars(
        select(Ticket)
        .where(Ticket.requester_id.in_(person_ids), visible_tickets(viewer))
        .order_by(Ticket.updated_at.desc(), Ticket.id.desc())
        .limit(_TICKETS_SHOWN)
    ).all()


def list_companies(
    unit: ReadUnit, viewer: Viewer, *, text: str = "", after: Place | None = None
) -> tuple[list[CompanyLine], Place | None]:
    """List companies by name, those that a search finds; and where the next page begins."""
    key = folded(Company.name)
    haystack = Company.name + " " + func.coalesce(Company.domain, "")
    query = select(Company, key).where(*(holds(haystack, word) for word in words_of(text)))
    query = query.order_by(key, Company.id).limit(PAGE + 1)
    if after is not None:
        query = query.where(tuple_(key, Company.id) > tuple_(after.name, after.row_id))
    rows = unit.session.execute(query).all()
    shown = [row[0] for row in rows[:PAGE]]
    more = Place(rows[PAGE - 1][1], rows[PAGE - 1][0].id) if len(rows) > PAGE else None
    return _company_lines(unit, viewer, shown), more


def find_company(unit: ReadUnit, company_id: int) -> Company | None:
    """Find a company of this tenant."""
    return unit.session.scalar(select(Company).where(Company.id == company_id))


def find_company_named(unit: ReadUnit, name: str) -> Company | None:
    """Find a company by its whole name, in any letter case and with or without accents."""
    wanted = " ".join(words_of(name))
    query = select(Company).where(folded(Company.name) == wanted).order_by(Company.id).limit(1)
    return unit.session.scalar(query) if wanted else None


def company_names(unit: ReadUnit) -> list[str]:
    """List the names of companies that a form offers."""
    query = select(Company.name).order_by(folded(Company.name)).limit(_COMPANIES_OFFERED)
    return list(unit.session.scalars(query))


def list_locations(unit: ReadUnit, company_id: int) -> Sequence[Location]:
    """List the sites of a company."""
    return unit.session.scalars(
        select(Location).where(Location.company_id == company_id).order_by(Location.id)
    ).all()


def list_colleagues(unit: ReadUnit, viewer: Viewer, company_id: int) -> list[PersonLine]:
    """List the people of a company."""
    rows = unit.session.execute(
        select(Person, PersonAddress.address, Company)
        .join(
            PersonAddress,
            and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary),
        )
        .join(Company, Company.id == Person.company_id)
        .where(Company.id == company_id, Person.is_active)
        .order_by(folded(_SHOWN_NAME), Person.id)
        .limit(500)
    ).all()
    counts = count_tickets(unit, viewer, [row[0].id for row in rows])
    return [
        PersonLine(
            row[0],
            row[1],
            row[2],
            counts.get(row[0].id, Counts()).open_tickets,
            counts.get(row[0].id, Counts()).all_tickets,
        )
        for row in rows
    ]


def _found(text: str) -> list[ColumnElement[bool]]:
    """Give, for each word of a search, the condition that a person is found by it."""
    haystack = Person.name + " " + func.coalesce(Company.name, "")
    return [or_(holds(haystack, word), Person.id.in_(_behind(word))) for word in words_of(text)]


def _behind(word: str) -> Select[int]:
    return select(PersonAddress.person_id).where(holds(PersonAddress.address, word))


def _company_lines(
    unit: ReadUnit, viewer: Viewer, companies: Sequence[Company]
) -> list[CompanyLine]:
    ids = [company.id for company in companies]
    rows = unit.session.execute(
        select(Person.company_id, func.count(Person.id))
        .where(Person.company_id.in_(ids), Person.is_active)
        .group_by(Person.company_id)
    )
    people = {row[0]: row[1] for row in rows}
    is_open = case((Ticket.state != TicketState.DONE, 1), else_=0)
    asked = unit.session.execute(
        select(Person.company_id, func.sum(is_open), func.count(Ticket.id))
        .join(Ticket, Ticket.requester_id == Person.id)
        .where(Person.company_id.in_(ids), visible_tickets(viewer))
        .group_by(Person.company_id)
    )
    tickets = {row[0]: Counts(row[1], row[2]) for row in asked}
    return [
        CompanyLine(
            company=one,
            people=people.get(one.id, 0),
            open_tickets=tickets.get(one.id, Counts()).open_tickets,
            all_tickets=tickets.get(one.id, Counts()).all_tickets,
        )
        for one in companies
    ]
