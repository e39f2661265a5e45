"""What a tenant's file may say, and how a person learns what is wrong with it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tenants
from tenants import TenantConfig, TenantConfigError, load_tenant, load_tenants, work
from tests.tenants.files import WHOLE, write_tenant

if TYPE_CHECKING:
    from pydantic import BaseModel

SHIPPED = Path(tenants.__file__).parent


def test_the_shipped_tenants_load_and_the_example_is_none_of_them() -> None:
    assert sorted(load_tenants(SHIPPED)) == ["hellmoor", "kaaibox"]


def test_the_documented_example_is_itself_valid() -> None:
    assert load_tenant(SHIPPED / "default").name == "Example Ltd"


def test_every_option_is_named_in_the_documented_example() -> None:
    text = (SHIPPED / "default" / "tenant.toml").read_text(encoding="utf-8")
    models: list[type[BaseModel]] = [TenantConfig, tenants.Person, tenants.ImapAccount]
    models += [tenants.SmtpOut, tenants.Retention, tenants.ReadingRules, tenants.DoneRule]
    models += [tenants.Brand, tenants.Department, tenants.DepartmentAddress, tenants.Member]
    models += [work.Rule, work.Condition, work.NewTask, work.Checklist, work.Step]
    models += [work.Approvals, work.Band]
    missing = [name for model in models for name in model.model_fields if name not in text]
    assert missing == []


def test_a_config_survives_json_unchanged(tmp_path: Path) -> None:
    config = load_tenant(write_tenant(tmp_path))
    assert TenantConfig.model_validate_json(config.model_dump_json()) == config


def test_a_password_file_is_looked_for_beside_the_tenants_file(tmp_path: Path) -> None:
    folder = write_tenant(tmp_path)
    (folder / "secret").write_text("open sesame\n", encoding="utf-8")
    assert load_tenant(folder).imap[0].read_password() == "open sesame"


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(TenantConfigError, match=r"tenant\.toml does not exist; copy the example"):
        load_tenant(tmp_path)


def test_a_missing_folder_of_tenants_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TenantConfigError, match="is not a folder"):
        load_tenants(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = write_tenant(tmp_path)
    (folder / "tenant.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TenantConfigError, match="cannot be read"):
        load_tenant(folder)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('slug = "mill"', 'slug = "mill" x', "is not valid TOML"),
        ('slug = "mill"', 'slug = "other"', "the folder is named 'mill'"),
        ('name = "Mill Works"', 'nmae = "Mill Works"', "name: this is required, add it"),
        ('name = "Mill Works"', 'name = "M"\ncolour = "#fff"', "colour: this name is unknown"),
        ('name = "Mill Works"', 'name = "M\\nBcc: a@b.example"', "name: string should match"),
        ('languages = ["de", "pl"]', 'languages = ["fr"]', "languages.0: string should match"),
        ("Europe/Berlin", "Europe/Atlantis", "time_zone: 'Europe/Atlantis' is unknown"),
        ('"192.0.2.0/24"', '"192.0.2.1/24"', "declared_networks.0"),
        ('"ida.frost@mill.example"', '"oferty@mill.example"', "belongs to sales and to Ida Frost"),
        ('role = "lead"', 'role = "chief"', "departments.0.members.1.role"),
        ('members = ["ida@', 'members = ["eva@', "names eva@mill.example, who is not in"),
        ('slug = "service"', 'slug = "sales"', "department sales is described twice"),
        ('department = "sales"', 'department = "sale"', "names the unknown department sale"),
        ('host = "smtp.mill.example"', 'host = "x"\nport = 70000', "smtp.port"),
        ("[smtp]", '[brand]\ncolour = "#7c7c7c"\n[smtp]', "brand: #7c7c7c gives a contrast of"),
        ("[smtp]", '[brand]\nlogo = "no.png"\n[smtp]', "no.png is not there"),
        ("[smtp]", '[brand]\nlogo = "tenant.toml"\n[smtp]', "is not a PNG"),
        ("[smtp]", '[brand]\nlogo = "../secret"\n[smtp]', "brand.logo: string should match"),
        ('addresses = ["Sales@', 'addresses = ["reply+a@in.mill.example", "Sales@', "reply addr"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    folder = write_tenant(tmp_path, WHOLE.replace(before, after, 1))
    with pytest.raises(TenantConfigError) as caught:
        load_tenant(folder)
    assert said in str(caught.value)
    assert str(folder / "tenant.toml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_tenants_cannot_claim_one_reply_domain(tmp_path: Path) -> None:
    write_tenant(tmp_path)
    other = WHOLE.replace('"mill"', '"oven"').replace("@mill.example", "@oven.example")
    write_tenant(tmp_path, other, slug="oven")
    with pytest.raises(TenantConfigError, match=r"in\.mill\.example is claimed by the tenants"):
        load_tenants(tmp_path)
