"""Numbers of passports and identity cards in sheets that were kept before imports left them out."""

from __future__ import annotations

from typing import Any, Final

from app.core.db import db, transaction
from app.core.models import StoredFile
from app.core.spreadsheets import Worksheet
from app.registrations.identity_numbers import identity_columns, without_identity_numbers
from app.registrations.import_memory import to_choices
from app.registrations.importing import sheets_found
from app.registrations.models import ImportBatch
from app.registrations.services.imports import locked_batch

JOB: Final = "registrations.forget_numbers"


def forget_numbers(batch_id: int) -> bool:
    """Whether a sheet asks for such numbers; then it holds them no longer, and its file is empty. It is read before
    anybody has to wait for the write lock, and once more where it changed meanwhile."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or batch.is_being_read:
        return False
    kept = batch.sheets
    cleaned = _cleaned(batch)
    if cleaned is None:
        return False
    with transaction() as session:
        batch = locked_batch(batch_id)
        batch.sheets = cleaned if batch.sheets == kept else _cleaned(batch) or batch.sheets
        session.get_one(StoredFile, batch.file_id).content = b""
    return True


def _cleaned(batch: ImportBatch) -> list[Any] | None:
    sheets = [Worksheet.from_plain(plain) for plain in batch.sheets]
    found = sheets_found(sheets, to_choices(batch.choices))
    if not identity_columns(found):
        return None
    return [sheet.to_plain() for sheet in without_identity_numbers(sheets, found)]
