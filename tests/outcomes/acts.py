"""What the tests of outcomes do and look at."""

from __future__ import annotations

from app.meetings import services as meetings
from app.outcomes.models import Outcome
from app.outcomes.queries.verdicts import verdicts_of_meetings
from app.outcomes.services import recording
from app.outcomes.stages import Money, OutcomeStage, OutcomeStatement, OutcomeSubject, OutcomeVerdict
from tests.meetings.acts import slots


def booked(event, firms, place=0):
    """A meeting of two firms in the slot of this place; its number."""
    made = meetings.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    meetings.accept(made, firms[1].id, slot_id=slots(event)[place], by=None)
    return made


def says(
    meeting_id, firm, stage=OutcomeStage.FOLLOW_UP, amount=None, currency="CNY", *, guest=None, by=None
) -> Outcome:
    money = Money(amount, currency) if amount is not None else None
    return recording.state_outcome(
        firm.event_id, OutcomeSubject(meeting_id, guest and guest.id), OutcomeStatement(firm.id, stage, money), by=by
    )


def verdict(meeting_id, guest=None) -> OutcomeVerdict:
    return verdicts_of_meetings([meeting_id]).get(OutcomeSubject(meeting_id, guest and guest.id), OutcomeVerdict())
