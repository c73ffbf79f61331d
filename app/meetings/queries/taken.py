"""What is taken at an event and what cannot be had there: its times, its tables, claims, absences; as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, bindparam, cast, func, or_, select, union

from app.db import db, fetch, read_rows, table_of
from app.events.models import Event
from app.meetings.board import Away, Taken
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.frame import frame_of
from app.meetings.runs import SlotTime
from app.registrations.half_days import half_day_of
from app.registrations.models import Representative

_C, _U = (table_of(model).c for model in (Claim, Unavailability))
_THEIRS = table_of(Claim).alias("theirs")
_EVENT = bindparam("event_id", type_=Integer)
_STRETCH, _PEOPLE = (bindparam(name, expanding=True, type_=Integer) for name in ("stretch", "people"))

# made once: everybody books in the same minutes
_CLAIMS = select(_C.slot_id, _C.meeting_id, _C.representative_id, _C.table_id, _C.interpreter_id)
_ALL = _CLAIMS.where(_C.event_id == _EVENT)
_THEN = _CLAIMS.where(_C.slot_id.in_(_STRETCH))
_ELSEWHERE = _CLAIMS.join(_THEIRS, _THEIRS.c.meeting_id == _C.meeting_id)
_NEAR = union(_THEN, _ELSEWHERE.where(_THEIRS.c.representative_id.in_(_PEOPLE)))
_NEAR_AND_NOBODY_ELSE: CompoundSelect[*tuple[Any, ...]] = union(
    _THEN.where(_C.representative_id.is_(None)), _NEAR.selects[1]
)
_NEAR_AND_INTERPRETED: CompoundSelect[*tuple[Any, ...]] = union(
    *_NEAR.selects, _ELSEWHERE.where(_THEIRS.c.event_id == _EVENT, _THEIRS.c.interpreter_id.is_not(None))
)
_USES = (  # of columns that an index holds, for there are as many rows as meetings
    select(_C.table_id, func.count()).where(_C.event_id == _EVENT, _C.table_id.is_not(None)).group_by(_C.table_id)
)
_GONE = select(_U.slot_id, _U.representative_id, _U.table_id, _U.interpreter_id).where(_U.event_id == _EVENT)
_GONE_OF = _GONE.where(or_(_U.representative_id.is_(None), _U.representative_id.in_(_PEOPLE)))


def slots_of(event_id: int) -> Sequence[SlotTime]:
    """In order of time."""
    return frame_of(event_id).slots


def all_taken(event_id: int) -> list[Taken]:
    return list(map(Taken._make, read_rows(_ALL, event_id=event_id)))


def taken_near(
    event_id: int, stretch: Sequence[int], people: Set[int], *, interpreted: bool, all_people: bool
) -> list[Taken]:
    """Claims in these slots, and of every meeting at which one of these people (``interpreted``: or an interpreter)
    sits; ``all_people``: with what everybody else does in these slots."""
    near = {"stretch": list(stretch), "people": sorted(people)}
    if interpreted:
        rows = read_rows(_NEAR_AND_INTERPRETED, event_id=event_id, **near)
    else:
        rows = read_rows(_NEAR if all_people else _NEAR_AND_NOBODY_ELSE, **near)
    return list(map(Taken._make, rows))


def table_uses(event_id: int, but: Iterable[Taken]) -> Counter[int]:
    """How often each table is taken, but for these claims."""
    found = Counter(dict(read_rows(_USES, event_id=event_id)))
    found.subtract(claim.table_id for claim in but if claim.table_id is not None)
    return found


def unavailable(event_id: int, people: Collection[int] | None = None) -> list[Away]:
    """The slots that somebody, a table or an interpreter cannot serve; of ``people`` alone, where they are said."""
    if people is None:
        return [Away(*row) for row in fetch(_GONE, event_id=event_id)]
    return [Away(*row) for row in fetch(_GONE_OF, event_id=event_id, people=sorted(people))]


def missed(half_days: Mapping[int, Set[str]], slots: Iterable[SlotTime], zone: str) -> list[Away]:
    """The slots of the half days at which somebody is not there."""
    if not half_days:
        return []
    halves = {slot.id: half_day_of(slot.span.start, zone) for slot in slots}
    return [Away(slot, one) for slot, half in halves.items() for one, absent in half_days.items() if half in absent]


def away_of(event: Event) -> list[Away]:
    """The slots that somebody or a table cannot serve, and those of the half days at which somebody is absent."""
    absent = select(Representative.id, Representative.absent).where(
        Representative.event_id == event.id, cast(Representative.absent, String) != "[]"
    )
    half_days = {one: frozenset(halves) for one, halves in db.session.execute(absent) if halves}
    return [*unavailable(event.id), *missed(half_days, slots_of(event.id) if half_days else (), event.zone)]
