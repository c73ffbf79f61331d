"""The model event, built once for each phase in a whole run and copied by every test that begins with it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.core.integrity.checks import list_silent_jobs
from app.core.jobs.queue import handle_message
from app.core.models import JobRun
from app.demo.services import build_model_event
from tests.support.instances import Instances, database_file, in_context
from tests.support.sqlite_rows import copy_database


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run see."""
    root = factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "models"
    folder.mkdir(exist_ok=True)
    return folder


def kept_model(instances: Instances, phase: str, folder: Path) -> Path:
    """The SQLite database of the model event in this phase; whoever comes first builds it, the others wait."""
    kept = folder / f"{phase}.db"
    with (folder / f"{phase}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            instance = instances.on("model")
            instance.restore()
            with in_context(instance.app):
                build_in(instance.app, phase)
            copy_database(database_file(instance), kept)
    return kept


def build_in(app: Flask, phase: str) -> None:
    """Build it here. Suggestions are reckoned once, at the end, as where workers gather what changed; not after each
    change."""
    usual = app.config.get("JOBS")
    app.config["JOBS"] = "queue"
    build_model_event(phase)
    assert not list(list_silent_jobs())  # the doctor finds sound what was built and is not served yet
    waiting = db.session.scalars(select(JobRun.id).where(JobRun.state == "queued")).all()
    db.session.rollback()
    for run in waiting:
        handle_message(app, "job", run)
    app.config["JOBS"] = usual
