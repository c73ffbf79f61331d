"""A file named after an idea knows no web, no database, no clock: it takes values and gives values."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.house import ROOT, is_pure, modules, source

WORLD = ("flask", "flask_babel", "flask_login", "flask_wtf", "sqlalchemy", "werkzeug", "wtforms")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
OWNERS_OF_CLOCKS = {"datetime", "date", "time", "dt"}

IMPORT = """
import importlib, sys
world = set(sys.argv[1].split())
for name in sys.argv[2:]:
    importlib.import_module(name)
    if found := sorted(world & set(sys.modules)):
        print(name, *found)
        break
"""


def loads_the_world(names: list[str]) -> str:
    """The first of ``names`` whose import loads something of WORLD, and what it loads; empty if none does."""
    command = [sys.executable, "-c", IMPORT, " ".join(WORLD), *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def reads_the_clock(path: Path) -> list[int]:
    """The lines on which ``datetime.now()``, ``date.today()``, ``time.time()`` and the like are called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and getattr(node.func.value, "id", getattr(node.func.value, "attr", "")) in OWNERS_OF_CLOCKS
    ]


def test_importing_a_pure_file_loads_no_web_and_no_database():
    names = [name for name in modules() if is_pure(name)]

    assert len(names) > 30
    assert loads_the_world(names) == ""


def test_pure_files_are_told_the_time():
    pure = [name for name in modules() if is_pure(name)]

    assert {name: lines for name in pure if (lines := reads_the_clock(source(name)))} == {}
