"""What the rest of the product asks a tenant's configuration."""

from pathlib import Path

import pytest

from tenants import (
    Encryption,
    ImapAccount,
    PasswordMissingError,
    SmtpOut,
    TenantConfig,
    load_tenant,
)
from tests.tenants.files import WHOLE, write_tenant


@pytest.fixture
def config(tmp_path: Path) -> TenantConfig:
    return load_tenant(write_tenant(tmp_path))


def test_a_department_is_found_by_its_address_in_any_letter_case(config: TenantConfig) -> None:
    found = config.department_for("SALES@Mill.example")
    assert found is not None
    assert found.slug == "sales"
    assert config.department_for("nobody@mill.example") is None


def test_an_agent_is_found_by_every_address_they_write_from(config: TenantConfig) -> None:
    found = config.agent_by_address("Ida.Frost@MILL.example")
    assert found is not None
    assert found.name == "Ida Frost"
    assert config.agent_by_address("ida@elsewhere.example") is None


def test_the_marked_department_takes_what_names_no_other(config: TenantConfig) -> None:
    assert config.default_department.slug == "service"


def test_without_a_mark_the_first_department_is_the_default(tmp_path: Path) -> None:
    folder = write_tenant(tmp_path, WHOLE.replace("is_default = true", ""))
    assert load_tenant(folder).default_department.slug == "sales"


def test_the_kind_at_an_address_wins_over_the_departments(config: TenantConfig) -> None:
    sales, service = config.departments
    assert sales.kind_for("Oferty@mill.example") == "quote"
    assert service.kind_for("service@mill.example") == "complaint"


def test_names_and_addresses_follow_the_readers_language(config: TenantConfig) -> None:
    sales = config.departments[0]
    assert (sales.name_in("pl"), sales.name_in("it")) == ("Sprzedaż", "Vertrieb")
    assert sales.address_in("pl") == "oferty@mill.example"
    assert sales.address_in("de") == "sales@mill.example"


def test_members_and_leads_are_told_in_order(config: TenantConfig) -> None:
    sales = config.departments[0]
    assert [one.name for one in config.members_of(sales)] == ["Ida Frost", "Otto Brand"]
    assert sales.leads == ("otto@mill.example",)


def test_a_legal_footer_falls_back_to_the_first_language(config: TenantConfig) -> None:
    assert config.legal_lines("pl") == ("Mill Works GmbH", "HRB 1")


def test_a_language_the_tenant_does_not_write_becomes_its_first(config: TenantConfig) -> None:
    assert [config.language_for(one) for one in ("pl", "it", None)] == ["pl", "de", "de"]


def test_own_domains_include_the_reply_domain(config: TenantConfig) -> None:
    assert config.is_own_domain("x@IN.mill.example")
    assert config.is_own_domain("x@mill.example")
    assert not config.is_own_domain("x@notmill.example")


def test_usual_ports_follow_the_encryption() -> None:
    ports = [SmtpOut(host="h", encryption=one).effective_port for one in Encryption]
    assert ports == [465, 587, 25]
    ports = [ImapAccount(name="a", host="h", encryption=one).effective_port for one in Encryption]
    assert ports == [993, 143, 143]


def test_a_password_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    login = SmtpOut(host="h", username="me", password_env="MILL_PASSWORD")
    with pytest.raises(PasswordMissingError, match="MILL_PASSWORD, which is not set"):
        login.read_password()
    monkeypatch.setenv("MILL_PASSWORD", "tea")
    assert login.read_password() == "tea"


def test_an_unreadable_password_file_is_one_sentence(tmp_path: Path) -> None:
    login = SmtpOut(host="h", username="me", password_file=str(tmp_path / "none"))
    with pytest.raises(PasswordMissingError, match="The password of me cannot be read"):
        login.read_password()


def test_a_password_is_not_shown_where_a_config_is_printed() -> None:
    assert "tea" not in repr(SmtpOut(host="h", password="tea"))
