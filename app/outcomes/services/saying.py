"""A side says what came of its meeting, from the beginning of that on, and corrects it whenever more has come of it:
what was an intent on the day may be signed long after the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.db import db, now, transaction
from app.floor import notices
from app.kernel.errors import Invalid
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.verdicts import standing_word
from app.outcomes.services.locking import Locked, locked
from app.outcomes.stages import About, Money, Way, Word, is_whole


def say(event_id: int, about: About, word: Word, *, by: int | None, at: datetime | None = None) -> Outcome:
    """The word of a firm that takes part in the meeting; of a group the host speaks of each guest, a guest of the host.
    The word that stands. ``at``: when it was tapped, where it waited for a network; a word given since then stays.

    Raises NotFound for a meeting of others and another event's, NotBegun, NotMet, PhaseForbids, Invalid
    ``amount_of_nothing``.
    """
    with transaction():
        found = locked(event_id, about)
        found.require_side(word.side)
        found.require_met()
        before = standing_word(about, word.side)
        if before is not None and at is not None and before.at > at:
            return before
        return put(found, word, way=Way.COMPANY, by=by)


def put(found: Locked, word: Word, *, way: Way, by: int | None) -> Outcome:
    """In place of what this side said before; nothing changes where it said just that. Within a transaction that holds
    the locks of the meeting."""
    if not is_whole(word.stage, word.money):
        raise Invalid("amount_of_nothing")
    before = standing_word(found.about, word.side)
    if before is not None and (before.stage, _money(before), before.way) == (word.stage, word.money, way):
        return before
    if before is not None:
        before.replaced_at = now()
        unconfirm(before)
        db.session.flush()
    made = Outcome(
        event_id=found.event.id,
        meeting_id=found.about.meeting,
        guest_id=found.about.guest,
        registration_id=word.side,
        stage=word.stage.value,
        amount=word.money.amount if word.money else None,
        currency=word.money.currency if word.money else None,
        way=way.value,
        said_by=by,
    )
    db.session.add(made)
    told = {"firm": word.side, "stage": word.stage, "way": way, "with_amount": word.money is not None}
    note(found, "said", by, **told)
    return made


def note(found: Locked, what: str, by: int | None, **details: Any) -> None:
    """Of a group the log names the guest."""
    named = {"guest": found.about.guest} if found.about.guest is not None else {}
    notices.write(f"outcome.{what}", found.meeting, event_id=found.event.id, by=by, **details, **named)


def unconfirm(word: Outcome) -> None:
    """What was confirmed is not what is said any more."""
    db.session.execute(delete(OutcomeConfirmation).where(OutcomeConfirmation.outcome_id == word.id))


def _money(said: Outcome) -> Money | None:
    return Money(said.amount, said.currency) if said.amount is not None and said.currency is not None else None
