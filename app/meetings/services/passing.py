"""What time does to meetings: requests lapse, meetings that are over count as held."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db, end_read_transaction, now, transaction
from app.events.models import Event, Slot
from app.events.phases import Phase
from app.meetings.lifecycle import Actor, Move, State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.lengths import ends_of
from app.meetings.services.overdue import let_lapse
from app.meetings.services.steps import change, locked_meeting, noted, settled

ON_THE_DAY = (Phase.BOOKING, Phase.PUBLISHED, Phase.RUNNING)


def expire_due() -> int:
    """Let every request lapse whose time is over; how many. Each in a transaction of its own."""
    due = select(Meeting.id).where(Meeting.state == State.REQUESTED, Meeting.expires_at <= now())
    ids = list(db.session.scalars(due.order_by(Meeting.id)))
    end_read_transaction()
    return sum(_expire(meeting_id) for meeting_id in ids)


@settled
def _expire(meeting_id: int) -> bool:
    with transaction():
        meeting, _event, firms = locked_meeting(meeting_id)
        still_due = meeting.expires_at is not None and meeting.expires_at <= now()
        if meeting.state != State.REQUESTED or not still_due:
            return False
        let_lapse(meeting, firms)
        return True


def hold_over() -> int:
    """Count every booked meeting whose end has passed as held, until somebody says otherwise; how many."""
    return sum(_hold(meeting_id) for meeting_id in over_by_now(ONE_TO_ONE))


def over_by_now(kind: str) -> list[int]:
    """The booked meetings of a kind whose first time has passed; ends the transaction that read them.

    Only while their event is on: what a closed or planned one says stays as it is.
    """
    over = (
        select(Meeting.id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Event, Event.id == Meeting.event_id)
        .where(
            Meeting.kind == kind,
            Meeting.state == State.BOOKED,
            Slot.ends_at <= now(),
            Event.phase.in_(ON_THE_DAY),
        )
        .order_by(Meeting.id)
    )
    ids = list(db.session.scalars(over))
    end_read_transaction()
    return ids


def is_over(meeting: Meeting) -> bool:
    """Whether it is booked and its last time has passed."""
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    ends_at = ends_of([meeting]).of(meeting) or (slot.ends_at if slot is not None else None)
    return meeting.state == State.BOOKED and ends_at is not None and ends_at <= now()


@settled
def _hold(meeting_id: int) -> bool:
    with transaction():
        meeting, _event, _firms = locked_meeting(meeting_id)
        if not is_over(meeting):
            return False
        change(meeting, Move.HOLD, Actor.SYSTEM)
        noted(meeting, Move.HOLD, None)
        return True
