"""What time and an erasure set going: expired rows, files of emails and dead pages of the disk go."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update

from app.core.db import Model, db, now, side_transaction
from app.core.erasure import ERASURE_JOB
from app.core.jobs import JobAttempt, every, job
from app.core.mail.delivery import email_file
from app.core.mail.sending import write_to_file
from app.core.models import IdempotencyKey, JobRun, Outbox, RateCount, StoredFile
from app.core.web.translations import lazy_gettext as _l
from config import Settings

KEY_LIFETIME = timedelta(days=7)
JOB_LIFETIME = timedelta(days=30)
ENDED_JOB_STATES = ("done", "failed", "stopped")


@every(600, "prune")
def delete_expired_rows() -> None:
    """Delete rate counters whose window is over, keys of old posts, jobs that ended a month ago; empty expired files.

    Of an expired file the row stays, with its hash: the log of exports points to it.
    """
    moment = now()
    with side_transaction() as connection:
        connection.execute(delete(RateCount).where(RateCount.expires_at <= time.time()))
        connection.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < moment - KEY_LIFETIME))
        connection.execute(
            delete(JobRun).where(JobRun.state.in_(ENDED_JOB_STATES), JobRun.finished_at < moment - JOB_LIFETIME)
        )
        over = (StoredFile.expires_at < moment, func.length(StoredFile.content) > 0)
        connection.execute(update(StoredFile).where(*over).values(content=b""))


PATIENCE_SECONDS = 20.0
"""Seconds to wait for a letter that is on its way out, and for readers who keep SQLite from emptying its log."""


@job(ERASURE_JOB, title=_l("Erasing files"))
def update_email_files(_running: JobAttempt, *, letters: list[int]) -> dict[str, Any]:
    """Safe to run twice. The result tells how many files were changed or deleted, and whether the disk is clean."""
    changed = sum(_update_email_file(email_id) for email_id in letters)
    return {"files": changed, "clean": clean_disk(PATIENCE_SECONDS)}


@every(3600, "erasing.disk")
def clean_sqlite_disk() -> None:
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
            return _truncate_log(driver, time.monotonic() + patience)
        driver.autocommit = True
        driver.execute("VACUUM " + ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables))
        driver.autocommit = False
        return True
    finally:
        raw.close()


def _truncate_log(driver: Any, until: float) -> bool:
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


def _update_email_file(email_id: int) -> bool:
    """The file of a letter becomes what its row is now; it goes where the row has no text. Whether there was one."""
    until = time.monotonic() + PATIENCE_SECONDS
    email = _current_email(email_id)
    while email is not None and email.state == "sending" and time.monotonic() < until:
        time.sleep(0.1)
        email = _current_email(email_id)
    settings: Settings = current_app.config["SETTINGS"]
    if email is None or not (path := email_file(settings, email.created_at, email_id)).exists():
        return False
    if email.body:
        write_to_file(email)
    else:
        path.unlink(missing_ok=True)
    return True


def _current_email(email_id: int) -> Outbox | None:
    db.session.rollback()
    return db.session.scalar(select(Outbox).where(Outbox.id == email_id))
