"""The organizer confirms what one side says, because it saw the paper, or takes that back."""

from __future__ import annotations

from app.db import now, transaction
from app.events.phases import Act
from app.floor import notices
from app.kernel.errors import Invalid
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import locked_meeting, other_party
from app.outcomes.errors import NothingSaid
from app.outcomes.models import REASON_LENGTH, OutcomeConfirmation
from app.outcomes.queries.verdicts import confirmation_of, standing_word


def confirm(event_id: int, meeting_id: int, side: int, outcome_id: int, *, reason: str, by: int | None) -> None:
    """The word of this side (``outcome_id``, as the page showed it), in place of one confirmed before.

    Raises NothingSaid where it says something else by now, NotFound, PhaseForbids, Invalid ``reason_missing``.
    """
    if not reason or len(reason) > REASON_LENGTH:
        raise Invalid("reason_missing", most=REASON_LENGTH)
    with transaction() as session:
        meeting, event, _firms = locked_meeting(meeting_id, event_id)
        other_party(meeting, side)
        require_phase(event, Act.GIVE_FEEDBACK)
        word = standing_word(meeting.id, side)
        if word is None or word.id != outcome_id:
            raise NothingSaid
        held = confirmation_of(meeting.id) or OutcomeConfirmation(event_id=event.id, meeting_id=meeting.id)
        held.outcome_id, held.reason, held.confirmed_by, held.at = word.id, reason, by, now()
        session.add(held)
        notices.write("outcome.confirmed", meeting, event_id=event.id, by=by, firm=side, stage=word.stage)


def take_back(event_id: int, meeting_id: int, *, by: int | None) -> None:
    """Nothing is confirmed by the organizer any more. Raises NothingSaid where nothing was, NotFound, PhaseForbids."""
    with transaction() as session:
        meeting, event, _firms = locked_meeting(meeting_id, event_id)
        require_phase(event, Act.GIVE_FEEDBACK)
        held = confirmation_of(meeting.id)
        if held is None:
            raise NothingSaid
        session.delete(held)
        notices.write("outcome.unconfirmed", meeting, event_id=event.id, by=by)
