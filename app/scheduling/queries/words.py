"""What keeps somebody from meeting: that he or she was said to be away, or something that no word takes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from app.core.clock import Span
from app.core.db import db
from app.events.models import Event, Slot
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.attendance import attendance_of
from app.registrations.half_days import half_day_of
from app.registrations.models import Representation

Time = tuple[int, int]
"""A person and a slot."""


def away_by_word_alone(event: Event, times: Collection[Time]) -> frozenset[Time]:
    """Those in which somebody was said to be away and nothing else keeps them: no stay, visit, speech, half day or
    meeting. In a constant number of queries."""
    people, slots = {person for person, _ in times}, {slot for _, slot in times}
    said = {time for time in _times_in(Unavailability, people, slots) if time in times}
    if not said:
        return frozenset()
    stands: dict[int, set[int]] = defaultdict(set)
    rows = select(Representation.representative_id, Representation.registration_id)
    for person, firm in db.session.execute(rows.where(Representation.representative_id.in_(people))):
        stands[person].add(firm)
    found = attendance_of(event, {firm for firms in stands.values() for firm in firms})
    taken = _times_in(Claim, people, slots)
    known = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.id.in_(slots)))}

    def comes(person: int, slot: Slot) -> bool:
        halves, span = found.people.miss.get(person, frozenset()), Span(slot.starts_at, slot.ends_at)
        parties = (found.parties[firm] for firm in stands[person] if firm in found.parties)
        return half_day_of(slot.starts_at, event.zone) not in halves and all(one.attends(span) for one in parties)

    return frozenset(one for one in said - taken if one[1] in known and comes(one[0], known[one[1]]))


def _times_in(model: type[Unavailability | Claim], people: Collection[int], slots: Collection[int]) -> set[Time]:
    rows = select(model.representative_id, model.slot_id).where(
        model.representative_id.in_(people), model.slot_id.in_(slots)
    )
    return {(person, slot) for person, slot in db.session.execute(rows) if person is not None}
