"""The tenant's settings as they were last applied; they are edited in the tenant's file."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from templates.sentences import N_
from tenants import TenantConfig
from tenants.brand import LEAST_CONTRAST, PAPER, contrast
from tenants.people import Department, Person
from tickets.store.tenants import applied_at
from web.dependencies import AdminVisit
from web.desk.framed import framed_page

router = APIRouter()

_ROLES = {"agent": N_("Agent"), "lead": N_("Lead"), "admin": N_("Administrator")}


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of colours with the figures of its contrast, on a light and a dark page."""

    what: str
    light: float
    dark: float


@dataclass(frozen=True, slots=True)
class Place:
    """A department with those who work there."""

    department: Department
    name: str
    members: tuple[tuple[Person, bool], ...]
    """Each with whether they lead."""


@router.get("/admin/settings")
def settings(here: AdminVisit) -> Response:
    """Show everything that the tenant decided."""
    config = here.config
    with here.read() as unit:
        at = applied_at(unit)
    pairs = [
        Pair(here.say(what), *figures)
        for what, figures in zip(
            (
                N_("Text on the brand colour"),
                N_("Links on paper"),
                N_("Links on own messages"),
            ),
            _contrasts(config),
            strict=True,
        )
    ]
    return framed_page(
        here,
        "admin/settings.html",
        "/admin/settings",
        applied_at=at,
        pairs=pairs,
        least=LEAST_CONTRAST,
        places=[_place(config, one, here.language) for one in config.departments],
        roles={role: here.say(word) for role, word in _ROLES.items()},
    )


def _contrasts(config: TenantConfig) -> list[tuple[float, float]]:
    light, dark = config.brand.light, config.brand.dark
    return [
        (contrast(light.on_brand, light.brand), contrast(dark.on_brand, dark.brand)),
        (contrast(light.link, PAPER[0]), contrast(dark.link, PAPER[1])),
        (contrast(light.link, light.tint), contrast(dark.link, dark.tint)),
    ]


def _place(config: TenantConfig, department: Department, language: str) -> Place:
    leads = department.leads
    return Place(
        department,
        department.name_in(language),
        tuple(
            (person, any(address in leads for address in person.addresses))
            for person in config.members_of(department)
        ),
    )
