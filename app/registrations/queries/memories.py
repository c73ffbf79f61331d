"""What an organisation has said of its sheets."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from app.core.db import db
from app.registrations.models import SheetMemory

PARTS: Final = {"column": "columns", "sheet": "sheets", "sector": "sectors"}
"""Kind → the part of a batch's choices."""


def remembered_by(organisation_id: int) -> dict[str, dict[str, Any]]:
    """Part of the choices → key → value: what a new sheet of the organisation begins with."""
    rows = select(SheetMemory.kind, SheetMemory.key, SheetMemory.value).where(
        SheetMemory.organisation_id == organisation_id
    )
    found: dict[str, dict[str, Any]] = {part: {} for part in PARTS.values()}
    for kind, key, value in db.session.execute(rows):
        found[PARTS[kind]][key] = value
    return found
