"""A chamber's sheet on its way in: kept, looked at, settled, then imported as a whole or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from app.companies.sectors.tree import sector_tree
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.files import store_file
from app.core.jobs import enqueue
from app.core.models import JobRun, StoredFile
from app.core.spreadsheets import Worksheet, read_workbook
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.consent_tally import consents_to_settle
from app.registrations.fields import Field
from app.registrations.identity_numbers import identity_columns, without_identity_numbers
from app.registrations.import_memory import key_of, recalled, to_choices
from app.registrations.models import Delegation, ImportBatch
from app.registrations.plan import Fix, ImportPlan, RowVerdict
from app.registrations.queries.imports import Bringer, bringer_of, memory_of, plan_for, plan_of
from app.registrations.queries.memories import PARTS, remembered_by
from app.registrations.services import memories
from app.registrations.sheet import Reading

Place = tuple[str, int]
JOB: Final = "registrations.import"
NOTHING_YET: Final = {"nothing": True}
"""Written of a sheet none of whose rows would be imported as long as nobody says more of it."""
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


class NotSettled(Conflict):
    """Rows still need a look. Details: rows (how many)."""

    code = "import_not_settled"


class ConsentsNotSettled(Conflict):
    """Nobody has said what a column of consent is to. Details: columns (how many)."""

    code = "import_consents_not_settled"


class NothingToImport(Conflict):
    """The sheet holds no row of a firm."""

    code = "import_nothing"


class NoRows(Invalid):
    """Nothing stands below the header."""

    code = "sheet_without_rows"


def upload(event: Event, delegation: Delegation, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """Read the file in a child process and keep it for its preview; nothing is imported.

    Raises ``SheetRefused`` (with what is wrong with the file), ``NoRows`` and ``PhaseForbids``.
    """
    require_phase(event)
    return keep(Bringer(event, delegation), read_workbook(content, filename), content, filename, by=by)


def require_rows(plan: ImportPlan) -> None:
    """Raise ``NoRows`` where nothing stands below any header."""
    found = plan.sheets
    if any(one.is_bare for one in found) and all(one.is_bare or one.why_not == "sheet_hidden" for one in found):
        raise NoRows


def keep(bringer: Bringer, sheets: list[Worksheet], content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """Keep a file that was read. Columns chosen and doubts settled for earlier sheets are settled already.

    Raises ``NoRows``.
    """
    choices = choices_of(bringer.organisation_id)
    plan = plan_for(bringer, sheets, to_choices(choices), by=by)
    require_rows(plan)
    with transaction():
        batch = put_away(bringer, content, filename, by=by)
        fill(batch, sheets, choices, plan, by=by)
    return batch


def put_away(bringer: Bringer, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
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


def fill(
    batch: ImportBatch,
    sheets: list[Worksheet],
    choices: dict[str, Any],
    plan: ImportPlan,
    *,
    by: int | None,
) -> None:
    """What was read goes into its batch, inside the caller's transaction; numbers of passports and the like go
    nowhere, and the file with them."""
    if identity_columns(plan.sheets):
        sheets = without_identity_numbers(sheets, plan.sheets)
        db.session.get_one(StoredFile, batch.file_id).content = b""
    batch.sheets = [sheet.to_plain() for sheet in sheets]
    met = {one.key for one in plan.sectors}
    batch.choices = {**choices, "sectors": {k: v for k, v in choices.get("sectors", {}).items() if k in met}}
    batch.fixes = recalled(plan.rows, memory_of(bringer_of(batch)))
    batch.written = {} if _names_firms(plan) else NOTHING_YET
    note("import.uploaded", batch, by, rows=len(plan.rows))


def choices_of(organisation_id: int | None, read: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """What an organisation chose for earlier sheets, and which sheets ``read`` says, as JSON."""
    remembered = remembered_by(organisation_id) if organisation_id is not None else {}
    return {**remembered, "sheets": {**remembered.get("sheets", {}), **read}} if read else remembered


def say(
    batch_id: int,
    version: int,
    *,
    fixes: Mapping[Place, Fix | None] | None = None,
    columns: Mapping[str, str] | None = None,
    sheets: Mapping[str, Reading] | None = None,
    gone: Collection[int] | None = None,
    gone_people: Collection[int] | None = None,
    sectors: Mapping[str, Sequence[str]] | None = None,
    forgotten: Collection[tuple[str, str]] = (),
    by: int | None,
) -> None:
    """Say what is meant by some rows (None takes back what was said), what columns become, which sheets are read, and
    which registrations that no row names any more are ``gone``: cancelled with the import; which people
    are ``gone_people``: removed from their firms; which codes the words for ``sectors`` mean (key → codes).
    ``forgotten``: kind and key of choices that shall hold no longer.

    All of it or nothing. Raises Stale if the preview has moved on.
    """
    with transaction():
        batch = in_preview(batch_id, version)
        for kind, key in forgotten:
            _forget(batch, kind, key, by)
        if sectors:
            _confirm(batch, sectors, by)
        if columns or sheets:
            _choose(batch, columns or {}, sheets or {}, by)
        if fixes:
            _settle(batch, fixes, by)
        if gone is not None:
            batch.choices = {**batch.choices, "gone": sorted(gone)}
            note("import.gone_chosen", batch, by, registrations=sorted(gone))
        if gone_people is not None:
            batch.choices = {**batch.choices, "gone_people": sorted(gone_people)}
            note("import.gone_chosen", batch, by, people=sorted(gone_people))
        if batch.written == NOTHING_YET and _names_firms(plan_of(batch)):
            batch.written = {}


def _names_firms(plan: ImportPlan) -> bool:
    return any(row.verdict is not RowVerdict.LEFT_OUT for row in plan.rows)


def begin(batch_id: int, version: int, *, by: int | None) -> JobRun:
    """Import in a job, as the preview stands. Raises Stale, ``NotSettled``, ``NothingToImport``, ``PhaseForbids``."""
    _check_before(batch_id, version)
    with transaction() as session:
        batch = in_preview(batch_id, version)
        require_phase(session.get_one(Event, batch.event_id))
        run = enqueue(JOB, user_id=by, event_id=batch.event_id, batch_id=batch.id, version=batch.version)
        batch.written = {"job": run.public_id}
    return run


def _check_before(batch_id: int, version: int) -> None:
    """Compare the rows with the register before anybody has to wait for the write lock; the job does it once more."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is not None and (batch.state, batch.version, batch.is_being_read) == ("preview", version, False):
        require_phase(db.session.get_one(Event, batch.event_id))
        plan = plan_of(batch)
        check_ready(plan)
        if asked := consents_to_settle(plan):
            raise ConsentsNotSettled(columns=len(asked))


