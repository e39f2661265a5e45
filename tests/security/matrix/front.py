"""Rows of what belongs to no area."""

from tests.security.matrix.rows import EVERYBODY, Row, public

ROWS = (
    public("/health"),
    public("/brand.css"),
    public("/brand/logo.png"),
    public("/static/{version}/{name:path}", "/static/x/stafette.css"),
    public("/static/{version}/{name:path}", "/static/x/../../tenants/config.py", 404),
    Row("POST", "/language", "/language", EVERYBODY, 303, form={"language": "de"}),
)
