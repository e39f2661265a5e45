"""Rows of the pages on rules, absences, snoozing, merging and splitting."""

from tests.security.matrix.desk import STAFF, TICKET, action
from tests.security.matrix.rows import ADMIN, AGENTS, Row

OURS, NONE = "/desk/tickets/{ticket}", "/desk/tickets/{missing}"

ROWS = (
    Row("GET", "/desk", "/desk?view=snoozed", AGENTS),
    Row("GET", "/desk/absence", "/desk/absence", AGENTS),
    Row("POST", "/desk/absence", "/desk/absence", AGENTS, 422, form={"until": "never"}),
    Row("POST", "/desk/absence/{absence_id}/end", "/desk/absence/{missing}/end"),
    Row("GET", "/admin/rules", "/admin/rules", (ADMIN,)),
    Row("POST", "/admin/rules", "/admin/rules", (ADMIN,), 422, form={"mail": ""}),
    Row("GET", f"{TICKET}/merge", f"{OURS}/merge", STAFF, missing=f"{NONE}/merge"),
    Row(
        "GET",
        f"{TICKET}/merge",
        f"{OURS}/merge?into={{other_ticket}}",
        STAFF,
        422,
        missing=f"{NONE}/merge",
    ),
    action("/merge", 422, into="{foreign_ticket}"),
    Row("GET", f"{TICKET}/split", f"{OURS}/split", STAFF, missing=f"{NONE}/split"),
    action("/split", 422, kind="quote", department="vertrieb", message="{foreign_message}"),
    action("/snooze", 422, day="never"),
    action("/wake", 303),
    action("/follow-up", 422, day="never"),
)
