"""Booked meetings at times at which one of those who meet is elsewhere: somebody chose to keep them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.events.hours_change import Absence, HoursChange
from app.kernel.spans import Span
from app.meetings.models import Meeting
from app.meetings.queries.frame import frame_of
from app.meetings.queries.sittings import absent_from_groups, meetings_without_a_firm
from app.registrations.queries.visits import visits_of


def clashing(event_id: int, among: Collection[int] | None = None) -> frozenset[int]:
    """Ids of the booked meetings of an event (``among`` these) that the programme, a visit or a stay clashes with."""
    these = () if among is None else (Meeting.id.in_(among),)
    return frozenset(meetings_without_a_firm(event_id, _now_away(event_id), where=these))


def clashing_in_groups(event_id: int) -> dict[int, set[int]]:
    """By booked group meeting of an event which of the firms that sit there the same clashes with."""
    return absent_from_groups(event_id, _now_away(event_id))


def _now_away(event_id: int) -> HoursChange:
    return HoursChange(absences=tuple(_absences(event_id)))


def _absences(event_id: int) -> Iterator[Absence]:
    for group_id, spans in frame_of(event_id).busy.items():
        yield from (Absence(span, group_id=group_id) for span in spans)
    visits = visits_of(event_id)
    for block in visits.blocks:
        span = Span(block.starts_at, block.ends_at)
        yield Absence(span, delegation_id=block.delegation_id, registration_ids=visits.only.get(block.id))
    for delegation_id in visits.stays:
        yield from (Absence(span, delegation_id=delegation_id) for span in visits.outside(delegation_id))
