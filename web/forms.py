"""What a form sent: read within limits, made a value, or answered beside the field."""

import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, BinaryIO, TypeVar, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from templates.sentences import N_
from web.errors import PageError
from web.pages import Reader

WHOLE_FORM = "form"
"""The name under which an error stands that belongs to no single field."""
_MOST_FIELDS = 500
_MOST_FILES = 50
_LARGEST_FIELD_BYTES = 1_048_576
_Fields = TypeVar("_Fields", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a form; its bytes lie in memory or, where they are many, in a temporary file."""

    name: str
    content_type: str
    size_bytes: int
    file: BinaryIO

    def read(self) -> bytes:
        """Give the whole content."""
        self.file.seek(0)
        return self.file.read()


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that a form sent, as it was typed, each line end one character."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sent_files: Mapping[str, Sequence[SentFile]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """Give the value of a field, the last where it came several times."""
        values = self.fields.get(name)
        return values[-1] if values else default

    def all(self, name: str) -> Sequence[str]:
        """Give all values of a field that comes several times, in order."""
        return self.fields.get(name, ())

    def files(self, name: str) -> Sequence[SentFile]:
        """Give the files of a field; a file field left empty gives none."""
        return self.sent_files.get(name, ())

    def __contains__(self, name: str) -> bool:
        return name in self.fields


@dataclass(frozen=True, slots=True)
class FormErrors:
    """One sentence per field that does not fit, in the reader's language."""

    sentences: Mapping[str, str]

    def of(self, name: str) -> str:
        """Give the sentence for a field; empty where it is fine."""
        return self.sentences.get(name, "")

    def __bool__(self) -> bool:
        return bool(self.sentences)


NO_ERRORS = FormErrors({})


async def posted(request: Request) -> AsyncIterator[Form]:
    """Read the form of a request; ask for it after the visit, so that strangers send nothing."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
        raise PageError(400)
    form = request.form(
        max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD_BYTES
    )
    async with form as sent:
        fields: dict[str, list[str]] = {}
        files: dict[str, list[SentFile]] = {}
        for name, value in sent.multi_items():
            if not isinstance(value, UploadFile):
                fields.setdefault(name, []).append(_tidy(value))
            elif value.filename:
                files.setdefault(name, []).append(_sent_file(value))
        yield Form(fields, files)


PostedForm = Annotated[Form, Depends(posted)]


def parse(form: Form, model: type[_Fields], reader: Reader) -> _Fields | FormErrors:
    """Make a value of what was sent, or say for each field what is wrong.

    A field left blank counts as not sent, so that its default holds or it is asked for. A model
    may raise ValueError with an English source of the catalogs.
    """
    values: dict[str, Any] = {}
    for name, about in model.model_fields.items():
        is_list = get_origin(about.annotation) in (list, tuple)
        sent = [one for one in form.all(name) if is_list or one.strip()]
        if sent:
            values[name] = sent if is_list else sent[-1]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        sentences: dict[str, str] = {}
        for details in error.errors():
            place = str(details["loc"][0]) if details["loc"] else WHOLE_FORM
            sentences.setdefault(place, _in_words(details["type"], details.get("ctx", {}), reader))
        return FormErrors(sentences)


_WORDS = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please write at least %(min_length)s characters."),
    "string_too_long": N_("Please write at most %(max_length)s characters."),
    "too_short": N_("Please add at least %(min_length)s."),
    "too_long": N_("Please keep it to %(max_length)s."),
    "int_parsing": N_("Please write a whole number."),
    "int_from_float": N_("Please write a whole number."),
    "decimal_parsing": N_("Please write a number."),
    "float_parsing": N_("Please write a number."),
    "greater_than": N_("Please write a number above %(gt)s."),
    "greater_than_equal": N_("Please write %(ge)s or more."),
    "less_than_equal": N_("Please write %(le)s or less."),
    "less_than": N_("Please write a number below %(lt)s."),
    "date_from_datetime_parsing": N_("Please choose a day."),
    "date_parsing": N_("Please choose a day."),
    "enum": N_("Please choose one of these."),
    "literal_error": N_("Please choose one of these."),
}
_OTHERWISE = N_("Please check this, it does not fit.")


def _in_words(kind: str, context: Mapping[str, object], reader: Reader) -> str:
    if kind == "value_error":
        return reader.say(str(context["error"]))
    return reader.say(_WORDS.get(kind, _OTHERWISE), **context)


def _tidy(value: str) -> str:
    """Give text with plain line ends and without the one character that no database keeps."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _sent_file(upload: UploadFile) -> SentFile:
    upload.file.seek(0, io.SEEK_END)
    size = upload.file.tell()
    upload.file.seek(0)
    name = (upload.filename or "").replace("\0", "")
    return SentFile(name, upload.content_type or "application/octet-stream", size, upload.file)
