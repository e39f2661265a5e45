"""The tenants: who they are, read from one tenant.toml each."""

from tenants.brand import Brand, Palette
from tenants.config import AttachmentRule, DoneRule, ReadingRules, Retention, TenantConfig
from tenants.loading import TenantConfigError, load_tenant, load_tenants
from tenants.mailboxes import Encryption, ImapAccount, PasswordMissingError, SmtpOut
from tenants.people import (
    LANGUAGES,
    AgentRole,
    Department,
    DepartmentAddress,
    Member,
    MemberRole,
    Person,
)

__all__ = [
    "LANGUAGES",
    "AgentRole",
    "AttachmentRule",
    "Brand",
    "Department",
    "DepartmentAddress",
    "DoneRule",
    "Encryption",
    "ImapAccount",
    "Member",
    "MemberRole",
    "Palette",
    "PasswordMissingError",
    "Person",
    "ReadingRules",
    "Retention",
    "SmtpOut",
    "TenantConfig",
    "TenantConfigError",
    "load_tenant",
    "load_tenants",
]
