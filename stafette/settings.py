"""Every setting, with a default under which one process runs by itself."""

import contextlib
import os
import secrets
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

import tenants
from tickets.errors import ConfigurationError

_KEY_BYTES = 32


class Settings(BaseSettings):
    """Read from the environment (`STAFETTE_...`) and from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="STAFETTE_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        Path("data"), description="Folder of the embedded database, the blobs and the secret key."
    )
    database_url: str = Field(
        "",
        description="PostgreSQL as postgresql+psycopg://role@host/database; empty is the embedded "
        "SQLite. The role must be an ordinary one.",
    )
    database_owner_url: str = Field(
        "", description="The same database as the role that owns the tables; used by migrate."
    )
    redis_url: str = Field(
        "", description="Redis for knocks between processes; empty knocks inside one process."
    )
    tenants_dir: Path = Field(
        Path(tenants.__file__).parent, description="Folder with one folder for each tenant."
    )
    smtp_host: str = Field("127.0.0.1", description="Address that SMTP listens on.")
    smtp_port: int = Field(2525, description="Port that SMTP listens on; -1 switches it off.")
    lmtp_host: str = Field("127.0.0.1", description="Address that LMTP listens on.")
    lmtp_port: int = Field(2424, description="Port that LMTP listens on; -1 switches it off.")
    web_host: str = Field("127.0.0.1", description="Address that pages are served on.")
    web_port: int = Field(8080, description="Port that pages are served on; -1 switches them off.")
    web_proxies: str = Field(
        "127.0.0.1",
        description="Reverse proxies, by commas, whose X-Forwarded-For tells who asks.",
    )
    web_threads: int = Field(16, ge=1, description="Pages made at once in one process.")
    max_request_bytes: int = Field(
        62_000_000, description="Largest form with all its files that pages take."
    )
    max_file_bytes: int = Field(50_000_000, description="Largest single file of a form.")
    sending_paused: bool = Field(
        default=False, description="Keep outgoing mail in the outbox until this is off again."
    )
    max_mail_bytes: int = Field(26_214_400, description="Largest mail taken by SMTP and LMTP.")
    max_line_bytes: int = Field(1_048_576, description="Longest line of a mail.")
    max_recipients: int = Field(100, description="Recipients of one SMTP transaction.")
    max_connections: int = Field(100, description="SMTP connections at once.")
    max_connections_per_peer: int = Field(20, description="SMTP connections from one address.")
    disk_reserve_bytes: int = Field(
        268_435_456, description="Below so much free disk no mail is accepted."
    )
    reading_children: int = Field(1, ge=1, description="Processes that read mail at any time.")
    worker_threads: int = Field(4, ge=1, description="Jobs at once in one worker.")
    sweep_seconds: float = Field(30.0, gt=0, description="How often workers look for due work.")
    imap_poll_seconds: float = Field(60.0, gt=0, description="How often IMAP folders are polled.")
    check_dkim: bool = Field(
        default=True, description="Check DKIM signatures through DNS where no result is trusted."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def is_embedded(self) -> bool:
        """Tell whether the database is the embedded one."""
        return not self.database_url

    @property
    def effective_database_url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'stafette.db'}"

    def secret_key(self) -> bytes:
        """Read the secret key, making one at the very first start.

        Raises ConfigurationError where the key's file cannot be read or written.
        """
        path = self.data_dir / "secret.key"
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                draft = self.data_dir / f".secret-{secrets.token_hex(4)}"
                draft.touch(mode=0o600)
                with draft.open("w") as file:
                    file.write(secrets.token_hex(_KEY_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                # Two processes may start at once: the first link wins, both read the same key.
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(draft)
                draft.unlink()
            return bytes.fromhex(path.read_text().strip())
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"The secret key {path} cannot be used: {error}.") from None


def env_example() -> str:
    """Write every setting with its meaning and default, as `.env.example` shows them."""
    lines = ["# Every setting of Stafette; each has this default, so nothing here is required.", ""]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "tenants" if name == "tenants_dir" else default
        lines += [f"# {field.description}", f"# STAFETTE_{name.upper()}={_shown(shown)}", ""]
    return "\n".join(lines)


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raises ConfigurationError with one sentence for the first bad one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # values are checked by the model
    except ValidationError as error:
        first = error.errors()[0]
        name = "STAFETTE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(f"{name}: {first['msg']}.") from None


if __name__ == "__main__":
    print(env_example(), end="")
