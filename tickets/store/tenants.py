"""Queries on a tenant's settings and departments."""

from datetime import datetime
from typing import cast

from sqlalchemy import bindparam, select

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.tenant import Department, Tenant
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

_DIGEST = Fixed(select(Tenant.config_digest).where(Tenant.tenant == bindparam("of_tenant")))


def load_config(unit: ReadUnit) -> TenantConfig:
    """Give the tenant's settings as they were last applied; raises NotFoundError without any."""
    digest = _DIGEST.value(unit)
    if digest is None:
        raise NotFoundError(f"There is no tenant {unit.tenant}.")
    kept = unit.memory.get((unit.tenant, "config"))
    if kept is not None and kept[0] == digest:
        return cast("TenantConfig", kept[1])
    config = TenantConfig.model_validate_json(unit.session.scalars(select(Tenant.config)).one())
    unit.memory[unit.tenant, "config"] = (digest, config)
    return config


def applied_at(unit: ReadUnit) -> datetime:
    """Say when the tenant's settings were applied last."""
    return unit.session.scalars(select(Tenant.applied_at)).one()


def departments(unit: ReadUnit) -> dict[str, int]:
    """Give the ids of the tenant's departments by their slug; they never change once given."""
    kept = unit.memory.get((unit.tenant, "departments"))
    config = unit.memory.get((unit.tenant, "config"))
    if kept is not None and kept[0] is config:
        return cast("dict[str, int]", kept[1])
    rows = unit.session.execute(select(Department.slug, Department.id))
    found = {slug: row_id for slug, row_id in rows}  # noqa: C416 - rows are not pairs to mypy
    unit.memory[unit.tenant, "departments"] = (config, found)
    return found
