"""What a run leaves to the next ones, and on which databases each test runs; with ``--full`` all of it, on both.

What takes long and is alike many times over, as a look at each page, is parted among runs that follow each other:
``Turn``.

What acts and queries do is the same on both databases, and each statement that they are made of is sent by several
tests. So each of their tests runs on one database, in the next run on the other, the tests beside it the other way
round. Where the databases themselves lock, order or refuse something, a test runs on both in each run.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import FunctionType, ModuleType
from typing import Any
from zlib import crc32

import pytest

from config import ROOT
from tests.support.instances import POSTGRESQL, SQLITE

BOTH = (SQLITE, POSTGRESQL)
PERIOD_OF_JOURNEYS = 3
ON_BOTH = ("test_jobs", "test_db")
"""How files are called that run on both."""
BY_TURNS = ("test_services", "test_models", "test_queries", "test_reactions", "test_migrations")
"""How files are called whose tests run on one and on the other by turns, as those do that say
``databases("sqlite", "postgresql", by_turns=True)``; what is about locks, claims or rows that only one may have says
``databases("sqlite", "postgresql")``."""


@dataclass(frozen=True)
class Turn:
    """Which part a run takes of what is tried by turns: the run after it takes the next one."""

    number: int
    full: bool = False

    def takes(self, name: str, of: int) -> bool:
        """Whether what goes by this name is tried in this run, as in one of so many; with ``--full`` in each."""
        return self.full or (crc32(name.encode()) + self.number) % of == 0

    def of(self, name: str, among: Sequence[Any]) -> tuple[Any, ...]:
        """The one of them that what goes by this name takes in this run, in the next run the next; or all."""
        return tuple(one for number, one in enumerate(among) if self.after(number).takes(name, len(among)))

    def after(self, runs: int) -> Turn:
        return replace(self, number=self.number + runs)

    def within(self, period: int) -> Turn:
        """Of what is tried in one of so many runs: each time that it is, the next one."""
        return replace(self, number=self.number // period)


ALL = Turn(0, full=True)


def turn_of(config: pytest.Config) -> Turn:
    return Turn(config.getoption("turn"), full=config.getoption("full"))


def commits() -> int:
    """How many lead to what is tested: each takes another turn, and whoever comes back to one the same again."""
    try:
        told = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    except OSError:  # no git
        return 0
    return int(told.stdout or 0)


def databases_of(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """``databases("sqlite", …)`` decides, else how the file is called."""
    if run_by_turns(metafunc.definition):
        return one_of(BOTH, *place_of(metafunc), turn_within(metafunc))
    marker = metafunc.definition.get_closest_marker("databases")
    if marker is not None:
        return tuple(str(name) for name in marker.args)
    is_on_both = metafunc.config.getoption("full") or metafunc.definition.path.name.startswith(ON_BOTH)
    return BOTH if is_on_both else (SQLITE,)


def run_by_turns(test: pytest.Item) -> bool:
    marker = test.get_closest_marker("databases")
    if marker is not None:
        return bool(marker.kwargs.get("by_turns"))
    return test.path.name.startswith(BY_TURNS)


def period_of(test: pytest.Item) -> int:
    """In one of how many runs it is tried: what takes long says ``seldom(of)``, and a journey in its ways is one."""
    marker = test.get_closest_marker("seldom")
    if marker is not None:
        return int(marker.args[0])
    return 1 if test.get_closest_marker("ways") is None else PERIOD_OF_JOURNEYS


def left_to_others(tests: Sequence[pytest.Item], turn: Turn) -> list[pytest.Item]:
    """Those whose turn it is not; those of one file that are tried as seldom take their turns one after the other."""
    met, left = Counter[tuple[str, int]](), []
    for test in tests:
        place = test.path.name, period_of(test)
        if not turn.after(met[place]).takes(*place):
            left.append(test)
        met[place] += 1
    return left


def turn_within(metafunc: pytest.Metafunc) -> Turn:
    """By which is chosen on what, or how, a test is tried."""
    return turn_of(metafunc.config).within(period_of(metafunc.definition))


def place_of(found: pytest.Metafunc | pytest.Function) -> tuple[ModuleType, str]:
    return found.module, found.function.__qualname__


def one_of(databases: tuple[str, ...], module: ModuleType, test: str, turn: Turn) -> tuple[str, ...]:
    """Where the test runs in this run; the tests beside it in its file run on others. With ``--full``: everywhere."""
    return turn.after(names_in(module).index(test)).of(module.__name__, databases)


def names_in(holder: ModuleType | type) -> list[str]:
    """Those of the tests of a module or of a class, in the order in which they are written down."""
    found = []
    for name, value in vars(holder).items():
        if isinstance(value, FunctionType) and name.startswith("test_"):
            found.append(value.__qualname__)
        elif isinstance(value, type) and name.startswith("Test"):
            found += names_in(value)
    return found
