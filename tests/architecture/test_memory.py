"""A process that shows pages carries nothing that only background work needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.house import ROOT

HEAVY = ("scipy", "pypinyin", "typst", "openpyxl", "python_calamine", "xlrd", "ortools")

START = """
import sys
from app import create_app
create_app()
print(*sorted(set(sys.argv[1:]) & set(sys.modules)))
"""


def loads(folder: Path) -> str:
    """What of HEAVY the whole application loads by being built."""
    command = [sys.executable, "-c", START, *HEAVY]
    environ = {"QIAO_MODE": "test", "QIAO_INSTANCE": str(folder), "PATH": ""}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout.strip()


def test_building_the_application_loads_nothing_heavy(tmp_path):
    assert loads(tmp_path) == ""
