"""The sidebar of desk and admin pages: the views with their counts, and the other places."""

from dataclasses import dataclass

from tickets.store.desk_survey import survey_open
from tickets.store.desk_views import Choice, Survey, Turn, View
from tickets.store.desk_work import count_held, count_work
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit
from web.desk.words import kinds_name

INBOX = "/desk"
_MOST_DEPARTMENTS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sidebar."""

    href: str
    icon: str
    label: str
    count: int = 0
    mark: str = ""
    """How the count is shown: is-new, is-held or plain."""
    is_on_phone: bool = False


@dataclass(frozen=True, slots=True)
class Sidebar:
    """All lines of the sidebar in their groups."""

    views: tuple[Item, ...]
    departments: tuple[Item, ...]
    work: tuple[Item, ...]
    survey: Survey
    current: str
    unread: int
    """New for the viewer; also in the title of the page."""


def sidebar_of(here: Visit, unit: ReadUnit, current: str = "") -> Sidebar:
    """Count what the sidebar of an agent shows; `current` is the address of the line one is at."""
    survey = survey_open(unit, here.me)
    unread = survey.count(Choice(), Turn.NEW)
    return Sidebar(
        views=_views(here, survey, unread),
        departments=_departments(here, unit, survey),
        work=_work(here, unit),
        current=current or here.request.url.path,
        unread=unread,
        survey=survey,
    )


def _views(here: Visit, survey: Survey, unread: int) -> tuple[Item, ...]:
    mine = survey.count(Choice(View.MINE))
    unassigned = survey.count(Choice(View.UNASSIGNED))
    kinds = dict.fromkeys(one.kind for one in here.config.departments if one.kind)
    kinds |= dict.fromkeys(survey.kinds)
    icons = {"complaint": "warn", "question": "help"}
    return (
        Item(INBOX, "inbox", here.say("Inbox"), unread, "is-new", is_on_phone=True),
        Item("/desk?view=mine", "user", here.say("Mine"), mine, is_on_phone=True),
        Item("/desk?view=unassigned", "tray", here.say("Unassigned"), unassigned, is_on_phone=True),
        *(
            Item(
                f"/desk?kind={kind}",
                icons.get(kind, "tag"),
                kinds_name(here, kind),
                survey.count(Choice(kind=kind)),
            )
            for kind in kinds
        ),
        Item(
            "/desk?view=snoozed", "clock", here.say("Snoozed"), survey.count(Choice(View.SNOOZED))
        ),
        Item("/desk?view=done", "done", here.say("Done")),
    )


def _departments(here: Visit, unit: ReadUnit, survey: Survey) -> tuple[Item, ...]:
    ids = departments(unit)
    viewer = here.me
    seen = [
        one
        for one in here.config.departments
        if one.slug in ids
        and (viewer.sees_everything or ids[one.slug] in viewer.seen_department_ids)
    ]
    return tuple(
        Item(
            f"/desk?department={one.slug}",
            "users",
            one.name_in(here.language),
            survey.count(Choice(department_id=ids[one.slug])),
        )
        for one in seen[:_MOST_DEPARTMENTS]
    )


def _work(here: Visit, unit: ReadUnit) -> tuple[Item, ...]:
    waiting = count_work(unit, here.me.person_id)
    items = [
        Item("/desk/board", "board", here.say("Board")),
        Item("/desk/board?own=1", "check", here.say("My tasks"), waiting.tasks),
        Item("/desk/approvals", "hold", here.say("Your word"), waiting.words),
        Item("/desk/people", "user", here.say("People"), is_on_phone=True),
        Item("/desk/absence", "auto", here.say("Absences")),
    ]
    if here.me.is_lead:
        items.append(Item("/admin/held", "hold", here.say("Held"), count_held(unit), "is-held"))
    if here.me.is_admin:
        items.append(Item("/admin", "pulse", here.say("Mail flow")))
        items.append(Item("/admin/ledger", "file", here.say("Ledger")))
        items.append(Item("/admin/rules", "tag", here.say("Rules")))
        items.append(Item("/admin/settings", "gear", here.say("Settings")))
    return tuple(items)
