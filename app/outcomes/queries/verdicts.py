"""What the sides of meetings say, and which of it the organizer confirms: two queries, however many meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app.db import db, fetch, table_of
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.stages import About, Money, Stage, Verdict, Way, Word

_O, _C = table_of(Outcome).c, table_of(OutcomeConfirmation).c
_EVENT = bindparam("event_id", type_=Integer)
_IDS = bindparam("meetings", expanding=True, type_=Integer)

# made once: the figures of thousands of meetings are read anew by many
_SAID = select(_O.id, _O.meeting_id, _O.guest_id, _O.registration_id, _O.stage, _O.amount, _O.currency).where(
    _O.replaced_at.is_(None)
)
_SEEN = select(_C.outcome_id)
_ALL = (_SAID.where(_O.event_id == _EVENT).order_by(_O.id), _SEEN.where(_C.event_id == _EVENT))
_THESE = (_SAID.where(_O.meeting_id.in_(_IDS)).order_by(_O.id), _SEEN.where(_C.meeting_id.in_(_IDS)))


def verdicts_in(event_id: int) -> Mapping[About, Verdict]:
    """Of all about which a word stands."""
    return _verdicts(*_ALL, event_id=event_id)


def verdicts_on(meeting_ids: Collection[int]) -> Mapping[About, Verdict]:
    """The same of these meetings."""
    return _verdicts(*_THESE, meetings=list(meeting_ids))


def _verdicts(said: Select[Any], seen: Select[Any], **values: Any) -> Mapping[About, Verdict]:
    confirmed = set(fetch(seen, **values).scalars())
    words: dict[About, list[Word]] = defaultdict(list)
    seen_words: dict[About, Word] = {}
    for number, meeting_id, guest_id, side, stage, amount, currency in fetch(said, **values):
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


def said_by_itself(registration_id: int) -> set[About]:
    """Where the word of this side that stands is its own, not one that was keyed in from a slip."""
    own = Outcome.registration_id == registration_id, Outcome.way == Way.COMPANY.value, Outcome.replaced_at.is_(None)
    return {
        About(one, guest) for one, guest in db.session.execute(select(Outcome.meeting_id, Outcome.guest_id).where(*own))
    }


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
