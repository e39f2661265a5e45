"""Where templates come from: a tenant's own first, in a sandbox, the shipped ones last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from templates.languages import Speaker, filled, speaker_of
from templates.wording import one_line, preview, quote, reply_subject, tied, wrap

SHIPPED = Path(__file__).parent
FONT = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_PARAGRAPH = f"margin:0 0 14px;font:16px/1.55 {FONT};color:#1e2224;word-break:break-word;"


@dataclass(frozen=True, slots=True)
class MailTemplates:
    """The three parts of one notice in one language."""

    subject: Template
    text: Template
    html: Template


def make_environment(own: Path | None) -> Environment:
    """Make the environment of a tenant with templates of its own, or the shipped one."""
    shipped = FileSystemLoader(SHIPPED)
    made: Environment
    if own is None:
        made = _environment(Environment, shipped)
    else:
        loaders = [FileSystemLoader(own), shipped, PrefixLoader({"shipped": shipped})]
        made = _environment(ImmutableSandboxedEnvironment, ChoiceLoader(loaders))
    made.filters |= {
        "one_line": one_line,
        "preview": preview,
        "quote": quote,
        "wrap": wrap,
        "tied": tied,
        "reply_subject": reply_subject,
        "as_lines": as_lines,
        "as_mail": as_mail,
    }
    made.globals["font"] = FONT
    return made


def make_page_environment() -> Environment:
    """Make the environment of the pages, which are all ours and all HTML."""
    return Environment(
        loader=FileSystemLoader(SHIPPED / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def find_templates(environment: Environment, name: str, language: str) -> MailTemplates:
    """Find a notice's parts; one written for the language wins over one for all."""

    def find(part: str, ending: str) -> Template:
        base = f"mail/{name}/{part}"
        found = environment.select_template([f"{base}.{language}.{ending}", f"{base}.{ending}"])
        # The library chains several mappings, which each rendering would walk through anew.
        found.globals = dict(found.globals)
        return found

    return MailTemplates(find("subject", "txt"), find("body", "txt"), find("body", "html"))


def voices(language: str, *, html: bool) -> dict[str, Callable[..., str]]:
    """Return the functions by which templates speak: `_` for a sentence, `_n` for a counted one."""
    speaker = speaker_of(language)
    return _html_voices(speaker) if html else _text_voices(speaker)


def as_mail(html: Markup, link_colour: str) -> Markup:
    """Give the bare paragraphs and links of a person's words the styles that mails need inline."""
    styled = (
        str(html)
        .replace("<p>", f'<p class="ink" style="{_PARAGRAPH}">')
        .replace("<a href", f'<a class="link" style="color:{link_colour};" href')
    )
    return Markup(styled)  # noqa: S704 - only constants were put into markup that is safe already


def as_lines(text: str) -> Markup:
    """Escape text and keep its line ends, which styles do not do in every mail program."""
    return Markup("<br>").join(text.split("\n"))


def _environment(kind: type[Environment], loader: BaseLoader) -> Environment:
    return kind(
        loader=loader,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
    )


def _text_voices(speaker: Speaker) -> dict[str, Callable[..., str]]:
    def say(source: str, **values: Any) -> str:
        return filled(speaker.say(source).text, values)

    def say_counted(one: str, many: str, count: int, **values: Any) -> str:
        chosen = speaker.say_counted(one, many, count).text
        return filled(chosen, _with_count(values, count))

    return {"_": say, "_n": say_counted}


def _html_voices(speaker: Speaker) -> dict[str, Callable[..., str]]:
    def say(source: str, **values: Any) -> str:
        return filled(speaker.say(source).html, values)

    def say_counted(one: str, many: str, count: int, **values: Any) -> str:
        chosen = speaker.say_counted(one, many, count).html
        return filled(chosen, _with_count(values, count))

    return {"_": say, "_n": say_counted}


def _with_count(values: Mapping[str, Any], count: int) -> dict[str, Any]:
    return {**values, "count": count}
