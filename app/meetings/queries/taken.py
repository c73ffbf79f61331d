"""What is taken at an event and what cannot be had there: its times, its tables, claims, absences; as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, bindparam, cast, func, null, or_, select, union, union_all
from sqlalchemy.orm import aliased

from app.core.db import db
from app.events.models import Event, Table
from app.meetings.board import Away, Taken
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.frame import frame_of
from app.meetings.runs import SlotTime
from app.registrations.half_days import half_day_of
from app.registrations.models import Representative

_THEIRS = aliased(Claim, name="theirs")
_EVENT, _IGNORED = (bindparam(name, type_=Integer) for name in ("event_id", "ignored"))
_STRETCH, _PEOPLE, _ABSENT = (
    bindparam(name, expanding=True, type_=Integer) for name in ("stretch", "people", "absent")
)

# made once: everybody books in the same minutes
_CLAIMS = select(
    *(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id, Claim.interpreter_id),
    cast(null(), String).label("tables"),
)
_ALL = _CLAIMS.where(Claim.event_id == _EVENT)
_WITH_THEIRS = _CLAIMS.join(_THEIRS, _THEIRS.meeting_id == Claim.meeting_id)
_OF_PEOPLE = _WITH_THEIRS.where(_THEIRS.representative_id.in_(_PEOPLE))
_OF_INTERPRETERS = _WITH_THEIRS.where(_THEIRS.event_id == _EVENT, _THEIRS.interpreter_id.is_not(None))
_OF_ALL_PEOPLE = _CLAIMS.where(Claim.slot_id.in_(_STRETCH), Claim.representative_id.is_not(None))
_TABLES = (  # as one text for each slot: of an event of thousands there are hundreds
    select(Claim.slot_id, null(), null(), null(), null(), func.aggregate_strings(cast(Claim.table_id, String), ","))
    .where(Claim.slot_id.in_(_STRETCH), Claim.table_id.is_not(None), Claim.meeting_id != _IGNORED)
    .group_by(Claim.slot_id)
)
_GONE = select(
    *(Unavailability.slot_id, cast(null(), Integer).label("meeting_id"), Unavailability.representative_id),
    *(Unavailability.table_id, Unavailability.interpreter_id, cast(null(), String).label("tables")),
).where(Unavailability.event_id == _EVENT)
_GONE_OF = _GONE.where(or_(Unavailability.representative_id.is_(None), Unavailability.representative_id.in_(_ABSENT)))
_EVERYTHING = union_all(_ALL, _GONE)
_NEAR: dict[tuple[bool, bool], CompoundSelect[*tuple[Any, ...]]] = {
    (interpreted, all_people): union(
        _OF_PEOPLE,
        *([_OF_INTERPRETERS] if interpreted else []),
        *([_OF_ALL_PEOPLE] if all_people else []),
        *(_TABLES, _GONE_OF),
    )
    for interpreted in (False, True)
    for all_people in (False, True)
}
_TAKEN_THEN = select(_THEIRS.table_id).where(
    _THEIRS.slot_id.in_(_STRETCH), _THEIRS.table_id.is_not(None), _THEIRS.meeting_id != _IGNORED
)
_USES = (  # of columns that an index holds, for there are as many rows as meetings
    select(func.count()).where(Claim.event_id == _EVENT, Claim.table_id == Table.id).correlate(Table)
)
_USES_OF_FREE = select(Table.id, _USES.scalar_subquery()).where(Table.event_id == _EVENT, Table.id.not_in(_TAKEN_THEN))


def slots_of(event_id: int) -> Sequence[SlotTime]:
    """In order of time."""
    return frame_of(event_id).slots


@dataclass(frozen=True, slots=True)
class Near:
    """Claims, by slot the tables that are taken then, and who or what cannot be had when."""

    taken: Sequence[Taken] = ()
    tables: Mapping[int, Sequence[int]] = field(default_factory=dict)
    away: Sequence[Away] = ()


def all_taken(event_id: int) -> Near:
    """Every claim of an event, and all that cannot be had there."""
    return _near(db.session.execute(_EVERYTHING, {"event_id": event_id}))


def taken_near(
    event_id: int,
    stretch: Sequence[int],
    people: Set[int],
    *,
    ignoring: int | None,
    interpreted: bool,
    hosts: Set[int],
) -> Near:
    """The claims of every meeting at which one of these people (``interpreted``: or an interpreter) sits; with
    ``hosts``, the people of firms with a table of their own, what everybody else does in these slots; which tables are
    taken in them, but by the meeting ``ignoring``; and when all these are away."""
    who = {"people": sorted(people), "absent": sorted(people | hosts)}
    near = {"event_id": event_id, "stretch": list(stretch), "ignored": ignoring or 0, **who}
    return _near(db.session.execute(_NEAR[interpreted, bool(hosts)], near))


def _near(rows: Iterable[Any]) -> Near:
    taken: list[Taken] = []
    tables: dict[int, list[int]] = {}
    away: list[Away] = []
    for slot_id, meeting_id, *resource, tables_then in rows:
        if meeting_id is not None:
            taken.append(Taken(slot_id, meeting_id, *resource))
        elif tables_then is not None:
            tables[slot_id] = list(map(int, tables_then.split(",")))
        else:
            away.append(Away(slot_id, *resource))
    return Near(taken, tables, away)


def table_uses(event_id: int, stretch: Sequence[int], near: Near, *, ignoring: int | None) -> Counter[int]:
    """How often each table is taken that is free in these slots, but by the meeting ``ignoring``, which is ``near``."""
    free = {"event_id": event_id, "stretch": list(stretch), "ignored": ignoring or 0}
    found = Counter[int](dict(db.session.execute(_USES_OF_FREE, free).all()))
    found.subtract(one.table_id for one in near.taken if one.meeting_id == ignoring and one.table_id is not None)
    return found


def unavailable(event_id: int, people: Collection[int] | None = None) -> list[Away]:
    """The slots that somebody, a table or an interpreter cannot serve; of ``people`` alone, where they are said."""
    some = {} if people is None else {"absent": sorted(people)}
    return list(_near(db.session.execute(_GONE_OF if some else _GONE, {"event_id": event_id, **some})).away)


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
