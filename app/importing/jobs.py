"""What imports do in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db, now
from app.core.jobs import JobAttempt, JobStopped, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.importing.services import uploads
from app.importing.services.execution import execute_import
from app.importing.services.preview import IMPORT_JOB, discard_old_imports
from app.importing.services.uploads import READ_JOB
from app.registrations.models import ImportBatch


@every(3600, "throw-away-old-sheets")
def discard_old_lists() -> None:
    """Sheets that nobody imported hold people whom nobody registered."""
    discard_old_imports(now())


def _batch_page(run: JobRun) -> str:
    batch = db.session.get_one(ImportBatch, run.arguments["batch_id"])
    return url_for("importing.import_preview", event=batch.event, batch_id=batch.id)


@job(
    READ_JOB,
    title=_l("Reading the sheet"),
    stages={"reading": _l("Reading the file"), "comparing": _l("Comparing the rows with the register")},
    leads_to=_batch_page,
)
def read_list_in_background(running: JobAttempt, *, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: what is read already stays as it is. It can be stopped at any row."""

    def tell(share: float, stage: str) -> None:
        running.progress(share, stage)
        if running.stop_requested():
            raise JobStopped

    return {"batch": uploads.read_upload(batch_id, by=running.user_id, tell=tell).id}


@job(
    IMPORT_JOB,
    title=_l("Importing the sheet"),
    stages={"reading": _l("Comparing the rows with the register"), "writing": _l("Writing all rows at once")},
    leads_to=_batch_page,
)
def import_in_background(running: JobAttempt, *, batch_id: int, version: int) -> dict[str, Any]:
    """Safe to run twice: what is imported already stays as it is. It can be stopped until it writes."""
    if running.stop_requested():
        raise JobStopped
    batch = execute_import(batch_id, version, by=running.user_id, tell=running.progress)
    return {"batch": batch.id, **batch.written["counts"]}
