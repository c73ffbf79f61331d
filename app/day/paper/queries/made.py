"""The pack that was just made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db, now
from app.core.errors import NotFound
from app.core.jobs.runs import get_run
from app.core.models import StoredFile
from app.day.paper.models import PaperRun


@dataclass(frozen=True, slots=True)
class Made:
    """``until``: so long its file can be fetched."""

    run: PaperRun
    file: str
    until: datetime


def made_by(job: str, user_id: int, event_id: int) -> Made | None:
    """What this job of the user's ("" for none) made at the event; None where its time is over."""
    if not job:
        return None
    try:
        result = get_run(job, user_id).result or {}
    except NotFound:
        return None
    run = db.session.get(PaperRun, result.get("run", 0))
    fresh = (StoredFile.public_id == result.get("file", ""), StoredFile.expires_at > now())
    until = db.session.scalar(select(StoredFile.expires_at).where(*fresh))
    if run is None or run.event_id != event_id or until is None:
        return None
    return Made(run, result["file"], until)
