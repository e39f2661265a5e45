"""One row for each page of the web application, and why the other addresses are no pages."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.desk_story import ANNA, JOERG, KITA, THOMAS, TOMASZ
from tests.web.verbs.getting_in import registered
from tests.web.verbs.rows import after, person
from tests.web.verbs.scene import TICKET, Scene

Words = str | Callable[[Scene], str]


@dataclass(frozen=True)
class Look:
    """A page, and who looks at it."""

    route: str
    at: Words
    """Its address, or what makes it ready and gives its address."""
    who: Words = THOMAS
    """Address of who is signed in, asked after the page; empty for nobody."""

    def ready(self, scene: Scene) -> tuple[str, str]:
        """Make the page ready; gives who opens it, and its address."""
        path = self.at if isinstance(self.at, str) else self.at(scene)
        return (self.who if isinstance(self.who, str) else self.who(scene)), path


def of_whom(whose: str, *paths: str) -> tuple[Look, ...]:
    """Make the rows of pages whose address is that of their route."""
    return tuple(Look(path.partition("?")[0], path, whose) for path in paths)


def busy(scene: Scene) -> str:
    """Give the page of a ticket that shows all it can: a task, a lost mail, a round of opinions."""
    scene.task()
    scene.ask()
    scene.guest()
    return scene.lost_mail()


NUMBERED = "/desk/tickets/{number}"
MAIL = "/admin/mails/{mail_id}"

LOOKS = (
    *of_whom("", "/sign-in", "/sign-in/password", "/sign-in/sent", "/password/forgotten"),
    *of_whom("", "/terms", "/privacy"),
    Look("/sign-in/{token}", Scene.login_link, ""),
    Look("/sign-in/{token}", Scene.spent_link, ""),
    Look("/sign-in/{token}", f"/sign-in/{'a' * 52}", ""),
    Look("/password/{token}", Scene.reset_link, ""),
    Look("/invitation/{token}", Scene.invitation, ""),
    Look("/n/{token}", Scene.notice_link, ""),
    Look("/consent", Scene.changed_terms, registered),
    Look("/act/{token}", Scene.act_link, ""),
    *of_whom(JOERG, "/", "/?show=unread", "/?show=all", "/profile", "/tour", "/tour?step=3"),
    *of_whom(JOERG, "/requests/new/quote", "/requests/new/complaint"),
    Look("/requests/{number}", f"/requests/{KITA}", JOERG),
    Look("/profile", Scene.drop_address, ANNA),
    *of_whom(THOMAS, "/desk", "/desk?view=done", "/desk?view=snoozed", "/desk?q=Kita"),
    *of_whom(THOMAS, "/desk?q=xyzzy", "/desk/keys", "/desk/approvals"),
    Look("/desk/absence", Scene.absence),
    Look(NUMBERED, busy),
    Look(NUMBERED, Scene.snoozed),
    Look(f"{NUMBERED}/merge", Scene.merging),
    Look(f"{NUMBERED}/split", f"{TICKET}/split"),
    Look("/desk/board", after(Scene.task, "/desk/board")),
    *of_whom(THOMAS, "/desk/board?by=state", "/desk/board?own=1&due=late"),
    Look("/desk/board/new", f"/desk/board/new?ticket={KITA}"),
    *of_whom(THOMAS, "/desk/board/new", "/desk/new", "/desk/new?way=phone"),
    Look("/desk/new", lambda scene: f"/desk/new?person={scene.person(JOERG)}"),
    Look("/desk/approvals/{approval_id}", Scene.approval, TOMASZ),
    Look("/desk/approvals", "/desk/approvals", TOMASZ),
    Look("/desk/opinions/{opinion_id}", Scene.opinion, TOMASZ),
    *of_whom(THOMAS, "/desk/people", "/desk/people?show=companies", "/desk/people/new"),
    Look("/desk/people/{person_id}", person),
    Look("/desk/people/{person_id}", lambda scene: f"/desk/people/{scene.person(TOMASZ)}"),
    Look("/desk/people/{person_id}/edit", lambda scene: person(scene, "/edit")),
    Look("/desk/companies/{company_id}", Scene.company),
    *of_whom(THOMAS, "/admin", "/admin/ledger", "/admin/settings", "/admin/rules"),
    Look("/admin/held", after(Scene.held, "/admin/held")),
    Look(MAIL, lambda scene: scene.held("release")),
    Look(MAIL, lambda scene: scene.held("drop")),
    Look(MAIL, "/admin/mails/1"),
)
EMPTY = (
    *of_whom("", "/sign-in", "/sign-in/password", "/password/forgotten"),
    Look("/password/{token}", Scene.reset_link, ""),
    Look("/invitation/{token}", Scene.invitation, ""),
    Look("/consent", Scene.changed_terms, registered),
    *of_whom(JOERG, "/requests/new/quote", "/requests/new/complaint"),
    Look("/requests/{number}", f"/requests/{KITA}", JOERG),
    *of_whom(THOMAS, "/desk/new", "/desk/people/new", "/desk/board/new"),
)
"""Forms that say what is missing when they are sent as they are."""
_SENT_AS_IT_IS = "a file or a style, sent as it is"
_LEADS_ON = "leads on at once"
_IN_A_FRAME = "a mail in its own look, within a frame of another page"
_TO_SCRIPTS = "an answer to scripts and watchers"
NO_PAGES = {
    "/static/{version}/{name:path}": _SENT_AS_IT_IS,
    "/brand.css": _SENT_AS_IT_IS,
    "/brand/logo.png": _SENT_AS_IT_IS,
    "/desk/icon.png": _SENT_AS_IT_IS,
    "/files/{file_id}/{name}": _SENT_AS_IT_IS,
    "/files/{file_id}/document/{name}": _SENT_AS_IT_IS,
    "/files/{file_id}/picture/{size}": _SENT_AS_IT_IS,
    "/admin/mails/{mail_id}/raw": _SENT_AS_IT_IS,
    "/desk/messages/{message_id}/raw": _SENT_AS_IT_IS,
    "/n/": _LEADS_ON,
    "/act/": _LEADS_ON,
    "/messages/{message_id}/frame": _IN_A_FRAME,
    "/admin/mails/{mail_id}/frame": _IN_A_FRAME,
    "/desk/tickets/{number}/preview": _IN_A_FRAME,
    "/health": _TO_SCRIPTS,
    "/desk/live": _TO_SCRIPTS,
    "/requests/{number}/newest": _TO_SCRIPTS,
}
