"""Read tenant.toml files into checked configurations, with errors a person can act on."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenants.config import TenantConfig
from tenants.portal import portal_host

FILE_NAME = "tenant.toml"
EXAMPLE_FOLDER = "default"
"""The documented example; it is shipped to be copied and is not a tenant itself."""


class TenantConfigError(ValueError):
    """A tenant's file cannot be used; the text names file, place and fix."""


def load_tenant(folder: Path) -> TenantConfig:
    """Read one tenant from its folder; raise `TenantConfigError` where that is impossible."""
    path = folder / FILE_NAME
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TenantConfigError(
            f"{path} does not exist; copy the example from the folder {EXAMPLE_FOLDER!r} there."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise TenantConfigError(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise TenantConfigError(f"{path} is not valid TOML: {error}.") from error
    config = _checked(path, values)
    if config.slug != folder.resolve().name:
        raise TenantConfigError(
            f"{path}: slug is {config.slug!r}, but the folder is named {folder.resolve().name!r}; "
            "give both the same name."
        )
    _check_logo(folder, config)
    return config


def load_tenants(folder: Path) -> dict[str, TenantConfig]:
    """Read every tenant below a folder, by slug; the documented example is not one."""
    if not folder.is_dir():
        raise TenantConfigError(f"{folder} is not a folder; put one folder per tenant there.")
    found = sorted(path.parent for path in folder.glob(f"*/{FILE_NAME}"))
    configs = [load_tenant(path) for path in found if path.name != EXAMPLE_FOLDER]
    _check_apart(folder, configs)
    return {config.slug: config for config in configs}


def _checked(path: Path, values: dict[str, Any]) -> TenantConfig:
    """Turn the first thing that pydantic dislikes into one sentence."""
    _resolve_password_files(path.parent, values)
    _read_legal_files(path, values)
    try:
        return TenantConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = _in_words(first["type"], first["msg"])
        raise TenantConfigError(f"{path}: {place + ': ' if place else ''}{said}.") from error


def _in_words(code: str, message: str) -> str:
    """Return pydantic's complaint as a person would say it."""
    match code:
        case "extra_forbidden":
            return "this name is unknown, correct its spelling or remove it"
        case "missing":
            return "this is required, add it"
        case _:
            said = message.removeprefix("Value error, ").rstrip(".")
            return said[:1].lower() + said[1:]


def _resolve_password_files(folder: Path, values: dict[str, Any]) -> None:
    """Make password files beside tenant.toml findable from any working directory."""
    accounts = values.get("imap", [])
    candidates = [*(accounts if isinstance(accounts, list) else []), values.get("smtp")]
    for login in candidates:
        if isinstance(login, dict) and isinstance(login.get("password_file"), str):
            login["password_file"] = str((folder / login["password_file"]).resolve())


def _read_legal_files(path: Path, values: dict[str, Any]) -> None:
    """Put the texts of `terms.files` and `privacy.files` in their place, from beside the file."""
    for name in ("terms", "privacy"):
        document = values.get(name)
        if not isinstance(document, dict) or not isinstance(document.get("files"), dict):
            continue
        files = document.pop("files")
        texts = document.setdefault("texts", {})
        for language, file in files.items():
            try:
                texts[language] = (path.parent / str(file)).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise TenantConfigError(
                    f"{path}: {name}.files.{language}: {file} cannot be read; put a text in UTF-8 "
                    "beside the file."
                ) from None


def _check_logo(folder: Path, config: TenantConfig) -> None:
    path = folder / config.brand.logo
    if not path.is_file():
        raise TenantConfigError(
            f"{folder / FILE_NAME}: brand.logo: {config.brand.logo} is not there; "
            "put a PNG of at least 80 by 80 pixels beside the file."
        )
    with path.open("rb") as file:
        if file.read(8) != b"\x89PNG\r\n\x1a\n":
            raise TenantConfigError(
                f"{folder / FILE_NAME}: brand.logo: {config.brand.logo} is not a PNG; "
                "save the logo as PNG."
            )


def _check_apart(folder: Path, configs: list[TenantConfig]) -> None:
    """Refuse two tenants that claim one address or host, by which mail and pages are told apart."""
    owners: dict[str, str] = {}
    for config in configs:
        claimed = {config.reply_domain}
        claimed |= {one.address for part in config.departments for one in part.addresses}
        if config.portal_url:
            claimed.add(portal_host(config.portal_url))
        for what in sorted(claimed):
            if what in owners:
                raise TenantConfigError(
                    f"{folder}: {what} is claimed by the tenants {owners[what]} and {config.slug}; "
                    "keep it in one of them."
                )
            owners[what] = config.slug
