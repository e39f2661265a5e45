"""Rows of the portal: requests and forms for customers, files and frames for who may see them."""

from tests.security.matrix.rows import (
    ADMIN,
    AGENT,
    AGENTS,
    COLLEAGUE,
    CUSTOMER,
    CUSTOMERS,
    LEAD,
    LINK,
    OTHER,
    Row,
)

ASKED = (CUSTOMER, LINK)
"""Who asked in the first request, by either way in."""
STAFF = (AGENT, LEAD, ADMIN)
"""Who sees the first request on the desk."""
SEES = (*ASKED, *STAFF)
WHOLE = (CUSTOMER, COLLEAGUE, OTHER)
"""Customers who are signed in for everything."""
TO_SIGN_IN = {LINK: 303}
THREAD = "/requests/{number}"
FILE = "/files/{file_id}/{name}"
PICTURE = "/files/{file_id}/picture/{size}"
DOCUMENT = "/files/{file_id}/document/{name}"
FRAME = "/messages/{message_id}/frame"
UNSENT = {"send": "1", "text": ""}

ROWS = (
    Row("GET", "/", "/", CUSTOMERS, refused=303),
    Row("GET", "/", "/?show=everything", refused=422),
    Row("GET", THREAD, "/requests/{ticket}", ASKED, missing="/requests/{missing}"),
    Row("GET", THREAD, "/requests/{other_ticket}", (OTHER,), missing="/requests/{missing}"),
    Row(
        "POST", THREAD, "/requests/{ticket}", ASKED, 422, missing="/requests/{missing}", form=UNSENT
    ),
    Row("POST", THREAD, "/requests/{other_ticket}", (OTHER,), 422, form=UNSENT),
    Row(
        "GET",
        f"{THREAD}/newest",
        "/requests/{ticket}/newest",
        ASKED,
        missing="/requests/{missing}/newest",
    ),
    *(
        Row(method, path, path, WHOLE, status, answers=TO_SIGN_IN, form={"send": "1"})
        for path in ("/requests/new/quote", "/requests/new/complaint")
        for method, status in (("GET", 200), ("POST", 422))
    ),
    Row("POST", "/uploads", "/uploads", (*CUSTOMERS, *AGENTS), 422),
    Row("GET", FILE, "/files/{file}/Plan.pdf", SEES, missing="/files/{missing}/Plan.pdf"),
    Row("GET", FILE, "/files/{note_file}/a.pdf", STAFF, missing="/files/{missing}/a.pdf"),
    Row("GET", FILE, "/files/{foreign_file}/Plan.pdf", missing="/files/{missing}/Plan.pdf"),
    Row(
        "GET",
        DOCUMENT,
        "/files/{file}/document/Plan.pdf",
        SEES,
        missing="/files/{missing}/document/Plan.pdf",
    ),
    Row("GET", DOCUMENT, "/files/{note_file}/document/a.pdf", STAFF),
    Row("GET", DOCUMENT, "/files/{foreign_file}/document/a.pdf"),
    Row("GET", PICTURE, "/files/{file}/picture/small", missing="/files/{missing}/picture/small"),
    Row("GET", PICTURE, "/files/{foreign_file}/picture/large"),
    Row("GET", FRAME, "/messages/{message}/frame", SEES, missing="/messages/{missing}/frame"),
    Row("GET", FRAME, "/messages/{note}/frame"),
    Row("GET", FRAME, "/messages/{foreign_message}/frame"),
)
