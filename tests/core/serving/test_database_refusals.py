from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.core.serving.preflight import database_file_refusal, database_refusal

SAID = "unable to open database file"


def told(path: Path, said: str = SAID) -> str:
    return database_refusal(f"sqlite:///{path}", said)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert told(tmp_path / "no" / "q.db") == (
        f"There is no folder {tmp_path}/no for the database; make it, or let DATABASE_URL name a file elsewhere."
    )


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert told(tmp_path) == f"{tmp_path} is a folder; let DATABASE_URL name a file in it."


def test_another_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "q.db").write_text("a list of guests")

    assert told(tmp_path / "q.db", "file is not a database").startswith(f"{tmp_path}/q.db is no SQLite database; ")


@pytest.mark.parametrize(
    ("shut", "sentence"), [("", "Nothing can be written to {}, "), ("q.db", "The database {}/q.db cannot be ")]
)
def test_what_this_user_cannot_write_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shut: str, sentence: str
) -> None:
    (tmp_path / "q.db").touch()
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path / shut)

    assert told(tmp_path / "q.db", "attempt to write a readonly database").startswith(sentence.format(tmp_path))


def test_what_nothing_is_to_be_seen_of_is_told_as_sqlite_says_it(tmp_path: Path) -> None:
    assert told(tmp_path / "q.db") == (
        f"SQLite cannot use {tmp_path}/q.db: {SAID}; let DATABASE_URL name a file elsewhere."
    )


def test_postgresql_speaks_in_one_line_and_the_setting_is_named() -> None:
    said = 'connection failed:\n  FATAL:  password authentication failed for user "qiao"\n'

    assert database_refusal("postgresql://qiao:hidden@h/q", said, variable="QIAO_QUEUE_URL") == (
        'PostgreSQL does not let Qiao in: connection failed: FATAL: password authentication failed for user "qiao"; '
        "check QIAO_QUEUE_URL, and that the server runs."
    )


def test_looking_at_a_database_frees_no_lock_that_sqlite_holds_on_it(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "q.db", isolation_level=None)) as database:
        database.execute("CREATE TABLE firms (name)")
        database.execute("BEGIN EXCLUSIVE")

        assert database_file_refusal(tmp_path / "q.db", "DATABASE_URL") is None

        assert written_by_another(tmp_path / "q.db") == "database is locked"


def written_by_another(path: Path) -> str:
    """What SQLite tells another process that writes."""
    script = (
        "import sqlite3, sys\ntry: sqlite3.connect(sys.argv[1], timeout=0).execute('INSERT INTO firms VALUES (1)')\n"
    )
    script += "except sqlite3.OperationalError as error: print(error)"
    return subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    ).stdout.strip()
