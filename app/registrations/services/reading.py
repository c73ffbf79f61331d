"""A large sheet on its way in: kept at once, read by a job, so that nobody waits for a page that does not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.db import db, transaction
from app.events.models import Event
from app.floor.jobs import enqueue
from app.floor.models import StoredFile
from app.floor.spreadsheets import read_workbook
from app.kernel.errors import DomainError
from app.registrations.import_memory import to_choices
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.imports import plan_for
from app.registrations.services import imports
from app.registrations.services.importing import locked_batch

JOB: Final = "registrations.read"
AT_ONCE: Final = 64 * 1024
"""A file of so many bytes, some thousand rows, is read while its sender waits; a larger one by a job."""
Tell = Callable[[float, str], None]


def take_in(event: Event, delegation: Delegation, content: bytes, filename: str, *, by: int | None) -> ImportBatch:
    """The batch of a file: read, or with ``is_being_read`` until its job has ended.

    Raises as ``imports.upload`` does, of a large file only ``PhaseForbids``: what is wrong with it its job tells.
    """
    if len(content) <= AT_ONCE:
        return imports.upload(event, delegation, content, filename, by=by)
    imports.require_phase(event)
    with transaction():
        batch = imports.put_away(event, delegation, content, filename, by=by)
        run = enqueue(JOB, user_id=by, event_id=event.id, batch_id=batch.id)
        batch.written = {"job": run.public_id, "reading": True}
    return batch


def read(batch_id: int, *, by: int | None, tell: Tell) -> ImportBatch:
    """Read what was taken in; one that is read, or thrown away meanwhile, stays as it is. ``tell`` may raise to end it.

    Raises ``SheetRefused`` and ``NoRows``; the file is forgotten then.
    """
    batch = db.session.get_one(ImportBatch, batch_id)
    if not batch.is_being_read:
        return batch
    event, delegation = db.session.get_one(Event, batch.event_id), db.session.get_one(Delegation, batch.delegation_id)
    file = db.session.get_one(StoredFile, batch.file_id)
    tell(0.05, "reading")
    try:
        sheets = read_workbook(file.content, file.name)
        choices = imports.choices_of(delegation)
        imports.require_rows(sheets, to_choices(choices))
    except DomainError:
        _forget(batch_id)
        raise
    tell(0.3, "comparing")
    plan = plan_for(
        event, delegation, sheets, to_choices(choices), tell=lambda share: tell(0.3 + 0.7 * share, "comparing")
    )
    with transaction():
        batch = locked_batch(batch_id)
        if batch.is_being_read:
            imports.fill(batch, delegation, sheets, choices, plan, by=by)
    return batch


def _forget(batch_id: int) -> None:
    """Nothing of a file that is refused is kept but its name."""
    with transaction() as session:
        session.get_one(StoredFile, locked_batch(batch_id).file_id).content = b""
