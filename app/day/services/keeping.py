"""Whether what a meeting held before is still to be had."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.meetings.models import Claim


def is_taken(
    slots: Collection[int],
    people: Collection[int],
    table: int | None,
    interpreter: int | None,
    *,
    besides: Collection[int],
) -> bool:
    """Whether any of it is held by other meetings than these."""
    theirs = (
        Claim.representative_id.in_(people)
        | (Claim.table_id == table if table is not None else Claim.table_id.in_(()))
        | (Claim.interpreter_id == interpreter if interpreter is not None else Claim.interpreter_id.in_(()))
    )
    others = select(Claim.id).where(Claim.slot_id.in_(slots), Claim.meeting_id.not_in(besides), theirs)
    return db.session.scalar(others.limit(1)) is not None
