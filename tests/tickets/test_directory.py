"""What the desk keeps about people and firms."""

import pytest

from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.errors import NotFoundError
from tickets.model.people import Person, Side
from tickets.model.viewer import Viewer
from tickets.services.directory import (
    AddressFault,
    AddressRefusedError,
    ContactDetails,
    add_address,
    add_contact,
    change_contact,
    keep_location,
    prefer_address,
    remove_address,
    rename_company,
)
from tickets.store.directory import (
    find_company_named,
    find_person,
    list_addresses,
    list_companies,
    list_locations,
    list_people,
    list_tickets_of,
)
from tickets.store.people import find_by_address
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"


def viewer(world: World, address: str = ANNA, role: str = "admin") -> Viewer:
    """Give an agent as a viewer."""
    with world.core.read("hellmoor") as unit:
        known = find_by_address(unit, address)
    assert known is not None
    return Viewer(
        person_id=known.person.id,
        name=known.person.name,
        address=address,
        language="de",
        time_zone="Europe/Berlin",
        side=Side.AGENT,
        role=role,
        company_id=None,
        department_ids=frozenset(),
        led_ids=frozenset(),
        only_ticket_id=None,
        session_id=1,
    )


def enter(world: World, address: str, **details: str) -> int:
    """Let an agent enter a contact."""
    with world.core.write("hellmoor") as uow:
        config = load_config(uow)
        return add_contact(uow, config, address, ContactDetails(**details)).id


def found(world: World, text: str) -> list[str]:
    """Give the names of the contacts that a search finds."""
    with world.core.read("hellmoor") as unit:
        lines, _ = list_people(unit, viewer(world), Side.CONTACT, text=text)
        return [line.person.name for line in lines]


def test_people_are_found_by_name_address_and_firm_in_any_letter_case(
    either_world: World,
) -> None:
    enter(either_world, "lodz@hurt.example", name="Łucja Żak", company="Straßenbau Öz GmbH")
    enter(either_world, "m.b@wp.pl", name="Marek Bąk", company="50 % Rabatt_Laden")
    for text in ("lucja", "ŻAK łucja", "hurt.ex", "strassenbau", "oz gmbh zak"):
        assert found(either_world, text) == ["Łucja Żak"], text
    for text in ("50 %", "rabatt_l", "BAK"):
        assert found(either_world, text) == ["Marek Bąk"], text
    assert found(either_world, "rabattxl") == []
    assert found(either_world, "") == ["Łucja Żak", "Marek Bąk"]


def test_a_list_of_people_goes_on_where_its_page_ended(either_world: World) -> None:
    with either_world.core.write("hellmoor") as uow:
        config = load_config(uow)
        for number in range(60):
            details = ContactDetails(name=f"Person {number:02}")
            add_contact(uow, config, f"p{number}@viele.example", details)
    with either_world.core.read("hellmoor") as unit:
        me = viewer(either_world)
        first, more = list_people(unit, me, Side.CONTACT)
        assert more is not None
        rest, end = list_people(unit, me, Side.CONTACT, after=more)
    names = [line.person.name for line in (*first, *rest)]
    assert names == [f"Person {number:02}" for number in range(60)]
    assert end is None


def test_a_firm_known_by_its_domain_alone_gets_its_name(either_world: World) -> None:
    either_world.receive(Mail(), peer=OFFICE)
    enter(either_world, "ewa@nowak-okna.example", name="Ewa Nowak", company="Nowak Okna")
    with either_world.core.read("hellmoor") as unit:
        lines, _ = list_companies(unit, viewer(either_world), text="nowak")
    assert [(one.company.name, one.people, one.open_tickets) for one in lines] == [
        ("Nowak Okna", 2, 1)
    ]
    enter(either_world, "jan2@wp.pl", name="Jan 2", company="NOWAK okna")
    with either_world.core.read("hellmoor") as unit:
        company = find_company_named(unit, "nowak OKNA")
        assert company is not None
        lines, _ = list_companies(unit, viewer(either_world))
    assert [one.people for one in lines] == [3]


