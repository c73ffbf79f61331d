"""What a shift of the day would do: to which meetings, to whom, and what stands in its way. Nothing is written."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.companies.wording import company_label
from app.core.clock import Span, local_to_utc
from app.core.db import db, now
from app.core.localized import Localized
from app.day.day_stages import DaySlot
from app.day.models import Shift
from app.day.queries.boards import list_day_slots
from app.day.shift_plan import MovedSpan, ShiftPlan, ShiftRequest, plan_shift
from app.events.models import Event, EventDay, ProgrammeItem
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.queries.availability import EventAvailability, load_availability
from app.meetings.queries.group_meeting_parties import get_seated_companies
from app.meetings.queries.lists import get_company_names
from app.meetings.services.displacement import list_booked_meetings_in
from app.registrations.models import Delegation, Representation, VisitBlock


@dataclass(frozen=True, slots=True)
class ShiftConflict:
    """A meeting that the new time does not suit. ``why``: ``elsewhere`` (a company has left or is on a visit), ``away``
    (who sits there said they are not free then), ``interpreter``; ``who``: the company, or ""."""

    meeting_id: int
    why: str
    companies: tuple[str, str]
    before: Span
    after: Span
    who: str = ""


@dataclass(frozen=True, slots=True)
class FixedAppointment:
    """What does not move with the day: a visit or a departure of a delegation. ``is_met``: the new
    day goes on beyond its beginning."""

    title: Localized
    at: datetime
    delegation: Localized
    departs: bool
    is_met: bool


@dataclass(frozen=True)
class ShiftPreview:
    """``token`` stands for exactly this; ``counts``: meetings by slot."""

    asked: ShiftRequest
    plan: ShiftPlan
    times: Mapping[int, DaySlot]
    pieces: Mapping[int, ProgrammeItem]
    meetings: tuple[Meeting, ...]
    counts: Mapping[int, int]
    troubles: tuple[ShiftConflict, ...]
    fixed: tuple[FixedAppointment, ...]
    companies: int
    people: int
    closes: datetime | None

    @property
    def token(self) -> str:
        meetings = [(meeting.id, meeting.version) for meeting in self.meetings]
        return hashlib.sha256(repr((self.asked, self.plan, meetings)).encode()).hexdigest()[:32]

    @property
    def ends_at(self) -> datetime | None:
        return max((time.after.end for time in (*self.plan.times, *self.plan.pieces)), default=None)


def get_shift_preview(event: Event, asked: ShiftRequest) -> ShiftPreview:
    """Raises Invalid as ``plan`` does."""
    zone, times = ZoneInfo(event.zone), list_day_slots(event.id)
    items = {
        programme_item.id: programme_item
        for programme_item in db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.event_id == event.id))
    }
    pieces = [(item.id, Span(item.starts_at, item.ends_at)) for item in items.values()]
    planned = plan_shift(times, pieces, asked, now(), zone)
    changed = [item.id for item in planned.times]
    meetings = tuple(list_booked_meetings_in(event.id, changed))
    claims = _get_claims(meetings)
    sitting = get_seated_companies([meeting.id for meeting in meetings if meeting.kind == GROUP])
    guests = {item for those in sitting.values() for item in those}
    companies = guests | {party for item in meetings for party in _get_parties(item)}
    return ShiftPreview(
        asked=asked,
        plan=planned,
        times={time.id: time for time in times},
        pieces=items,
        meetings=meetings,
        counts=_count_meetings(claims, changed),
        troubles=tuple(_list_conflicts(load_availability(event, companies), planned, meetings, claims)),
        fixed=tuple(_list_fixed_appointments(event, planned, zone)),
        companies=len(companies),
        people=_count_people(companies),
        closes=_get_closing_time(event, planned, zone),
    )


def get_latest_shift(event_id: int) -> Shift | None:
    """The last one that is not undone."""
    rows = select(Shift).where(Shift.event_id == event_id, Shift.undone_at.is_(None))
    return db.session.scalars(rows.order_by(Shift.id.desc()).limit(1)).first()


def get_minutes_late(event_id: int, planned: ShiftPlan) -> int:
    """How late the first time that moves is then, after all shifts that stand; 0 where none moves."""
    if not planned.times:
        return 0
    first = planned.times[0]
    standing = select(Shift.plan).where(Shift.event_id == event_id, Shift.undone_at.is_(None)).order_by(Shift.id)
    began = (
        datetime.fromisoformat(row[1])
        for plan in db.session.scalars(standing)
        for row in plan["times"]
        if row[0] == first.id
    )
    return round((first.after.start - next(began, first.before.start)).total_seconds() / 60)


def get_shift_of_today(event: Event) -> Shift | None:
    """The last one of this day, unless it was undone."""
    zone, shift = ZoneInfo(event.zone), get_latest_shift(event.id)
    is_todays = shift is not None and shift.at.astimezone(zone).date() == now().astimezone(zone).date()
    return shift if is_todays else None


def _get_parties(meeting: Meeting) -> tuple[int, ...]:
    return (meeting.low_id, meeting.high_id) if meeting.kind != GROUP else (meeting.asker_id,)


def _get_claims(meetings: tuple[Meeting, ...]) -> dict[int, list[Claim]]:
    result: dict[int, list[Claim]] = defaultdict(list)
    rows = select(Claim).where(Claim.meeting_id.in_([meeting.id for meeting in meetings])).order_by(Claim.id)
    for claim in db.session.scalars(rows):
        result[claim.meeting_id].append(claim)
    return result


def _count_meetings(claims: Mapping[int, list[Claim]], slots: list[int]) -> dict[int, int]:
    slots_by_meeting = {number: {claim.slot_id for claim in those} for number, those in claims.items()}
    return {slot: sum(slot in each for each in slots_by_meeting.values()) for slot in slots}


def _count_people(parties: Collection[int]) -> int:
    rows = select(func.count(func.distinct(Representation.representative_id)))
    return db.session.scalar(rows.where(Representation.registration_id.in_(parties))) or 0


def _get_closing_time(event: Event, planned: ShiftPlan, zone: ZoneInfo) -> datetime | None:
    """When the hall closes on that day, as the event says."""
    moment = planned.times[0].before.start if planned.times else now()
    day = moment.astimezone(zone).date()
    event_day = db.session.scalar(select(EventDay).where(EventDay.event_id == event.id, EventDay.day == day))
    return local_to_utc(day, event_day.closes, zone) if event_day is not None else None


def _list_conflicts(
    hall: EventAvailability, planned: ShiftPlan, meetings: tuple[Meeting, ...], claims: Mapping[int, list[Claim]]
) -> Iterator[ShiftConflict]:
    """At most one of each meeting, the gravest."""
    moved = {time.id: time for time in planned.times}
    along = {piece.before: piece.after for piece in planned.pieces}
    names = get_company_names({party for item in meetings for party in _get_parties(item)})
    for meeting in meetings:
        parties = [hall.parties[item] for item in _get_parties(meeting) if item in hall.parties]
        get = [claim for claim in claims.get(meeting.id, ()) if claim.slot_id in moved]
        spans = [moved[slot] for slot in sorted({claim.slot_id for claim in get})]
        if not spans:
            continue
        called_so = [company_label(names[item]) for item in _get_parties(meeting) if item in names]
        companies = (called_so[0], called_so[-1]) if called_so else ("", "")
        absent_party = next(
            (item for item in parties if any(_is_away_after(item, each, along) for each in spans)), None
        )
        why = _find_conflict(hall.board, get, moved) if absent_party is None else "elsewhere"
        who = (
            company_label(names[absent_party.registration_id])
            if absent_party is not None and absent_party.registration_id in names
            else ""
        )
        if why:
            yield ShiftConflict(meeting.id, why, companies, spans[0].before, spans[0].after, who)


def _is_away_after(party: BookingParty, moved: MovedSpan, along: Mapping[Span, Span]) -> bool:
    """Whether the firm was there and is not at the new time; what moves along with the day is in nobody's way."""
    then = replace(party, away=tuple(along.get(span, span) for span in party.away))
    return party.attends(moved.before) and not then.attends(moved.after)


