"""Another interpreter comes to a booked meeting, or two change places; the firms concerned are told."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.core.db import db, transaction
from app.core.errors import Conflict
from app.day.queries.interpreting import choices_for
from app.day.standing_between import Change
from app.events.models import Interpreter
from app.events.phases import EventAct
from app.meetings.models import Claim, Meeting
from app.meetings.services.interpreters import lock_event, say_who_interprets
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import NOTHING, settled


class CannotInterpret(Conflict):
    """Whoever was chosen is not free any more, or cannot stand between the firms."""

    code = "interpreter_not_free"


@settled
def change_interpreter(event_id: int, meeting_id: int, change: Change, *, by: int) -> None:
    """Raises CannotInterpret, NotFound for a meeting that is not booked, PhaseForbids."""
    with transaction():
        event = lock_event(event_id)
        require_phase(event, EventAct.BOOK)
        _mine, choices = choices_for(event, meeting_id)
        if change not in {one.change for one in choices}:
            raise CannotInterpret
        before = _voice_of(meeting_id)
        comes = {meeting_id: change.interpreter_id}
        if change.other_id is not None and before is not None:
            comes[change.other_id] = before
        slots, was = {one: _slots_of(one) for one in comes}, {one: _name_of(_voice_of(one)) for one in comes}
        held = (Claim.meeting_id.in_(comes), Claim.interpreter_id.is_not(None))
        db.session.execute(delete(Claim).where(*held))
        db.session.execute(insert(Claim), _rows(event_id, comes, slots))
        for one, voice in sorted(comes.items()):
            meeting = db.session.get_one(Meeting, one, populate_existing=True)
            say_who_interprets(meeting, voice, by, together=len(comes) > 1, instead_of=was[one])


def _voice_of(meeting_id: int) -> int | None:
    held = select(Claim.interpreter_id).where(Claim.meeting_id == meeting_id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(held.limit(1))


def _name_of(interpreter_id: int | None) -> str:
    return db.session.get_one(Interpreter, interpreter_id).name if interpreter_id is not None else ""


def _slots_of(meeting_id: int) -> list[int]:
    return list(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id).distinct()))


def _rows(event_id: int, comes: dict[int, int], slots: dict[int, list[int]]) -> list[dict[str, int | None]]:
    """In the order in which everybody claims."""
    keys = sorted((slot, voice, one) for one, voice in comes.items() for slot in slots[one])
    return [
        {"event_id": event_id, "meeting_id": one, **NOTHING, "slot_id": slot, "interpreter_id": voice}
        for slot, voice, one in keys
    ]
