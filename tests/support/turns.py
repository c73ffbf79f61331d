"""On which databases each test runs; with ``--full`` on both.

What acts do is the same on both, and each statement that they are made of is sent by several tests. So of the tests of
acts each database takes every second one. Where the databases themselves lock, order or refuse something, a test runs
on both.
"""

from __future__ import annotations

from types import FunctionType, ModuleType

import pytest

from tests.support.instances import POSTGRESQL, SQLITE

BOTH = (SQLITE, POSTGRESQL)
ON_BOTH = ("test_models", "test_queries", "test_reactions", "test_jobs", "test_migrations", "test_db")
"""How files are called that run on both."""
BY_TURNS = ("test_services",)
"""How files are called whose tests run on one and on the other by turns; what is about locks, claims or rows that only
one may have says ``databases("sqlite", "postgresql")``."""


def databases_of(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """``databases("sqlite", …)`` decides, else how the file is called."""
    marker = metafunc.definition.get_closest_marker("databases")
    if marker is not None:
        return tuple(str(name) for name in marker.args)
    file = metafunc.module.__name__.rpartition(".")[2]
    if metafunc.config.getoption("full") or file.startswith(ON_BOTH):
        return BOTH
    return by_turns(metafunc.module, metafunc.function.__qualname__) if file.startswith(BY_TURNS) else (SQLITE,)


def by_turns(module: ModuleType, test: str) -> tuple[str, ...]:
    """One database after the other in the order of the file; a test that stands alone in its file runs on both."""
    names = names_in(module)
    return BOTH if len(names) == 1 else (BOTH[names.index(test) % 2],)


def names_in(holder: ModuleType | type) -> list[str]:
    """Those of the tests of a module or of a class, in the order in which they are written down."""
    found = []
    for name, value in vars(holder).items():
        if isinstance(value, FunctionType) and name.startswith("test_"):
            found.append(value.__qualname__)
        elif isinstance(value, type) and name.startswith("Test"):
            found += names_in(value)
    return found
