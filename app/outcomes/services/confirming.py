"""The organizer confirms what one side says, because it saw the paper, or takes that back."""

from __future__ import annotations

from app.db import now, transaction
from app.events.phases import Act
from app.kernel.errors import Invalid
from app.meetings.services.requirements import require_phase
from app.outcomes.errors import NothingSaid
from app.outcomes.models import REASON_LENGTH, OutcomeConfirmation
from app.outcomes.queries.verdicts import confirmation_of, standing_word
from app.outcomes.services.locking import locked
from app.outcomes.services.saying import note
from app.outcomes.stages import About


def confirm(event_id: int, about: About, side: int, outcome_id: int, *, reason: str, by: int | None) -> None:
    """The word of this side (``outcome_id``, as the page showed it), in place of one confirmed before.

    Raises NothingSaid where it says something else by now, NotFound, PhaseForbids, Invalid ``reason_missing``.
    """
    if not reason or len(reason) > REASON_LENGTH:
        raise Invalid("reason_missing", most=REASON_LENGTH)
    with transaction() as session:
        found = locked(event_id, about)
        found.require_side(side)
        require_phase(found.event, Act.GIVE_FEEDBACK)
        word = standing_word(about, side)
        if word is None or word.id != outcome_id:
            raise NothingSaid
        held = confirmation_of(about)
        if held is None:
            held = OutcomeConfirmation(event_id=event_id, meeting_id=about.meeting, guest_id=about.guest)
        held.outcome_id, held.reason, held.confirmed_by, held.at = word.id, reason, by, now()
        session.add(held)
        note(found, "confirmed", by, firm=side, stage=word.stage)


def take_back(event_id: int, about: About, *, by: int | None) -> None:
    """Nothing is confirmed by the organizer any more. Raises NothingSaid where nothing was, NotFound, PhaseForbids."""
    with transaction() as session:
        found = locked(event_id, about)
        require_phase(found.event, Act.GIVE_FEEDBACK)
        held = confirmation_of(about)
        if held is None:
            raise NothingSaid
        session.delete(held)
        note(found, "unconfirmed", by)
