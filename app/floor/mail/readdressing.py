"""An address was wrong: what has not left yet goes to the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from app.db import db, running
from app.floor.models import LetterLine, Outbox

NOT_LEFT: Final = ("failed", "held", "queued")


def readdress(event_id: int, before: str, after: str) -> int:
    """Letters and news of an event that have not left go to ``after``, entries for calendars too; how many. Where one
    of the kind went there already nobody is told twice: it stays as it is."""
    running()
    count = 0
    kinds: tuple[tuple[Any, Sequence[str]], ...] = ((Outbox, NOT_LEFT), (LetterLine, ("waiting",)))
    for model, states in kinds:
        same = aliased(model)
        there = select(same.id).where(
            same.notice_id == model.notice_id, same.kind == model.kind, same.recipient == after
        )
        theirs = (model.event_id == event_id, model.recipient == before, model.state.in_(states), ~there.exists())
        calendar = func.replace(model.calendar, f"mailto:{before}", f"mailto:{after}")
        moved = update(model).where(*theirs).values(recipient=after, calendar=calendar)
        count += db.session.execute(moved.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    return count
