"""What is occupied at an event and what cannot be had there: its slots, its tables, claims and absences."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.clock import Span
from app.core.db import cached_read, db
from app.events.calendar import SlotKind, get_half_day
from app.events.models import Event, Group, Interpreter, ProgrammeItem, Slot, Table
from app.meetings.group_meeting_seats import get_table_capacity
from app.meetings.models import Claim, Unavailability
from app.meetings.occupancy import OccupiedSlot, TablePlace, UnavailableSlot
from app.meetings.runs import SlotTime
from app.registrations.models import Representative

_LAYOUT_EVENT_ID = bindparam("event_id", type_=Integer)
LAYOUT_CACHE_SIZE = 32
"""Texts of each kind that a process remembers: more than there are events at a time."""


@dataclass(frozen=True, slots=True)
class EventLayout:
    """``slots`` in order of time, ``tables`` in the order to fill them; ``busy``: programme items that keep their
    audience, by group (None: everybody); ``seated``: the groups that keep their tables."""

    slots: tuple[SlotTime, ...]
    tables: tuple[TablePlace, ...]
    busy: Mapping[int | None, tuple[Span, ...]]
    has_interpreters: bool
    seated: frozenset[int]


@cached_read
def get_event_layout(event_id: int) -> EventLayout:
    slots, tables, busy, interpreters, seated = db.session.execute(
        _LAYOUT_QUERIES[db.engine.dialect.name], {"event_id": event_id}
    ).one()
    stay = frozenset(group for (group,) in json.loads(seated or "[]"))
    return EventLayout(parse_slots(slots), parse_tables(tables), parse_busy_spans(busy), bool(interpreters), stay)


@lru_cache(LAYOUT_CACHE_SIZE)
def parse_slots(text: str | None) -> tuple[SlotTime, ...]:
    """The slots that a text tells of."""
    rows = json.loads(text or "[]")
    slots = (
        SlotTime(slot_id, Span(_parse_time(starts), _parse_time(ends)), SlotKind(kind))
        for slot_id, starts, ends, kind in rows
    )
    return tuple(sorted(slots, key=lambda slot: slot.span))


@lru_cache(LAYOUT_CACHE_SIZE)
def parse_tables(text: str | None) -> tuple[TablePlace, ...]:
    """The tables that a text tells of, each with its zone (what that is called in any language) and how many sit
    there."""
    rows = sorted(json.loads(text or "[]"), key=lambda row: (row[1], row[0]))
    return tuple(
        TablePlace(table_id, group, get_zone_key(en, zh, fr), get_table_capacity(seats))
        for table_id, _position, group, seats, en, zh, fr in rows
    )


def get_zone_key(en: str | None, zh: str | None, fr: str | None) -> str:
    return f"{en or ''}\n{zh or ''}\n{fr or ''}"


@lru_cache(LAYOUT_CACHE_SIZE)
def parse_busy_spans(text: str | None) -> Mapping[int | None, tuple[Span, ...]]:
    """The spans of programme items that a text tells of."""
    spans_by_group: dict[int | None, list[Span]] = defaultdict(list)
    for group_id, starts, ends in json.loads(text or "[]"):
        spans_by_group[group_id].append(Span(_parse_time(starts), _parse_time(ends)))
    return {group: tuple(spans) for group, spans in spans_by_group.items()}


def _parse_time(written: str) -> datetime:
    """PostgreSQL tells its zone, SQLite keeps UTC."""
    read = datetime.fromisoformat(written)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _layout_query(row: str, rows: str) -> Select[Any]:
    """``row``, ``rows``: the functions that make a JSON list of columns, and one of those."""

    def text(*columns: Any, where: tuple[Any, ...]) -> ScalarSelect[str]:
        listed = getattr(func, rows)(getattr(func, row)(*columns))
        return select(cast(listed, String)).where(*where).scalar_subquery()

    slots = text(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind, where=(Slot.event_id == _LAYOUT_EVENT_ID,))
    tables = text(
        Table.id,
        Table.position,
        Table.group_id,
        Table.seats,
        Table.zone_en,
        Table.zone_zh,
        Table.zone_fr,
        where=(Table.event_id == _LAYOUT_EVENT_ID, Table.retired_at.is_(None)),
    )
    busy = text(
        ProgrammeItem.group_id,
        ProgrammeItem.starts_at,
        ProgrammeItem.ends_at,
        where=(ProgrammeItem.event_id == _LAYOUT_EVENT_ID, ProgrammeItem.keeps_busy.is_(True)),
    )
    interpreters = (
        select(func.count())
        .where(Interpreter.event_id == _LAYOUT_EVENT_ID, Interpreter.retired_at.is_(None))
        .scalar_subquery()
    )
    seated = text(Group.id, where=(Group.event_id == _LAYOUT_EVENT_ID, Group.seated.is_(True)))
    return select(slots, tables, busy, interpreters, seated)


_LAYOUT_QUERIES = {
    "sqlite": _layout_query("json_array", "json_group_array"),
    "postgresql": _layout_query("json_build_array", "json_agg"),
}
"""Made once, as everybody books in the same minutes."""


_SAME_MEETING_CLAIM = aliased(Claim, name="theirs")
_CLAIMS_EVENT_ID, _CLAIMS_IGNORED_ID = (bindparam(name, type_=Integer) for name in ("event_id", "ignored"))
_STRETCH, _PEOPLE, _ABSENT = (
    bindparam(name, expanding=True, type_=Integer) for name in ("stretch", "people", "absent")
)

# made once: everybody books in the same minutes
_CLAIMS = select(
    Claim.slot_id,
    Claim.meeting_id,
    Claim.representative_id,
    Claim.table_id,
    Claim.interpreter_id,
    cast(null(), String).label("tables"),
)
_ALL_CLAIMS = _CLAIMS.where(Claim.event_id == _CLAIMS_EVENT_ID)
_CLAIMS_OF_SAME_MEETING = _CLAIMS.join(_SAME_MEETING_CLAIM, _SAME_MEETING_CLAIM.meeting_id == Claim.meeting_id)
_CLAIMS_OF_PEOPLE = _CLAIMS_OF_SAME_MEETING.where(_SAME_MEETING_CLAIM.representative_id.in_(_PEOPLE))
_CLAIMS_OF_INTERPRETERS = _CLAIMS_OF_SAME_MEETING.where(
    _SAME_MEETING_CLAIM.event_id == _CLAIMS_EVENT_ID, _SAME_MEETING_CLAIM.interpreter_id.is_not(None)
)
_CLAIMS_OF_ALL_PEOPLE = _CLAIMS.where(Claim.slot_id.in_(_STRETCH), Claim.representative_id.is_not(None))
_OCCUPIED_TABLES = (  # as one text for each slot: of an event of thousands there are hundreds
    select(Claim.slot_id, null(), null(), null(), null(), func.aggregate_strings(cast(Claim.table_id, String), ","))
    .where(Claim.slot_id.in_(_STRETCH), Claim.table_id.is_not(None), Claim.meeting_id != _CLAIMS_IGNORED_ID)
    .group_by(Claim.slot_id)
)
_UNAVAILABILITIES = select(
    Unavailability.slot_id,
    cast(null(), Integer).label("meeting_id"),
    Unavailability.representative_id,
    Unavailability.table_id,
    Unavailability.interpreter_id,
    cast(null(), String).label("tables"),
).where(Unavailability.event_id == _CLAIMS_EVENT_ID)
_UNAVAILABILITIES_OF = _UNAVAILABILITIES.where(
    or_(Unavailability.representative_id.is_(None), Unavailability.representative_id.in_(_ABSENT))
)
_CLAIMS_AND_UNAVAILABILITIES = union_all(_ALL_CLAIMS, _UNAVAILABILITIES)
_NEARBY_QUERIES: dict[tuple[bool, bool], CompoundSelect[*tuple[Any, ...]]] = {
    (interpreted, all_people): union(
        _CLAIMS_OF_PEOPLE,
        *([_CLAIMS_OF_INTERPRETERS] if interpreted else []),
        *([_CLAIMS_OF_ALL_PEOPLE] if all_people else []),
        _OCCUPIED_TABLES,
        _UNAVAILABILITIES_OF,
    )
    for interpreted in (False, True)
    for all_people in (False, True)
}
_OCCUPIED_THEN = select(_SAME_MEETING_CLAIM.table_id).where(
    _SAME_MEETING_CLAIM.slot_id.in_(_STRETCH),
    _SAME_MEETING_CLAIM.table_id.is_not(None),
    _SAME_MEETING_CLAIM.meeting_id != _CLAIMS_IGNORED_ID,
)
_TABLE_USES = (  # of columns that an index holds, for there are as many rows as meetings
    select(func.count()).where(Claim.event_id == _CLAIMS_EVENT_ID, Claim.table_id == Table.id).correlate(Table)
)
_FREE_TABLE_USES = select(Table.id, _TABLE_USES.scalar_subquery()).where(
    Table.event_id == _CLAIMS_EVENT_ID, Table.id.not_in(_OCCUPIED_THEN)
)


def list_event_slots(event_id: int) -> Sequence[SlotTime]:
    """In order of time."""
    return get_event_layout(event_id).slots


@dataclass(frozen=True, slots=True)
class NearbyClaims:
    """Claims, by slot the tables that are taken then, and who or what cannot be had when."""

    taken: Sequence[OccupiedSlot] = ()
    tables: Mapping[int, Sequence[int]] = field(default_factory=dict)
    away: Sequence[UnavailableSlot] = ()


def list_all_claims(event_id: int) -> NearbyClaims:
    """Every claim of an event, and all that cannot be had there."""
    return _parse_nearby(db.session.execute(_CLAIMS_AND_UNAVAILABILITIES, {"event_id": event_id}))


def list_nearby_claims(
    event_id: int,
    stretch: Sequence[int],
    people: Set[int],
    *,
    ignoring: int | None,
    interpreted: bool,
    hosts: Set[int],
) -> NearbyClaims:
    """The claims of every meeting at which one of these people (``interpreted``: or an interpreter) sits; with
    ``hosts``, the people of companies with a table of their own, what everybody else does in these slots; which
    tables are taken in them, but by the meeting ``ignoring``; and when all these are away."""
    who = {"people": sorted(people), "absent": sorted(people | hosts)}
    near = {"event_id": event_id, "stretch": list(stretch), "ignored": ignoring or 0, **who}
    return _parse_nearby(db.session.execute(_NEARBY_QUERIES[interpreted, bool(hosts)], near))


def _parse_nearby(rows: Iterable[Any]) -> NearbyClaims:
    taken: list[OccupiedSlot] = []
    tables: dict[int, list[int]] = {}
    away: list[UnavailableSlot] = []
    for slot_id, meeting_id, *resource, tables_then in rows:
        if meeting_id is not None:
            taken.append(OccupiedSlot(slot_id, meeting_id, *resource))
        elif tables_then is not None:
            tables[slot_id] = list(map(int, tables_then.split(",")))
        else:
            away.append(UnavailableSlot(slot_id, *resource))
    return NearbyClaims(taken, tables, away)


def count_table_uses(
    event_id: int, stretch: Sequence[int], near: NearbyClaims, *, ignoring: int | None
) -> Counter[int]:
    """How often each table is taken that is free in these slots, but by the meeting ``ignoring``, which is ``near``."""
    free = {"event_id": event_id, "stretch": list(stretch), "ignored": ignoring or 0}
    result = Counter[int](dict(db.session.execute(_FREE_TABLE_USES, free).all()))
    result.subtract(
        claim.table_id for claim in near.taken if claim.meeting_id == ignoring and claim.table_id is not None
    )
    return result


def list_unavailable_slots(event_id: int, people: Collection[int] | None = None) -> list[UnavailableSlot]:
    """The slots that somebody, a table or an interpreter cannot serve; of ``people`` alone, where they are said."""
    some = {} if people is None else {"absent": sorted(people)}
    return list(
        _parse_nearby(
            db.session.execute(_UNAVAILABILITIES_OF if some else _UNAVAILABILITIES, {"event_id": event_id, **some})
        ).away
    )


def list_absent_slots(half_days: Mapping[int, Set[str]], slots: Iterable[SlotTime], zone: str) -> list[UnavailableSlot]:
    """The slots of the half days at which somebody is not there."""
    if not half_days:
        return []
    halves = {slot.id: get_half_day(slot.span.start, zone) for slot in slots}
    return [
        UnavailableSlot(slot, person_id)
        for slot, half in halves.items()
        for person_id, absent in half_days.items()
        if half in absent
    ]


def list_away_slots(event: Event) -> list[UnavailableSlot]:
    """The slots that somebody or a table cannot serve, and those of the half days at which somebody is absent."""
    absent = select(Representative.id, Representative.absent).where(
        Representative.event_id == event.id, cast(Representative.absent, String) != "[]"
    )
    half_days = {person_id: frozenset(halves) for person_id, halves in db.session.execute(absent) if halves}
    return [
        *list_unavailable_slots(event.id),
        *list_absent_slots(half_days, list_event_slots(event.id) if half_days else (), event.zone),
    ]