def check_ready(plan: ImportPlan) -> None:
    """Raise ``NotSettled`` or ``NothingToImport`` where the plan cannot be carried out as it stands."""
    looks = len(plan.of(RowVerdict.LOOK))
    if looks:
        raise NotSettled(rows=looks)
    if not plan.ready:
        raise NothingToImport


def _choose(batch: ImportBatch, columns: Mapping[str, str], sheets: Mapping[str, Reading], by: int | None) -> None:
    """Kept with the batch, and remembered for the next sheet of its organisation; that one sheet is a list
    or a form says nothing of the next one of that name."""
    known = {key: field for key, field in columns.items() if field in set(Field)}
    before = to_choices(batch.choices)
    batch.choices = {**batch.choices, "columns": {**before.columns, **known}, "sheets": {**before.sheets, **sheets}}
    memories.remember(bringer_of(batch).organisation_id, "column", known, by=by)
    read = {name: said for name, said in sheets.items() if isinstance(said, bool)}
    memories.remember(bringer_of(batch).organisation_id, "sheet", read, by=by)
    note("import.columns_chosen", batch, by, columns=len(known), sheets=len(sheets))


def _confirm(batch: ImportBatch, sectors: Mapping[str, Sequence[str]], by: int | None) -> None:
    """Likewise, of the words and codes that sectors are said by. Raises ``UnknownSector``."""
    said = {key: [sector_tree()[code].code for code in codes] for key, codes in sectors.items()}
    batch.choices = {**batch.choices, "sectors": {**batch.choices.get("sectors", {}), **said}}
    memories.remember(bringer_of(batch).organisation_id, "sector", said, by=by)
    note("import.sectors_confirmed", batch, by, words=len(said))


def _forget(batch: ImportBatch, kind: str, key: str, by: int | None) -> None:
    """The choice holds neither for this sheet nor for the next."""
    part = PARTS[kind]
    batch.choices = {**batch.choices, part: {k: v for k, v in batch.choices.get(part, {}).items() if k != key}}
    memories.forget(bringer_of(batch).organisation_id, kind, key)
    note("import.choice_forgotten", batch, by, of=kind)


def _settle(batch: ImportBatch, fixes: Mapping[Place, Fix | None], by: int | None) -> None:
    kept = dict(batch.fixes)
    for (sheet, row), fix in fixes.items():
        kept.pop(key_of(sheet, row), None)
        if fix is not None and fix.to_plain():
            kept[key_of(sheet, row)] = fix.to_plain()
    batch.fixes = kept
    note("import.settled", batch, by, rows=sorted(row for _, row in fixes))


def in_preview(batch_id: int, version: int, *, unread: bool = False) -> ImportBatch:
    """The batch, locked, with its version raised; who saw an older one is told. ``unread``: it may be being read."""
    batch = locked_batch(batch_id)
    if batch.state != "preview" or batch.version != version or (batch.is_being_read and not unread):
        raise Stale
    batch.version += 1
    return batch


def locked_batch(batch_id: int) -> ImportBatch:
    """The batch as it now is, until the transaction ends. Raises NotFound."""
    chosen = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def require_phase(event: Event) -> None:
    """Raise ``PhaseForbids`` where the event takes in no firms now."""
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))


def note(kind: str, batch: ImportBatch, by: int | None, **details: object) -> None:
    audit.log_action(kind, batch, event_id=batch.event_id, by=by, **details)
