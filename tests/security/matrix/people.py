"""Rows of people, companies and new tickets on the desk: for agents, and of this tenant alone."""

from tests.security.matrix.rows import AGENTS, Row

PERSON = "/desk/people/{person_id}"
COMPANY = "/desk/companies/{company_id}"
LOCATION = f"{COMPANY}/locations/{{location_id}}"
NOBODY = "/desk/people/{missing}"
NO_FIRM = "/desk/companies/{missing}"
PLACE = {"place": "Werk 2"}

ROWS = (
    Row("GET", "/desk/people", "/desk/people", AGENTS),
    Row("GET", "/desk/people", "/desk/people?show=companies&q=nowak", AGENTS),
    Row("GET", "/desk/people/new", "/desk/people/new", AGENTS),
    Row("POST", "/desk/people/new", "/desk/people/new", AGENTS, 422),
    Row("GET", PERSON, "/desk/people/{customer}", AGENTS, missing=NOBODY),
    Row("GET", PERSON, "/desk/people/{person}", AGENTS, missing=NOBODY),
    Row("GET", PERSON, "/desk/people/{foreign_customer}", missing=NOBODY),
    Row("GET", PERSON, "/desk/people/{foreign_person}", missing=NOBODY),
    Row(
        "GET",
        f"{PERSON}/edit",
        "/desk/people/{customer}/edit",
        AGENTS,
        missing=f"{NOBODY}/edit",
    ),
    Row("GET", f"{PERSON}/edit", "/desk/people/{person}/edit", missing=f"{NOBODY}/edit"),
    Row("GET", f"{PERSON}/edit", "/desk/people/{foreign_customer}/edit", missing=f"{NOBODY}/edit"),
    Row("POST", f"{PERSON}/edit", "/desk/people/{customer}/edit", AGENTS, 422),
    Row(
        "POST",
        f"{PERSON}/edit",
        "/desk/people/{foreign_customer}/edit",
        missing=f"{NOBODY}/edit",
        form={"name": "Eve"},
    ),
    Row("POST", f"{PERSON}/addresses", "/desk/people/{customer}/addresses", AGENTS, 422),
    Row(
        "POST",
        f"{PERSON}/addresses",
        "/desk/people/{foreign_customer}/addresses",
        missing=f"{NOBODY}/addresses",
        form={"address": "eve@evil.example"},
    ),
    Row("POST", f"{PERSON}/addresses", "/desk/people/{person}/addresses"),
    Row("POST", f"{PERSON}/invite", "/desk/people/{customer}/invite", AGENTS, 303),
    Row("POST", f"{PERSON}/invite", "/desk/people/{person}/invite"),
    Row(
        "POST",
        f"{PERSON}/invite",
        "/desk/people/{foreign_customer}/invite",
        missing=f"{NOBODY}/invite",
    ),
    Row("GET", COMPANY, "/desk/companies/{company}", AGENTS, missing=NO_FIRM),
    Row("GET", COMPANY, "/desk/companies/{foreign_company}", missing=NO_FIRM),
    Row("POST", COMPANY, "/desk/companies/{company}", AGENTS, 422, missing=NO_FIRM),
    Row("POST", COMPANY, "/desk/companies/{foreign_company}", form={"name": "Eve"}),
    Row("POST", f"{COMPANY}/locations", "/desk/companies/{company}/locations", AGENTS, 422),
    Row(
        "POST",
        f"{COMPANY}/locations",
        "/desk/companies/{foreign_company}/locations",
        missing=f"{NO_FIRM}/locations",
        form=PLACE,
    ),
    Row("POST", LOCATION, "/desk/companies/{company}/locations/{missing}", AGENTS, 422),
    Row("POST", LOCATION, "/desk/companies/{company}/locations/{missing}", form=PLACE),
    Row("GET", "/desk/new", "/desk/new", AGENTS),
    Row("GET", "/desk/new", "/desk/new?person={customer}", AGENTS),
    Row(
        "GET",
        "/desk/new",
        "/desk/new?person={foreign_customer}",
        missing="/desk/new?person={missing}",
    ),
    Row("POST", "/desk/new", "/desk/new", AGENTS, 422, form={"send": "1"}),
)
