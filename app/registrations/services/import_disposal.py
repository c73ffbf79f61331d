"""Sheets that nobody imports are thrown away: their files and rows are deleted, their names stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import StoredFile
from app.registrations.models import KEPT, ImportBatch
from app.registrations.services.imports import in_preview, note


def throw_away(batch_id: int, version: int, *, by: int | None) -> None:
    """The sheet is not imported, and what it says about people is deleted; its name stays in the list. Raises Stale."""
    with transaction():
        batch = in_preview(batch_id, version, unread=True)
        _empty(batch)
        note("import.thrown_away", batch, by)


def throw_away_old(moment: datetime) -> int:
    """What nobody imported for ``KEPT`` is thrown away, file and rows; how many sheets. Safe to run at any time."""
    due = (ImportBatch.state == "preview", ImportBatch.created_at < moment - KEPT)
    with transaction() as session:
        old = session.scalars(select(ImportBatch).where(*due).order_by(ImportBatch.id).with_for_update()).all()
        for batch in old:
            batch.version += 1
            _empty(batch)
            note("import.thrown_away", batch, None, days=KEPT.days)
    return len(old)


def _empty(batch: ImportBatch) -> None:
    batch.state = "thrown_away"
    batch.sheets, batch.fixes = [], {}
    db.session.get_one(StoredFile, batch.file_id).content = b""
