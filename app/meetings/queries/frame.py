"""What hardly changes at an event, in one query: its times, its tables, when its programme keeps people busy.

Each part comes as one text, and what was made of a text before is made of it again: a process that books by the
hundred reads an event's tables once, and those of a changed event at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, ScalarSelect, Select, String, bindparam, cast, func, select

from app.core.clock import Span
from app.core.db import cached_read, db
from app.events.calendar import SlotKind
from app.events.models import Group, Interpreter, ProgrammeItem, Slot, Table
from app.meetings.board import TablePlace
from app.meetings.roundtables import room_at
from app.meetings.runs import SlotTime

_EVENT = bindparam("event_id", type_=Integer)
KEPT = 32
"""Texts of each kind that a process remembers: more than there are events at a time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``slots`` in order of time, ``tables`` in the order to fill them; ``busy``: programme items that keep their
    audience, by group (None: everybody); ``seated``: the groups that keep their tables."""

    slots: tuple[SlotTime, ...]
    tables: tuple[TablePlace, ...]
    busy: Mapping[int | None, tuple[Span, ...]]
    has_interpreters: bool
    seated: frozenset[int]


@cached_read
def frame_of(event_id: int) -> Frame:
    slots, tables, busy, interpreters, seated = db.session.execute(
        _FRAMES[db.engine.dialect.name], {"event_id": event_id}
    ).one()
    stay = frozenset(group for (group,) in json.loads(seated or "[]"))
    return Frame(slots_in(slots), tables_in(tables), busy_in(busy), bool(interpreters), stay)


@lru_cache(KEPT)
def slots_in(text: str | None) -> tuple[SlotTime, ...]:
    """The slots that a text tells of."""
    rows = json.loads(text or "[]")
    slots = (SlotTime(one, Span(_at(starts), _at(ends)), SlotKind(kind)) for one, starts, ends, kind in rows)
    return tuple(sorted(slots, key=lambda slot: slot.span))


@lru_cache(KEPT)
def tables_in(text: str | None) -> tuple[TablePlace, ...]:
    """The tables that a text tells of, each with its zone (what that is called in any language) and how many sit
    there."""
    rows = sorted(json.loads(text or "[]"), key=lambda row: (row[1], row[0]))
    return tuple(
        TablePlace(one, group, zone_key(en, zh, fr), room_at(seats))
        for one, _position, group, seats, en, zh, fr in rows
    )


def zone_key(en: str | None, zh: str | None, fr: str | None) -> str:
    return f"{en or ''}\n{zh or ''}\n{fr or ''}"


@lru_cache(KEPT)
def busy_in(text: str | None) -> Mapping[int | None, tuple[Span, ...]]:
    """The spans of programme items that a text tells of."""
    found: dict[int | None, list[Span]] = defaultdict(list)
    for group_id, starts, ends in json.loads(text or "[]"):
        found[group_id].append(Span(_at(starts), _at(ends)))
    return {group: tuple(spans) for group, spans in found.items()}


def _at(written: str) -> datetime:
    """PostgreSQL tells its zone, SQLite keeps UTC."""
    read = datetime.fromisoformat(written)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _frame(row: str, rows: str) -> Select[Any]:
    """``row``, ``rows``: the functions that make a JSON list of columns, and one of those."""

    def text(*columns: Any, where: tuple[Any, ...]) -> ScalarSelect[str]:
        listed = getattr(func, rows)(getattr(func, row)(*columns))
        return select(cast(listed, String)).where(*where).scalar_subquery()

    slots = text(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind, where=(Slot.event_id == _EVENT,))
    tables = text(
        *(Table.id, Table.position, Table.group_id, Table.seats, Table.zone_en, Table.zone_zh, Table.zone_fr),
        where=(Table.event_id == _EVENT, Table.retired_at.is_(None)),
    )
    busy = text(
        ProgrammeItem.group_id,
        ProgrammeItem.starts_at,
        ProgrammeItem.ends_at,
        where=(ProgrammeItem.event_id == _EVENT, ProgrammeItem.keeps_busy.is_(True)),
    )
    interpreters = (
        select(func.count()).where(Interpreter.event_id == _EVENT, Interpreter.retired_at.is_(None)).scalar_subquery()
    )
    seated = text(Group.id, where=(Group.event_id == _EVENT, Group.seated.is_(True)))
    return select(slots, tables, busy, interpreters, seated)


_FRAMES = {
    "sqlite": _frame("json_array", "json_group_array"),
    "postgresql": _frame("json_build_array", "json_agg"),
}
"""Made once, as everybody books in the same minutes."""
