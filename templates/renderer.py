"""The door of the templates: a notice and a tenant in, a mail's subject, text and HTML out."""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup

from templates import command_sentences, judging_sentences, sentences
from templates.access_notices import Invitation
from templates.environment import MailTemplates, find_templates, make_environment, voices
from templates.languages import speaker_of
from templates.notices import Answer, NotDone, Notice, Receipt, RenderedNotice
from templates.passages import Earlier, FileLine
from templates.wording import excerpt, legal_line, one_line, without_controls
from tenants import LANGUAGES, Palette, TenantConfig

_LONGEST_SUBJECT = 200
"""Leaves room for a prefix and the tag with the number."""
_LONGEST_FIELD = 400
_MANY_LINE_FIELDS = frozenset({"text", "diagnostic"})
_BLANK_ROWS = re.compile(r"\n{3,}")
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class TenantView:
    """What templates may know of a tenant; its mailboxes and passwords are not among it."""

    name: str
    phone: str
    hours: str
    promise: str
    legal: str
    light: Palette
    dark: Palette


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as a template shows it."""

    name: str
    label: str
    size: str


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What all notices of a tenant in one language share."""

    config: TenantConfig
    in_text: dict[str, Any]
    in_html: dict[str, Any]


class NoticeRenderer:
    """Renders notices; keeps the compiled templates of this process."""

    def __init__(self, tenants_folder: Path | None) -> None:
        self._folder = tenants_folder
        self._shipped = make_environment(None)
        self._environments: dict[str, Environment] = {}
        self._found: dict[tuple[str, str, str], MailTemplates] = {}
        self._shared: dict[tuple[str, str], _Surroundings] = {}

    def render(self, config: TenantConfig, language: str, notice: Notice) -> RenderedNotice:
        """Render a notice in a language; one that Stafette does not write becomes the tenant's."""
        language = language if language in LANGUAGES else config.language
        found = self._templates(config.slug, language, notice.name)
        around = self._surroundings(config, language)
        own: dict[str, Any] = {"notice": _tamed(notice)}
        subject = one_line(found.subject.render(around.in_text | own))
        own["subject_line"] = subject
        text = _BLANK_ROWS.sub("\n\n", found.text.render(around.in_text | own)).strip("\n") + "\n"
        html = found.html.render(around.in_html | own)
        return RenderedNotice(subject, without_controls(text), without_controls(html))

    def _surroundings(self, config: TenantConfig, language: str) -> _Surroundings:
        """Gather what all notices of a tenant in a language share, once for its settings."""
        key = (config.slug, language)
        found = self._shared.get(key)
        if found is None or found.config is not config:
            facts = _facts(config, language)
            text = facts | voices(language, html=False)
            found = _Surroundings(config, text, facts | voices(language, html=True))
            self._shared[key] = found
        return found

    def _templates(self, slug: str, language: str, name: str) -> MailTemplates:
        key = (slug, language, name)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = find_templates(self._environment(slug), name, language)
        return found

    def _environment(self, slug: str) -> Environment:
        """Return the tenant's environment; tenants without own templates share one."""
        found = self._environments.get(slug)
        if found is None:
            own = self._folder / slug / "templates" if self._folder else None
            found = make_environment(own) if own and own.is_dir() else self._shipped
            self._environments[slug] = found
        return found


def _facts(config: TenantConfig, language: str) -> dict[str, Any]:
    """Gather what every template may use."""
    speaker = speaker_of(language)
    zone = ZoneInfo(config.time_zone)
    brand = config.brand

    def day(at: datetime) -> str:
        return speaker.day(at, zone)

    def moment(at: datetime) -> str:
        return speaker.moment(at, zone)

    def shown(file: FileLine) -> FileView:
        return FileView(file.name, _label(file), speaker.size(file.size_bytes))

    return {
        "tenant": TenantView(
            name=config.name,
            phone=config.phone,
            hours=config.hours_in(language),
            promise=config.promise_in(language),
            legal=legal_line(config.legal_lines(language)),
            light=brand.light,
            dark=brand.dark,
        ),
        "language": language,
        "subject_tag": config.subject_tag,
        "day": day,
        "moment": moment,
        "shown": shown,
        "all_of": speaker.all_of,
        "sentences": sentences,
        "commands": command_sentences,
        "judging": judging_sentences,
        "money": speaker.money,
        "signature": partial(_signature, firm=config.name, phone=config.phone),
        "inviter_lines": partial(_inviter_lines, firm=config.name),
    }


@lru_cache(maxsize=4)
def _tamed(notice: Notice) -> Notice:
    """Make foreign words harmless, and leave out what a stranger may not be sent.

    The last few are remembered, as the same notice is rendered in one language after another.
    """
    match notice:
        case Receipt(is_proven=False):
            # P8: mail to an unproven address carries no word that its sender chose, nor a way in.
            notice = replace(notice, subject="", kind="", link="")
        case NotDone(is_proven=False):
            notice = replace(notice, subject="", detail="", lines=())
        case _:
            pass
    return _clean(notice)


def _clean(value: _Value) -> _Value:
    """Return a dataclass with its one-line texts made one line, deeply."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {one.name: _cleaned(one.name, getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Earlier):
        changes["text"] = excerpt(value.text)
    return replace(value, **changes)


def _cleaned(name: str, value: Any) -> Any:
    match value:
        case str() if name == "html":
            return Markup(value)  # noqa: S704 - safe by the contract of `Words.html`
        case str() if name in _MANY_LINE_FIELDS:
            return without_controls(value).strip("\n")
        case str():
            return one_line(value, _LONGEST_SUBJECT if name == "subject" else _LONGEST_FIELD)
        case tuple() if name == "notes":
            return tuple((one_line(who), without_controls(said).strip()) for who, said in value)
        case tuple():
            return tuple(_cleaned("", one) for one in value)
        case _:
            return _clean(value)


def _label(file: FileLine) -> str:
    """Return a short word for the sort of a file: its ending, else the end of its media type."""
    found = _EXTENSION.search(file.name)
    if found:
        return found.group(1).upper()
    return file.content_type.partition("/")[2].partition(";")[0].upper()[:12]


def _signature(answer: Answer, firm: str, phone: str) -> tuple[str, ...]:
    """Return the lines that name the author, without what the words end with already."""
    tail = answer.words.text[-500:].casefold()

    def missing(*parts: str) -> list[str]:
        return [one for one in parts if one and one.casefold() not in tail]

    role = ", ".join(missing(answer.author_title or answer.department_name, firm))
    return (*missing(answer.author_name), *missing(role), *missing(answer.author_phone or phone))


def _inviter_lines(invitation: Invitation, firm: str) -> tuple[str, ...]:
    """Return the lines below the name of who invites."""
    place = ", ".join(one for one in (invitation.inviter_title, firm) if one)
    return tuple(one for one in (place, invitation.inviter_phone) if one)
