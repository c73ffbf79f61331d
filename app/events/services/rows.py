"""The rows of an event, made to say what its description says. All of it runs inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.credentials import normalize_email
from app.core.db import Model, now
from app.core.errors import Conflict, Invalid
from app.core.localized import LANGUAGES, Localized
from app.events.calendar import PlannedSlot, SlotChanges
from app.events.drafts import DraftGroup, EventDraft
from app.events.models import Break, Event, EventDay, Group, GroupRule, ProgrammeItem, Slot, Table
from app.events.preview import EventPreview, span_of
from app.events.signals import event_rules_changed

GroupIds = Mapping[str, int]
"""Key of a group → its id."""


class RowStillUsed(Conflict):
    """Something that must stay still refers to it. Details: what (groups, slots), name."""

    code = "still_used"


def write_description(session: Session, event: Event, draft: EventDraft, preview: EventPreview) -> None:
    """Everything but the slots."""
    _write_fields(event, draft)
    session.flush()
    ids = _write_groups(session, event, draft)
    _write_hours(session, event, draft)
    _write_tables(session, event, draft, preview, ids)
    _write_programme(session, event, draft, ids)
    _delete_groups(session, event, remaining=ids.values())
    session.expire(event)


def write_slots(session: Session, event: Event, changes: SlotChanges[int]) -> None:
    """Removed ones first, then those with another end, then new ones: so that no two ever overlap on the way."""
    if used := used_ids(session, Slot, changes.removed):
        raise RowStillUsed(what="slots", count=len(used))
    session.execute(delete(Slot).where(Slot.id.in_(changes.removed)))
    for slot_id, slot in {**changes.resized, **changes.unchanged}.items():
        session.execute(
            update(Slot)
            .where(Slot.id == slot_id)
            .values(ends_at=slot.span.end, **_localized_columns("label", slot.label))
        )
    if changes.added:
        session.execute(insert(Slot), [_slot_values(event, slot) for slot in changes.added])
    session.expire_all()


def _slot_values(event: Event, slot: PlannedSlot) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "starts_at": slot.span.start,
        "ends_at": slot.span.end,
        "kind": slot.kind.value,
        **_localized_columns("label", slot.label),
    }


def _write_fields(event: Event, draft: EventDraft) -> None:
    event.slug, event.zone = draft.slug, draft.zone
    for field in ("name", "venue", "city", "about"):
        _set_columns(event, _localized_columns(field, getattr(draft, field)))
    for name in (
        "slot_minutes",
        "pause_minutes",
        "walk_minutes",
        "longest_meeting",
        "request_expiry_days",
        "booking_mode",
        "place_unanswered",
        "moves_at_once",
        "registration_mode",
        "approval",
        "contact_visibility",
        "directory",
    ):
        setattr(event, name, getattr(draft, name))
    for name, day in vars(draft.dates).items():
        setattr(event, name, day)
    event.registration_code = draft.registration_code or None
    event.contact_email = normalize_email(draft.contact_email) or None
    event.max_open_requests, event.min_meetings = draft.limits.open_requests, draft.limits.least_meetings
    event.max_meetings, event.longest_run = draft.limits.most_meetings, draft.limits.longest_run


def _localized_columns(field: str, text: Localized) -> dict[str, str | None]:
    """The columns of a text in three languages: ``label_en``, ``label_zh``, ``label_fr``."""
    return {f"{field}_{language}": text.exactly(language) or None for language in LANGUAGES}


def _set_columns(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _write_hours(session: Session, event: Event, draft: EventDraft) -> None:
    last = session.scalar(select(func.max(EventDay.day)).where(EventDay.event_id == event.id))
    session.execute(delete(EventDay).where(EventDay.event_id == event.id))
    session.execute(delete(Break).where(Break.event_id == event.id))
    session.add_all(
        EventDay(event_id=event.id, day=spec.day, opens=spec.opens, closes=spec.closes) for spec in draft.days
    )
    session.add_all(
        Break(
            event_id=event.id,
            day=spec.day,
            starts=spec.starts,
            ends=spec.ends,
            **_localized_columns("label", spec.label),
        )
        for spec in draft.breaks
    )
    if last is not None and last != max((spec.day for spec in draft.days), default=last):
        session.flush()
        event_rules_changed.send(event)


def _write_groups(session: Session, event: Event, draft: EventDraft) -> GroupIds:
    """Groups keep their ids under another name; who may ask whom is written anew."""
    known = {group.id: group for group in session.scalars(select(Group).where(Group.event_id == event.id))}
    if any(group.id is not None and group.id not in known for group in draft.groups):
        raise Invalid
    for row in known.values():
        row.name = f"~{row.id}"  # two sides may swap their names
    session.flush()
    ids = {}
    for position, group in enumerate(draft.groups):
        row = known.get(group.id or 0) or Group(event_id=event.id)
        _write_group(row, group, position, seated=group.key in draft.seated)
        session.add(row)
        session.flush()
        ids[group.key] = row.id
    _write_rules(
        session,
        event,
        [(ids[asking], ids[asked]) for asking, asked in sorted(draft.may_ask) if {asking, asked} <= {*ids}],
    )
    return ids


def _write_rules(session: Session, event: Event, pairs: Sequence[tuple[int, int]]) -> None:
    rules = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event.id)
    before = {(asking, asked) for asking, asked in session.execute(rules)}
    session.execute(delete(GroupRule).where(GroupRule.event_id == event.id))
    session.add_all(GroupRule(event_id=event.id, from_id=asking, to_id=asked) for asking, asked in pairs)
    if before and before != set(pairs):
        session.flush()
        event_rules_changed.send(event)


def _write_group(row: Group, group: DraftGroup, position: int, *, seated: bool) -> None:
    row.name, row.position, row.seated = group.name, position, seated
    row.name_zh, row.name_fr = group.name_zh or None, group.name_fr or None


def _delete_groups(session: Session, event: Event, *, remaining: Iterable[int]) -> None:
    """Groups that the description no longer names; StillUsed where firms or delegations stand in one."""
    chosen = select(Group.id).where(Group.event_id == event.id, Group.id.not_in(list(remaining)))
    ids = session.scalars(chosen).all()
    session.flush()
    if used := used_ids(session, Group, ids):
        raise RowStillUsed(what="groups", count=len(used))
    session.execute(delete(Group).where(Group.id.in_(ids)))


def _write_tables(session: Session, event: Event, draft: EventDraft, preview: EventPreview, ids: GroupIds) -> None:
    """Tables are known by their labels; one that goes while something names it is retired, and may come back."""
    known = {table.label: table for table in session.scalars(select(Table).where(Table.event_id == event.id))}
    position = 0
    for zone, labels in zip(draft.tables, preview.labels, strict=True):
        for label in labels:
            table = known.pop(label, None) or Table(event_id=event.id, label=label)
            _set_columns(table, _localized_columns("zone", zone.name))
            table.group_id, table.position = ids.get(zone.stays), position
            table.retired_at, table.seats = None, zone.seats or 0
            session.add(table)
            position += 1
    used = used_ids(session, Table, [table.id for table in known.values()])
    for table in known.values():
        if table.id in used:
            table.retired_at, table.group_id = table.retired_at or now(), None
        else:
            session.delete(table)
    session.flush()


def _write_programme(session: Session, event: Event, draft: EventDraft, ids: GroupIds) -> None:
    session.execute(delete(ProgrammeItem).where(ProgrammeItem.event_id == event.id))
    for item in draft.programme:
        span = span_of(item, draft)
        session.add(
            ProgrammeItem(
                event_id=event.id,
                starts_at=span.start,
                ends_at=span.end,
                group_id=ids.get(item.audience),
                keeps_busy=item.keeps_busy,
                **_localized_columns("title", item.title),
                **_localized_columns("place", item.place),
            )
        )


def used_ids(session: Session, model: type[Model], ids: Iterable[int]) -> frozenset[int]:
    """Which of these rows any other row refers to, in whatever feature: asked of every foreign key of the schema."""
    row_ids = list(ids)
    if not row_ids:
        return frozenset()
    used: set[int] = set()
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table.name == model.__tablename__:
                column = next(element.parent for element in key.elements if element.column.name == "id")
                used.update(session.scalars(select(column).where(column.in_(row_ids)).distinct()))
    return frozenset(used)
