"""What people do at a screen while the world is made, through the services that the pages call."""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from stafette.demo.cast import Player, load_cast
from stafette.demo.clients.letter import read_original
from stafette.demo.conversations import Does, Step
from stafette.demo.task_work import WITH_TASKS, do_task
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.ticket import Visibility
from tickets.model.viewer import Viewer
from tickets.services.consents import texts_to_agree
from tickets.services.conversation import lock_ticket
from tickets.services.entering import Browser
from tickets.services.handling import plan_handing_over, set_done, set_owner, tell
from tickets.services.invitations import Guest, Registration, invite, register
from tickets.services.profile import note_tour
from tickets.services.viewer import viewer_of_person
from tickets.services.writing import author_of, new_message, send_reply
from tickets.store.people import find_by_address

_INVITATION = re.compile(r"/invitation/([A-Za-z0-9_-]+)")
_BROWSER = Browser("Firefox")


def do_at_desk(core: Core, config: TenantConfig, ticket_id: int, step: Step, text: str) -> None:
    """Do the step of an agent: a note, an answer, an assignment, or the end of a ticket."""
    me = viewer_of(core, config, step.by)
    match step.does:
        case Does.NOTE | Does.WRITE:
            is_note = step.does is Does.NOTE
            visibility = Visibility.INTERNAL if is_note else Visibility.PUBLIC
            new = new_message(core, config.slug, author_of(me), text, visibility=visibility)
            send_reply(core, config, ticket_id, new)
        case Does.ASSIGN:
            owner_id = viewer_of(core, config, step.whom).person_id
            drafts = plan_handing_over(core, config, ticket_id, me, owner_id)
            with core.write(config.slug) as uow:
                ticket = lock_ticket(uow, ticket_id)
                set_owner(uow, ticket, owner_id, me.person_id)
                tell(uow, core, config, ticket, drafts)
        case Does.DONE:
            with core.write(config.slug) as uow:
                set_done(uow, lock_ticket(uow, ticket_id), me.person_id, is_done=True)
        case does if does in WITH_TASKS:
            whom = viewer_of(core, config, step.whom) if step.whom else None
            do_task(core, config, ticket_id, replace(step, text=text), me=me, whom=whom)
        case _:
            raise ValueError(f"Nobody does {step.does!r} at the desk.")


def invite_customer(core: Core, config: TenantConfig, by: str, whom: str) -> None:
    """Let an agent invite a customer to the portal."""
    player = load_cast().players[whom]
    firm = next(
        (one.name for one in load_cast().firms if player.address.endswith(f"@{one.domain}")), ""
    )
    guest = Guest(player.address, player.name, firm, player.language)
    invite(core, config, guest, viewer_of(core, config, by))


def accept_invitation(core: Core, config: TenantConfig, player: Player, mail: bytes) -> None:
    """Let a customer follow the link of their invitation and register."""
    text = read_original(mail, ZoneInfo(config.time_zone)).text
    found = _INVITATION.search(text)
    if found is None:
        raise NotFoundError(f"The mail to {player.name} holds no invitation.")
    given = Registration(
        name=player.name,
        phone=player.phone,
        language=player.language,
        time_zone=config.time_zone,
        texts=texts_to_agree(config, player.language),
    )
    with core.write(config.slug) as uow:
        entered = register(uow, config, found[1], given, _BROWSER)
        if entered is None:
            raise NotFoundError(f"The invitation of {player.name} does nothing any more.")
        note_tour(uow, entered.person_id)


def viewer_of(core: Core, config: TenantConfig, key: str) -> Viewer:
    """Give somebody of the cast as the one who looks at a page."""
    player = load_cast().players[key]
    with core.read(config.slug) as unit:
        known = find_by_address(unit, player.address)
        found = viewer_of_person(unit, known.person.id) if known is not None else None
    if found is None:
        raise NotFoundError(f"Nobody at {config.name} knows {player.name}.")
    return found
