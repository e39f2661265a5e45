"""An agent activates a customer, who registers, agrees and is shown around (S7, M3)."""

import hashlib

import pytest
from sqlalchemy import select

from tenants import TenantConfig
from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE
from tests.web.sign_in_story import ANNA, GIULIA, WORDS, ask_for_link, link_for, signs_in
from tickets.errors import RefusedError
from tickets.model.access import Consent
from tickets.model.people import Company, Person
from tickets.services.directory import AddressRefusedError
from tickets.services.invitations import Guest, invite
from tickets.services.sign_in import find_viewer
from tickets.store.people import find_by_address
from tickets.store.tenants import load_config

GUEST = Guest(GIULIA, "Giulia Ferraro", "Edil Ferraro", "it")
FILLED = {
    "name": "Giulia Ferraro",
    "phone": "+39 02 000 0417",
    "language": "it",
    "time_zone": "Europe/Rome",
    "terms": "yes",
    "privacy": "yes",
}


def config_of(site: Website) -> TenantConfig:
    with site.world.core.read("hellmoor") as unit:
        return load_config(unit)


def invited(site: Website, guest: Guest = GUEST) -> str:
    """Let Anna invite somebody and give the path in the mail."""
    with site.world.core.read("hellmoor") as unit:
        anna = find_viewer(unit, site.session_of(ANNA), load_config(unit))
    invite(site.world.core, config_of(site), guest, anna)
    return link_for(site, guest.address)


def person(site: Website, address: str = GIULIA) -> Person:
    with site.world.core.read("hellmoor") as unit:
        known = find_by_address(unit, address)
    assert known is not None
    return known.person


def consents(site: Website) -> list[Consent]:
    with site.world.core.read("hellmoor") as unit:
        return list(unit.session.scalars(select(Consent).order_by(Consent.id)))


def test_an_invited_customer_registers_agrees_and_is_shown_around(either_website: Website) -> None:
    site = either_website
    path = invited(site)
    mail = site.world.postbox.last(GIULIA)
    assert mail.mail["Subject"] == "Anna Kraft la invita al portale di Hellmoor Fensterbau"
    assert "Anna Kraft via Hellmoor Fensterbau" in str(mail.mail["From"])
    for part in ("Buongiorno Giulia Ferraro", "Vendite, Hellmoor", "19 novembre 2026, 09:10"):
        assert part in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    client = site.client()
    page = client.get(path).text
    for part in ('lang="it"', f'value="{GIULIA}"', 'value="Giulia Ferraro"', "Roma, "):
        assert part in page
    done = client.post(path, data=FILLED)
    assert (done.status_code, done.headers["location"]) == (303, "/tour")
    giulia = person(site)
    assert giulia.invited_at is not None
    assert giulia.registered_at == site.world.clock.now()
    assert (giulia.phone, giulia.time_zone) == ("+39 02 000 0417", "Europe/Rome")
    seen = [client.get(f"/tour?step={step}").status_code for step in (1, 2, 3, 4)]
    assert seen == [200, 200, 200, 422]
    assert client.post("/tour").headers["location"] == "/"
    assert person(site).toured_at is not None


def test_version_text_language_and_time_of_what_was_agreed_to_are_kept(website: Website) -> None:
    website.client().post(invited(website), data=FILLED)
    texts = {"terms": config_of(website).terms, "privacy": config_of(website).privacy}
    kept = consents(website)
    assert {one.document for one in kept} == {"terms", "privacy"}
    for one in kept:
        document = texts[one.document]
        assert document is not None
        shown = document.texts["it"]
        assert one.text_sha256 == hashlib.sha256(shown.encode()).hexdigest()
        expected = (document.version, "it", website.world.clock.now())
        assert (one.version, one.language, one.given_at) == expected


def test_without_both_ticks_nothing_happens_and_nothing_typed_is_lost(website: Website) -> None:
    path, client = invited(website), website.client()
    for missing in ("terms", "privacy", "name"):
        given = {key: value for key, value in FILLED.items() if key != missing}
        answer = client.post(path, data=given)
        assert answer.status_code == 422
        assert f'id="error-{missing}"' in answer.text
        assert 'value="+39 02 000 0417"' in answer.text
        assert answer.text.count(" checked>") == (2 if missing != "name" else 3)
    assert consents(website) == []
    assert person(website).registered_at is None
    assert client.post(path, data=FILLED).status_code == 303


