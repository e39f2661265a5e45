"""A small tenant folder to load, whole unless a test changes it."""

from pathlib import Path

WHOLE = """
slug = "mill"
name = "Mill Works"
languages = ["de", "pl"]
time_zone = "Europe/Berlin"
domains = ["mill.example"]
reply_domain = "in.mill.example"
declared_networks = ["192.0.2.0/24", "2001:db8::/32"]

[legal_footer]
de = ["Mill Works GmbH", "HRB 1"]

[[departments]]
slug = "sales"
kind = "quote"
names = { de = "Vertrieb", pl = "Sprzedaż" }
addresses = ["Sales@mill.example", { address = "oferty@mill.example", language = "pl" }]
members = ["ida@mill.example", { address = "otto@mill.example", role = "lead" }]

[[departments]]
slug = "service"
names = { de = "Service" }
addresses = [{ address = "service@mill.example", kind = "complaint" }]
is_default = true

[[people]]
name = "Ida Frost"
address = "ida@mill.example"
aliases = ["ida.frost@mill.example"]
titles = { de = "Vertrieb" }

[[people]]
name = "Otto Brand"
address = "otto@mill.example"

[[imap]]
name = "office"
host = "imap.mill.example"
username = "sales@mill.example"
password_file = "secret"
department = "sales"

[smtp]
host = "smtp.mill.example"
"""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def write_tenant(parent: Path, text: str = WHOLE, slug: str = "mill") -> Path:
    """Write a tenant's folder and return it."""
    folder = parent / slug
    folder.mkdir()
    (folder / "tenant.toml").write_text(text, encoding="utf-8")
    (folder / "logo.png").write_bytes(PNG)
    return folder
