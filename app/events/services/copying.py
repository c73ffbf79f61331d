"""What a copy of an event takes over besides its description."""

from __future__ import annotations

from datetime import UTC, timedelta

from sqlalchemy import inspect, select

from app.db import Model, db
from app.events.models import Event, Group, Interpreter, InterpreterHours, LetterText, Table
from app.events.signals import event_copied
from app.kernel.clock import to_zone, zone_named

RULES = ("approve_invited", "approve_sectors", "offer_days", "keep_days")


def copy_setup(event: Event, source: Event) -> None:
    """Inside the caller's transaction: capacity, approval, chairs of interpreters, letter texts, interpreters; then
    what features above keep. Groups and tables are known by their names; nothing of companies or meetings is copied."""
    for name in RULES:
        setattr(event, name, getattr(source, name))
    _copy_capacity(event, source)
    for text in source.own_texts:
        db.session.add(LetterText(**values_to_copy(text), event_id=event.id))
    if source.erased_at is None:
        _copy_interpreters(event, source)
    db.session.flush()
    event_copied.send(event, source=source)


def values_to_copy(row: Model) -> dict[str, object]:
    """The columns of a row but for its id and its event."""
    return {
        attribute.key: getattr(row, attribute.key)
        for attribute in inspect(type(row)).column_attrs
        if attribute.key not in ("id", "event_id")
    }


def _copy_capacity(event: Event, source: Event) -> None:
    groups = {group.name: group for group in source.groups}
    for group in db.session.scalars(select(Group).where(Group.event_id == event.id)):
        if (same := groups.get(group.name)) is not None:
            group.quota, group.approves = same.quota, same.approves
    chairs = {table.label for table in source.tables if table.has_interpreter_chair}
    for table in db.session.scalars(select(Table).where(Table.event_id == event.id)):
        table.has_interpreter_chair = table.label in chairs


def _copy_interpreters(event: Event, source: Event) -> None:
    """Those of the event, free for any meeting and table; those of a company stay with it."""
    chosen = select(Interpreter).where(
        Interpreter.event_id == source.id, Interpreter.retired_at.is_(None), Interpreter.mode.in_(("pool", "table"))
    )
    for interpreter in db.session.scalars(chosen.order_by(Interpreter.id)):
        values = values_to_copy(interpreter) | {"mode": "pool", "version": 1}
        hours = [_hours(each, event, source) for each in interpreter.hours]
        db.session.add(Interpreter(**values, event_id=event.id, hours=hours))


def _hours(hours: InterpreterHours, event: Event, source: Event) -> InterpreterHours:
    """The same hours on the clocks of the new event, so many days after its first."""
    local = to_zone(hours.starts_at, source.zone).replace(tzinfo=None)
    later: timedelta = event.days[0].day - source.days[0].day
    starts_at = (local + later).replace(tzinfo=zone_named(event.zone)).astimezone(UTC)
    return InterpreterHours(starts_at=starts_at, ends_at=starts_at + (hours.ends_at - hours.starts_at))
