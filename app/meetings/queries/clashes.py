"""Booked meetings at times at which one of those who meet is elsewhere: somebody chose to keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from app.core.clock import Span
from app.core.db import cached_read
from app.events.hours_change import GroupAbsence, HoursChange
from app.meetings.displaced import absent_at
from app.meetings.queries.frame import frame_of
from app.meetings.queries.sittings import meetings_without_a_firm
from app.registrations.queries.visits import visits_of


class Elsewhere(Protocol):
    """Whether a firm, of this group and delegation, is elsewhere in one of these slots."""

    def __call__(
        self, slot_ids: Iterable[int | None], registration_id: int, group_id: int | None, delegation_id: int | None
    ) -> bool: ...


def clashing(event_id: int) -> frozenset[int]:
    """Ids of the booked meetings of an event that the programme, a visit or a stay clashes with."""
    return frozenset(meetings_without_a_firm(event_id, _now_away(event_id)))


@cached_read
def elsewhere_at(event_id: int) -> Elsewhere:
    """The same for one side of a meeting, where that is known."""
    away, spans = _now_away(event_id), {slot.id: slot.span for slot in frame_of(event_id).slots}

    def elsewhere(
        slot_ids: Iterable[int | None], registration_id: int, group_id: int | None, delegation_id: int | None
    ) -> bool:
        times = (spans[slot_id] for slot_id in slot_ids if slot_id is not None)
        return any(absent_at(away, span, registration_id, group_id, delegation_id) for span in times)

    return elsewhere


def _now_away(event_id: int) -> HoursChange:
    return HoursChange(absences=tuple(_absences(event_id)))


def _absences(event_id: int) -> Iterator[GroupAbsence]:
    for group_id, spans in frame_of(event_id).busy.items():
        yield from (GroupAbsence(span, group_id=group_id) for span in spans)
    visits = visits_of(event_id)
    for block in visits.blocks:
        span = Span(block.busy_from, block.ends_at)
        members_of = None if block.sign_up else block.delegation_id
        yield GroupAbsence(span, delegation_id=members_of, registration_ids=visits.only.get(block.id))
    for delegation_id in visits.stays:
        yield from (GroupAbsence(span, delegation_id=delegation_id) for span in visits.outside(delegation_id))
