"""The interpreters of an event as lists show them, their run sheets with a brief of each company, and what the
forecast reckons with: live meetings, what was answered so far, who speaks what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company, CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import db, now
from app.core.errors import NotFound
from app.events.models import Event, Interpreter, Table
from app.interpreters.forecast import (
    InterpreterDemand,
    SlotForecast,
    SpeakerGroup,
    forecast_slots,
    get_acceptance_rate,
    get_share_of_pairs,
)
from app.meetings.availability import get_free_slots
from app.meetings.displacement import BookedMeeting
from app.meetings.interpreter_assignment import list_assignments, list_interpreter_refusals
from app.meetings.interpreters import SpokenLanguages, get_interpreter_need, list_interpreter_needs
from app.meetings.lifecycle import LIVE_STATES, PLACED_STATES, MeetingState
from app.meetings.models import Claim, InterpreterPost, Meeting, is_not_expired
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot
from app.meetings.queries.availability import EventAvailability, load_availability
from app.meetings.queries.claims import MeetingClaims, get_claims_of_event
from app.meetings.queries.displacement import get_booked_groups, list_bookings_without_interpreter
from app.meetings.queries.group_meetings import GroupMeetingRow, list_event_group_meetings
from app.meetings.queries.lists import MeetingRow, list_event_meetings
from app.meetings.queries.policy import get_group_rules
from app.meetings.queries.proposals import ProposedTime, get_proposals
from app.meetings.seating import InterpreterObstacle
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

ACCEPTED_STATES = (
    MeetingState.AGREED,
    MeetingState.BOOKED,
    MeetingState.HELD,
    MeetingState.MISSED,
    MeetingState.CANCELLED,
)
REFUSED_STATES = (MeetingState.DECLINED, MeetingState.EXPIRED)


@dataclass(frozen=True)
class InterpreterForecast:
    """``hours``: each meeting slot · ``share``: of requests that are accepted, in (0, 1] · ``waiting``: live requests
    that count by it · ``pairs``: part of the pairs that may meet which needs an interpreter, in [0, 1] · ``tables``:
    so many meetings may sit at once · ``givable``: booked meetings ahead that need an interpreter, have none and could
    be given one now · ``without``: those for which nobody is free.
    """

    hours: list[SlotForecast]
    share: float
    waiting: int
    pairs: float
    tables: int
    givable: int
    without: int

    @property
    def full_hall(self) -> int:
        """How many interpreters a slot needs in which every table is taken, rounded up."""
        return -int(-self.pairs * self.tables // 1)


def get_interpreter_forecast(event: Event) -> InterpreterForecast:
    """How many interpreters each slot of an event needs and has, in a constant number of queries."""
    meetings = _live_meetings(event.id)
    unserved = list_bookings_without_interpreter(event.id)
    groups = get_booked_groups(event.id)[0]
    companies = {company for meeting in meetings for company in (meeting.low_id, meeting.high_id)}
    companies |= {company for seated in groups.values() for company in seated}
    hall = load_availability(event, companies | {company for item in unserved for company in item.parties})
    share = _acceptance_rate(event.id)
    seats = _seats_by_meeting(hall.taken)
    demands = (*_meeting_demands(hall, meetings, seats, share), *_group_demands(hall, groups, seats))
    hours = forecast_slots(
        hall.board.slots, hall.board.interpreters, demands, away=hall.board.list_absent_interpreters()
    )
    needed = list_assignments(hall.board, unserved, hall.parties)
    hours = _with_unserved(hours, hall, unserved, {item.meeting_id: item.by for item in needed})
    return InterpreterForecast(
        hours=hours,
        share=share,
        waiting=sum(item.state == MeetingState.REQUESTED for item in meetings),
        pairs=get_share_of_pairs(_speaker_groups(event.id), get_group_rules(event.id)),
        tables=len(hall.board.tables),
        givable=sum(item.by is not None for item in needed),
        without=sum(item.by is None for item in needed),
    )


def _with_unserved(
    hours: Sequence[SlotForecast],
    hall: EventAvailability,
    unserved: Iterable[BookedMeeting],
    by: Mapping[int, int | None],
) -> list[SlotForecast]:
    """The same with the booked meetings that have no interpreter. ``by``: who could be given to each that needs one, as
    the board has it."""
    givable, without = Counter[int](), Counter[int]()
    barred: dict[int, dict[tuple[int, InterpreterObstacle], None]] = defaultdict(dict)
    for booking in unserved:
        if booking.meeting_id not in by:
            continue
        nobody = by[booking.meeting_id] is None
        (without if nobody else givable).update(booking.slot_ids)
        for slot_id in booking.slot_ids if nobody else ():
            barred[slot_id] |= dict.fromkeys(list_interpreter_refusals(hall.board, booking, hall.parties))
    return [
        replace(
            hour,
            givable=givable[hour.slot.id],
            without=without[hour.slot.id],
            barred=tuple(barred.get(hour.slot.id, ())),
        )
        for hour in hours
    ]


def _live_meetings(event_id: int) -> list[Meeting]:
    rows = select(Meeting).where(
        Meeting.event_id == event_id,
        Meeting.state.in_(LIVE_STATES),
        is_not_expired(now()),
        Meeting.kind == "one_to_one",
    )
    return list(db.session.scalars(rows.order_by(Meeting.id)))


def _seats_by_meeting(taken: Iterable[OccupiedSlot]) -> dict[int, tuple[set[int], set[int]]]:
    """The slots and the people of meetings that hold time."""
    result: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for claim in taken:
        if claim.representative_id is not None:
            result[claim.meeting_id][0].add(claim.slot_id)
            result[claim.meeting_id][1].add(claim.representative_id)
    return result


def _meeting_demands(
    hall: EventAvailability, meetings: Sequence[Meeting], seats: dict[int, tuple[set[int], set[int]]], share: float
) -> Iterator[InterpreterDemand]:
    at = now()

    @cache
    def free(company: int) -> frozenset[int]:
        return get_free_slots(hall.board, hall.parties[company], now=at)

    proposals = get_proposals([meeting.id for meeting in meetings if meeting.state == MeetingState.REQUESTED])
    for live_meeting in meetings:
        pair = (live_meeting.low_id, live_meeting.high_id)
        slots, people = seats.get(live_meeting.id, (set(), set()))
        need = get_interpreter_need(*(_spoken_languages(hall.parties[company], people) for company in pair))
        if need is None:
            continue
        booked = live_meeting.state == MeetingState.BOOKED
        may = (
            slots
            if booked
            else _likely_slots(
                hall.board, live_meeting, proposals, free(live_meeting.low_id) & free(live_meeting.high_id)
            )
        )
        weight = share if live_meeting.state == MeetingState.REQUESTED else 1.0
        yield InterpreterDemand(need, frozenset(pair), tuple(sorted(may)), booked, weight, live_meeting.length)


def _likely_slots(
    board: Occupancy, meeting: Meeting, proposals: Mapping[int, Sequence[ProposedTime]], free: Set[int]
) -> Set[int]:
    """Where a meeting without a time may come to stand: at the times that it proposes, while both are free then; where
    it proposes none, or none that is left, in any slot in which both are."""
    firsts: set[int | None] = {proposal.slot_id for proposal in proposals.get(meeting.id, ())} or {meeting.slot_id}
    stretches = (board.stretch(at, meeting.length) or () for at, slot in enumerate(board.slots) if slot.id in firsts)
    slot_sets = ({slot.id for slot in stretch} for stretch in stretches)
    return frozenset().union(*(slots for slots in slot_sets if slots <= free)) or free


def _group_demands(
    hall: EventAvailability, groups: Mapping[int, Sequence[int]], seats: dict[int, tuple[set[int], set[int]]]
) -> Iterator[InterpreterDemand]:
    """Of group meetings, which hold their time: what lies between the host and its guests."""
    for meeting_id, companies in groups.items():
        slots, people = seats.get(meeting_id, (set(), set()))
        host, *guests = (_spoken_languages(hall.parties[company], people) for company in companies)
        if needs := list_interpreter_needs(host, guests):
            yield InterpreterDemand(
                needs[0], frozenset(companies), tuple(sorted(slots)), is_booked=True, also=needs[1:]
            )


def _spoken_languages(party: BookingParty, seated: set[int]) -> SpokenLanguages:
    """Of who sits there, else of who would come first."""
    likely = (*(person for person in party.representatives if person in seated), *party.representatives)
    return party.speech_of(likely[0]) if likely else SpokenLanguages(party.languages, party.needs_interpreter)


def _acceptance_rate(event_id: int) -> float:
    """Of what was asked and answered, or left without an answer until it lapsed."""
    counted = (
        select(Meeting.state, func.count())
        .where(
            Meeting.event_id == event_id,
            Meeting.arranged_by.is_(None),
            Meeting.state.in_((*ACCEPTED_STATES, *REFUSED_STATES)),
        )
        .group_by(Meeting.state)
    )
    by_state = {MeetingState(state): count for state, count in db.session.execute(counted)}
    return get_acceptance_rate(
        sum(by_state.get(accepted_state, 0) for accepted_state in ACCEPTED_STATES), sum(by_state.values())
    )


def _speaker_groups(event_id: int) -> list[SpeakerGroup]:
    rows = select(Registration.group_id, Registration.languages, Registration.needs_interpreter).where(
        Registration.event_id == event_id,
        Registration.kind == "firm",
        Registration.state == RegistrationState.APPROVED,
    )
    alike = Counter(
        (group, SpokenLanguages(frozenset(languages or ()), bool(needs)))
        for group, languages, needs in db.session.execute(rows)
    )
    return [SpeakerGroup(group, speech, companies) for (group, speech), companies in alike.items()]


@dataclass(frozen=True)
class CompanyBrief:
    """A firm as an interpreter prepares for it. ``is_in``: sector codes; ``languages``: codes of what it speaks."""

    registration_id: int
    company: Company
    is_in: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class RunSheet:
    """One interpreter with its meetings and group meetings, by time. ``seats``: what each meeting holds."""

    row: InterpreterRow
    meetings: Sequence[MeetingRow]
    group_meetings: Sequence[GroupMeetingRow] = ()
    seats: Mapping[int, MeetingClaims] = field(default_factory=dict)

    @property
    def interpreter(self) -> Interpreter:
        return self.row.interpreter


def list_run_sheets(event: Event, only: int | None = None) -> list[RunSheet]:
    """Of each interpreter (``only`` this one), by name, in a constant number of queries."""
    seats = {meeting_id: claim for meeting_id, claim in get_claims_of_event(event.id).items() if claim.interpreters}
    meetings = list_event_meetings(event.id, *PLACED_STATES, brief=True, seats=seats)
    group_meetings = list_event_group_meetings(event.id, *PLACED_STATES, brief=True, seats=seats)
    return [
        RunSheet(
            interpreter,
            [row for row in meetings if row.id in seats and interpreter.interpreter.id in seats[row.id].interpreters],
            [
                row
                for row in group_meetings
                if row.id in seats and interpreter.interpreter.id in seats[row.id].interpreters
            ],
            seats,
        )
        for interpreter in list_interpreters(event.id)
        if only in (None, interpreter.interpreter.id)
    ]


def get_company_briefs(registration_ids: Collection[int]) -> dict[int, CompanyBrief]:
    """Of each of these firms, in one query."""
    is_in = (CompanySector.company_id == Company.id) & (CompanySector.kind == "is_in")
    rows = (
        select(Registration.id, Registration.languages, Company, CompanySector.code)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(CompanySector, is_in)
        .where(Registration.id.in_(registration_ids))
    )
    companies: dict[int, tuple[Company, tuple[str, ...]]] = {}
    sectors: dict[int, list[str]] = defaultdict(list)
    for registration_id, languages, company, code in db.session.execute(rows):
        companies[registration_id] = (company, tuple(languages or ()))
        if code is not None:
            sectors[registration_id].append(code)
    return {
        registration_id: CompanyBrief(
            registration_id, company, sector_tree().sorted(sectors[registration_id]), languages
        )
        for registration_id, (company, languages) in companies.items()
    }


@dataclass(frozen=True)
class InterpreterRow:
    """An interpreter as lists show it; ``company``, ``table``: whom it serves alone, where they still take part;
    ``meetings``: how many it holds."""

    interpreter: Interpreter
    company: Registration | None
    table: str
    meetings: int


def get_interpreter(event_id: int, interpreter_id: int) -> tuple[Interpreter, InterpreterPost | None]:
    """One of them, and whom it serves alone. Raises NotFound for one who is retired, or of another event."""
    interpreter = db.session.get(Interpreter, interpreter_id)
    if interpreter is None or interpreter.event_id != event_id or interpreter.retired_at is not None:
        raise NotFound
    post = select(InterpreterPost).where(InterpreterPost.interpreter_id == interpreter_id)
    return interpreter, db.session.scalar(post)


def list_interpreters(event_id: int) -> list[InterpreterRow]:
    """Who interprets at an event, by name, in a constant number of queries."""
    meeting_counts = (
        select(Claim.interpreter_id, func.count(Claim.meeting_id.distinct()).label("meetings"))
        .where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None))
        .group_by(Claim.interpreter_id)
        .subquery()
    )
    approved = Registration.state == RegistrationState.APPROVED
    rows = (
        select(Interpreter, Registration, Table.label, func.coalesce(meeting_counts.c.meetings, 0))
        .outerjoin(InterpreterPost, InterpreterPost.interpreter_id == Interpreter.id)
        .outerjoin(Registration, and_(Registration.id == InterpreterPost.works_for_id, approved))
        .outerjoin(Table, and_(Table.id == InterpreterPost.table_id, Table.retired_at.is_(None)))
        .outerjoin(meeting_counts, meeting_counts.c.interpreter_id == Interpreter.id)
        .where(Interpreter.event_id == event_id, Interpreter.retired_at.is_(None))
        .order_by(Interpreter.name, Interpreter.id)
        .options(joinedload(Registration.company), joinedload(Interpreter.hours))
    )
    return [
        InterpreterRow(interpreter, company, label or "", count)
        for interpreter, company, label, count in db.session.execute(rows).unique()
    ]
