"""A list on its way in: the file is stored at once and read, a large one by a job, and compared with the existing
data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.core.db import db, transaction
from app.core.errors import DomainError, Invalid
from app.core.files import store_file
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.core.spreadsheets import Worksheet, read_workbook
from app.core.spreadsheets.limits import file_kind
from app.events.models import Event
from app.importing.fixes import parse_choices, recall_fixes
from app.importing.plan import ImportPlan
from app.importing.queries.imports import (
    ImportSource,
    get_import_source,
    get_remembered_choices,
    get_settled_fixes,
    plan_sheets,
)
from app.importing.services import preview
from app.importing.services.preview import (
    NO_COMPANIES_YET,
    ReportStage,
    has_importable_rows,
    log_import,
    require_import_phase,
)
from app.registrations.models import Delegation, ImportBatch
from app.sheets.identity_numbers import list_identity_headers, remove_identity_numbers

READ_JOB: Final = "registrations.read"
READ_AT_ONCE_BYTES: Final = 1024 * 1024
"""A file of so many bytes is read while its sender waits, so that what is wrong with it is said beside its field."""
COMPARED_AT_ONCE_ROWS: Final = 1000
"""So many rows are compared with the register while their sender waits; more of them by a job."""


def receive_upload(bringer: ImportSource, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """The batch of a file: read and compared, or with ``is_being_read`` until its job has ended.

    Raises as ``imports.upload`` does; what is wrong inside a very large file its job tells.
    """
    preview.require_import_phase(bringer.event)
    sheets: list[Worksheet] = []
    if len(content) <= READ_AT_ONCE_BYTES:
        sheets = read_workbook(content, filename)
        if sum(sheet.last_row for sheet in sheets) <= COMPARED_AT_ONCE_ROWS:
            return create_read_batch(bringer, sheets, content, filename, by=by)
    else:
        file_kind(content, filename)
    return _queue_reading(bringer, sheets, content, filename, by)


def _queue_reading(
    bringer: ImportSource, sheets: list[Worksheet], content: bytes, filename: str, by: int | None
) -> ImportBatch:
    """``sheets``: empty where the file is still to be read."""
    with transaction():
        batch = create_batch(bringer, content, filename, by=by)
        batch.sheets = [sheet.to_plain() for sheet in sheets]
        run = enqueue(READ_JOB, user_id=by, event_id=bringer.event.id, batch_id=batch.id)
        batch.written = {"job": run.public_id, "reading": True}
    return batch


def read_upload(batch_id: int, *, by: int | None, tell: ReportStage) -> ImportBatch:
    """Read what was taken in; one that is read, or thrown away meanwhile, stays as it is. ``tell`` may raise to end it.

    Raises ``SheetRefused`` and ``NoRows``; the file is forgotten then.
    """
    batch = db.session.get_one(ImportBatch, batch_id)
    if not batch.is_being_read:
        return batch
    file, bringer = db.session.get_one(StoredFile, batch.file_id), get_import_source(batch)
    tell(0.05, "reading")
    try:
        stored_sheets = [Worksheet.from_plain(plain) for plain in batch.sheets]
        sheets = stored_sheets or read_workbook(file.content, file.name)
        tell(0.3, "comparing")
        choices = get_choices(bringer.organisation_id)
        plan = plan_sheets(
            bringer,
            sheets,
            parse_choices(choices),
            tell=lambda share: tell(0.3 + 0.7 * share, "comparing"),
            by=batch.user_id,
        )
        require_rows(plan)
    except DomainError:
        _forget_file(batch_id)
        raise
    with transaction():
        batch = preview.lock_batch(batch_id)
        if batch.is_being_read:
            fill_batch(batch, sheets, choices, plan, by=by)
    return batch


def _forget_file(batch_id: int) -> None:
    """Nothing of a file that is refused is kept but its name."""
    with transaction() as session:
        batch = preview.lock_batch(batch_id)
        batch.sheets = []
        session.get_one(StoredFile, batch.file_id).content = b""


MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "zip": "application/zip",
}


class NoRows(Invalid):
    """Nothing stands below the header."""

    code = "sheet_without_rows"


def upload_list(event: Event, delegation: Delegation, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """Read the file in a child process and keep it for its preview; nothing is imported.

    Raises ``SheetRefused`` (with what is wrong with the file), ``NoRows`` and ``PhaseForbids``.
    """
    require_import_phase(event)
    return create_read_batch(
        ImportSource(event, delegation), read_workbook(content, filename), content, filename, by=by
    )


def require_rows(plan: ImportPlan) -> None:
    """Raise ``NoRows`` where nothing stands below any header."""
    sheets = plan.sheets
    if any(sheet.is_bare for sheet in sheets) and all(
        sheet.is_bare or sheet.why_not == "sheet_hidden" for sheet in sheets
    ):
        raise NoRows


def create_read_batch(
    bringer: ImportSource, sheets: list[Worksheet], content: bytes, filename: str, *, by: int | None
) -> ImportBatch:
    """Keep a file that was read. Columns chosen and doubts settled for earlier sheets are settled already.

    Raises ``NoRows``.
    """
    choices = get_choices(bringer.organisation_id)
    plan = plan_sheets(bringer, sheets, parse_choices(choices), by=by)
    require_rows(plan)
    with transaction():
        batch = create_batch(bringer, content, filename, by=by)
        fill_batch(batch, sheets, choices, plan, by=by)
    return batch


def create_batch(bringer: ImportSource, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """A batch of a file that is not read yet, inside the caller's transaction."""
    ending = filename.rpartition(".")[2].lower()
    media_type = MEDIA_TYPES.get(ending, "application/octet-stream")
    file = store_file(content, name=filename, media_type=media_type, user_id=by, event_id=bringer.event.id)
    batch = ImportBatch(
        event_id=bringer.event.id,
        delegation_id=bringer.delegation_id,
        group_id=bringer.group_id,
        file_id=file.id,
        user_id=by,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def fill_batch(
    batch: ImportBatch,
    sheets: list[Worksheet],
    choices: dict[str, Any],
    plan: ImportPlan,
    *,
    by: int | None,
) -> None:
    """What was read goes into its batch, inside the caller's transaction; numbers of passports and the like go
    nowhere, and the file with them."""
    if list_identity_headers(plan.sheets):
        sheets = remove_identity_numbers(sheets, plan.sheets)
        db.session.get_one(StoredFile, batch.file_id).content = b""
    batch.sheets = [sheet.to_plain() for sheet in sheets]
    met = {sector.key for sector in plan.sectors}
    batch.choices = {**choices, "sectors": {k: v for k, v in choices.get("sectors", {}).items() if k in met}}
    batch.fixes = recall_fixes(plan.rows, get_settled_fixes(get_import_source(batch)))
    batch.written = {} if has_importable_rows(plan) else NO_COMPANIES_YET
    log_import("import.uploaded", batch, by, rows=len(plan.rows))


def get_choices(organisation_id: int | None, read: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """What an organisation chose for earlier sheets, and which sheets ``read`` says, as JSON."""
    remembered = get_remembered_choices(organisation_id) if organisation_id is not None else {}
    return {**remembered, "sheets": {**remembered.get("sheets", {}), **read}} if read else remembered
