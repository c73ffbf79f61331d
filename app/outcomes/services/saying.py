"""A side says what came of its meeting, from the beginning of that on; what it said it may correct until the event
closes."""

from __future__ import annotations

from sqlalchemy import delete

from app.db import db, now, transaction
from app.events.models import Event, Slot
from app.events.phases import Act
from app.floor import notices
from app.kernel.errors import Invalid
from app.meetings.errors import NotBegun
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import locked_meeting, other_party
from app.outcomes.errors import NotMet
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.verdicts import standing_word
from app.outcomes.stages import Money, Way, Word, is_whole


def say(event_id: int, meeting_id: int, word: Word, *, by: int | None) -> Outcome:
    """The word of a firm that takes part in the meeting. The word that stands.

    Raises NotFound for a meeting of others, a group's and another event's, NotBegun, NotMet, PhaseForbids, Invalid
    ``amount_of_nothing``.
    """
    with transaction():
        meeting, event, _firms = locked_meeting(meeting_id, event_id)
        other_party(meeting, word.side)
        require_met(event, meeting)
        before = standing_word(meeting.id, word.side)
        if before is not None and before.way == Way.COMPANY:
            require_phase(event, Act.RECORD_HELD)
        return put(meeting, word, way=Way.COMPANY, by=by)


def require_met(event: Event, meeting: Meeting) -> None:
    """Something may have come of it. Raises PhaseForbids, NotMet, NotBegun."""
    require_phase(event, Act.GIVE_FEEDBACK)
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    if slot is None or meeting.state not in (State.BOOKED, State.HELD):
        raise NotMet(state=meeting.state)
    if slot.starts_at > now():
        raise NotBegun


def put(meeting: Meeting, word: Word, *, way: Way, by: int | None) -> Outcome:
    """In place of what this side said before; nothing changes where it said just that. Within a transaction that holds
    the locks of the meeting."""
    if not is_whole(word.stage, word.money):
        raise Invalid("amount_of_nothing")
    before = standing_word(meeting.id, word.side)
    if before is not None and (before.stage, _money(before), before.way) == (word.stage, word.money, way):
        return before
    if before is not None:
        before.replaced_at = now()
        unconfirm(before)
        db.session.flush()
    made = Outcome(
        event_id=meeting.event_id,
        meeting_id=meeting.id,
        registration_id=word.side,
        stage=word.stage.value,
        amount=word.money.amount if word.money else None,
        currency=word.money.currency if word.money else None,
        way=way.value,
        said_by=by,
    )
    db.session.add(made)
    told = {"firm": word.side, "stage": word.stage, "way": way, "with_amount": word.money is not None}
    notices.write("outcome.said", meeting, event_id=meeting.event_id, by=by, **told)
    return made


def unconfirm(word: Outcome) -> None:
    """What was confirmed is not what is said any more."""
    db.session.execute(delete(OutcomeConfirmation).where(OutcomeConfirmation.outcome_id == word.id))


def _money(said: Outcome) -> Money | None:
    return Money(said.amount, said.currency) if said.amount is not None and said.currency is not None else None
