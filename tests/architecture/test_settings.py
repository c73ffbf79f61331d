"""No setting is read in vain: whatever ``config.py`` offers has somebody who asks for it."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import config
from tests.architecture.house import ROOT


def asked_for() -> set[str]:
    """Every attribute that the program reads of anything."""
    found = set()
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]:
        tree = ast.parse(path.read_text())
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found


def unread(names: set[str], asked: set[str]) -> set[str]:
    return names - asked


def documented() -> set[str]:
    rows = re.findall(r"^\| ([A-Z_]+(?:, [A-Z_]+)*) +\|", config.__doc__ or "", re.MULTILINE)
    return {name for row in rows for name in row.split(", ")}


def read_from_the_environment() -> set[str]:
    texts = re.findall(r'"((?:QIAO_)?[A-Z]+(?:_[A-Z]+)*)"', (ROOT / "config.py").read_text())
    return set(texts) - set(config.LogLevel)


def test_each_setting_has_a_reader():
    assert unread({field.name for field in fields(config.Settings)}, asked_for()) == set()


def test_each_variable_that_is_read_is_described_and_the_other_way_round():
    assert read_from_the_environment() == documented()
