"""Which company keeps which table for itself, and what each may keep; a constant number of queries."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.core.db import db, now
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Slot, Table
from app.events.queries import tables_in_use
from app.meetings.fixed_tables import (
    HOME_TABLE_ACTION,
    LEAST_FIXED_TABLE_SEATS,
    ClosedTables,
    StayReason,
    TableKeeper,
    find_suited_companies,
    plan_moves_to_fixed_table,
)
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting
from app.meetings.occupancy import TablePlace
from app.meetings.queries.availability import load_availability, load_parties
from app.meetings.queries.displacement import list_bookings_of_company
from app.meetings.queries.lists import MeetingRow, list_meetings
from app.meetings.queries.occupancy import get_event_layout, list_unavailable_slots
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_approved_companies

MOST_MOVED_AT_ONCE = 2000


@dataclass(frozen=True)
class FixedTables:
    """``companies`` that take part and ``tables`` that stand, each in its order; ``places``: these tables as seating
    sees them, ``keepers``: the companies, by id."""

    companies: Sequence[Registration]
    tables: Mapping[int, Table]
    places: Mapping[int, TablePlace]
    keepers: Mapping[int, TableKeeper]
    shut: ClosedTables

    @property
    def company_by_table(self) -> dict[int, Registration]:
        """Table → the firm that keeps it."""
        return {table.id: company for company in self.companies if (table := self.table_of(company)) is not None}

    def table_of(self, company: Registration) -> Table | None:
        return self.tables.get(company.home_table_id or 0)

    @property
    def offered(self) -> list[Registration]:
        """The companies that can be given a table: one that a table of the hall suits, whoever keeps it now, or that
        keeps one already."""
        fit = find_suited_companies(self.keepers.values(), self.places.values(), self.shut)
        return [company for company in self.companies if company.id in fit or self.table_of(company) is not None]

    @property
    def open_to(self) -> frozenset[int]:
        """The firms that a table suits which nobody keeps."""
        company_by_table = self.company_by_table
        free = [place for number, place in self.places.items() if number not in company_by_table]
        return find_suited_companies(self.keepers.values(), free, self.shut)

    def shut_for(self, company: Registration) -> frozenset[int]:
        """The slots to come in which the firm is there and its table cannot be had."""
        return self.keepers[company.id].times & self.shut.get(company.home_table_id or 0, frozenset())


def load_fixed_tables(event: Event) -> FixedTables:
    companies, frame = list_approved_companies(event.id), get_event_layout(event.id)
    parties = load_parties(event, [company.id for company in companies], busy=frame.busy).parties
    to_come = [item for item in frame.slots if item.kind == SlotKind.MEETING and item.span.start > now()]
    seats = _count_host_seats(event.id)
    shut: dict[int, set[int]] = defaultdict(set)
    for unavailable_slot in list_unavailable_slots(event.id):
        if unavailable_slot.table_id is not None:
            shut[unavailable_slot.table_id].add(unavailable_slot.slot_id)
    return FixedTables(
        companies=companies,
        tables={table.id: table for table in tables_in_use(event)},
        places={item.id: item for item in frame.tables},
        keepers={
            item.id: TableKeeper(
                item.id,
                item.group_id,
                frozenset(slot.id for slot in to_come if parties[item.id].attends(slot.span)),
                seats.get(item.id, LEAST_FIXED_TABLE_SEATS),
            )
            for item in companies
        },
        shut=shut,
    )


def _count_host_seats(event_id: int) -> dict[int, int]:
    """Of each host of group meetings that stand how many sit at the largest."""
    rows = (
        select(Meeting.asker_id, func.max(GroupMeetingDetails.seats) + 1)
        .join(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .where(Meeting.event_id == event_id, Meeting.kind == GROUP, Meeting.state == MeetingState.BOOKED)
        .group_by(Meeting.asker_id)
    )
    return {row[0]: max(LEAST_FIXED_TABLE_SEATS, row[1]) for row in db.session.execute(rows)}


def count_meetings_elsewhere(event_id: int) -> dict[int, int]:
    """Of each firm that keeps a table how many meetings to come are booked at others; firms without any are absent."""
    part = or_(
        and_(Meeting.kind != GROUP, Registration.id.in_((Meeting.low_id, Meeting.high_id))),
        and_(Meeting.kind == GROUP, Registration.id == Meeting.asker_id),
    )
    rows: Any = (
        select(Registration.id, func.count(Meeting.id.distinct()))
        .join(Meeting, part)
        .join(Claim, and_(Claim.meeting_id == Meeting.id, Claim.table_id.is_not(None)))
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(
            Registration.event_id == event_id,
            Registration.home_table_id.is_not(None),
            Meeting.event_id == event_id,
            Meeting.state == MeetingState.BOOKED,
            Claim.table_id != Registration.home_table_id,
            Slot.starts_at > now(),
        )
        .group_by(Registration.id)
    )
    return dict(db.session.execute(rows).all())


@dataclass(frozen=True)
class LastTableAssignment:
    """What somebody gave last, which can be taken back. ``before``: firm → the table that it kept before."""

    word: str
    notice: Notice
    before: Mapping[int, int | None]


def get_last_assignment(event_id: int) -> LastTableAssignment | None:
    """None where something else has become of these tables since, or they were taken back."""
    of_event = (Notice.event_id == event_id, Notice.kind == HOME_TABLE_ACTION)
    rows = db.session.scalars(
        select(Notice).where(*of_event).order_by(Notice.id.desc()).limit(MOST_MOVED_AT_ONCE)
    ).all()
    word = rows[0].details.get("act") if rows else None
    if word is None or rows[0].details.get("undoes"):
        return None
    assignments = [row for row in rows if row.details.get("act") == word]
    companies = select(Registration.id, Registration.home_table_id).where(
        Registration.id.in_([assignment.subject_id for assignment in assignments])
    )
    stand = dict(db.session.execute(companies).all())
    if any(stand.get(assignment.subject_id, 0) != assignment.details["table"] for assignment in assignments):
        return None
    return LastTableAssignment(
        word, rows[0], {assignment.subject_id: assignment.details["before"] for assignment in assignments}
    )


@dataclass(frozen=True)
class MeetingElsewhere:
    """A meeting to come of a company that keeps a table, which sits at another; ``stays``: why it must, None if it can
    come."""

    row: MeetingRow
    stays: StayReason | None


def list_meetings_elsewhere(event: Event, company: Registration) -> list[MeetingElsewhere]:
    """By time; of a firm that keeps no table none."""
    if company.home_table_id is None:
        return []
    away = [
        booking
        for booking in list_bookings_of_company(event.id, company.id)
        if booking.table_id not in (None, company.home_table_id)
    ]
    hall = load_availability(
        event, {company.id, *(party for booked_meeting in away for party in booked_meeting.parties)}
    )
    stay_reasons = plan_moves_to_fixed_table(hall.board, away, hall.parties, hall.parties[company.id])
    rows = {row.id: row for row in list_meetings(company.id, MeetingState.BOOKED)} if away else {}
    return [
        MeetingElsewhere(rows[booked_meeting.meeting_id], stay_reasons[booked_meeting.meeting_id])
        for booked_meeting in away
    ]


def get_confirmation_token(coming: Sequence[MeetingElsewhere]) -> str:
    """Stands for exactly these; other meetings, another word."""
    text = repr([(meeting.row.id, meeting.row.version, meeting.stays) for meeting in coming])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
