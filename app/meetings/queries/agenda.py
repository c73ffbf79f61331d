"""What an agenda shows besides meetings: slots, the programme, visits and buses; and the bookings that were lost,
which calendars must strike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.core.db import db
from app.core.models import Notice
from app.delegations.queries.programme import get_buses_by_registration
from app.delegations.queries.visits import VisitCalendar, get_visits_of_delegations
from app.events.calendar import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.claims import MeetingEnds, get_event_meeting_ends
from app.meetings.queries.lists import MeetingRow, list_meetings
from app.registrations.models import Registration, VisitBlock


@dataclass(frozen=True)
class AgendaFrame:
    """The frame of a day: slots of all kinds, what else the programme holds for a group, a delegation's own programme
    and ``buses``: (visit, registration) → the buses in which the company's people ride there."""

    slots: Sequence[Slot]
    programme: Sequence[ProgrammeItem]
    visits: VisitCalendar
    buses: Mapping[tuple[int, int], tuple[str, ...]]

    def visits_for(self, company: Registration) -> list[VisitBlock]:
        """The visits that keep a firm busy, by time."""
        return self.visits.of(company.delegation_id, company.id)


def get_agenda_frame(
    event: Event,
    group_id: int | None,
    delegation_id: int | None,
    companies: Collection[int],
    *,
    numbers: Collection[int] | None = None,
) -> AgendaFrame:
    """Slots, programme and visits of an event, as far as they concern a group and a delegation, by time; with the
    buses of these ``firms`` (ids of registrations). ``held``: of the slots for meetings these alone."""
    slots = select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
    if numbers is not None:
        slots = slots.where(or_(Slot.kind != SlotKind.MEETING.value, Slot.id.in_(numbers)))
    programme = (
        select(ProgrammeItem)
        .where(
            ProgrammeItem.event_id == event.id,
            or_(ProgrammeItem.group_id.is_(None), ProgrammeItem.group_id == group_id),
        )
        .order_by(ProgrammeItem.starts_at)
    )
    visits = get_visits_of_delegations(event.id, () if delegation_id is None else (delegation_id,))
    return AgendaFrame(
        db.session.scalars(slots).all(),
        db.session.scalars(programme).all(),
        visits,
        get_buses_by_registration(visits, companies),
    )


@dataclass(frozen=True, slots=True)
class LostBooking:
    """``starts_at``, ``ends_at``: the last time that the meeting had."""

    row: MeetingRow
    starts_at: datetime
    ends_at: datetime


def list_lost_bookings(registration_id: int) -> list[LostBooking]:
    """The meetings of a company that are cancelled or wait for another time, as far as a slot still tells when they
    were.

    At most three more queries than ``meetings_of``, whatever their number.
    """
    rows = [
        row for row in list_meetings(registration_id, MeetingState.CANCELLED, MeetingState.AGREED) if row.sequence > 0
    ]
    last = _get_last_slots([row.id for row in rows])
    slots = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.id.in_(last.values())))}
    longer = any(row.length > 1 for row in rows)
    ends = get_event_meeting_ends({slot.event_id for slot in slots.values()}) if longer else MeetingEnds()
    rows_with_slots = [(row, slots[last[row.id]]) for row in rows if last.get(row.id) in slots]
    return [
        LostBooking(row, slot.starts_at, ends.after(slot.event_id, slot.id, row.length) or slot.ends_at)
        for row, slot in rows_with_slots
    ]


def _get_last_slots(meeting_ids: Sequence[int]) -> dict[int, int]:
    """The last slot that each of these meetings held, as the log tells it."""
    notices = (
        select(Notice.subject_id, Notice.details)
        .where(Notice.subject == Meeting.__tablename__, Notice.subject_id.in_(meeting_ids))
        .order_by(Notice.id)
    )
    result: dict[int, int] = {}
    for meeting_id, details in db.session.execute(notices):
        if details.get("state") == MeetingState.BOOKED and details.get("slot"):
            result[meeting_id] = details["slot"]
    return result
