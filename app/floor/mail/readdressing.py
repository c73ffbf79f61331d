"""An address was wrong: what has not left yet goes to the right one."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import aliased

from app.db import db, running
from app.documents.ics_texts import with_texts
from app.floor.mail.sending import WITH_A_KEY
from app.floor.models import LetterLine, Outbox

NOT_LEFT: Final = ("failed", "held", "queued")


def readdress(event_id: int, before: str, after: str) -> int:
    """Letters and news of an event that have not left go to ``after``, entries for calendars too; how many. Where one
    of the kind went there already nobody is told twice: it stays as it is. So does one whose link lets in the reader of
    its address, and nobody else."""
    running()
    which = and_(Outbox.state.in_(NOT_LEFT), Outbox.kind != WITH_A_KEY)
    letters = _readdress(Outbox, which, event_id, before, after)
    lines = _readdress(LetterLine, LetterLine.state == "waiting", event_id, before, after)
    held = select(Outbox.id).where(Outbox.event_id == event_id, Outbox.state == "held", Outbox.recipient == after)
    _readdress(LetterLine, LetterLine.letter_id.in_(held), event_id, before, after)  # such a digest may be written anew
    return letters + lines


def _readdress(model: Any, which: ColumnElement[bool], event_id: int, before: str, after: str) -> int:
    same = aliased(model)
    there = select(same.id).where(same.notice_id == model.notice_id, same.kind == model.kind, same.recipient == after)
    theirs = (model.event_id == event_id, model.recipient == before, which, ~there.exists())
    found = db.session.execute(select(model.id, model.calendar).where(*theirs)).all()
    moved = [
        {"id": number, "recipient": after, "calendar": _inviting(calendar, before, after)} for number, calendar in found
    ]
    if moved:
        db.session.execute(update(model), moved)  # by primary key
    return len(moved)


def _inviting(calendar: str | None, before: str, after: str) -> str | None:
    """The entry inviting the right address, read as it was before its long lines were folded."""
    if calendar is None:
        return None
    return with_texts(calendar, lambda text: f"mailto:{after}" if text.lower() == f"mailto:{before}" else text)
