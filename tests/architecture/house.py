"""The house as the guards see it: which files exist, and which of them may touch the world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROLES = frozenset(
    {"models", "queries", "services", "signals", "reactions", "forms", "views", "mails", "jobs", "cli"}
    | {"scopes", "wording"}  # what a guard finds behind an address; sentences for codes
)
"""A file, or a folder, named after one of these may touch the world; every other is pure."""

WORLDLY = frozenset(
    {
        "app.core.db",
        "app.cli",
        "app.core.db.engines",
        "app.factory",
        "app.dashboard.shell",
        "app.accounts.login",
        "app.core.integrity",
        "app.core.files",
        "app.core.health",
        "app.core.idempotency",
        "app.core.logs",
        "app.core.mail",
        "app.companies.erasure",
        "app.core.audit",
        "app.core.erasure",
        "app.core.reactions",
        "app.core.web.rate_limits",
        "app.core.web",
    }
)
"""What carries the others and is named after neither: these, and all that lies in them."""


def modules() -> Iterator[str]:
    """The dotted names of all Python files of ``app``."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_pure(module: str) -> bool:
    parts = module.split(".")
    worldly = any(module == name or module.startswith(f"{name}.") for name in WORLDLY)
    return not worldly and not ROLES & set(parts)


def source(module: str) -> Path:
    stem = ROOT / Path(*module.split("."))
    file = stem.with_suffix(".py")
    return file if file.exists() else stem / "__init__.py"
