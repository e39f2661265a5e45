"""What stops a page, and the page that says so: what happened and what to do next."""

from dataclasses import dataclass
from typing import NoReturn

from templates.sentences import N_


class PageError(Exception):
    """A page that is not given; its status says why."""

    def __init__(self, status: int, *, retry_seconds: int | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_seconds = retry_seconds


class SignInNeededError(Exception):
    """A stranger asked for a page of somebody; `next_path` is where they wanted to go."""

    def __init__(self, next_path: str) -> None:
        super().__init__(next_path)
        self.next_path = next_path


@dataclass(frozen=True, slots=True)
class Trouble:
    """The words of one error page, as English sources of the catalogs."""

    icon: str
    what: str
    todo: str


_BROKEN = Trouble(
    "warn",
    N_("Something went wrong on our side."),
    N_(
        "We have kept a note of it. Please try again in a minute; what was saved before is still "
        "there."
    ),
)
_TROUBLES = {
    400: Trouble(
        "warn",
        N_("Your browser sent something that we could not read."),
        N_("Please go back, load the page again and repeat the last step."),
    ),
    401: Trouble(
        "lock",
        N_("You are no longer signed in."),
        N_("Please sign in again; what was saved before is still there."),
    ),
    403: Trouble(
        "lock",
        N_("This step was not sent from our own page."),
        N_("For your safety nothing was changed. Please open the page here and try again."),
    ),
    404: Trouble(
        "help",
        N_("This page does not exist."),
        N_(
            "Perhaps the link was broken across two lines. Everything that is yours is in the "
            "overview."
        ),
    ),
    405: Trouble(
        "help",
        N_("This address cannot be opened like that."),
        N_("Please go back to the overview and start from there."),
    ),
    409: Trouble(
        "clock",
        N_("Somebody was faster."),
        N_("This was changed while you looked at it. Please load the page again."),
    ),
    413: Trouble(
        "clip",
        N_("These files are too large to be sent at once."),
        N_("Please go back and send fewer or smaller files."),
    ),
    415: Trouble(
        "warn",
        N_("This picture cannot be shown here."),
        N_(
            "It is damaged or too large. The file itself is kept as it came, and can be saved from "
            "its message."
        ),
    ),
    422: Trouble(
        "warn",
        N_("Something in the form is missing or does not fit."),
        N_("Please go back, check what you entered and send it again."),
    ),
    429: Trouble(
        "clock",
        N_("That was too often in a short time."),
        N_("Please wait a few minutes and try again."),
    ),
    503: Trouble(
        "clock",
        N_("We cannot take anything in at the moment."),
        N_("Please try again in a few minutes."),
    ),
}


def trouble_of(status: int) -> Trouble:
    """Give the words for a status; one without own words is our fault or the browser's."""
    return _TROUBLES.get(status) or (_BROKEN if status >= 500 else _TROUBLES[400])  # noqa: PLR2004 - RFC 9110


def missing() -> NoReturn:
    """Stop with the page for what does not exist, which is also that for what is not yours."""
    raise PageError(404)
