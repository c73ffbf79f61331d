"""What the sides of meetings say, and which of it the organizer confirms: two queries, however many meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app.db import db
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.stages import About, Money, Stage, Verdict, Word

_EVENT = bindparam("event_id", type_=Integer)
_IDS = bindparam("meetings", expanding=True, type_=Integer)

# made once: the figures of thousands of meetings are read anew by many
_SAID = select(
    Outcome.id,
    Outcome.meeting_id,
    Outcome.guest_id,
    Outcome.registration_id,
    Outcome.stage,
    Outcome.amount,
    Outcome.currency,
).where(Outcome.replaced_at.is_(None))
_SEEN = select(OutcomeConfirmation.outcome_id)
_ALL = (
    _SAID.where(Outcome.event_id == _EVENT).order_by(Outcome.id),
    _SEEN.where(OutcomeConfirmation.event_id == _EVENT),
)
_THESE = (
    _SAID.where(Outcome.meeting_id.in_(_IDS)).order_by(Outcome.id),
    _SEEN.where(OutcomeConfirmation.meeting_id.in_(_IDS)),
)


def verdicts_in(event_id: int) -> Mapping[About, Verdict]:
    """Of all about which a word stands."""
    return _verdicts(*_ALL, event_id=event_id)


def verdicts_on(meeting_ids: Collection[int]) -> Mapping[About, Verdict]:
    """The same of these meetings."""
    return _verdicts(*_THESE, meetings=list(meeting_ids))


def _verdicts(said: Select[*tuple[Any, ...]], seen: Select[int], **values: Any) -> Mapping[About, Verdict]:
    confirmed = set(db.session.execute(seen, values).scalars())
    words: dict[About, list[Word]] = defaultdict(list)
    seen_words: dict[About, Word] = {}
    for number, meeting_id, guest_id, side, stage, amount, currency in db.session.execute(said, values):
        about, word = About(meeting_id, guest_id), Word(side, Stage(stage), _money(amount, currency))
        words[about].append(word)
        if number in confirmed:
            seen_words[about] = word
    return {one: Verdict(tuple(spoken), seen_words.get(one)) for one, spoken in words.items()}


def _money(amount: int | None, currency: str | None) -> Money | None:
    return Money(amount, currency) if amount is not None and currency is not None else None


def standing_word(about: About, registration_id: int) -> Outcome | None:
    """The word of this side that stands."""
    return db.session.scalar(_words(about).where(Outcome.registration_id == registration_id))


def words_on(about: About) -> list[Outcome]:
    """The words that stand, as they were written down."""
    return list(db.session.scalars(_words(about).order_by(Outcome.id)))


def _words(about: About) -> Select[Outcome]:
    stands = Outcome.replaced_at.is_(None)
    return select(Outcome).where(Outcome.meeting_id == about.meeting, Outcome.guest_id == about.guest, stands)


def confirmation_of(about: About) -> OutcomeConfirmation | None:
    """What the organizer confirmed, and why."""
    held = select(OutcomeConfirmation).where(OutcomeConfirmation.meeting_id == about.meeting)
    return db.session.scalar(held.where(OutcomeConfirmation.guest_id == about.guest))
