from __future__ import annotations

import os
from pathlib import Path

import flask_migrate.cli
import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from app.accounts import services
from app.core.errors import Busy
from config import Settings
from tests.support.ports import free_port


@pytest.mark.parametrize("command", [["demo"], ["user", "link", "a@example.org"], ["attendees", "export", "day", "-"]])
def test_a_command_on_a_database_without_tables_says_how_to_make_them(tmp_path: Path, command: list[str]) -> None:
    app = create_app(Settings.from_environment({"QIAO_INSTANCE": str(tmp_path)}))
    if command[0] == "attendees":
        command = [*command, "--format", "csv"]

    answer = app.test_cli_runner().invoke(args=command)

    assert answer.exit_code == 1
    assert answer.output == (
        "Error: The database is not made yet, or older than this program. Run: flask --app app db upgrade\n"
    )


COMMANDS = (["serve"], ["db", "upgrade"], ["user", "link", "a@example.org"], ["demo"])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////nonexistent/dir/q.db", "Error: There is no folder /nonexistent/dir for the database; "),
        ("sqlite:////proc/q.db", "Error: SQLite cannot use /proc/q.db: unable to open database file; "),
        ("postgresql://nobody@127.0.0.1:1/x", "Error: PostgreSQL does not let Qiao in: connection failed: "),
    ],
)
def test_a_command_says_in_a_sentence_why_its_database_is_out_of_reach(
    tmp_path: Path, command: list[str], url: str, sentence: str
) -> None:
    app = create_app(Settings.from_environment({"QIAO_INSTANCE": str(tmp_path), "DATABASE_URL": url}))

    answer = _run(app, command)

    assert answer.exit_code == 1
    assert answer.output.startswith(sentence)
    assert answer.output.count("\n") == 1


def _run(app: Flask, command: list[str]) -> Result:
    if command[0] == "db":  # Flask finds it among the commands of its extensions, not among the app's own
        return app.test_cli_runner().invoke(flask_migrate.cli.db, command[1:])
    return app.test_cli_runner().invoke(args=command)


def test_a_server_says_in_a_sentence_that_its_queue_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "qiao.db").touch(mode=0o600)
    app = create_app(
        Settings.from_environment(
            {"QIAO_INSTANCE": str(tmp_path), "QIAO_QUEUE_URL": "sqlite:////nonexistent/q.db", "PORT": str(free_port())}
        )
    )

    answer = app.test_cli_runner().invoke(args=["serve"])

    assert answer.exit_code == 1
    assert answer.output == (
        "Error: There is no folder /nonexistent for the database; make it, or let QIAO_QUEUE_URL name a file "
        "elsewhere.\n"
    )


@pytest.mark.full
@pytest.mark.parametrize("act", ["create", "link"])
def test_a_command_on_a_database_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    app = create_app(Settings.from_environment({"QIAO_INSTANCE": str(tmp_path)}))
    assert _run(app, ["db", "upgrade"]).exit_code == 0
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path / "qiao.db")
    words = {"create": ["--email", "a@example.org", "--name", "A"], "link": ["a@example.org"]}[act]

    answer = _run(app, ["user", act, *words])

    assert answer.exit_code == 1
    assert answer.output == (
        f"Error: The database {tmp_path}/qiao.db cannot be read and written; make it writable for this user.\n"
    )


def test_a_busy_database_is_not_taken_for_an_address_that_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait_in_vain(*_given: object, **_more: object) -> None:
        raise Busy("busy")

    app = create_app(Settings.from_environment({"QIAO_INSTANCE": str(tmp_path)}))
    monkeypatch.setattr(services, "create_user", wait_in_vain)

    answer = _run(app, ["user", "create", "--email", "a@example.org", "--name", "A"])

    assert answer.exit_code == 1
    assert answer.output == "Error: The database is busy, or cannot be written. Nothing was changed; try again.\n"
