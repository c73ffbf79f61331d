"""An event from its making to its deletion: created whole, copied, moved on, its times shifted on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.clock import Span, get_zone, to_zone
from app.core.db import Model, breaks, current_transaction, db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.events.calendar import FindingLevel, compare_slots
from app.events.drafts import EventDraft, is_slug
from app.events.models import Event, Group, Interpreter, InterpreterHours, LetterText, ProgrammeItem, Slot, Table
from app.events.phases import BookingMode, Mover, Phase, move_phase
from app.events.preview import EventPreview, preview_event
from app.events.queries import is_slug_taken
from app.events.services.rows import write_description, write_slots
from app.events.signals import event_copied, event_moved

COPIED_RULES = ("approve_invited", "approve_sectors", "offer_days", "keep_days")


def copy_event_setup(event: Event, source: Event) -> None:
    """Inside the caller's transaction: capacity, approval, chairs of interpreters, email texts, interpreters; then
    what features above keep. Groups and tables are known by their names; nothing of companies or meetings is copied."""
    for name in COPIED_RULES:
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
        hours = [_copy_hours(each, event, source) for each in interpreter.hours]
        db.session.add(Interpreter(**values, event_id=event.id, hours=hours))


def _copy_hours(hours: InterpreterHours, event: Event, source: Event) -> InterpreterHours:
    """The same hours on the clocks of the new event, so many days after its first."""
    local = to_zone(hours.starts_at, source.zone).replace(tzinfo=None)
    later: timedelta = event.days[0].day - source.days[0].day
    starts_at = (local + later).replace(tzinfo=get_zone(event.zone)).astimezone(UTC)
    return InterpreterHours(starts_at=starts_at, ends_at=starts_at + (hours.ends_at - hours.starts_at))


class SlugTaken(Conflict):
    """Another event has this address already."""

    code = "slug_taken"


def create_event(
    values: EventDraft, *, organisation_id: int, by: int | None, source: Event | None = None, is_demo: bool = False
) -> Event:
    """Write the event in phase draft, with its slots and tables. ``by``: the user's id, None for the system.
    ``source``: the event whose setup is copied.

    Whether ``by`` may act for the organisation is asked where the request comes in. Raises Invalid where the
    description has an error (``first`` is the code of the first), SlugTaken where another event has the address.
    """
    preview = valid_preview(values)
    try:
        with transaction() as session:
            if is_slug_taken(values.slug):
                raise SlugTaken(slug=values.slug)
            event = Event(organisation_id=organisation_id, slug=values.slug, zone=values.zone, is_demo=is_demo)
            session.add(event)
            write_description(session, event, values, preview)
            write_slots(session, event, compare_slots({}, preview.calendar.slots))
            if source is not None:
                copy_event_setup(event, source)
            audit.log_action("event.created", event, event_id=event.id, by=by)
    except IntegrityError as error:
        if breaks(error, "uq_events_slug"):
            raise SlugTaken(slug=values.slug) from error
        raise
    return event


def valid_preview(values: EventDraft) -> EventPreview:
    """The preview of a sound description; raises Invalid for any other."""
    if not is_slug(values.slug):
        raise Invalid("slug_unreadable", slug=values.slug)
    if not values.name:
        raise Invalid("event_unnamed")
    preview = preview_event(values)
    if not preview.can_be_saved:
        wrong = [finding.code for finding in preview.findings if finding.level is FindingLevel.ERROR]
        raise Invalid("event_unsound", first=wrong[0])
    return preview


class EventInUse(Conflict):
    """It is no draft, or a company, a delegation or a file refers to it."""

    code = "event_in_use"


def delete_draft(event_id: int, *, by: int | None) -> None:
    """Delete a draft with its setup; its log stays. What isn't setup keeps it, by foreign keys.

    Raises NotFound, EventInUse.
    """
    try:
        with transaction() as session:
            event = session.get(Event, event_id)
            if event is None:
                raise NotFound
            audit.log_action("event.deleted", event, event_id=event_id, by=by)
            draft = delete(Event).where(Event.id == event_id, Event.phase == Phase.DRAFT).returning(Event.id)
            if session.scalar(draft) is None:
                raise EventInUse
    except IntegrityError as error:
        raise EventInUse from error


def move_event(event_id: int, *, source: Phase, target: Phase, mover: Mover, by: int | None) -> None:
    """Take the event from the phase that the organizer saw to another.

    Raises IllegalPhaseMove where the table has no such step for this mover, Stale where the event stands elsewhere.
    """
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFound
        move_phase(source, target, mover, BookingMode(event.booking_mode))
        moved = session.execute(
            update(Event).where(Event.id == event_id, Event.phase == source.value).values(phase=target.value)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            raise Stale("phase_stale", phase=event.phase)
        session.refresh(event)
        audit.log_action("event.moved", event, event_id=event_id, by=by, before=source.value, after=target.value)
        event_moved.send(event, by=by)


NewTimes = Iterable[tuple[int, Span]]
"""Ids with the time that each gets; slots in an order in which no two overlap on the way."""


def move_times(event: Event, slots: NewTimes, pieces: NewTimes) -> None:
    """Inside the transaction that has the event for itself. The description of the event stays as it is: it says how
    the day was meant."""
    current_transaction()
    for model, moved in ((Slot, slots), (ProgrammeItem, pieces)):
        for number, span in moved:
            here = update(model).where(model.id == number, model.event_id == event.id)
            db.session.execute(here.values(starts_at=span.start, ends_at=span.end))
    _reload_event(event)


def _reload_event(event: Event) -> None:
    db.session.flush()
    db.session.expire_all()
    db.session.refresh(event)
