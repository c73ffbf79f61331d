"""Sensitive answers leave by the gate's list, which is noted, and are erased when their time is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.core import audit
from app.core.db import db, transaction
from app.events.models import Event, EventDay
from app.registrations.models import Answer, Question
from app.registrations.queries.gate import TAKEN, GateRow
from app.registrations.questions import Asked, erased_from
from app.registrations.signals import gate_list_taken


@dataclass(frozen=True, slots=True)
class GateExport:
    """A list for the gate: its rows, the questions whose answers were opened, who took it."""

    rows: Sequence[GateRow]
    questions: Sequence[Asked]
    by: int


def note_taken(event: Event, *, rows: Sequence[GateRow], questions: Sequence[Asked], by: int) -> None:
    """Write down who took the list for the gate: whose rows, which questions."""
    taken = GateExport(rows, questions, by)
    keys = [one.key for one in questions]
    with transaction():
        audit.log_action(TAKEN, event, event_id=event.id, by=by, rows=len(rows), questions=keys)
        gate_list_taken.send(event, taken=taken)


def erase_due(moment: datetime) -> int:
    """Empty all sealed answers whose time is over; how many. Safe to run at any time."""
    days = select(EventDay.event_id, func.max(EventDay.day).label("last")).group_by(EventDay.event_id).subquery()
    chosen = (
        select(Question.id, Question.event_id, Question.erase_after_days, days.c.last, Event.zone)
        .join(Event, Event.id == Question.event_id)
        .join(days, days.c.event_id == Event.id)
        .where(Question.sensitive.is_(True))
        .where(Question.id.in_(select(Answer.question_id).where(Answer.sealed.is_not(None))))
    )
    due = [
        (question_id, event_id)
        for question_id, event_id, after, last, zone in db.session.execute(chosen)
        if moment >= erased_from(last, zone, after)
    ]
    return sum(_erase(question_id, event_id, moment) for question_id, event_id in due)


def _erase(question_id: int, event_id: int, moment: datetime) -> int:
    with transaction() as session:
        gone = (
            update(Answer)
            .where(Answer.question_id == question_id, Answer.sealed.is_not(None))
            .values(sealed=None, erased_at=moment)
            .returning(Answer.id)
        )
        count = len(session.execute(gone).all())
        question = session.get_one(Question, question_id)
        audit.log_action("answers.erased", question, event_id=event_id, by=None, answers=count)
    return count
