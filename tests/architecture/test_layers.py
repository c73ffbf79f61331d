"""The order of the packages, and the order inside each, as import-linter reads them from pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, plant

ROLE_ORDER = ("models", "queries", "mails", "signals", "services", "reactions", "forms", "jobs", "views", "cli")


def contracts() -> list[dict[str, list[str]]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: list[dict[str, list[str]]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
        return found


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and words of import-linter for the house in ``folder``."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


def packages(root: Path = ROOT) -> set[str]:
    """What stands directly in ``app/``: packages and files."""
    found = {path.parent.name for path in root.glob("app/*/__init__.py")}
    return found | {path.stem for path in root.glob("app/*.py") if path.stem != "__init__"}


def listed() -> set[str]:
    return {name.strip("()").removeprefix("app.") for layer in contracts()[0]["layers"] for name in layer.split(" : ")}


def test_the_order_of_the_house_holds():
    code, words = lint(ROOT)

    assert code == 0, words


def test_every_package_has_its_place_in_the_order():
    assert packages() - listed() == set()


def test_every_package_with_models_keeps_the_order_of_roles():
    features = {f"app.{path.parent.name}" for path in ROOT.glob("app/*/services*")} - {"app.core"}

    assert features - set(contracts()[1]["containers"]) == set()
    assert {role for layer in contracts()[1]["layers"] for role in layer.replace(":", " ").split()} == {
        f"({role})" for role in ROLE_ORDER
    }


@pytest.mark.parametrize(
    "files",
    [
        {"app__events__rules": "from app.meetings import lifecycle"},
        {"app__core__clock": "from app.core import db"},
        {"app__companies__services": "from app.lists import columns"},
        {"app__meetings__models": "from app.meetings import services"},
        {"app__meetings__queries": "from app.meetings import views"},
        {"app__core__serving__supervisor": "import flask"},
    ],
    ids=lambda files: next(iter(files)),
)
def test_the_guard_finds_an_import_against_the_order(tmp_path, files):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    house = {f"app__{name}__models": "" for name in listed() & packages() if (ROOT / "app" / name).is_dir()}
    files_of_app = {f"app__{name}": "" for name in packages() if (ROOT / f"app/{name}.py").exists()}
    parts = {"app__meetings__lifecycle": "", "app__meetings__services": "", "app__meetings__views": ""}
    parts |= {"app__day__paper__models": "", "app__day__phone__models": ""}
    parts |= {f"app__core__{name}": "" for name in ("clock", "db", "errors", "localized", "web")}
    plant(
        tmp_path,
        **house,
        **files_of_app,
        **parts,
        app__lists__columns="",
        app__core__serving__supervisor="",
    )
    assert lint(tmp_path)[0] == 0

    plant(tmp_path, **files)

    code, words = lint(tmp_path)
    assert code == 1, words
    assert "BROKEN" in words


def test_the_guard_finds_a_package_without_a_place(tmp_path):
    plant(tmp_path, app__gossip__models="", app__events__models="")

    assert packages(tmp_path) - listed() == {"gossip"}
