"""Queries on a tenant's settings and departments."""

from functools import lru_cache

from sqlalchemy import select

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.tenant import Department, Tenant
from tickets.store.unit_of_work import ReadUnit


def load_config(unit: ReadUnit) -> TenantConfig:
    """Give the tenant's settings as they were last applied; raises NotFoundError without any."""
    text = unit.session.scalar(select(Tenant.config))
    if text is None:
        raise NotFoundError(f"There is no tenant {unit.tenant}.")
    return _parse(text)


def departments(unit: ReadUnit) -> dict[str, int]:
    """Give the ids of the tenant's departments by their slug."""
    rows = unit.session.execute(select(Department.slug, Department.id))
    return {slug: row_id for slug, row_id in rows}  # noqa: C416 - rows are not pairs to the checker


@lru_cache(maxsize=256)
def _parse(text: str) -> TenantConfig:
    """Parse once for each version of the settings; the text itself is the key."""
    return TenantConfig.model_validate_json(text)
