"""Statements that are made once, and rows that no session watches."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from tests.support.world import World
from tickets.errors import ForeignTenantError, TenantMissingError
from tickets.model.people import Company
from tickets.store.fixed import Fixed, FixedRows

TENANT = "hellmoor"
OF_NAME = FixedRows(Company, Company.name == bindparam("name"))


def keep_company(world: World, name: str, domain: str | None) -> None:
    """Store a company."""
    with world.core.write(TENANT) as uow:
        uow.add(Company(name=name, domain=domain, created_at=uow.now))


def test_a_fixed_statement_without_a_tenant_is_refused() -> None:
    with pytest.raises(TenantMissingError):
        Fixed(select(Company.id).where(Company.domain == bindparam("domain")))


def test_a_fixed_statement_sees_its_own_tenant_alone(either_world: World) -> None:
    keep_company(either_world, "Fensterbau", "fensterbau.example")
    with either_world.core.read(TENANT) as unit:
        assert [one.domain for one in OF_NAME.all(unit, name="Fensterbau")] == [
            "fensterbau.example"
        ]
    with either_world.core.read("kaaibox") as unit:
        assert OF_NAME.all(unit, name="Fensterbau") == []


def test_times_come_back_as_they_were_stored(either_world: World) -> None:
    keep_company(either_world, "Uhrwerk", None)
    with either_world.core.read(TENANT) as unit:
        row = OF_NAME.first(unit, name="Uhrwerk")
        assert row is not None
        assert row.domain is None
        assert row.created_at.utcoffset() is not None
        assert row.created_at <= unit.now


def test_what_changes_of_a_watched_row_is_written_at_the_end(either_world: World) -> None:
    keep_company(either_world, "Alt", "alt.example")
    with either_world.core.write(TENANT) as uow:
        row = OF_NAME.first(uow, name="Alt")
        assert row is not None
        uow.watch(row).name = "Neu"
        again = OF_NAME.first(uow, name="Alt")
        assert again is not None
        assert uow.watch(again) is row
    with either_world.core.read(TENANT) as unit:
        changed = OF_NAME.first(unit, name="Neu")
        assert changed is not None
        assert changed.domain == "alt.example"


def test_a_row_of_another_tenant_is_not_watched(either_world: World) -> None:
    keep_company(either_world, "Fremd", "fremd.example")
    with either_world.core.read(TENANT) as unit:
        row = OF_NAME.first(unit, name="Fremd")
    assert row is not None
    with pytest.raises(ForeignTenantError), either_world.core.write("kaaibox") as uow:
        uow.watch(row)


def test_a_row_that_breaks_a_rule_undoes_the_whole_unit(either_world: World) -> None:
    keep_company(either_world, "Eins", "eins.example")
    now = either_world.core.clock.now()
    two = Company(name="Zwei", domain="zwei.example", created_at=now)
    taken = Company(name="Auch eins", domain="eins.example", created_at=now)
    with pytest.raises(IntegrityError), either_world.core.write(TENANT) as uow:
        uow.add(two, taken)
    with either_world.core.read(TENANT) as unit:
        assert OF_NAME.all(unit, name="Zwei") == []


def test_a_list_of_any_length_finds_the_same_rows(either_world: World) -> None:
    by_domain = Fixed(
        select(Company.name)
        .where(
            Company.tenant == bindparam("of_tenant"),
            Company.domain.in_(bindparam("domains", expanding=True)),
        )
        .order_by(Company.name)
    )
    for name in ("A", "B", "C"):
        keep_company(either_world, name, f"{name}.example")
    with either_world.core.read(TENANT) as unit:
        for length, found in ((0, []), (1, ["A"]), (2, ["A", "B"]), (3, ["A", "B", "C"])):
            domains = [f"{name}.example" for name in "ABC"[:length]]
            assert by_domain.column(unit, domains=domains) == found
        many = [f"{number}.example" for number in range(300)]
        assert by_domain.column(unit, domains=[*many, "B.example"]) == ["B"]
