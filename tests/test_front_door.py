"""Commands about files start without the application."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app import file_command_app
from config import ROOT

COMMAND = """
import sys
from flask.cli import main
try:
    main()
finally:
    loaded = sys.modules.keys() & {"app.factory", "config", "sqlalchemy"}
    print("loaded:", *sorted(loaded), file=sys.stderr)
"""


FILES = [
    (["timetable", "solve", "absent.json"], "Error: absent.json: expected a text in UTF-8"),
    (["timetable", "check", "absent.json", "out.json"], "Error: absent.json: expected a text in UTF-8"),
    (["matching", "rank", "absent.json", "--json", "out.json"], "absent.json: No such file or directory"),
]


@pytest.mark.full
@pytest.mark.parametrize(("command", "refusal"), FILES)
def test_a_command_about_files_loads_nothing_of_the_application(command, refusal):
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "--app", "app", *command],
        cwd=ROOT,
        env={"PATH": "", "DATABASE_URL": "no database"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith(refusal)
    assert done.stderr.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize(
    ("arguments", "commands"),
    [
        (["--app", "app", "timetable", "--help"], ["timetable"]),
        (["-A", "app", "--debug", "matching", "rank", "timetable"], ["matching"]),
        (["--app", "timetable", "matching", "evaluate", "rank"], None),
        (["companies", "import", "timetable"], None),
        (["--help"], None),
        ([], None),
    ],
)
def test_only_a_command_about_files_gets_an_application_of_its_own(arguments, commands):
    app = file_command_app(arguments)

    assert (app and sorted(app.cli.commands)) == commands
