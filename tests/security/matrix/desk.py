"""Rows of the desk: lists for every agent, a ticket for those of its department and admins."""

from tests.security.matrix.rows import ADMIN, AGENT, AGENTS, LEAD, Row

STAFF = (AGENT, LEAD, ADMIN)
"""Who sees the first request on the desk."""
TICKET = "/desk/tickets/{number}"
OURS, NONE = "/desk/tickets/{ticket}", "/desk/tickets/{missing}"
MOVE, NEW_TASK = "/desk/board/move", "/desk/board/new"
FOR_OURS, FOR_NONE = "?ticket={ticket}", "?ticket={missing}"
RAW = "/desk/messages/{message_id}/raw"


def action(path: str, status: int, *, end: str = "", **form: str) -> Row:
    """Make the row of a form on the page of the first request."""
    tail = end or path
    return Row(
        "POST", f"{TICKET}{path}", f"{OURS}{tail}", STAFF, status, missing=NONE + tail, form=form
    )


ROWS = (
    Row("GET", "/desk", "/desk", AGENTS),
    Row("GET", "/desk", "/desk?view=mine", AGENTS),
    Row("GET", "/desk", "/desk?q=Scheibe", AGENTS),
    Row("GET", "/desk", "/desk?view=everything"),
    Row("GET", "/desk", "/desk?department=nowhere"),
    Row("GET", "/desk/keys", "/desk/keys", AGENTS),
    Row("POST", "/desk/keys", "/desk/keys", AGENTS, 303, form={"keys": "on"}),
    Row("GET", "/desk/icon.png", "/desk/icon.png", AGENTS),
    Row("POST", "/desk/bulk", "/desk/bulk", AGENTS, 303, form={"do": "done"}),
    Row("POST", "/desk/undo", "/desk/undo", form={"message": "{message}"}),
    Row("POST", "/desk/undo", "/desk/undo", form={"message": "{foreign_message}"}),
    Row("GET", "/desk/live", "/desk/live", AGENTS),
    Row("GET", "/desk/live", "/desk/live?ticket={ticket}", STAFF),
    Row("GET", "/desk/live", "/desk/live?ticket={missing}"),
    Row("GET", TICKET, OURS, STAFF, missing=NONE),
    Row("GET", f"{TICKET}/preview", f"{OURS}/preview", missing=f"{NONE}/preview"),
    Row("GET", RAW, "/desk/messages/{message}/raw", STAFF, missing="/desk/messages/{missing}/raw"),
    Row("GET", RAW, "/desk/messages/{note}/raw", missing="/desk/messages/{missing}/raw"),
    Row("GET", RAW, "/desk/messages/{foreign_message}/raw"),
    action("/reply", 422, do="send", text=""),
    action("/hand-over", 303, to="agent:{foreign_person}"),
    action("/done", 303, done="no"),
    action("/kind", 303, kind="complaint"),
    action("/follow", 303, follow="no"),
    action("/alive", 200, doing="reading"),
    action("/people", 422, address="nobody"),
    Row("POST", f"{TICKET}/people/{{person_id}}", f"{OURS}/people/{{customer}}"),
    Row("POST", f"{TICKET}/people/{{person_id}}", f"{OURS}/people/{{foreign_customer}}"),
    action("/tasks", 422, title=""),
    Row("POST", f"{TICKET}/tasks/{{task_id}}", f"{OURS}/tasks/{{missing}}"),
    Row(
        "POST",
        f"{TICKET}/tasks/{{task_id}}",
        f"{OURS}/tasks/{{task}}",
        STAFF,
        303,
        missing=f"{NONE}/tasks/{{task}}",
        form={"done": "no"},
    ),
    Row("GET", "/desk/board", "/desk/board", AGENTS),
    Row("GET", "/desk/board", "/desk/board?by=state&department=nowhere&due=week&own=1", AGENTS),
    Row("GET", NEW_TASK, NEW_TASK, AGENTS),
    Row(
        "GET",
        NEW_TASK,
        f"{NEW_TASK}?ticket={{ticket}}",
        STAFF,
        missing=f"{NEW_TASK}?ticket={{missing}}",
    ),
    Row("POST", NEW_TASK, NEW_TASK, AGENTS, 422, form={"send": "1", "number": "{ticket}"}),
    Row("POST", MOVE, MOVE, STAFF, 303, form={"task": "{task}", "to": "open"}),
    Row("POST", MOVE, MOVE, STAFF, 303, form={"task": "{task}", "to": "agent:{foreign_person}"}),
    Row("POST", MOVE, MOVE, form={"task": "{missing}", "to": "open"}),
    Row("POST", f"{TICKET}/mails/{{mail_id}}", f"{OURS}/mails/{{missing}}"),
)
