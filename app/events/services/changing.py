"""A changed description: its cost is asked first, what is confirmed happens; tables renamed, added, online."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.localized import Localized
from app.events.calendar import SlotChanges, compare_slots
from app.events.drafts import EVERYBODY, EventDraft, changed_parts
from app.events.hours_change import GroupAbsence, HoursChange, MeetingImpact
from app.events.models import Event, Table
from app.events.phases import BookingMode, EventAct, Phase, phase_path, require_act
from app.events.preview import EventPreview, preview_event, span_of
from app.events.queries import draft_of, is_slug_taken, slots_by_id, tables_in_use
from app.events.services.lifecycle import SlugTaken, valid_preview
from app.events.services.rows import used_ids, write_description, write_slots
from app.events.signals import event_hours_changed, hours_about_to_change
from app.events.tables import MOST_TABLES, TableRename, next_label, parse_video_link, possible_renames

IMPACT_KINDS = (
    "loses_time",
    "no_table",
    "absent",
    "other_table",
    "new_length",
    "renamed_table",
    "new_link",
    "clash",
    "short_walk",
    "few_chairs",
    "loses_proposal",
)
STAYING_KINDS = ("short_walk", "few_chairs")
"""Nothing changes for these, and nobody is told."""
TIME_LOST_KINDS = ("loses_time", "no_table", "absent")


class HoursInUse(Conflict):
    """Meetings stand on what would change. ``impacts`` says which; ``token`` confirms exactly these.

    ``keeping``: what it costs if meetings stay at times at which a company is elsewhere, () where none does;
    ``keeping_token`` confirms that.
    """

    code = "hours_in_use"

    def __init__(self, impacts: Sequence[MeetingImpact], keeping: Sequence[MeetingImpact] = ()) -> None:
        super().__init__(count=len(impacts))
        self.impacts = tuple(impacts)
        self.token = confirmation_token(impacts)
        self.keeping = tuple(keeping)
        self.keeping_token = confirmation_token(keeping)

    @property
    def clashes(self) -> int:
        """How many booked meetings could stay though a firm is elsewhere then."""
        return sum(impact.kind == "clash" for impact in self.keeping)

    @property
    def totals(self) -> dict[str, int]:
        """How many meetings each kind of impact touches, the gravest first; kinds without any are absent."""
        return impact_totals(self.impacts)

    @property
    def companies(self) -> int:
        """How many firms are told: all but those whose meetings stay as they are."""
        return len({name for impact in self.impacts if impact.kind not in STAYING_KINDS for name in impact.companies})


class TablesInUse(HoursInUse):
    """Tables that something stands on may be the same under new names: a person says so or not.

    ``impacts`` and ``token`` are those of the change if they are.
    """

    def __init__(self, renames: Sequence[TableRename], impacts: Sequence[MeetingImpact]) -> None:
        super().__init__(impacts)
        self.renames = tuple(renames)

    @property
    def only_names(self) -> bool:
        """Whether meetings lose nothing by it: the answer is then confirmation enough."""
        return all(impact.kind == "renamed_table" for impact in self.impacts)


def impact_totals(impacts: Iterable[MeetingImpact]) -> dict[str, int]:
    """Meetings by kind of impact, the gravest first; kinds without any are absent."""
    counted = Counter(impact.kind for impact in impacts)
    return {kind: counted[kind] for kind in IMPACT_KINDS if counted[kind]}


def confirmation_token(impacts: Sequence[MeetingImpact]) -> str:
    """A word that stands for exactly these consequences; another meeting, another word."""
    text = repr(
        [
            (impact.meeting_id, impact.kind, impact.starts_at, impact.new_table, impact.chairs)
            for impact in sorted(impacts)
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def impacts_of_change(event: Event, change: HoursChange) -> tuple[MeetingImpact, ...]:
    """What the features above say that the change costs; nothing is written."""
    answers = hours_about_to_change.send(event, change=change)
    return tuple(sorted(impact for _receiver, impacts in answers for impact in impacts or ()))


def apply_hours_change(
    event: Event, change: HoursChange, confirmed: str, *, keep: bool = False, by: int | None
) -> tuple[MeetingImpact, ...]:
    """Ask what the change costs and, where nothing or exactly this was confirmed, let it happen; what it cost.

    Inside the transaction that makes the change. ``keep``: booked meetings stay where a company is newly
    elsewhere. Raises HoursInUse for what is not confirmed yet.
    """
    if not change:
        return ()
    full_impacts = impacts_of_change(event, change)
    keeping = replace(change, keeps_clashes=True)
    keeping_impacts = (
        impacts_of_change(event, keeping) if any(impact.kind == "absent" for impact in full_impacts) else ()
    )
    impacts, change = (keeping_impacts, keeping) if keep and keeping_impacts else (full_impacts, change)
    if impacts and confirmed != confirmation_token(impacts):
        raise HoursInUse(full_impacts, keeping_impacts)
    for table_id, label in change.renamed_tables:  # emails say the new name
        db.session.execute(update(Table).where(Table.id == table_id).values(label=label))
    event_hours_changed.send(event, change=change, by=by)
    return impacts


def find_renames(session: Session, event: Event, values: EventDraft, preview: EventPreview) -> tuple[TableRename, ...]:
    """The zones where it matters: something (a meeting, a firm that keeps its table) refers to a table that goes."""
    tables = tables_in_use(event)
    before: dict[Localized, list[str]] = defaultdict(list)
    for table in tables:
        before[table.zone].append(table.label)
    after: dict[Localized, list[str]] = defaultdict(list)
    for zone, labels in zip(values.tables, preview.labels, strict=True):
        after[zone.name].extend(labels)
    retired = select(Table.label).where(Table.event_id == event.id, Table.retired_at.is_not(None))
    possible = possible_renames(before, after, taken=session.scalars(retired).all())
    return tuple(rename for rename in possible if _is_in_use(session, tables, rename))


def _is_in_use(session: Session, tables: Sequence[Table], rename: TableRename) -> bool:
    return bool(used_ids(session, Table, [table.id for table in tables if table.label in rename.old]))


class SlugFixed(Conflict):
    """The address has been given to others: it no longer changes."""

    code = "slug_fixed"


class ModeFixed(Conflict):
    """The event has no such phase in the other booking mode."""

    code = "mode_fixed"


@dataclass(frozen=True)
class EventChanges:
    """The fields that were written, and what it cost meetings; both () where nothing differed."""

    parts: tuple[str, ...] = ()
    impacts: tuple[MeetingImpact, ...] = ()


def change_event(
    event_id: int,
    values: EventDraft,
    *,
    version: int,
    by: int | None,
    confirmed: str = "",
    keep: bool = False,
    tables: str = "",
) -> EventChanges:
    """Write the description over the old one; say which fields changed and what that cost meetings.

    ``version`` is the one that the organizer was looking at, ``confirmed`` the token of the consequences accepted;
    ``keep``: meetings stay at times at which the programme newly keeps a company busy.
    Raises Invalid for an unsound description, Stale where somebody was faster, HoursInUse where meetings are touched
    and not confirmed, TablesInUse where tables may be the same under new names and ``tables`` says neither "same" nor
    "other", PhaseForbids in a phase without ``change_times``, SlugTaken, SlugFixed,
    ModeFixed, StillUsed for a group with companies in it.
    """
    preview = valid_preview(values)
    with transaction() as session:
        event = lock_event(session, event_id, version)
        old = draft_of(event)
        parts = changed_parts(old, values)
        if not parts:
            return EventChanges()
        require_act(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(old.booking_mode))
        _require_allowed(event, old, values)
        slot_changes = _slot_changes(event, old, preview)
        renames = find_renames(session, event, values, preview) if tables != "other" else ()
        change = _hours_change(event, slot_changes, values, preview, tuple(_new_absences(old, values)), renames)
        if values.walk_minutes > old.walk_minutes:
            change = replace(change, walk_minutes=values.walk_minutes)
        if renames and tables != "same":
            raise TablesInUse(renames, impacts_of_change(event, change))
        impacts = apply_hours_change(event, change, confirmed, keep=keep, by=by)
        write_slots(session, event, slot_changes)
        write_description(session, event, values, preview)
        event.version = version + 1
        audit.log_action("event.changed", event, event_id=event.id, by=by, fields=list(parts), version=version + 1)
    return EventChanges(parts, impacts)


def _slot_changes(event: Event, old: EventDraft, preview: EventPreview) -> SlotChanges[int]:
    """Times that were shifted on the day stay where they are, unless the hours themselves are described anew."""
    slots, planned = slots_by_id(event), preview_event(old).calendar.slots
    as_meant = {(slot.span, slot.kind) for slot in slots.values()} == {(slot.span, slot.kind) for slot in planned}
    if not as_meant and [(slot.span, slot.kind) for slot in planned] == [
        (slot.span, slot.kind) for slot in preview.calendar.slots
    ]:
        return SlotChanges(unchanged=slots, resized={}, removed=(), added=())
    return compare_slots(slots, preview.calendar.slots)


def lock_event(session: Session, event_id: int, version: int) -> Event:
    """The event as this transaction holds it; Stale where it is no longer the version that was looked at."""
    matched = session.execute(
        update(Event).where(Event.id == event_id, Event.version == version).values(version=Event.version)
    )
    event = session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    if matched.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale("event_stale", version=event.version)
    return event


def _require_allowed(event: Event, old: EventDraft, values: EventDraft) -> None:
    if values.slug != old.slug:
        if event.phase != Phase.DRAFT:
            raise SlugFixed(slug=old.slug)
        if is_slug_taken(values.slug):
            raise SlugTaken(slug=values.slug)
    if Phase(event.phase) not in phase_path(BookingMode(values.booking_mode)):
        raise ModeFixed(phase=event.phase)


def _hours_change(
    event: Event,
    changes: SlotChanges[int],
    values: EventDraft,
    preview: EventPreview,
    absences: tuple[GroupAbsence, ...],
    renames: tuple[TableRename, ...],
) -> HoursChange:
    new_names = dict(pair for item in renames for pair in item.pairs)
    tables = tables_in_use(event)
    labels = {label: zone for zone, of_zone in zip(values.tables, preview.labels, strict=True) for label in of_zone}
    stay = [(item, zone) for item in tables if (zone := labels.get(new_names.get(item.label, item.label))) is not None]
    return HoursChange(
        removed_slots=frozenset(changes.removed),
        resized_slots=tuple((slot_id, slot.span) for slot_id, slot in changes.resized.items()),
        removed_tables=frozenset(
            item.id for item in tables if item.label not in labels and item.label not in new_names
        ),
        renamed_tables=tuple((item.id, new_names[item.label]) for item in tables if item.label in new_names),
        chairs=tuple((item.id, zone.seats or 0) for item, zone in stay if item.seats != (zone.seats or 0)),
        zones=tuple((item.id, zone.name) for item, zone in stay if item.zone != zone.name),
        absences=absences,
    )


def _new_absences(old: EventDraft, values: EventDraft) -> Iterator[GroupAbsence]:
    """What the programme newly keeps people busy with; a group that is new has no firms yet."""
    known = set(_absences(old))
    yield from (absence for absence in _absences(values) if absence not in known)


def _absences(draft: EventDraft) -> Iterator[GroupAbsence]:
    ids = {group.key: group.id for group in draft.groups}
    for item in draft.programme:
        audience = ids.get(item.audience)
        if item.keeps_busy and (item.audience == EVERYBODY or audience is not None):
            yield GroupAbsence(span_of(item, draft), audience)


def set_rehearsal(event_id: int, *, on: bool, by: int | None) -> None:
    """Hold all letters of the event, or let new ones go again; those held stay held until they are released."""
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFound
        if event.rehearsal != on:
            event.rehearsal = on
            audit.log_action("event.rehearsal", event, event_id=event.id, by=by, on=on)


def add_table(event_id: int, *, beside: int, by: int | None) -> Table:
    """One more like another and in its zone, with the next label that is free. Raises NotFound, PhaseForbids, Invalid
    where no event may have so many."""
    with transaction() as session:
        event = _lock_for_change(session, event_id)
        known = session.scalars(select(Table).where(Table.event_id == event_id)).all()
        like = next((table for table in known if table.id == beside and table.retired_at is None), None)
        if like is None:
            raise NotFound
        if len(known) >= MOST_TABLES:
            raise Invalid
        made = _table_like(like, next_label(like.label, (table.label for table in known)))
        made.position = (session.scalar(select(func.max(Table.position)).where(Table.event_id == event_id)) or 0) + 1
        session.add(made)
        _log_change(event, "tables", by)
        return made


def _lock_for_change(session: Session, event_id: int) -> Event:
    version = session.scalar(select(Event.version).where(Event.id == event_id))
    event = lock_event(session, event_id, version or 0)
    require_act(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(event.booking_mode))
    return event


def _table_like(like: Table, label: str) -> Table:
    same = ("event_id", "zone_en", "zone_zh", "zone_fr", "seats", "has_interpreter_chair", "group_id")
    return Table(label=label, **{name: getattr(like, name) for name in same})


def _log_change(event: Event, part: str, by: int | None) -> None:
    event.version += 1
    db.session.flush()
    audit.log_action("event.changed", event, event_id=event.id, by=by, fields=[part], version=event.version)


def set_video_links(
    event_id: int, links: Mapping[int, str], *, confirmed: str = "", by: int | None
) -> tuple[int, tuple[MeetingImpact, ...]]:
    """Give tables their links, or ("") take them away; those not named stay as they are. How many changed, and the
    booked meetings there, whose companies are told.

    Raises Invalid (as ``video_link``), NotFound for a table of elsewhere, HoursInUse where it touches booked meetings
    and was not ``confirmed``; then nothing is written.
    """
    new_links = {table_id: parse_video_link(text) for table_id, text in links.items()}
    with transaction() as session:
        event = session.get(Event, event_id)
        here = select(Table).where(Table.event_id == event_id, Table.id.in_(new_links), Table.retired_at.is_(None))
        tables = session.scalars(here.with_for_update()).all()
        if event is None or len(tables) < len(new_links):
            raise NotFound
        changed = [table for table in tables if table.video_url != new_links[table.id]]
        for table in changed:
            table.video_url = new_links[table.id]
        ids = [table.id for table in changed]
        if changed:
            audit.log_action("event.linked", event, event_id=event_id, by=by, tables=ids)
        return len(changed), apply_hours_change(event, HoursChange(relinked_tables=frozenset(ids)), confirmed, by=by)
