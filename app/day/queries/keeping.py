"""Whether what a meeting held before is still to be had."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.models import Notice
from app.events.models import Interpreter
from app.meetings.models import Claim


def is_taken(
    slots: Collection[int],
    people: Collection[int],
    table: int | None,
    interpreter: int | None,
    *,
    besides: Collection[int],
    since: datetime,
) -> bool:
    """Whether any of it is held by other meetings than these, or the interpreter was changed or let go by now."""
    theirs = (
        Claim.representative_id.in_(people)
        | (Claim.table_id == table if table is not None else Claim.table_id.in_(()))
        | (Claim.interpreter_id == interpreter if interpreter is not None else Claim.interpreter_id.in_(()))
    )
    said = (Notice.subject == Interpreter.__tablename__, Notice.subject_id == interpreter, Notice.at >= since)
    if interpreter is not None and db.session.scalar(select(Notice.id).where(*said).limit(1)) is not None:
        return True
    others = select(Claim.id).where(Claim.slot_id.in_(slots), Claim.meeting_id.not_in(besides), theirs)
    return db.session.scalar(others.limit(1)) is not None
