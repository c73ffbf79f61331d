"""A large sheet on its way in: kept at once, read by a job, so that nobody waits for a page that does not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.core.spreadsheets import Worksheet, read_workbook
from app.core.spreadsheets.limits import file_kind
from app.registrations.import_memory import to_choices
from app.registrations.models import ImportBatch
from app.registrations.queries.imports import Bringer, bringer_of, plan_for
from app.registrations.services import imports

JOB: Final = "registrations.read"
READ_AT_ONCE: Final = 1024 * 1024
"""A file of so many bytes is read while its sender waits, so that what is wrong with it is said beside its field."""
ROWS_AT_ONCE: Final = 1000
"""So many rows are compared with the register while their sender waits; more of them by a job."""
Tell = Callable[[float, str], None]


def take_in(bringer: Bringer, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """The batch of a file: read and compared, or with ``is_being_read`` until its job has ended.

    Raises as ``imports.upload`` does; what is wrong inside a very large file its job tells.
    """
    imports.require_phase(bringer.event)
    sheets: list[Worksheet] = []
    if len(content) <= READ_AT_ONCE:
        sheets = read_workbook(content, filename)
        if sum(sheet.last_row for sheet in sheets) <= ROWS_AT_ONCE:
            return imports.keep(bringer, sheets, content, filename, by=by)
    else:
        file_kind(content, filename)
    return _for_a_job(bringer, sheets, content, filename, by)


def _for_a_job(bringer: Bringer, sheets: list[Worksheet], content: bytes, filename: str, by: int | None) -> ImportBatch:
    """``sheets``: empty where the file is still to be read."""
    with transaction():
        batch = imports.put_away(bringer, content, filename, by=by)
        batch.sheets = [sheet.to_plain() for sheet in sheets]
        run = enqueue(JOB, user_id=by, event_id=bringer.event.id, batch_id=batch.id)
        batch.written = {"job": run.public_id, "reading": True}
    return batch


def read(batch_id: int, *, by: int | None, tell: Tell) -> ImportBatch:
    """Read what was taken in; one that is read, or thrown away meanwhile, stays as it is. ``tell`` may raise to end it.

    Raises ``SheetRefused`` and ``NoRows``; the file is forgotten then.
    """
    batch = db.session.get_one(ImportBatch, batch_id)
    if not batch.is_being_read:
        return batch
    file, bringer = db.session.get_one(StoredFile, batch.file_id), bringer_of(batch)
    tell(0.05, "reading")
    try:
        kept = [Worksheet.from_plain(plain) for plain in batch.sheets]
        sheets = kept or read_workbook(file.content, file.name)
        tell(0.3, "comparing")
        choices = imports.choices_of(bringer.organisation_id)
        plan = plan_for(
            bringer,
            sheets,
            to_choices(choices),
            tell=lambda share: tell(0.3 + 0.7 * share, "comparing"),
            by=batch.user_id,
        )
        imports.require_rows(plan)
    except DomainError:
        _forget(batch_id)
        raise
    with transaction():
        batch = imports.locked_batch(batch_id)
        if batch.is_being_read:
            imports.fill(batch, sheets, choices, plan, by=by)
    return batch


def _forget(batch_id: int) -> None:
    """Nothing of a file that is refused is kept but its name."""
    with transaction() as session:
        batch = imports.locked_batch(batch_id)
        batch.sheets = []
        session.get_one(StoredFile, batch.file_id).content = b""
