"""An event as its organizer described it, and its own texts for e-mails."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.core.clock import Span, to_zone
from app.core.db import db
from app.core.errors import NotFound
from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec, PlannedSlot, SlotKind
from app.events.drafts import DraftGroup, DraftItem, DraftZone, EventDates, EventDraft
from app.events.models import Event, Group, GroupRule, Interpreter, LetterText, ProgrammeItem, Slot, Table
from app.events.rules import CompanyLimits
from app.events.tables import label_ranges


def has_interpreters(event_id: int) -> bool:
    """Whether anybody interprets at the event."""
    there = exists().where(Interpreter.event_id == event_id, Interpreter.retired_at.is_(None))
    return bool(db.session.scalar(select(there)))


def slots_by_id(event: Event) -> dict[int, PlannedSlot]:
    """The slots of an event as they stand, by their ids."""
    chosen = select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
    return {
        slot.id: PlannedSlot(Span(slot.starts_at, slot.ends_at), SlotKind(slot.kind), slot.label)
        for slot in db.session.scalars(chosen)
    }


def tables_in_use(event: Event) -> Sequence[Table]:
    """The tables of an event that are not retired, in their order."""
    chosen = select(Table).where(Table.event_id == event.id, Table.retired_at.is_(None)).order_by(Table.position)
    return db.session.scalars(chosen).all()


def group_rules_of(event: Event) -> Sequence[GroupRule]:
    return db.session.scalars(select(GroupRule).where(GroupRule.event_id == event.id)).all()


def draft_of(event: Event) -> EventDraft:
    """The description of an event as it stands; the key of a group is its id."""
    return EventDraft(
        slug=event.slug,
        name=event.name,
        zone=event.zone,
        days=tuple(DaySpec(day.day, day.opens, day.closes) for day in event.days),
        groups=tuple(_draft_group(group) for group in event.groups),
        may_ask=frozenset((str(rule.from_id), str(rule.to_id)) for rule in group_rules_of(event)),
        tables=_draft_zones(tables_in_use(event)),
        breaks=tuple(BreakSpec(pause.label, pause.starts, pause.ends, pause.day) for pause in event.breaks),
        programme=tuple(_draft_item(item, event) for item in event.programme),
        slot_minutes=event.slot_minutes,
        pause_minutes=event.pause_minutes,
        walk_minutes=event.walk_minutes,
        longest_meeting=event.longest_meeting,
        limits=CompanyLimits(event.max_open_requests, event.min_meetings, event.max_meetings, event.longest_run),
        request_expiry_days=event.request_expiry_days,
        dates=EventDates(*(getattr(event, name) for name in vars(EventDates()))),
        booking_mode=event.booking_mode,
        place_unanswered=event.place_unanswered,
        moves_at_once=event.moves_at_once,
        registration_mode=event.registration_mode,
        registration_code=event.registration_code or "",
        contact_email=event.contact_email or "",
        approval=event.approval,
        contact_visibility=event.contact_visibility,
        directory=event.directory,
        venue=event.venue,
        city=event.city,
        about=event.about,
    )


def _draft_group(group: Group) -> DraftGroup:
    return DraftGroup(str(group.id), group.name, group.name_zh or "", group.name_fr or "", group.id)


def _draft_zones(tables: Sequence[Table]) -> tuple[DraftZone, ...]:
    """Tables that share a zone, a side and a size, as ranges where their labels run on."""
    together: dict[tuple[Localized, int | None, int], list[str]] = {}
    for table in tables:
        together.setdefault((table.zone, table.group_id, table.seats), []).append(table.label)
    return tuple(
        DraftZone(zone, label_ranges(labels), str(group_id or ""), seats or None)
        for (zone, group_id, seats), labels in together.items()
    )


def _draft_item(item: ProgrammeItem, event: Event) -> DraftItem:
    starts, ends = to_zone(item.starts_at, event.zone), to_zone(item.ends_at, event.zone)
    first = event.days[0].day if event.days else None
    return DraftItem(
        title=item.title,
        starts=starts.time(),
        ends=ends.time(),
        day=None if starts.date() == first else starts.date(),
        place=item.place,
        audience=str(item.group_id or ""),
        keeps_busy=item.keeps_busy,
    )


def free_texts(event_id: int) -> Sequence[LetterText]:
    """Those that are kept for messages, by name."""
    chosen = select(LetterText).where(LetterText.event_id == event_id, LetterText.kind == "free")
    return db.session.scalars(chosen.order_by(LetterText.name)).all()


def own_text(event_id: int, kind: str) -> LetterText | None:
    """What stands in place of the standard words of a letter, if the organizer has written any."""
    chosen = select(LetterText).where(LetterText.event_id == event_id, LetterText.kind == kind)
    return db.session.scalars(chosen).one_or_none()


def get_free_text(event_id: int, text_id: int) -> LetterText:
    """A free text of the event. Raises NotFound."""
    text = db.session.get(LetterText, text_id)
    if text is None or text.event_id != event_id or text.kind != "free":
        raise NotFound
    return text
