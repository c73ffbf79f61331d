"""Change an interpreter, book an offer that both companies have accepted."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict
from app.day.queries.reassignments import DeskInterpreterChange, list_interpreter_choices
from app.events.models import Event, Interpreter
from app.events.phases import EventAct
from app.meetings.models import Claim, Meeting
from app.meetings.services import arrange
from app.meetings.services.interpreters import lock_event, notify_new_interpreter
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import insert_claims, retry_on_conflict


class CannotInterpret(Conflict):
    """Whoever was chosen is not free any more, or cannot stand between the firms."""

    code = "interpreter_not_free"


@retry_on_conflict
def change_interpreter(event_id: int, meeting_id: int, change: DeskInterpreterChange, *, by: int) -> None:
    """Raises CannotInterpret, NotFound for a meeting that is not booked, PhaseForbids."""
    with transaction():
        event = lock_event(event_id)
        require_phase(event, EventAct.BOOK)
        _mine, choices = list_interpreter_choices(event, meeting_id)
        if change not in {choice.change for choice in choices}:
            raise CannotInterpret
        before = _get_interpreter_id(meeting_id)
        comes = {meeting_id: change.interpreter_id}
        if change.other_id is not None and before is not None:
            comes[change.other_id] = before
        slots, was = (
            {come: _list_slot_ids(come) for come in comes},
            {changed_id: _get_interpreter_name(_get_interpreter_id(changed_id)) for changed_id in comes},
        )
        conditions = (Claim.meeting_id.in_(comes), Claim.interpreter_id.is_not(None))
        db.session.execute(delete(Claim).where(*conditions))
        claims = (
            (slot, "interpreter_id", interpreter_id, meeting_id)
            for meeting_id, interpreter_id in comes.items()
            for slot in slots[meeting_id]
        )
        insert_claims(event_id, claims)
        for changed_id, interpreter in sorted(comes.items()):
            meeting = db.session.get_one(Meeting, changed_id, populate_existing=True)
            notify_new_interpreter(meeting, interpreter, by, together=len(comes) > 1, instead_of=was[changed_id])


def _get_interpreter_id(meeting_id: int) -> int | None:
    query = select(Claim.interpreter_id).where(Claim.meeting_id == meeting_id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(query.limit(1))


def _get_interpreter_name(interpreter_id: int | None) -> str:
    return db.session.get_one(Interpreter, interpreter_id).name if interpreter_id is not None else ""


def _list_slot_ids(meeting_id: int) -> list[int]:
    return list(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id).distinct()))


def book_offer(event: Event, registration_id: int, other_id: int, slot_id: int, *, by: int) -> int:
    """The meeting's id. Raises as ``arrange`` does."""
    with transaction() as session:
        meeting_id = arrange(event.id, registration_id, other_id, by=by, slot_id=slot_id)
        meeting = session.get_one(Meeting, meeting_id)
        audit.log_action("offer.agreed", meeting, event_id=event.id, by=by, slot=slot_id)
        return meeting_id
