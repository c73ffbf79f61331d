"""A process that shows pages carries nothing that only background work needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, plant

HEAVY = ("scipy", "pypinyin", "typst", "openpyxl", "python_calamine", "xlrd", "ortools")

START = """
import sys
from app import create_app
create_app()
print(*sorted(set(sys.argv[1:]) & set(sys.modules)))
"""


def loads(root: Path, folder: Path) -> str:
    """What of HEAVY the whole application loads by being built."""
    command = [sys.executable, "-c", START, *HEAVY]
    environ = {"QIAO_MODE": "test", "QIAO_INSTANCE": str(folder), "PATH": ""}
    return subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=True).stdout.strip()


def test_building_the_application_loads_nothing_heavy(tmp_path):
    assert loads(ROOT, tmp_path) == ""


@pytest.mark.parametrize("fault", ["import scipy", "from scipy import sparse"])
def test_the_guard_finds_what_is_heavy_behind_a_page(tmp_path, fault):
    plant(tmp_path, app__matching__views=f"{fault}\ncreate_app = int")
    (tmp_path / "app/__init__.py").write_text("from app.matching.views import create_app\n")

    assert loads(tmp_path, tmp_path) == "scipy"
