"""How many faults of a letter each the tests notice in what decides who sees and does what: mutmut, as its manual says.

``[tool.mutmut]`` in pyproject.toml names the modules and the tests; it runs on a copy, and each module gets a score.
A mutant that no test reaches counts as one that survived.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from config import ROOT
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground

PARTS = ("app", "migrations", "static", "templates", "tests", "config.py", "pyproject.toml")
LEAST_PERCENT = 85.0
PROCESSES = 2
NOTICED = {"killed", "timeout"}
"""As mutmut calls what became of a mutant: its tests failed, or never came to an end."""


def measure(ground: Ground) -> None:
    folder = ground.folder / "mutants"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / part, folder / part)
    _mutmut(folder, "run", "--max-children", str(PROCESSES))
    ground.say(
        Section("Faults of a letter that the tests notice", figures_of(_mutmut(folder, "results", "--all", "true")))
    )


def _mutmut(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def figures_of(results: str) -> list[Figure]:
    """By module, from mutmut's list of all mutants."""
    found: dict[str, Counter[str]] = {}
    left: dict[str, list[str]] = {}
    for line in results.splitlines():
        name, _, outcome = line.strip().partition(": ")
        module, _, mutant = name.rpartition(".")
        if not module.startswith("app."):
            continue
        found.setdefault(module, Counter())[outcome] += 1
        if outcome not in NOTICED:
            left.setdefault(module, []).append(mutant.removeprefix("x_").replace("__mutmut", ""))
    return [_figure(module, outcomes, left.get(module, [])) for module, outcomes in sorted(found.items())]


def _figure(module: str, outcomes: Counter[str], left: list[str]) -> Figure:
    noticed = sum(outcomes[word] for word in NOTICED)
    note = f"{noticed} of {outcomes.total()}" + (f"; not {' '.join(left)}" if left else "")
    return Figure(module, 100 * noticed / outcomes.total(), "%", LEAST_PERCENT, more=True, note=note)
