"""Commands on customers."""

from typing import Annotated

import typer

from stafette.bootstrap import open_house
from stafette.commands.ledgers import tenants_wanted
from stafette.commands.output import AsJson, print_json, say
from stafette.settings import load_settings
from tickets.errors import RefusedError
from tickets.services.directory import AddressFault, AddressRefusedError
from tickets.services.invitations import Guest, invite
from tickets.store.tenants import load_config

_FAULTS = {
    AddressFault.UNREADABLE: "it is no mail address",
    AddressFault.OURS: "it is one of the tenant's own",
    AddressFault.TAKEN: "it belongs to somebody else",
    AddressFault.TOO_MANY: "its owner has too many already",
    AddressFault.LAST: "it is the last one of its owner",
}


def run_invite(
    address: Annotated[str, typer.Argument(help="Mail address of the customer's first person.")],
    *,
    tenant: Annotated[str, typer.Option("--tenant", help="Short name of the tenant.")],
    company: Annotated[str, typer.Option("--company", help="Name of their company.")] = "",
    name: Annotated[str, typer.Option("--name", help="Name of the person.")] = "",
    language: Annotated[str, typer.Option("--language", help="de, pl, nl, it or en.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let a customer into the portal: send the invitation to register.

    Example: stafette invite jan@nowak-okna.example --tenant hellmoor --company "Nowak Okna"
    """
    guest = Guest(address, name, company, language)
    with open_house(load_settings()) as house:
        tenants_wanted(house, tenant)
        with house.core.read(tenant) as unit:
            config = load_config(unit)
        if language and language not in config.languages:
            known = ", ".join(config.languages)
            raise RefusedError(f"{config.name} does not write {language!r}; choose of {known}.")
        try:
            person_id = invite(house.core, config, guest)
        except AddressRefusedError as error:
            raise RefusedError(f"{address} cannot be invited: {_FAULTS[error.fault]}.") from None
    if as_json:
        print_json({"person": person_id, "address": address.strip().lower()})
    else:
        say(f"The invitation to {address} is on its way.")
