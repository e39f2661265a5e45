"""The box at the foot of a ticket where an agent writes: its words, files and errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tickets.model.attention import SavedDraft
from tickets.model.mail import Purpose
from tickets.model.ticket import Message
from tickets.services.answering import DeskWords
from tickets.services.drafts import LONGEST_DRAFT
from web.dependencies import Visit
from web.desk.addresses import read_id
from web.forms import NO_ERRORS, Form, FormErrors
from web.portal.kept_files import NOTHING_TAKEN, Taken, take_files
from web.portal.once import new_once, read_once


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in the box."""

    text: str = ""
    purpose: Purpose = Purpose.MESSAGE
    taken: Taken = NOTHING_TAKEN
    once: str = field(default_factory=new_once)
    errors: FormErrors = NO_ERRORS
    overtaken: Sequence[Message] = ()
    """What others wrote while this was being written."""
    saved_at: datetime | None = None
    seen_seq: int = 0
    """The last event that its writer was shown."""

    @property
    def is_note(self) -> bool:
        """Tell whether only staff is to see it."""
        return self.purpose is Purpose.NOTE

    def words(self, *, is_done: bool) -> DeskWords:
        """Give what is to be sent."""
        return DeskWords(
            self.text.strip("\n"),
            self.purpose,
            self.once,
            self.taken.files,
            seen_seq=self.seen_seq,
            is_done=is_done,
        )


def box_of_form(here: Visit, form: Form) -> Box:
    """Read the box as it was sent, with what is wrong in it."""
    taken = take_files(here, form)
    text = form.get("text")
    errors: dict[str, str] = {}
    if not text.strip():
        errors["text"] = here.say("Please write a few words.")
    if len(text) > LONGEST_DRAFT:
        errors["text"] = here.say(
            "Please write at most %(max_length)s characters.", max_length=LONGEST_DRAFT
        )
    if taken.refused:
        errors["files"] = " ".join(sentence for _, sentence in taken.refused)
    return Box(
        text=text,
        purpose=read_purpose(form.get("purpose")),
        taken=taken,
        once=read_once(form),
        errors=FormErrors(errors),
        seen_seq=read_id(form.get("seen_seq")),
    )


def box_of_drafts(drafts: Mapping[Purpose, SavedDraft], *, is_note: bool) -> Box:
    """Give the box with what was half written; `is_note` says what an empty one is for."""
    wanted = Purpose.NOTE if is_note else Purpose.MESSAGE
    draft = drafts.get(wanted) or next(iter(drafts.values()), None)
    if draft is None:
        return Box(purpose=wanted)
    return Box(text=draft.text, purpose=Purpose(draft.purpose), saved_at=draft.saved_at)


def read_purpose(text: str) -> Purpose:
    """Read what the words are to become; whatever is not said to be for the customer stays ours."""
    return Purpose.MESSAGE if text == Purpose.MESSAGE else Purpose.NOTE
