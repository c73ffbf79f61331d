from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from config import Settings


@pytest.mark.parametrize("command", [["demo"], ["user", "link", "a@example.org"], ["attendees", "export", "day", "-"]])
def test_a_command_on_a_database_without_tables_says_how_to_make_them(tmp_path: Path, command: list[str]) -> None:
    app = create_app(Settings.from_environment({"QIAO_INSTANCE": str(tmp_path)}))
    if command[0] == "attendees":
        command = [*command, "--format", "csv"]

    answer = app.test_cli_runner().invoke(args=command)

    assert answer.exit_code == 1
    assert answer.output == ("Error: The database is not made yet, or older than this program. Run: flask db upgrade\n")
