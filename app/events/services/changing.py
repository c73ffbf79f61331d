"""A changed description: what it would cost is asked first, and nothing is broken in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import transaction
from app.events.drafts import EVERYBODY, EventDraft, changed_parts
from app.events.hours_change import Absence, HoursChange, Impact
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, path, require
from app.events.preview import Preview, preview_of, span_of
from app.events.queries import draft_of, is_slug_taken, slots_by_id, tables_in_use
from app.events.services.creating import SlugTaken, checked
from app.events.services.renaming import renames_of
from app.events.services.rows import write_description, write_slots
from app.events.services.touching import TablesInUse, impacts_of, settle
from app.events.slot_changes import SlotChanges, diff
from app.events.table_renames import Rename
from app.floor import notices
from app.kernel.errors import Conflict, NotFound, Stale


class SlugFixed(Conflict):
    """The address has been given to others: it no longer changes."""

    code = "slug_fixed"


class ModeFixed(Conflict):
    """The event has no such phase in the other booking mode."""

    code = "mode_fixed"


@dataclass(frozen=True)
class Changed:
    """The fields that were written, and what it cost meetings; both () where nothing differed."""

    parts: tuple[str, ...] = ()
    impacts: tuple[Impact, ...] = ()


def change_event(
    event_id: int,
    values: EventDraft,
    *,
    version: int,
    by: int | None,
    confirmed: str = "",
    keep: bool = False,
    tables: str = "",
) -> Changed:
    """Write the description over the old one; say which fields changed and what that cost meetings.

    ``version`` is the one that the organizer was looking at, ``confirmed`` the token of the consequences accepted;
    ``keep``: meetings stay at times at which the programme newly keeps a firm busy.
    Raises Invalid for an unsound description, Stale where somebody was faster, HoursInUse where meetings are touched
    and not confirmed, TablesInUse where tables may be the same under new names and ``tables`` says neither "same" nor
    "other", PhaseForbids in a phase without ``change_times``, SlugTaken, SlugFixed,
    ModeFixed, StillUsed for a group with firms in it.
    """
    preview = checked(values)
    with transaction() as session:
        event = locked(session, event_id, version)
        old = draft_of(event)
        parts = changed_parts(old, values)
        if not parts:
            return Changed()
        require(Phase(event.phase), Act.CHANGE_TIMES, BookingMode(old.booking_mode))
        _check_allowed(event, old, values)
        slot_changes = _slot_changes(event, old, preview)
        renames = renames_of(session, event, values, preview) if tables != "other" else ()
        change = _hours_change(event, slot_changes, values, preview, tuple(_new_absences(old, values)), renames)
        if values.walk_minutes > old.walk_minutes:
            change = replace(change, walk_minutes=values.walk_minutes)
        if renames and tables != "same":
            raise TablesInUse(renames, impacts_of(event, change))
        impacts = settle(event, change, confirmed, keep=keep, by=by)
        write_slots(session, event, slot_changes)
        write_description(session, event, values, preview)
        event.version = version + 1
        notices.write("event.changed", event, event_id=event.id, by=by, fields=list(parts), version=version + 1)
    return Changed(parts, impacts)


def _slot_changes(event: Event, old: EventDraft, preview: Preview) -> SlotChanges[int]:
    """Times that were shifted on the day stay where they are, unless the hours themselves are described anew."""
    slots, meant = slots_by_id(event), preview_of(old).calendar.slots
    as_meant = {(one.span, one.kind) for one in slots.values()} == {(one.span, one.kind) for one in meant}
    if not as_meant and [(one.span, one.kind) for one in meant] == [
        (one.span, one.kind) for one in preview.calendar.slots
    ]:
        return SlotChanges(kept=slots, resized={}, removed=(), added=())
    return diff(slots, preview.calendar.slots)


def locked(session: Session, event_id: int, version: int) -> Event:
    """The event as this transaction holds it; Stale where it is no longer the version that was looked at."""
    met = session.execute(
        update(Event).where(Event.id == event_id, Event.version == version).values(version=Event.version)
    )
    event = session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    if met.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale("event_stale", version=event.version)
    return event


def _check_allowed(event: Event, old: EventDraft, values: EventDraft) -> None:
    if values.slug != old.slug:
        if event.phase != Phase.DRAFT:
            raise SlugFixed(slug=old.slug)
        if is_slug_taken(values.slug):
            raise SlugTaken(slug=values.slug)
    if Phase(event.phase) not in path(BookingMode(values.booking_mode)):
        raise ModeFixed(phase=event.phase)


def _hours_change(
    event: Event,
    changes: SlotChanges[int],
    values: EventDraft,
    preview: Preview,
    absences: tuple[Absence, ...],
    renames: tuple[Rename, ...],
) -> HoursChange:
    new_names = dict(pair for one in renames for pair in one.pairs)
    tables = tables_in_use(event)
    labels = {label: zone for zone, of_zone in zip(values.tables, preview.labels, strict=True) for label in of_zone}
    stay = [(one, zone) for one in tables if (zone := labels.get(new_names.get(one.label, one.label))) is not None]
    return HoursChange(
        removed_slots=frozenset(changes.removed),
        resized_slots=tuple((slot_id, slot.span) for slot_id, slot in changes.resized.items()),
        removed_tables=frozenset(one.id for one in tables if one.label not in labels and one.label not in new_names),
        renamed_tables=tuple((one.id, new_names[one.label]) for one in tables if one.label in new_names),
        chairs=tuple((one.id, zone.seats or 0) for one, zone in stay if one.seats != (zone.seats or 0)),
        zones=tuple((one.id, zone.name) for one, zone in stay if one.zone != zone.name),
        absences=absences,
    )


def _new_absences(old: EventDraft, values: EventDraft) -> Iterator[Absence]:
    """What the programme newly keeps people busy with; a group that is new has no firms yet."""
    known = set(_absences(old))
    yield from (absence for absence in _absences(values) if absence not in known)


def _absences(draft: EventDraft) -> Iterator[Absence]:
    ids = {group.key: group.id for group in draft.groups}
    for item in draft.programme:
        audience = ids.get(item.audience)
        if item.keeps_busy and (item.audience == EVERYBODY or audience is not None):
            yield Absence(span_of(item, draft), audience)


def set_rehearsal(event_id: int, *, on: bool, by: int | None) -> None:
    """Hold all letters of the event, or let new ones go again; those held stay held until they are released."""
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFound
        if event.rehearsal != on:
            event.rehearsal = on
            notices.write("event.rehearsal", event, event_id=event.id, by=by, on=on)
