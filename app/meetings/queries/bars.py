"""Who takes no further meeting with a firm, of many at once; for lists, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam, or_, select

from app.db import db
from app.events.models import Event
from app.meetings.queries.tallies import full_among, tallies_of
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

_MINE, _OTHERS = bindparam("mine", type_=Integer), bindparam("others", expanding=True, type_=Integer)
_NEVER = select(Preference.registration_id, Preference.other_id, Preference.sealed).where(
    Preference.kind == "never",
    or_(
        and_(Preference.registration_id == _MINE, Preference.other_id.in_(_OTHERS)),
        and_(Preference.other_id == _MINE, Preference.registration_id.in_(_OTHERS)),
    ),
)
_TAKING_PART = select(Registration.id).where(
    Registration.id.in_(_OTHERS), Registration.kind == "firm", Registration.state == RegistrationState.APPROVED.value
)


@dataclass(frozen=True, slots=True)
class Barred:
    """``by_mine``: firms that the firm itself marked as *never*; ``by_theirs``: those that take no further meeting with
    it, whatever the cause, which is not told."""

    by_mine: frozenset[int]
    by_theirs: frozenset[int]


def barred_for(event: Event, mine: int, others: Collection[int]) -> Barred:
    """As ``require_takes_more`` reads it of one firm."""
    never = _never(mine, others)
    out = set(others) - _taking_part(others)
    theirs = {one for one, other in never if other == mine} | full_among(event, tallies_of(event.id, others)) | out
    return Barred(frozenset(other for one, other in never if one == mine), frozenset(theirs))


def _never(mine: int, others: Collection[int]) -> set[tuple[int, int]]:
    """Who marked whom; a mark that is sealed counts as the other's, of whom no cause is told."""
    found = db.session.execute(_NEVER, {"mine": mine, "others": list(others)})
    return {(other, one) if sealed else (one, other) for one, other, sealed in found}


def _taking_part(others: Collection[int]) -> set[int]:
    return set(db.session.execute(_TAKING_PART, {"others": list(others)}).scalars())
