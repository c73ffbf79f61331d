"""Words about what does not stand, or is yet to come again, stand no more. The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select, update

from app.db import db, now
from app.events.models import Event, Slot
from app.events.phases import Phase
from app.meetings.lifecycle import PLACED
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.outcomes.models import Outcome, OutcomeConfirmation

ON_THE_DAY = (Phase.RUNNING, Phase.CLOSED)
"""Before, nothing has begun of which anybody could have spoken."""


def withdraw_words(meeting: Meeting) -> None:
    """All of a meeting that was called off, lost its time or was moved ahead; of a group those about a guest that has
    no seat any more."""
    if db.session.get_one(Event, meeting.event_id).phase not in ON_THE_DAY:
        return
    if meeting.state not in PLACED or _is_ahead(meeting):
        _withdraw(meeting)
    elif meeting.kind == GROUP:
        seated = select(MeetingParty.registration_id).where(
            MeetingParty.meeting_id == meeting.id, MeetingParty.seat.is_not(None)
        )
        _withdraw(meeting, Outcome.guest_id.not_in(seated))


def _is_ahead(meeting: Meeting) -> bool:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return slot is None or slot.starts_at > now()


def _withdraw(meeting: Meeting, *which: ColumnElement[bool]) -> None:
    standing = (Outcome.meeting_id == meeting.id, Outcome.replaced_at.is_(None), *which)
    gone = select(Outcome.id).where(*standing)
    db.session.execute(delete(OutcomeConfirmation).where(OutcomeConfirmation.outcome_id.in_(gone)))
    db.session.execute(update(Outcome).where(*standing).values(replaced_at=now()))
