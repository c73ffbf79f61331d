"""Our own warnings are errors; one of somebody else's is let through by its words alone, never by its kind."""

from __future__ import annotations

import tomllib

from tests.architecture.house import ROOT


def filters() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: list[str] = tomllib.load(file)["tool"]["pytest"]["ini_options"]["filterwarnings"]
        return found


def unnamed(entries: list[str]) -> list[str]:
    """The entries that let warnings through without saying which."""
    return [entry for entry in entries if not entry.startswith("ignore:") or not entry.split(":")[1].strip()]


def test_only_named_warnings_are_let_through():
    first, *others = filters()

    assert first == "error"
    assert unnamed(others) == []