def _find_conflict(board: Occupancy, claims: list[Claim], moved: Mapping[int, MovedSpan]) -> str:
    for claim in claims:
        after = moved[claim.slot_id].after
        away = board.away.get(claim.representative_id or 0, ())
        if any(slot != claim.slot_id and board.spans[slot].overlaps(after) for slot in away if slot in board.spans):
            return "away"
        interpreter = next(
            (interpreter for interpreter in board.interpreters if interpreter.id == claim.interpreter_id), None
        )
        if interpreter is not None and not interpreter.is_there(after):
            return "interpreter"
    return ""


def _list_fixed_appointments(event: Event, planned: ShiftPlan, zone: ZoneInfo) -> Iterator[FixedAppointment]:
    """Visits and departures of this day that are still to come."""
    if not planned.times:
        return
    begin = planned.times[0].before.start
    today = begin.astimezone(zone).date()
    last = max(time.after.end for time in planned.times)
    delegations = {
        delegation.id: delegation
        for delegation in db.session.scalars(select(Delegation).where(Delegation.event_id == event.id))
    }
    visits = db.session.scalars(select(VisitBlock).where(VisitBlock.delegation_id.in_(delegations))).all()
    for visit in sorted(visits, key=lambda item: item.busy_from):
        if begin <= visit.busy_from and visit.busy_from.astimezone(zone).date() == today:
            where = delegations[visit.delegation_id].name
            yield FixedAppointment(visit.title, visit.busy_from, where, departs=False, is_met=visit.busy_from < last)
    for item in delegations.values():
        if item.departs_at is not None and item.departs_at.astimezone(zone).date() == today and item.departs_at > begin:
            yield FixedAppointment(item.name, item.departs_at, item.name, departs=True, is_met=item.departs_at < last)
