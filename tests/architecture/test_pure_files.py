"""A file named after an idea knows no web, no database, no clock: it takes values and gives values."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, is_pure, modules, plant, source

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


def loads_the_world(names: list[str], root: Path) -> str:
    """The first of ``names`` whose import loads something of WORLD, and what it loads; empty if none does."""
    command = [sys.executable, "-c", IMPORT, " ".join(WORLD), *names]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


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
    assert loads_the_world(names, ROOT) == ""


def test_pure_files_are_told_the_time():
    pure = [name for name in modules() if is_pure(name)]

    assert {name: lines for name in pure if (lines := reads_the_clock(source(name)))} == {}


@pytest.mark.parametrize(
    ("module", "pure"),
    [
        ("app.meetings.lifecycle", True),
        ("app.meetings.services", False),
        ("app.meetings.queries.availability", False),
        ("app.core.web.errors", False),
        ("app.core.db", False),
        ("app.core.clock", True),
    ],
)
def test_the_name_of_a_file_says_whether_it_is_pure(module, pure):
    assert is_pure(module) is pure


@pytest.mark.parametrize("fault", ["import flask", "from sqlalchemy import select", "import wtforms"])
def test_the_guard_finds_an_idea_that_loads_the_world(tmp_path, fault):
    plant(tmp_path, app__events__hours="", app__events__rules=f"import json\n{fault}")

    found = loads_the_world(list(modules(tmp_path)), tmp_path)

    assert found.startswith("app.events.rules ")


def test_the_guard_finds_the_world_behind_another_file(tmp_path):
    plant(tmp_path, app__events__models="import sqlalchemy", app__events__rules="from app.events import models")

    assert loads_the_world(["app.events.rules"], tmp_path) == "app.events.rules sqlalchemy"


@pytest.mark.parametrize("fault", ["datetime.now(UTC)", "dt.date.today()", "time.time()", "datetime.datetime.utcnow()"])
def test_the_guard_finds_a_look_at_the_clock(tmp_path, fault):
    plant(tmp_path, app__events__rules=f"x = 1\ny = {fault}\n")

    assert reads_the_clock(tmp_path / "app/events/rules.py") == [2]
