"""An import in its preview: what is chosen and settled there and remembered for the next list; then it is started,
or discarded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from app.accounts.models import Organisation
from app.companies.sectors.tree import sector_tree
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.core.jobs import enqueue
from app.core.models import JobRun, StoredFile
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.importing.consents import list_undecided_consents
from app.importing.fixes import RowFix, parse_choices, row_key
from app.importing.plan import ImportPlan, RowVerdict
from app.importing.queries.imports import (
    CHOICE_PARTS,
    get_import_source,
    get_plan,
)
from app.registrations.models import PREVIEW_LIFETIME, ImportBatch, SheetMemory
from app.sheets.fields import SheetField
from app.sheets.sheet_reading import SheetReading


def remember_choices(organisation_id: int, kind: str, choices: Mapping[str, Any], *, by: int | None) -> None:
    """The newest word stands."""
    if not choices:
        return
    _lock_organisation(organisation_id)
    chosen = select(SheetMemory).where(
        SheetMemory.organisation_id == organisation_id, SheetMemory.kind == kind, SheetMemory.key.in_(choices)
    )
    memories = {memory.key: memory for memory in db.session.scalars(chosen)}
    for key, value in choices.items():
        memory = memories.get(key)
        if memory is None:
            db.session.add(SheetMemory(organisation_id=organisation_id, kind=kind, key=key, value=value, said_by=by))
        elif memory.value != value:
            memory.value, memory.said_by, memory.at = value, by, now()
    db.session.flush()


def forget_choice(organisation_id: int, kind: str, key: str) -> None:
    db.session.execute(
        delete(SheetMemory).where(
            SheetMemory.organisation_id == organisation_id, SheetMemory.kind == kind, SheetMemory.key == key
        )
    )


def _lock_organisation(organisation_id: int) -> None:
    """Or two colleagues would both find a header new."""
    keeper = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))


RowPlace = tuple[str, int]
IMPORT_JOB: Final = "registrations.import"
NO_COMPANIES_YET: Final = {"nothing": True}
"""Written of a sheet none of whose rows would be imported as long as nobody says more of it."""


class ImportNotSettled(Conflict):
    """Rows still need a look. Details: rows (how many)."""

    code = "import_not_settled"


class ConsentsNotSettled(Conflict):
    """Nobody has said what a column of consent is to. Details: columns (how many)."""

    code = "import_consents_not_settled"


class NothingToImport(Conflict):
    """The sheet holds no row of a firm."""

    code = "import_nothing"


def update_preview(
    batch_id: int,
    version: int,
    *,
    fixes: Mapping[RowPlace, RowFix | None] | None = None,
    columns: Mapping[str, str] | None = None,
    sheets: Mapping[str, SheetReading] | None = None,
    numbers: Collection[int] | None = None,
    people_to_remove: Collection[int] | None = None,
    sectors: Mapping[str, Sequence[str]] | None = None,
    forgotten: Collection[tuple[str, str]] = (),
    by: int | None,
) -> None:
    """Say what is meant by some rows (None takes back what was said), what columns become, which sheets are read, and
    which registrations that no row names any more are ``gone``: cancelled with the import; which people
    are ``people_to_remove``: removed from their companies; which codes the words for ``sectors`` mean (key → codes).
    ``forgotten``: kind and key of choices that shall hold no longer.

    All of it or nothing. Raises Stale if the preview has moved on.
    """
    with transaction():
        batch = lock_preview(batch_id, version)
        for kind, key in forgotten:
            _drop_choice(batch, kind, key, by)
        if sectors:
            _confirm_sectors(batch, sectors, by)
        if columns or sheets:
            _choose_columns(batch, columns or {}, sheets or {}, by)
        if fixes:
            _settle_rows(batch, fixes, by)
        if numbers is not None:
            batch.choices = {**batch.choices, "gone": sorted(numbers)}
            log_import("import.gone_chosen", batch, by, registrations=sorted(numbers))
        if people_to_remove is not None:
            batch.choices = {**batch.choices, "gone_people": sorted(people_to_remove)}
            log_import("import.gone_chosen", batch, by, people=sorted(people_to_remove))
        if batch.written == NO_COMPANIES_YET and has_importable_rows(get_plan(batch)):
            batch.written = {}


def has_importable_rows(plan: ImportPlan) -> bool:
    return any(row.verdict is not RowVerdict.LEFT_OUT for row in plan.rows)


def start_import(batch_id: int, version: int, *, by: int | None) -> JobRun:
    """Import in a job, as the preview stands. Raises Stale, ``ImportNotSettled``, ``NothingToImport``,
    ``PhaseForbids``."""
    _check_before_lock(batch_id, version)
    with transaction() as session:
        batch = lock_preview(batch_id, version)
        require_import_phase(session.get_one(Event, batch.event_id))
        run = enqueue(IMPORT_JOB, user_id=by, event_id=batch.event_id, batch_id=batch.id, version=batch.version)
        batch.written = {"job": run.public_id}
    return run


def _check_before_lock(batch_id: int, version: int) -> None:
    """Compare the rows with the register before anybody has to wait for the write lock; the job does it once more."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is not None and (batch.state, batch.version, batch.is_being_read) == ("preview", version, False):
        require_import_phase(db.session.get_one(Event, batch.event_id))
        plan = get_plan(batch)
        require_ready(plan)
        if asked := list_undecided_consents(plan):
            raise ConsentsNotSettled(columns=len(asked))