def test_an_address_belongs_to_one_contact_and_never_to_us(either_world: World) -> None:
    jan = enter(either_world, "jan@nowak-okna.example", name="Jan Nowak")
    ewa = enter(either_world, "ewa@nowak-okna.example", name="Ewa Nowak")
    wanted = {
        "JAN@nowak-okna.example": AddressFault.TAKEN,
        "vertrieb@hellmoor.example": AddressFault.OURS,
        "x@in.hellmoor.example": AddressFault.OURS,
        "no address": AddressFault.UNREADABLE,
        "a@b": AddressFault.UNREADABLE,
    }
    for address, fault in wanted.items():
        with (
            pytest.raises(AddressRefusedError) as refused,
            either_world.core.write("hellmoor") as uow,
        ):
            add_address(uow, load_config(uow), ewa, address)
        assert refused.value.fault is fault
        assert (refused.value.owner is not None) == (fault is AddressFault.TAKEN)
    with either_world.core.read("hellmoor") as unit:
        assert [one.address for one in list_addresses(unit, jan)] == ["jan@nowak-okna.example"]


def test_addresses_are_added_preferred_and_removed_but_never_the_last(
    either_world: World,
) -> None:
    jan = enter(either_world, "jan@nowak-okna.example", name="Jan Nowak")
    with either_world.core.write("hellmoor") as uow:
        add_address(uow, load_config(uow), jan, "biuro@nowak-okna.example")
    with either_world.core.read("hellmoor") as unit:
        first, second = list_addresses(unit, jan)
    assert second.proven_at is not None
    with either_world.core.write("hellmoor") as uow:
        prefer_address(uow, jan, second.id)
    with either_world.core.write("hellmoor") as uow:
        remove_address(uow, jan, second.id)
    with either_world.core.read("hellmoor") as unit:
        (left,) = list_addresses(unit, jan)
    assert (left.id, left.is_primary) == (first.id, True)
    with pytest.raises(AddressRefusedError), either_world.core.write("hellmoor") as uow:
        remove_address(uow, jan, first.id)


def test_a_contact_and_a_firm_are_changed_and_an_agent_is_not(world: World) -> None:
    jan = enter(world, "jan@nowak-okna.example", name="Jan Nowak", company="Nowak")
    with world.core.write("hellmoor") as uow:
        details = ContactDetails(name="Jan K. Nowak", company="Nowak", language="pl", phone="+48 1")
        person = change_contact(uow, load_config(uow), jan, details)
        company_id = person.company_id
        assert company_id is not None
        rename_company(uow, company_id, "Nowak Okna")
        keep_location(uow, company_id, "Werk", "ul. Leśna 1\n00-001 Łódź")
    with world.core.read("hellmoor") as unit:
        (site,) = list_locations(unit, company_id)
        kept = find_person(unit, jan)
    assert kept is not None
    assert (kept.name, kept.language, kept.phone) == ("Jan K. Nowak", "pl", "+48 1")
    with world.core.write("hellmoor") as uow:
        keep_location(uow, company_id, "Zakład", "ul. Leśna 2", location_id=site.id)
    with world.core.read("hellmoor") as unit:
        assert [one.name for one in list_locations(unit, company_id)] == ["Zakład"]
    with pytest.raises(NotFoundError), world.core.write("hellmoor") as uow:
        change_contact(uow, load_config(uow), viewer(world).person_id, details)


def test_what_another_tenant_knows_is_not_here(either_world: World) -> None:
    with either_world.core.write("kaaibox") as uow:
        stranger = add_contact(
            uow, load_config(uow), "jan@nowak-okna.example", ContactDetails("Jan bij Kaaibox")
        )
    assert found(either_world, "jan") == []
    with either_world.core.read("hellmoor") as unit:
        assert find_person(unit, stranger.id) is None
    with pytest.raises(NotFoundError), either_world.core.write("hellmoor") as uow:
        prefer_address(uow, stranger.id, 1)


def test_an_agent_counts_only_tickets_that_they_may_see(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    with world.core.read("hellmoor") as unit:
        person = unit.session.get_one(Person, world.ticket(1001).line.requester.id)
        outsider = viewer(world, "j.petersen@hellmoor.example", role="agent")
        assert [one.number for one in list_tickets_of(unit, viewer(world), [person.id])] == [1001]
        assert list_tickets_of(unit, outsider, [person.id]) == []
