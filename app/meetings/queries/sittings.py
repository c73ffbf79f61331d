"""The booked meetings of an event as they sit, and what a change of hours would make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.db import db
from app.events.hours_change import HoursChange
from app.events.models import Event, Slot
from app.kernel.spans import Span
from app.meetings.displaced import Fate, Sitting, absent_at, fates
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting
from app.meetings.queries.boards import hall_of
from app.registrations.models import Registration


def fates_of(event: Event, change: HoursChange) -> dict[int, Fate]:
    """What becomes of each booked meeting that the change touches, by its id, in the order of the ids."""
    sittings = _sittings(event.id)
    hall = hall_of(event, {party for one in sittings for party in one.parties})
    found = fates(hall.board, sittings, hall.parties, change, absent=set(meetings_without_a_firm(event.id, change)))
    return dict(sorted(found.items()))


def meetings_without_a_firm(
    event_id: int, change: HoursChange, state: State = State.BOOKED, *, where: Iterable[ColumnElement[bool]] = ()
) -> Iterator[int]:
    """Ids of the meetings in this state that have, or propose, a time at which one of the two is newly elsewhere."""
    if not change.absences:
        return
    low, high = aliased(Registration), aliased(Registration)
    rows = (
        select(
            *(Meeting.id, Slot.starts_at, Slot.ends_at),
            *(low.id, low.group_id, low.delegation_id, high.id, high.group_id, high.delegation_id),
        )
        .join(low, low.id == Meeting.low_id)
        .join(high, high.id == Meeting.high_id)
        .outerjoin(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, (Slot.id == Claim.slot_id) | (Slot.id == Meeting.slot_id))
        .where(Meeting.event_id == event_id, Meeting.state == state, *where)
        .distinct()
    )
    for meeting_id, starts, ends, one, of_one, with_one, other, of_other, with_other in db.session.execute(rows):
        span = Span(starts, ends)
        firms = ((one, of_one, with_one), (other, of_other, with_other))
        if any(absent_at(change, span, *firm) for firm in firms):
            yield meeting_id


def _sittings(event_id: int) -> list[Sitting]:
    rows = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Claim.slot_id, Claim.table_id)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.state == State.BOOKED, Claim.table_id.is_not(None))
        .order_by(Meeting.id, Slot.starts_at)
    )
    slots: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    tables: dict[int, int] = {}
    for meeting_id, low, high, slot_id, table_id in db.session.execute(rows):
        slots[meeting_id, low, high].append(slot_id)
        if table_id is not None:
            tables[meeting_id] = table_id
    return [Sitting(one, tuple(held), tables.get(one), (low, high)) for (one, low, high), held in slots.items()]
