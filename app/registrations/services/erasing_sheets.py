"""Sheets that were taken in: their files, the rows that were read, what an undo would need. The caller holds the
transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db import db
from app.registrations.erasure import Erasure
from app.registrations.models import ImportBatch
from app.registrations.sheet_erasure import (
    numbers_alone,
    rows_naming,
    rows_of,
    without_rows,
    without_traces,
    without_values,
)


def clean_sheets(erasure: Erasure) -> set[int]:
    """The numbers of the uploaded files that name somebody and go whole.

    Rows that were imported go as a whole, since they hold what no name tells; in a preview the names alone, since its
    firms are still to come. Of events that are over all sheets go, but for how many rows became what.
    """
    files = set()
    chosen = select(ImportBatch).where(ImportBatch.event_id.in_(erasure.events)).order_by(ImportBatch.id)
    for batch in db.session.scalars(chosen.with_for_update()).all():
        if _clean_whole(batch) if batch.event_id in erasure.whole else _clean(batch, erasure):
            files.add(batch.file_id)
    db.session.flush()
    return files


def _clean_whole(batch: ImportBatch) -> bool:
    if batch.state == "preview":
        batch.state = "thrown_away"
    batch.sheets, batch.fixes, batch.choices = [], {}, {}
    batch.written = numbers_alone(batch.written)
    return True


def _clean(batch: ImportBatch, erasure: Erasure) -> bool:
    own = {"people": erasure.people, "registrations": erasure.registrations}
    rows = rows_of(batch.written, **own)
    named = rows_naming(batch.sheets, erasure.traces)
    if batch.state != "preview":
        rows |= named
        batch.sheets = without_rows(batch.sheets, rows)
    before = _values(batch)
    batch.written = without_values(batch.written, **own)
    batch.sheets = without_traces(batch.sheets, erasure.traces)
    for name in ("fixes", "choices", "written"):
        setattr(batch, name, erasure.traces.out_of_all(getattr(batch, name)))
    touched = bool(rows or named) or _values(batch) != before
    batch.version += touched
    return touched


def _values(batch: ImportBatch) -> tuple[Any, ...]:
    return batch.sheets, batch.fixes, batch.choices, batch.written
