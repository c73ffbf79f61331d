"""Which booked meetings an absence would clash with, and which meetings end or seats become free where companies
leave, as the features below name them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.companies.wording import company_label
from app.core.db import db, now
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Slot
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.models import Meeting, is_not_expired
from app.meetings.queries.displacement import find_absent_guests, find_meetings_without_company
from app.meetings.queries.group_meetings import GroupMeetingRow, list_event_group_meetings, list_group_meetings_of_any
from app.meetings.queries.lists import list_event_meetings
from app.registrations.models import Registration
from app.registrations.queries.hooks import EndingMeeting


def list_bookings_during(event_id: int, away: HoursChange) -> list[MeetingImpact]:
    """The booked meetings that the absences clash with, by time."""
    meetings_without_company = set(find_meetings_without_company(event_id, away))
    rows = list_event_meetings(event_id, MeetingState.BOOKED) if meetings_without_company else ()
    pairs = [
        MeetingImpact(row.starts_at, "clash", (company_label(row.asker), company_label(row.asked)), row.table, row.id)
        for row in rows
        if row.id in meetings_without_company and row.starts_at is not None
    ]
    return sorted([*pairs, *_iter_groups_during(event_id, away)])


def _iter_groups_during(event_id: int, away: HoursChange) -> Iterator[MeetingImpact]:
    absent = find_absent_guests(event_id, away)
    for row in list_event_group_meetings(event_id, MeetingState.BOOKED) if absent else ():
        for company in (row.host, *(guest.company for guest in row.seated)):
            if company.registration_id in absent.get(row.id, ()) and row.starts_at is not None:
                yield MeetingImpact(row.starts_at, "clash", (company_label(company), row.topic), row.table, row.id)


def find_freed_meetings(event_id: int, leaving: Collection[int]) -> Mapping[int, Sequence[EndingMeeting]]:
    """Registration → its live meetings, those with a time first, then groups by time; who has none is absent."""
    if not leaving:
        return {}
    chosen = _meetings_with_companies().where(
        Meeting.event_id == event_id,
        Meeting.state.in_(LIVE_STATES),
        is_not_expired(now()),
        or_(Meeting.low_id.in_(leaving), Meeting.high_id.in_(leaving)),
    )
    result: dict[int, list[EndingMeeting]] = {}
    for meeting, low_company, other, starts_at in db.session.execute(chosen):
        booked = starts_at if meeting.state == "booked" else None
        for side, partner in ((meeting.low_id, other), (meeting.high_id, low_company)):
            if side in leaving:
                result.setdefault(side, []).append(
                    EndingMeeting(partner.name, partner.name_zh or "", meeting.state, booked)
                )
    for row in list_group_meetings_of_any(leaving, MeetingState.BOOKED, brief=True):
        for side, freed in _iter_freed_group(row, leaving):
            result.setdefault(side, []).append(freed)
    return result


@cache
def _meetings_with_companies() -> Select[Meeting, Company, Company, datetime]:
    """All meetings of two, by time. Made once: making it takes longer than asking."""
    low, high = aliased(Company), aliased(Company)
    low_side, high_side = aliased(Registration), aliased(Registration)
    return (
        select(Meeting, low, high, Slot.starts_at)
        .join(low_side, low_side.id == Meeting.low_id)
        .join(high_side, high_side.id == Meeting.high_id)
        .join(low, low.id == low_side.company_id)
        .join(high, high.id == high_side.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
    )


def _iter_freed_group(row: GroupMeetingRow, leaving: Collection[int]) -> Iterator[tuple[int, EndingMeeting]]:
    """Of a group that a firm hosts, who has a seat or is invited; of others the firms that have a seat."""
    host = row.host
    ending_meeting = EndingMeeting(host.name, host.name_zh, row.state, row.starts_at, topic=row.topic)
    for registration_id in leaving:
        if row.is_host(registration_id):
            come = tuple(
                guest.company.name
                for guest in row.guests
                if guest.answer in (GuestAnswer.ACCEPTED, GuestAnswer.INVITED)
            )
            yield registration_id, replace(ending_meeting, hosted=True, guests=come)
        elif row.answer_of(registration_id) is GuestAnswer.ACCEPTED:
            yield registration_id, ending_meeting
