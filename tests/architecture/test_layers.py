"""The order of the packages, and the order inside each, as import-linter reads them from pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.house import ROOT

ROLE_ORDER = ("models", "queries", "mails", "signals", "services", "reactions", "forms", "jobs", "views", "cli")


def contracts() -> list[dict[str, list[str]]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: list[dict[str, list[str]]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
        return found


def lint() -> tuple[int, str]:
    """Exit code and words of import-linter for this tree."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


def packages() -> set[str]:
    """What stands directly in ``app/``: packages and files."""
    found = {path.parent.name for path in ROOT.glob("app/*/__init__.py")}
    return found | {path.stem for path in ROOT.glob("app/*.py") if path.stem != "__init__"}


def listed() -> set[str]:
    return {name.strip("()").removeprefix("app.") for layer in contracts()[0]["layers"] for name in layer.split(" : ")}


def test_the_order_of_the_house_holds():
    code, words = lint()

    assert code == 0, words


def test_every_package_has_its_place_in_the_order():
    assert packages() - listed() == set()


def test_every_package_with_models_keeps_the_order_of_roles():
    features = {f"app.{path.parent.name}" for path in ROOT.glob("app/*/services*")} - {"app.core"}

    assert features - set(contracts()[1]["containers"]) == set()
    assert {role for layer in contracts()[1]["layers"] for role in layer.replace(":", " ").split()} == {
        f"({role})" for role in ROLE_ORDER
    }
