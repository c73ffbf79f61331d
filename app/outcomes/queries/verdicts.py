"""What the sides of meetings say, and which of it the organizer confirms: two queries, however many meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app.db import db, fetch, table_of
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.stages import Money, Stage, Verdict, Word

_O, _C = table_of(Outcome).c, table_of(OutcomeConfirmation).c
_EVENT = bindparam("event_id", type_=Integer)
_IDS = bindparam("meetings", expanding=True, type_=Integer)

# made once: the figures of thousands of meetings are read anew by many
_SAID = select(_O.id, _O.meeting_id, _O.registration_id, _O.stage, _O.amount, _O.currency).where(
    _O.replaced_at.is_(None)
)
_SEEN = select(_C.outcome_id)
_ALL = (_SAID.where(_O.event_id == _EVENT).order_by(_O.id), _SEEN.where(_C.event_id == _EVENT))
_THESE = (_SAID.where(_O.meeting_id.in_(_IDS)).order_by(_O.id), _SEEN.where(_C.meeting_id.in_(_IDS)))


def verdicts_in(event_id: int) -> Mapping[int, Verdict]:
    """By meeting, of all about which a word stands."""
    return _verdicts(*_ALL, event_id=event_id)


def verdicts_on(meeting_ids: Collection[int]) -> Mapping[int, Verdict]:
    """The same of these."""
    return _verdicts(*_THESE, meetings=list(meeting_ids))


def _verdicts(said: Select[Any], seen: Select[Any], **values: Any) -> Mapping[int, Verdict]:
    confirmed = set(fetch(seen, **values).scalars())
    words: dict[int, list[Word]] = defaultdict(list)
    seen_words: dict[int, Word] = {}
    for number, meeting_id, side, stage, amount, currency in fetch(said, **values):
        word = Word(side, Stage(stage), Money(amount, currency) if amount is not None else None)
        words[meeting_id].append(word)
        if number in confirmed:
            seen_words[meeting_id] = word
    return {one: Verdict(tuple(spoken), seen_words.get(one)) for one, spoken in words.items()}


def standing_word(meeting_id: int, registration_id: int) -> Outcome | None:
    """The word of this side that stands."""
    chosen = select(Outcome).where(
        Outcome.meeting_id == meeting_id, Outcome.registration_id == registration_id, Outcome.replaced_at.is_(None)
    )
    return db.session.scalar(chosen)


def words_on(meeting_id: int) -> list[Outcome]:
    """The words that stand about one meeting, as they were written down."""
    chosen = select(Outcome).where(Outcome.meeting_id == meeting_id, Outcome.replaced_at.is_(None))
    return list(db.session.scalars(chosen.order_by(Outcome.id)))


def confirmation_of(meeting_id: int) -> OutcomeConfirmation | None:
    """What the organizer confirmed of a meeting, and why."""
    return db.session.scalar(select(OutcomeConfirmation).where(OutcomeConfirmation.meeting_id == meeting_id))
