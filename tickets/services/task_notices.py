"""The words to who is to do a task; rendered before the unit of work that gives it to them."""

from dataclasses import dataclass
from datetime import datetime

from templates import LINK_SLOT, NoticeRenderer
from templates.passages import Words
from templates.task_notices import TaskNotice
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.access import LinkKind
from tickets.model.mail import Purpose
from tickets.model.people import Side
from tickets.model.task import Task
from tickets.model.ticket import Visibility
from tickets.services.links import address_of
from tickets.services.notify import Draft
from tickets.services.tasks import WantedTask
from tickets.store.audience import (
    Audience,
    Recipient,
    Said,
    audience_of_department,
    audience_of_ticket,
)
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from tickets.text.links import hide_links
from tickets.text.plain import paragraphs

_NO_WORDS = Words("", "")


@dataclass(frozen=True, slots=True)
class ToldTask:
    """What a mail tells of a task."""

    id: int
    title: str
    text: str
    due_at: datetime | None
    blocks: str
    assignee_id: int | None
    department_id: int | None

    @classmethod
    def of(cls, task: Task | WantedTask) -> "ToldTask":
        """Tell of a task as it is, or is about to be."""
        return cls(
            id=task.id,
            title=task.title,
            text=task.text,
            due_at=task.due_at,
            blocks=str(task.blocks),
            assignee_id=task.assignee_id,
            department_id=task.department_id,
        )


@dataclass(frozen=True, slots=True)
class Asker:
    """Who gives somebody a task; nobody where a rule does."""

    person_id: int | None = None
    name: str = ""


def plan_task_notice(
    core: Core, config: TenantConfig, ticket_id: int, told: ToldTask, by: Asker
) -> tuple[Draft, ...]:
    """Render the word to the person of a task, or to all members of the department it is for.

    Whoever acts is told nothing; nobody is where it has neither person nor department.
    """
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, ticket_id)
        slug = _slug(unit, told.department_id) if told.assignee_id is None else ""
        people = _people(unit, config, told, slug)
    return tuple(
        _draft(core.notices, config, audience, told, (one, by, slug))
        for one in people
        if one.person_id != by.person_id
    )


def _people(
    unit: ReadUnit, config: TenantConfig, told: ToldTask, slug: str
) -> tuple[Recipient, ...]:
    if told.assignee_id is None:
        return audience_of_department(unit, config, slug).members if slug else ()
    everybody = (
        one
        for department in config.departments
        for one in audience_of_department(unit, config, department.slug).members
    )
    found = next((one for one in everybody if one.person_id == told.assignee_id), None)
    return (found,) if found is not None else ()


def _slug(unit: ReadUnit, department_id: int | None) -> str:
    found = (slug for slug, row_id in departments(unit).items() if row_id == department_id)
    return next(found, "")


def _draft(
    renderer: NoticeRenderer,
    config: TenantConfig,
    audience: Audience,
    told: ToldTask,
    between: tuple[Recipient, Asker, str],
) -> Draft:
    one, by, slug = between
    department = config.department(slug) if slug else None
    portal = (config.portal_url or "").rstrip("/")
    last = _last_said(audience)
    notice = TaskNotice(
        number=str(audience.number),
        subject=audience.subject,
        by_name=by.name,
        title=told.title,
        words=_words(told.text),
        due_at=told.due_at,
        department=department.name_in(one.language) if department else "",
        said_by=last.author if last else "",
        said=_words(last.text) if last else _NO_WORDS,
        blocks=told.blocks,
        link=f"{portal}/desk/tickets/{audience.number}" if portal else "",
        act_link=address_of(config, LinkKind.ACTION, LINK_SLOT),
    )
    place = config.department(audience.department) or config.default_department
    return Draft(
        recipient=one,
        notice=notice.name,
        rendered=renderer.render(config, one.language, notice),
        from_name=f"{by.name} via {config.name}" if by.name else config.name,
        from_address=place.address_in(one.language),
        reply=(Purpose.TASK, Visibility.INTERNAL),
        about_id=told.id,
        has_action_link=bool(notice.act_link),
    )


def _last_said(audience: Audience) -> Said | None:
    return next((one for one in audience.earlier if one.side is Side.CONTACT), None)


def _words(text: str) -> Words:
    shown = hide_links(text.strip())
    return Words(text=shown, html=paragraphs(shown)) if shown else _NO_WORDS
