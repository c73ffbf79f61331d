"""Sheets on their way through the services."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import Model, db
from app.events.models import Event
from app.importing.services import preview
from app.importing.services.execution import execute_import
from app.importing.services.uploads import upload_list
from app.registrations.models import Delegation, ImportBatch, Registration
from tests.sheets.workbooks import FILE, FIXES, messy

UNTOUCHED = ("notices", "import_batches", "stored_files", "job_runs", "rankings", "beats")
"""What an undone import rightly leaves, and what is reckoned anew from the rest."""


def uploaded(event: Event, delegation: Delegation, content: bytes | None = None) -> ImportBatch:
    return upload_list(event, delegation, content or messy(), FILE, by=None)


def imported(event: Event, delegation: Delegation, content: bytes | None = None) -> ImportBatch:
    """Uploaded, settled and imported."""
    batch = uploaded(event, delegation, content)
    if content is None:
        preview.update_preview(batch.id, batch.version, fixes=FIXES, by=None)
    return execute_import(batch.id, batch.version, by=None)


def firms(delegation: Delegation) -> list[Registration]:
    chosen = select(Registration).where(Registration.delegation_id == delegation.id).order_by(Registration.rank)
    return list(db.session.scalars(chosen))


def one_firm(name: str) -> Registration:
    return db.session.scalars(
        select(Registration).join(Company, Company.id == Registration.company_id).where(Company.name == name)
    ).one()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but those that an import leaves behind; versions and times of change may grow."""
    found = {}
    for table in Model.metadata.sorted_tables:
        if table.name not in UNTOUCHED:
            columns = [column for column in table.c if column.name not in ("version", "updated_at")]
            found[table.name] = sorted(tuple(map(repr, row)) for row in db.session.execute(select(*columns)))
    return found
