"""The suite notices faults: each of ``FAULTS`` is made in a copy of the source, and its tests must fail there.

A child process runs the tests of a fault; where nothing was changed, all of them pass.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ROOT
from tests.planted.faults import FAULTS, Fault

PARTS = ("app", "migrations", "static", "templates", "tests", "config.py", "pyproject.toml")
PASSED, FAILED = 0, 1
"""Exit codes of pytest; others are about tests that could not run."""
SECONDS = 600
pytestmark = pytest.mark.full


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / part, folder / part)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@contextmanager
def planted(fault: Fault, folder: Path) -> Iterator[None]:
    path = folder / fault.path
    whole = path.read_text()
    path.write_text(whole.replace(fault.text, fault.fault))
    yield
    path.write_text(whole)


def run(folder: Path, tests: Iterable[str], only: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-p", "no:cacheprovider", "--full", "-k", only]
    told = ["--basetemp", str(folder / "made"), *(name for each in tests for name in each.split())]
    return subprocess.run([*command, *told], cwd=folder, capture_output=True, text=True, timeout=SECONDS)


def the_same_tests() -> dict[str, set[str]]:
    """All tests of the table, by what they are run with; those of one file that are run by their names together."""
    named: dict[str, set[str]] = {}
    for fault in FAULTS:
        named.setdefault(fault.tests if " and " in fault.only else "", set()).add(fault.only)
    together: dict[str, set[str]] = {}
    for tests, names in named.items():
        of = {tests} if tests else {each.tests for each in FAULTS if " and " not in each.only}
        together[" or ".join(f"({name})" for name in sorted(names))] = of
    return together


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_the_suite_notices_the_fault(fault: Fault, copy: Path) -> None:
    with planted(fault, copy):
        found = run(copy, [fault.tests], fault.only)

    assert found.returncode == FAILED, found.stdout[-3000:] + found.stderr[-2000:]
    assert "error during collection" not in found.stdout
    assert "\nFAILED " in found.stdout, found.stdout[-3000:]


def test_without_a_fault_the_same_tests_pass(copy: Path) -> None:
    for only, tests in the_same_tests().items():
        found = run(copy, sorted(tests), only)

        assert found.returncode == PASSED, found.stdout[-3000:] + found.stderr[-2000:]
