"""A changed description: what it would cost is asked first, and nothing is broken in silence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import transaction
from app.events.drafts import EventDraft, changed_parts
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, path, require
from app.events.preview import Preview
from app.events.queries import draft_of, is_slug_taken, slots_by_id, tables_in_use
from app.events.services.creating import SlugTaken, checked
from app.events.services.rows import write_description, write_slots
from app.events.signals import HoursChange, Impact, event_hours_changed, hours_about_to_change
from app.events.slot_changes import SlotChanges, diff
from app.floor import notices
from app.kernel.errors import Conflict, NotFound, Stale

IMPACTS = ("loses_time", "loses_table", "new_length", "loses_proposal")


class HoursInUse(Conflict):
    """Meetings stand on what would change. ``impacts`` says which; ``token`` confirms exactly these."""

    code = "hours_in_use"

    def __init__(self, impacts: Sequence[Impact]) -> None:
        super().__init__(count=len(impacts))
        self.impacts = tuple(impacts)
        self.token = confirmation_of(impacts)

    @property
    def totals(self) -> dict[str, int]:
        """How many meetings each kind of impact touches, the gravest first; kinds without any are absent."""
        counted = Counter(impact.kind for impact in self.impacts)
        return {kind: counted[kind] for kind in IMPACTS if counted[kind]}

    @property
    def firms(self) -> int:
        """How many firms are concerned."""
        return len({name for impact in self.impacts for name in impact.firms})


class SlugFixed(Conflict):
    """The address has been given to others: it no longer changes."""

    code = "slug_fixed"


class ModeFixed(Conflict):
    """The event has no such phase in the other booking mode."""

    code = "mode_fixed"


def confirmation_of(impacts: Sequence[Impact]) -> str:
    """A word that stands for exactly these consequences; another meeting, another word."""
    told = repr([(impact.meeting_id, impact.kind, impact.starts_at) for impact in sorted(impacts)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def change_event(
    event_id: int, values: EventDraft, *, version: int, by: int | None, confirmed: str = ""
) -> tuple[str, ...]:
    """Write the description over the old one; the names of the fields that changed, () where nothing did.

    ``version`` is the one that the organizer was looking at, ``confirmed`` the token of the consequences accepted.
    Raises Invalid for an unsound description, Stale where somebody was faster, HoursInUse where meetings are touched
    and not confirmed, PhaseForbids for other times in a phase without ``change_times``, SlugTaken, SlugFixed,
    ModeFixed, StillUsed for a group with firms in it.
    """
    preview = checked(values)
    with transaction() as session:
        event = locked(session, event_id, version)
        old = draft_of(event)
        parts = changed_parts(old, values)
        if not parts:
            return ()
        _check_allowed(event, old, values)
        slot_changes = diff(slots_by_id(event), preview.calendar.slots)
        change = _hours_change(event, slot_changes, preview)
        if change or slot_changes.changes_times:
            require(Phase(event.phase), Act.CHANGE_TIMES, BookingMode(old.booking_mode))
        if change:
            _ask(event, change, confirmed)
            event_hours_changed.send(event, change=change, by=by)
        write_slots(session, event, slot_changes)
        write_description(session, event, values, preview)
        event.version = version + 1
        notices.write("event.changed", event, event_id=event.id, by=by, fields=list(parts), version=version + 1)
    return parts


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


def _hours_change(event: Event, changes: SlotChanges[int], preview: Preview) -> HoursChange:
    labels = {label for zone in preview.labels for label in zone}
    return HoursChange(
        removed_slots=frozenset(changes.removed),
        resized_slots=tuple((slot_id, slot.span) for slot_id, slot in changes.resized.items()),
        removed_tables=frozenset(table.id for table in tables_in_use(event) if table.label not in labels),
    )


def _ask(event: Event, change: HoursChange, confirmed: str) -> None:
    answers = hours_about_to_change.send(event, change=change)
    impacts = sorted(impact for _receiver, told in answers for impact in told or ())
    if impacts and confirmed != confirmation_of(impacts):
        raise HoursInUse(impacts)


def set_rehearsal(event_id: int, *, on: bool, by: int | None) -> None:
    """Hold all letters of the event, or let new ones go again; those held stay held until they are released."""
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFound
        if event.rehearsal != on:
            event.rehearsal = on
            notices.write("event.rehearsal", event, event_id=event.id, by=by, on=on)
