"""Rows of the pages of administrators; who leads a department sees what is held."""

from sqlalchemy import delete

from tests.security.matrix.rows import ADMIN, LEAD, Row
from tests.security.matrix.scene import Scene
from tickets.model.mail import InboundMail, Outcome
from tickets.model.routing import Due, DueKind

MAIL = "/admin/mails/{mail_id}"
DECIDE = (LEAD, ADMIN)
NONE = "/admin/mails/{missing}"


def hold_again(scene: Scene) -> None:
    """Put the held mail back as it was before somebody decided."""
    core, held = scene.website.world.core, scene.ids["held"]
    with core.system() as session:
        session.execute(delete(Due).where(Due.kind == DueKind.INBOUND, Due.key == str(held)))
    with core.write("hellmoor") as uow:
        row = uow.session.get_one(InboundMail, held)
        row.outcome, row.rule, row.confirmed_at = Outcome.HELD, "agent_not_authenticated", None


ROWS = (
    Row("GET", "/admin", "/admin", (ADMIN,)),
    Row("POST", "/admin/check", "/admin/check", (ADMIN,)),
    Row("GET", "/admin/ledger", "/admin/ledger?outcome=held&sender=tomasz", (ADMIN,)),
    Row("GET", "/admin/ledger", "/admin/ledger?since=yesterday", (ADMIN,), 422),
    Row("GET", "/admin/settings", "/admin/settings", (ADMIN,)),
    Row("GET", "/admin/held", "/admin/held", DECIDE),
    Row("GET", MAIL, "/admin/mails/{arrival}", (ADMIN,), missing=NONE),
    Row("GET", MAIL, "/admin/mails/{held}?ask=release", DECIDE, missing=NONE, before=hold_again),
    Row("GET", MAIL, "/admin/mails/{foreign_arrival}", missing=NONE),
    Row("GET", f"{MAIL}/raw", "/admin/mails/{arrival}/raw", (ADMIN,), missing=f"{NONE}/raw"),
    Row("GET", f"{MAIL}/raw", "/admin/mails/{held}/raw", DECIDE, before=hold_again),
    Row("GET", f"{MAIL}/raw", "/admin/mails/{foreign_arrival}/raw", missing=f"{NONE}/raw"),
    Row("GET", f"{MAIL}/frame", "/admin/mails/{arrival}/frame", (ADMIN,), missing=f"{NONE}/frame"),
    Row("GET", f"{MAIL}/frame", "/admin/mails/{foreign_arrival}/frame", missing=f"{NONE}/frame"),
    *(
        Row(
            "POST",
            f"{MAIL}/{action}",
            f"/admin/mails/{{held}}/{action}",
            DECIDE,
            303,
            missing=f"{NONE}/{action}",
            before=hold_again,
        )
        for action in ("release", "retry", "drop")
    ),
    *(
        Row(
            "POST",
            f"{MAIL}/{action}",
            f"/admin/mails/{{foreign_arrival}}/{action}",
            missing=f"{NONE}/{action}",
        )
        for action in ("release", "retry", "drop")
    ),
)
