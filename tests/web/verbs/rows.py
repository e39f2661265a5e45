"""One row for each form of desk, administration and portal."""

from collections.abc import Callable

from tests.support.desk_story import JOERG, KITA, TOMASZ
from tests.web.verbs.scene import TICKET, Scene
from tests.web.verbs.verb import Verb

ON = "/desk/tickets/{number}"


def in_days(days: int) -> Callable[[Scene], str]:
    """Give a day from now for a date field."""
    return lambda scene: scene.day(days)


def fresh(scene: Scene) -> str:
    """Give the page of a fresh ticket."""
    return f"/desk/tickets/{scene.fresh_ticket()}"


def person(scene: Scene, end: str = "") -> str:
    """Give the page of a customer."""
    return f"/desk/people/{scene.person(JOERG)}{end}"


def after(make: Callable[[Scene], object], path: str) -> Callable[[Scene], str]:
    """Make something first, and give a page."""

    def ready(scene: Scene) -> str:
        make(scene)
        return path

    return ready


PRIMARY = "button.is-primary"
SOMEBODY = "agent:{tomasz}"

VERBS = (
    Verb("/act/{token}", Scene.act_link, who=""),
    Verb("/desk/absence", "/desk/absence", {"from": in_days(5), "until": in_days(6)}),
    Verb("/desk/absence/{absence_id}/end", Scene.absence),
    Verb("/desk/approvals/{approval_id}", Scene.approval, who=TOMASZ),
    Verb("/desk/board/move", after(Scene.task, "/desk/board")),
    Verb("/desk/board/new", f"/desk/board/new?ticket={KITA}", {"title": "Rechnen"}, PRIMARY),
    Verb("/desk/bulk", "/desk", {"ticket": "on", "to": SOMEBODY}, "button[value=hand_over]"),
    Verb("/desk/companies/{company_id}", Scene.company, {"name": "Brandes Bau"}),
    Verb("/desk/companies/{company_id}/locations", Scene.company, {"place": "Halle 3"}),
    Verb("/desk/companies/{company_id}/locations/{location_id}", Scene.company),
    Verb("/desk/keys", "/desk/keys"),
    Verb(
        "/desk/new",
        lambda scene: f"/desk/new?way=phone&person={scene.person(JOERG)}",
        {"subject": "Anruf", "text": "Er fragt nach dem Termin."},
        PRIMARY,
    ),
    Verb("/desk/opinions/{opinion_id}", Scene.opinion, {"text": "Kulanz."}, who=TOMASZ),
    Verb(
        "/desk/people/new",
        "/desk/people/new",
        {"address": Scene.fresh_address, "name": "Eva Wolf"},
        PRIMARY,
    ),
    Verb(
        "/desk/people/{person_id}/addresses",
        lambda scene: person(scene, "/edit"),
        {"address": Scene.fresh_address},
        nth=1,
    ),
    Verb("/desk/people/{person_id}/edit", lambda scene: person(scene, "/edit"), {"title": "Chef"}),
    Verb("/desk/people/{person_id}/invite", person),
    Verb(f"{ON}/done", fresh),
    Verb(f"{ON}/follow", TICKET),
    Verb(f"{ON}/follow-up", TICKET, {"day": in_days(3)}),
    Verb(f"{ON}/hand-over", fresh, {"to": SOMEBODY}),
    Verb(f"{ON}/kind", TICKET, {"kind": "complaint"}),
    Verb(f"{ON}/mails/{{mail_id}}", Scene.lost_mail),
    Verb(f"{ON}/merge", Scene.merging),
    Verb(
        f"{ON}/opinions",
        fresh,
        {"question": "Kulanz?", "due": in_days(2), "person": "on"},
    ),
    Verb(f"{ON}/opinions/{{round_id}}", Scene.ask),
    Verb(f"{ON}/people", TICKET, {"address": "neu@brandes-hochbau.example"}),
    Verb(f"{ON}/people/{{person_id}}", Scene.guest),
    Verb(f"{ON}/reply", TICKET, {"text": "Guten Tag"}, "button[value=send]"),
    Verb(f"{ON}/snooze", fresh, button="button[value=tomorrow]"),
    Verb(f"{ON}/split", f"{TICKET}/split", {"message": "on"}),
    Verb(f"{ON}/tasks", TICKET),
    Verb(f"{ON}/tasks/{{task_id}}", after(Scene.task, TICKET)),
    Verb(f"{ON}/wake", Scene.snoozed),
    Verb("/desk/undo", Scene.reply),
    Verb("/admin/check", "/admin"),
    Verb("/admin/mails/{mail_id}/drop", lambda scene: scene.held("drop")),
    Verb("/admin/mails/{mail_id}/release", lambda scene: scene.held("release")),
    Verb("/admin/mails/{mail_id}/retry", Scene.held),
    Verb("/admin/rules", "/admin/rules", {"file": "Bitte ein Angebot."}),
    Verb(
        "/requests/new/complaint",
        "/requests/new/complaint",
        {"order": "88213", "trouble": "Die Scheibe hat einen Riss."},
        PRIMARY,
        who=JOERG,
    ),
    Verb(
        "/requests/new/quote",
        "/requests/new/quote",
        {"title": "Neue Fenster", "what": "Fenster", "quantity": "3"},
        PRIMARY,
        who=JOERG,
    ),
    Verb("/requests/{number}", f"/requests/{KITA}", {"text": "Danke!"}, PRIMARY, who=JOERG),
)
BY_SCRIPTS_ALONE = (f"{ON}/alive", "/uploads")
"""To these no form is sent: scripts tell them what is going on."""
