"""Letters whose calendar entry a later letter has replaced: sent again, they would tell what is true no more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.floor.models import LetterLine, Notice, Outbox


def overtaken(*conditions: ColumnElement[bool]) -> list[int]:
    """Of the letters that these pick those that brought an entry of which their reader was sent another one since, in a
    letter of its own or in a digest."""
    later, its, of_line = aliased(Outbox), aliased(Notice), aliased(Notice)
    by_letter = exists().where(
        later.event_id == Outbox.event_id,
        later.recipient == Outbox.recipient,
        later.notice_id > Outbox.notice_id,
        later.calendar.is_not(None),
        later.state != "dropped",
        its.id == later.notice_id,
        its.subject == Notice.subject,
        its.subject_id == Notice.subject_id,
    )
    by_line = exists().where(
        LetterLine.event_id == Outbox.event_id,
        LetterLine.recipient == Outbox.recipient,
        LetterLine.notice_id > Outbox.notice_id,
        LetterLine.calendar.is_not(None),
        LetterLine.state.in_(("waiting", "gathered")),
        of_line.id == LetterLine.notice_id,
        of_line.subject == Notice.subject,
        of_line.subject_id == Notice.subject_id,
    )
    chosen = select(Outbox.id).join(Notice, Notice.id == Outbox.notice_id)
    chosen = chosen.where(*conditions, Outbox.calendar.is_not(None), or_(by_letter, by_line))
    return list(db.session.scalars(chosen.order_by(Outbox.id)))
