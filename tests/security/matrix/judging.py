"""Rows of approvals and opinions: a list for every agent, the rest for who is asked or wrote it."""

from tests.security.matrix.desk import NONE, OURS, STAFF, TICKET
from tests.security.matrix.rows import AGENTS, Row

APPROVAL, OPINION = "/desk/approvals/{approval_id}", "/desk/opinions/{opinion_id}"
ROUND = f"{TICKET}/opinions/{{round_id}}"

ROWS = (
    Row("GET", "/desk/approvals", "/desk/approvals", AGENTS),
    Row("GET", APPROVAL, "/desk/approvals/{missing}"),
    Row("POST", APPROVAL, "/desk/approvals/{missing}", form={"do": "approve"}),
    Row("GET", OPINION, "/desk/opinions/{missing}"),
    Row("POST", OPINION, "/desk/opinions/{missing}", form={"text": "Ja."}),
    Row(
        "POST",
        f"{TICKET}/opinions",
        f"{OURS}/opinions",
        STAFF,
        422,
        missing=f"{NONE}/opinions",
        form={"question": "Was meint ihr?"},
    ),
    Row("POST", ROUND, f"{OURS}/opinions/{{missing}}", missing=f"{NONE}/opinions/{{missing}}"),
)