def test_who_wants_a_password_chooses_it_with_the_registration(website: Website) -> None:
    path, client = invited(website), website.client()
    weak = client.post(path, data=FILLED | {"way": "password", "password": "giuliaferraro"})
    assert (weak.status_code, 'id="error-password"' in weak.text) == (422, True)
    assert "giuliaferraro" not in weak.text
    assert client.post(path, data=FILLED | {"way": "password", "password": WORDS}).is_redirect
    entering = {"address": GIULIA, "password": WORDS}
    assert website.client().post("/sign-in/password", data=entering).is_redirect


def test_invited_again_the_earlier_invitation_ends_and_a_registered_one_is_refused(
    website: Website,
) -> None:
    first = invited(website)
    second = invited(website, Guest(GIULIA))
    dead = website.client().get(first)
    assert (dead.status_code, "ritirato" in dead.text) == (410, True)
    website.client().post(second, data=FILLED)
    used = website.client().get(second)
    assert (used.status_code, "già stato accettato" in used.text) == (410, True)
    token = second.rpartition("/")[2]
    website.client().post(f"/again/invitation/{token}")
    assert link_for(website, GIULIA).startswith("/sign-in/")
    with pytest.raises(RefusedError, match="has registered already"):
        invited(website)


def test_a_customer_who_wrote_before_keeps_request_and_name_and_gets_a_firm(
    website: Website,
) -> None:
    website.world.receive(Mail(sender=f"G. Ferraro <{GIULIA}>"), peer=OFFICE)
    client = website.client()
    client.post(invited(website, Guest(GIULIA, company="Edil Ferraro")), data=FILLED)
    with website.world.core.read("hellmoor") as unit:
        company = unit.session.get_one(Company, person(website).company_id)
        assert (company.name, company.domain) == ("Edil Ferraro", "edil-ferraro.example")
    assert client.get("/requests/1001").status_code == 200


@pytest.mark.parametrize("address", [ANNA, "somebody@hellmoor.example", "no address"])
def test_nobody_of_the_house_is_invited(website: Website, address: str) -> None:
    with pytest.raises(AddressRefusedError):
        invite(website.world.core, config_of(website), Guest(address))


def test_a_new_version_asks_registered_customers_once_at_their_next_sign_in(
    website: Website,
) -> None:
    website.client().post(invited(website), data=FILLED)
    assert website_path(website, GIULIA) == "/"
    terms = config_of(website).terms
    assert terms is not None
    website.change_tenant(terms=terms.model_copy(update={"version": "2027-01"}))
    client = website.client()
    client.post("/sign-in", data={"address": GIULIA, "next": "/profile"})
    asked = client.post(link_for(website, GIULIA)).headers["location"]
    assert asked == "/consent?next=%2Fprofile"
    page = client.get(asked).text
    assert ('name="terms"' in page, 'name="privacy"' in page) == (True, False)
    refused = client.post("/consent", data={"next": "/profile"})
    assert (refused.status_code, 'id="error-terms"' in refused.text) == (422, True)
    agreed = client.post("/consent", data={"next": "/profile", "terms": "yes"})
    assert agreed.headers["location"] == "/profile"
    assert [one.version for one in consents(website)] == ["2026-11", "2026-11", "2027-01"]
    assert website_path(website, GIULIA) == "/"


def test_who_never_registered_and_agents_are_asked_for_nothing(website: Website) -> None:
    website.world.receive(Mail(sender=f"Giulia <{GIULIA}>"), peer=OFFICE)
    assert website_path(website, GIULIA) == "/"
    assert website_path(website, ANNA) == "/desk"
    assert signs_in(website, ANNA).get("/consent").headers["location"] == "/"


def test_the_texts_are_there_for_everybody_in_their_language(website: Website) -> None:
    client = website.client(Accept_Language="pl")
    terms, privacy = client.get("/terms").text, client.get("/privacy").text
    assert "Portal klienta to bezpłatna usługa Hellmoor" in terms
    assert "<h2>Państwa prawa</h2>" in privacy
    website.change_tenant(terms=None)
    assert client.get("/terms").status_code == 404
    without = website.client().post(
        invited(website), data={key: FILLED[key] for key in ("name", "privacy")}
    )
    assert without.is_redirect


def website_path(site: Website, address: str) -> str:
    """Sign in by a link and say where it led."""
    client = site.client()
    ask_for_link(site, address, client)
    return str(client.post(link_for(site, address)).headers["location"])
