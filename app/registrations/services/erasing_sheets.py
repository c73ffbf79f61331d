"""Sheets that were taken in: their files, the rows that were read, what an undo would need. The caller holds the
transaction."""

from __future__ import annotations

from typing import Any

from app.core.db import db
from app.registrations.erasure import Erasure
from app.registrations.models import ImportBatch
from app.registrations.queries.erasing_sheets import sheets_in_reach
from app.registrations.rows_of_people import without_rows
from app.registrations.sheet_erasure import numbers_alone, rows_of, without_traces, without_values, words_beside


def clean_sheets(erasure: Erasure) -> set[int]:
    """The numbers of the uploaded files that name somebody and go whole.

    Rows go as a whole, imported or not, since they hold what no name tells. Of events that are over all sheets go, but
    for how many rows became what.
    """
    files = set()
    for batch in db.session.scalars(sheets_in_reach(erasure).with_for_update()).all():
        if _clean_whole(batch) if batch.event_id in erasure.whole else _clean(batch, erasure):
            files.add(batch.file_id)
    db.session.flush()
    return files


def words_beside_in_sheets(erasure: Erasure) -> set[str]:
    """What the sheets of the events say in rows that name who goes, and in no other. Before they are cleaned."""
    chosen = sheets_in_reach(erasure).where(ImportBatch.event_id.in_(erasure.events), ImportBatch.state == "imported")
    batches = db.session.scalars(chosen).all()
    return {text for batch in batches for text in words_beside(batch.sheets, erasure.traces)}


def _clean_whole(batch: ImportBatch) -> bool:
    if batch.state == "preview":
        batch.state = "thrown_away"
    batch.sheets, batch.fixes, batch.choices = [], {}, {}
    batch.written = numbers_alone(batch.written)
    return True


def _clean(batch: ImportBatch, erasure: Erasure) -> bool:
    own = {"people": erasure.people, "registrations": erasure.registrations}
    before = _values(batch)
    batch.sheets = without_rows(
        batch.sheets,
        erasure.traces,
        rows_of(batch.written, **own),
        batch.choices.get("columns", {}),
        batch.choices.get("sheets", {}),
    )
    batch.written = without_values(batch.written, **own)
    batch.sheets = without_traces(batch.sheets, erasure.traces)
    for name in ("fixes", "choices", "written"):
        setattr(batch, name, erasure.traces.remove_from_all(getattr(batch, name)))
    touched = _values(batch) != before
    batch.version += touched
    return touched


def _values(batch: ImportBatch) -> tuple[Any, ...]:
    return batch.sheets, batch.fixes, batch.choices, batch.written
