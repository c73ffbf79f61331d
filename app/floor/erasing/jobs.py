"""After an erasure: the files of letters follow their rows, and the disk forgets what the database has forgotten."""

from __future__ import annotations

import time
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.db import Model, db
from app.floor.erasing.services import JOB
from app.floor.jobs import Running, every, job
from app.floor.mail.sending import write_down
from app.floor.mail.transports import file_of
from app.floor.models import Outbox
from app.floor.web.lazy_texts import lazy_gettext as _l
from config import Settings

PATIENCE = 20.0
"""Seconds to wait for a letter that is on its way out, and for readers who keep SQLite from emptying its log."""


@job(JOB, title=_l("Erasing files"))
def erase_files(_running: Running, *, letters: list[int]) -> dict[str, Any]:
    """Safe to run twice. The result tells how many files were changed or deleted, and whether the disk is clean."""
    changed = sum(_follow(letter_id) for letter_id in letters)
    return {"files": changed, "clean": clean_disk(PATIENCE)}


@every(3600, "erasing.disk")
def clean_disk_again() -> None:
    """What a reader kept from being cleaned is cleaned later."""
    if db.engine.dialect.name == "sqlite":
        clean_disk(0.0)


def clean_disk(patience: float) -> bool:
    """Let no deleted row stay in the write-ahead log of SQLite, or as a dead row of PostgreSQL; False where readers
    were in the way for ``patience`` seconds. The log of PostgreSQL and backups are its operator's."""
    db.session.rollback()
    raw = db.engine.raw_connection()
    driver: Any = raw.driver_connection
    try:
        if db.engine.dialect.name == "sqlite":
            return _emptied(driver, time.monotonic() + patience)
        driver.autocommit = True
        driver.execute("VACUUM " + ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables))
        driver.autocommit = False
        return True
    finally:
        raw.close()


def _emptied(driver: Any, until: float) -> bool:
    """Each try ends at once where a reader is in the way: while it waits, nobody could write."""
    (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            (busy, *_pages) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy or time.monotonic() >= until:
                return not busy
            time.sleep(0.2)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience}")


def _follow(letter_id: int) -> bool:
    """The file of a letter becomes what its row is now; it goes where the row has no text. Whether there was one."""
    until = time.monotonic() + PATIENCE
    letter = _as_it_is(letter_id)
    while letter is not None and letter.state == "sending" and time.monotonic() < until:
        time.sleep(0.1)
        letter = _as_it_is(letter_id)
    settings: Settings = current_app.config["SETTINGS"]
    if letter is None or not (path := file_of(settings, letter.created_at, letter_id)).exists():
        return False
    if letter.body:
        write_down(letter)
    else:
        path.unlink(missing_ok=True)
    return True


def _as_it_is(letter_id: int) -> Outbox | None:
    db.session.rollback()
    return db.session.scalar(select(Outbox).where(Outbox.id == letter_id))