def require_ready(plan: ImportPlan) -> None:
    """Raise ``ImportNotSettled`` or ``NothingToImport`` where the plan cannot be carried out as it stands."""
    looks = len(plan.of(RowVerdict.LOOK))
    if looks:
        raise ImportNotSettled(rows=looks)
    if not plan.ready:
        raise NothingToImport


def _choose_columns(
    batch: ImportBatch, columns: Mapping[str, str], sheets: Mapping[str, SheetReading], by: int | None
) -> None:
    """Kept with the batch, and remembered for the next sheet of its organisation; that one sheet is a list
    or a form says nothing of the next one of that name."""
    known = {key: field for key, field in columns.items() if field in set(SheetField)}
    before = parse_choices(batch.choices)
    batch.choices = {**batch.choices, "columns": {**before.columns, **known}, "sheets": {**before.sheets, **sheets}}
    remember_choices(get_import_source(batch).organisation_id, "column", known, by=by)
    read = {name: sheet for name, sheet in sheets.items() if isinstance(sheet, bool)}
    remember_choices(get_import_source(batch).organisation_id, "sheet", read, by=by)
    log_import("import.columns_chosen", batch, by, columns=len(known), sheets=len(sheets))


def _confirm_sectors(batch: ImportBatch, sectors: Mapping[str, Sequence[str]], by: int | None) -> None:
    """Likewise, of the words and codes that sectors are said by. Raises ``UnknownSector``."""
    confirmed = {key: [sector_tree()[code].code for code in codes] for key, codes in sectors.items()}
    batch.choices = {**batch.choices, "sectors": {**batch.choices.get("sectors", {}), **confirmed}}
    remember_choices(get_import_source(batch).organisation_id, "sector", confirmed, by=by)
    log_import("import.sectors_confirmed", batch, by, words=len(confirmed))


def _drop_choice(batch: ImportBatch, kind: str, key: str, by: int | None) -> None:
    """The choice holds neither for this sheet nor for the next."""
    part = CHOICE_PARTS[kind]
    batch.choices = {**batch.choices, part: {k: v for k, v in batch.choices.get(part, {}).items() if k != key}}
    forget_choice(get_import_source(batch).organisation_id, kind, key)
    log_import("import.choice_forgotten", batch, by, of=kind)


def _settle_rows(batch: ImportBatch, fixes: Mapping[RowPlace, RowFix | None], by: int | None) -> None:
    stored_fixes = dict(batch.fixes)
    for (sheet, row), fix in fixes.items():
        stored_fixes.pop(row_key(sheet, row), None)
        if fix is not None and fix.to_plain():
            stored_fixes[row_key(sheet, row)] = fix.to_plain()
    batch.fixes = stored_fixes
    log_import("import.settled", batch, by, rows=sorted(row for _, row in fixes))


def lock_preview(batch_id: int, version: int, *, unread: bool = False) -> ImportBatch:
    """The batch, locked, with its version raised; who saw an older one is told. ``unread``: it may be being read."""
    batch = lock_batch(batch_id)
    if batch.state != "preview" or batch.version != version or (batch.is_being_read and not unread):
        raise Stale
    batch.version += 1
    return batch


def lock_batch(batch_id: int) -> ImportBatch:
    """The batch as it now is, until the transaction ends. Raises NotFound."""
    chosen = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    import_batch = db.session.scalar(chosen.execution_options(populate_existing=True))
    if import_batch is None:
        raise NotFound
    return import_batch


def require_import_phase(event: Event) -> None:
    """Raise ``PhaseForbids`` where the event takes in no firms now."""
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))


def log_import(kind: str, batch: ImportBatch, by: int | None, **details: object) -> None:
    audit.log_action(kind, batch, event_id=batch.event_id, by=by, **details)


def discard_import(batch_id: int, version: int, *, by: int | None) -> None:
    """The sheet is not imported, and what it says about people is deleted; its name stays in the list. Raises Stale."""
    with transaction():
        batch = lock_preview(batch_id, version, unread=True)
        _empty_batch(batch)
        log_import("import.thrown_away", batch, by)


def discard_old_imports(moment: datetime) -> int:
    """What nobody imported for ``KEPT`` is thrown away, file and rows; how many sheets. Safe to run at any time."""
    due = (ImportBatch.state == "preview", ImportBatch.created_at < moment - PREVIEW_LIFETIME)
    with transaction() as session:
        old = session.scalars(select(ImportBatch).where(*due).order_by(ImportBatch.id).with_for_update()).all()
        for batch in old:
            batch.version += 1
            _empty_batch(batch)
            log_import("import.thrown_away", batch, None, days=PREVIEW_LIFETIME.days)
    return len(old)


def _empty_batch(batch: ImportBatch) -> None:
    batch.state = "thrown_away"
    batch.sheets, batch.fixes = [], {}
    db.session.get_one(StoredFile, batch.file_id).content = b""


ReportStage = Callable[[float, str], None]
