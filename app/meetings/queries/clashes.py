"""Booked meetings at times at which one of the two is elsewhere: somebody chose to keep them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from app.events.hours_change import Absence, HoursChange
from app.kernel.spans import Span
from app.meetings.models import Meeting
from app.meetings.queries.boards import busy_spans, visits_of
from app.meetings.queries.sittings import meetings_without_a_firm

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def clashing(event_id: int, among: Collection[int] | None = None) -> frozenset[int]:
    """Ids of the booked meetings of an event (``among`` these) that the programme, a visit or a stay clashes with."""
    now_away = HoursChange(absences=tuple(_absences(event_id)))
    these = () if among is None else (Meeting.id.in_(among),)
    return frozenset(meetings_without_a_firm(event_id, now_away, where=these))


def _absences(event_id: int) -> Iterator[Absence]:
    for group_id, spans in busy_spans(event_id).items():
        yield from (Absence(span, group_id=group_id) for span in spans)
    visits = visits_of(event_id)
    for delegation_id, spans in visits.blocks.items():
        yield from (Absence(span, delegation_id=delegation_id) for span in spans)
    for delegation_id, stay in visits.stays.items():
        yield Absence(Span(BEGINNING, stay.start), delegation_id=delegation_id)
        yield Absence(Span(stay.end, END), delegation_id=delegation_id)
