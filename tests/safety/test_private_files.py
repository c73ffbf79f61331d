"""What a server writes, nobody else on the machine may read."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.serving.preflight import OTHERS_MODE
from config import ROOT, Settings
from tests.support.serving import Server


def open_to_others(paths: list[Path]) -> list[str]:
    return [path.name for path in paths if stat.S_IMODE(path.stat().st_mode) & OTHERS_MODE]


@pytest.mark.databases("sqlite")
def test_databases_that_were_open_to_others_are_private_once_they_are_served(
    server: Server, settings: Settings
) -> None:
    """The suite makes them with the umask of whoever runs it."""
    served = [*settings.instance.glob("qiao.db*"), *settings.instance.glob("queue.db*")]

    assert {"qiao.db", "queue.db"} <= {path.name for path in served}
    assert open_to_others([settings.instance, *served]) == []


def test_a_command_writes_files_that_nobody_else_may_read(tmp_path: Path) -> None:
    environ = {"QIAO_MODE": "test", "QIAO_INSTANCE": str(tmp_path / "instance")}
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    begun = f"import os, sys; os.umask(0o022); os.execv(sys.executable, {command})"

    subprocess.run([sys.executable, "-c", begun], env=environ | {"PATH": ""}, cwd=ROOT, check=True, capture_output=True)

    written = [path for path in (tmp_path / "instance").rglob("*") if not path.is_symlink()]
    assert "qiao.db" in {path.name for path in written}
    assert open_to_others([tmp_path / "instance", *written]) == []
