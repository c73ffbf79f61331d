"""Which meetings were arranged together and undone together: nobody has said no to these."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.core.db import db
from app.core.models import JobRun, Notice

UNDONE: Final = "meetings.arranged_undone"
"""The notice of a job whose meetings were called off again."""


def undone_at(event_id: int) -> frozenset[int]:
    runs = select(Notice.subject_id).where(Notice.event_id == event_id, Notice.kind == UNDONE)
    results = db.session.scalars(select(JobRun.result).where(JobRun.id.in_(runs)))
    return frozenset(int(one) for result in results for one, _version in (result or {}).get("arranged", ()))
