"""The packages that pyproject.toml declares are those that the application imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from config import ROOT

NOT_IMPORTED = {
    "granian",  # is run as a command
    "pypinyin",  # its files are read
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()


def imported() -> set[str]:
    files = [ROOT / "config.py", *(ROOT / "app").rglob("*.py")]
    modules: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    distributions = packages_distributions()
    foreign = modules - sys.stdlib_module_names - {"app", "config"}
    return {canonical(distributions.get(module, [module])[0]) for module in foreign}


def test_each_package_that_is_imported_is_declared_and_each_declared_one_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonical(name) for name in project["dependencies"]}
    extra = {canonical(name) for name in project["optional-dependencies"]["text"]}

    assert imported() - extra == declared - NOT_IMPORTED
