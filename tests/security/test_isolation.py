"""Tenants are sealed twice: by the query guard, and by row-level security alone (P11)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.mails import Mail
from tests.support.servers.postgresql import Database
from tests.support.world import OFFICE, World
from tickets.errors import ForeignTenantError, NotFoundError, TenantMissingError
from tickets.model.base import Base
from tickets.model.mail import InboundMail, OutboundMail, Outcome
from tickets.model.people import Person
from tickets.model.ticket import Message, Ticket
from tickets.services.arrivals import release_arrival
from tickets.store.guard import owned_tables
from tickets.store.ledger import find_arrival
from tickets.store.tickets import find_ticket

NOW = datetime(2026, 11, 16, tzinfo=UTC)
JAN = "jan@nowak-okna.example"


@pytest.fixture
def shared_customer(either_world: World) -> World:
    """Give a world where one customer has a ticket in each of two tenants."""
    either_world.receive(Mail(to="vertrieb@hellmoor.example"), peer=OFFICE)
    either_world.receive(
        Mail(to="klachten@kaaibox.example", text="Beste, de deur klemt."),
        tenant="kaaibox",
        peer=OFFICE,
    )
    return either_world


def test_p11_one_customer_of_two_tenants_is_two_people(shared_customer: World) -> None:
    for tenant in ("hellmoor", "kaaibox"):
        with shared_customer.core.read(tenant) as unit:
            names = unit.session.scalars(select(Person.name).where(Person.side == "contact"))
            assert list(names) == ["Jan Nowak"]
            assert {one.tenant for one in unit.session.scalars(select(Message))} == {tenant}


def test_p11_a_foreign_id_answers_like_a_missing_one(shared_customer: World) -> None:
    with shared_customer.core.read("kaaibox") as unit:
        foreign_ticket = unit.session.scalars(select(Ticket)).one()
        foreign_arrival = unit.session.scalars(select(InboundMail)).one()
        foreign_mail = unit.session.scalars(select(OutboundMail)).first()
    assert foreign_mail is not None
    with shared_customer.core.read("hellmoor") as unit:
        assert unit.session.get(Ticket, foreign_ticket.id) is None
        assert unit.session.get(OutboundMail, foreign_mail.id) is None
        assert find_arrival(unit, foreign_arrival.id) is None
        mine = find_ticket(unit, foreign_ticket.number)
        assert mine is None or mine.line.ticket.tenant == "hellmoor"
    with (
        pytest.raises(NotFoundError, match="There is no mail"),
        shared_customer.core.write("hellmoor") as uow,
    ):
        release_arrival(uow, foreign_arrival.id)


def test_p11_a_reply_address_of_one_tenant_is_nothing_at_the_other(shared_customer: World) -> None:
    kaaibox = next(one for one in shared_customer.postbox.for_(JAN) if "kaaibox" in one.reply_to)
    token = kaaibox.reply_to.partition("@")[0]
    moved = Mail(to=f"{token}@in.hellmoor.example", text="Was steht im anderen Ticket?")
    arrival = shared_customer.receive(moved)
    assert arrival.outcome in (Outcome.HELD, Outcome.BOUNCED)
    with shared_customer.core.read("kaaibox") as unit:
        assert len(unit.session.scalars(select(Message)).all()) == 1


def test_p11_references_of_one_tenant_join_nothing_at_the_other(shared_customer: World) -> None:
    foreign_id = next(
        one.message_id for one in shared_customer.postbox.for_(JAN) if "kaaibox" in one.reply_to
    )
    shared_customer.receive(Mail(in_reply_to=foreign_id, text="Hallo?"))
    with shared_customer.core.read("kaaibox") as unit:
        assert len(unit.session.scalars(select(Message)).all()) == 1
    assert len(shared_customer.numbers("hellmoor")) == 2


def test_p11_a_query_without_a_tenant_is_refused(world: World) -> None:
    with world.core.system() as session, pytest.raises(TenantMissingError):
        session.scalars(select(Ticket)).all()
    with world.core.read("hellmoor") as unit, pytest.raises(TenantMissingError):
        unit.session.execute(text("SELECT 1"))


def test_p11_a_row_of_another_tenant_cannot_be_written(world: World) -> None:
    with world.core.write("hellmoor") as uow:
        uow.session.add(Person(tenant="kaaibox", side="contact", created_at=uow.now))
        with pytest.raises(ForeignTenantError):
            uow.session.flush()
        uow.session.expunge_all()


@pytest.mark.servers
def test_p11_whose_rows_may_be_seen_is_asked_once_in_a_statement(
    world_database: Database,
) -> None:
    engine = create_engine(world_database.owner_url)
    policies = text(
        "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'one_tenant'"
    )
    with engine.connect() as connection:
        found = {row[0]: row[1:] for row in connection.execute(policies)}
    engine.dispose()
    assert set(found) == {table.name for table in owned_tables()}
    for rules in found.values():
        assert all("( SELECT current_setting('stafette.tenant'" in rule for rule in rules)


@pytest.mark.servers
def test_p11_row_level_security_holds_without_the_guard(
    postgres_world: World, world_database: Database
) -> None:
    postgres_world.receive(Mail(), peer=OFFICE)
    other = Mail(to="klachten@kaaibox.example")
    postgres_world.receive(other, tenant="kaaibox", peer=OFFICE)
    engine = create_engine(world_database.app_url)
    with Session(engine) as session:
        for table in owned_tables():
            assert session.execute(select(table)).all() == []
        for tenant in ("hellmoor", "kaaibox"):
            session.execute(
                text("SELECT set_config('stafette.tenant', :tenant, false)"), {"tenant": tenant}
            )
            assert session.execute(select(Ticket.number)).all()
            for table in owned_tables():
                assert set(session.scalars(select(table.c.tenant))) <= {tenant}
    _cannot_write_foreign_rows(engine)
    engine.dispose()


def _cannot_write_foreign_rows(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(text("SELECT set_config('stafette.tenant', 'hellmoor', false)"))
        session.add(Person(tenant="kaaibox", side="contact", created_at=NOW, is_active=True))
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()


@pytest.mark.servers
def test_p11_the_owner_of_the_tables_is_bound_too(
    postgres_world: World, world_database: Database
) -> None:
    postgres_world.receive(Mail(), peer=OFFICE)
    engine = create_engine(world_database.owner_url)
    with Session(engine) as session:
        assert session.execute(select(Ticket.number)).all() == []
    engine.dispose()


def test_p11_every_table_but_two_belongs_to_a_tenant() -> None:

    free = set(Base.metadata.tables) - {table.name for table in owned_tables()}
    assert free == {"route", "due"}
