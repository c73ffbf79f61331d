"""What a schedule of an event is made from, as it now is: its problem, its people, and what keeps them from meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import db, now
from app.events.calendar import get_half_day
from app.events.models import Event, Slot, Table
from app.events.phases import Phase
from app.events.rules import GroupRules
from app.matching.models import Ranking, Suggestion
from app.matching.queries.suggestions import lists_at_version
from app.matching.stored_lists import places_without_reasons
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Claim, Meeting, Unavailability, is_not_expired
from app.meetings.occupancy import BookingParty, OccupiedSlot, TablePlace
from app.meetings.queries.availability import load_parties
from app.meetings.queries.interpreters import list_interpreter_profiles
from app.meetings.queries.occupancy import get_event_layout, list_absent_slots, list_all_claims
from app.meetings.queries.policy import count_event_tallies, get_event_limits, get_group_rules, list_participants
from app.registrations.models import Preference, Registration, Representation, Representative
from app.registrations.states import RegistrationState
from app.scheduling import event_problem
from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.event_problem import PlanningInput
from app.scheduling.problem import PlacedMeeting, SchedulingProblem

CompanyPair = frozenset[int]
MEETING_COLUMNS: Final = (
    "id",
    "low_id",
    "high_id",
    "asker_id",
    "state",
    "priority",
    "length",
    "arranged_by",
    "slot_id",
    "version",
)


@dataclass(frozen=True)
class GatheredProblem:
    """``versions``: of each meeting of the problem, as it was read."""

    problem: SchedulingProblem
    ground: PlanningInput
    versions: Mapping[int, int]


def get_event_problem(event: Event, settings: PlanSettings, *, fixed: Iterable[PlacedMeeting] = ()) -> GatheredProblem:
    """The problem of an event as things stand. Reads only."""
    rows, met = _meeting_rows(event.id, unanswered=settings.unanswered and event.place_unanswered)
    companies = {company for row in rows for company in (row.low_id, row.high_id)}
    frame, near = get_event_layout(event.id), list_all_claims(event.id)
    tallies = count_event_tallies(event.id, companies)
    present = load_parties(event, companies, tallies=tallies, busy=frame.busy)
    seated = frame.seated | {table.group_id for table in frame.tables if table.group_id is not None}
    scores = _pair_scores(event.id, companies)
    ground = PlanningInput(
        slots=frame.slots,
        tables=_fixed_tables_last(event.id, frame.tables, companies),
        interpreters=list_interpreter_profiles(event.id),
        parties=present.parties,
        meetings=[
            _planned_meeting(row, present.parties, taken_by, scores) for row, taken_by in _with_claims(rows, near.taken)
        ],
        taken=near.taken,
        away=[*near.away, *list_absent_slots(present.people.miss, frame.slots, event.zone)],
        rules=GroupRules(get_group_rules(event.id).may_ask, seated),
        limits=get_event_limits(event),
        own={company: tally.own for company, tally in tallies.items()},
        counts={company: tally.meetings for company, tally in tallies.items()},
        met=met,
        zone=event.zone,
        walk_minutes=event.walk_minutes,
        now=now(),
        supposed=settings.supposed,
    )
    problem = event_problem.event_problem(
        ground,
        keep_tables=settings.keep_tables,
        fixed=_existing_meetings(fixed, rows),
        repairs=event.phase != Phase.PLANNING,
    )
    return GatheredProblem(problem, ground, {row.id: row.version for row in rows})


def _fixed_tables_last(event_id: int, tables: Sequence[TablePlace], companies: Collection[int]) -> list[TablePlace]:
    """The tables in their order, behind all others those that a company keeps which none of these meetings is of: of
    tables that are as good the first is taken, so that such a one is lent only where no other is free."""
    homes = {item.home_table_id for item in list_participants(event_id) if item.id not in companies}
    return sorted(tables, key=lambda item: item.id in homes)


def count_fixed_tables(event_id: int) -> int:
    """How many tables firms keep for themselves."""
    approved = (
        row for row in list_participants(event_id) if row.kind == "firm" and row.state == RegistrationState.APPROVED
    )
    return len({row.home_table_id for row in approved} & {table.id for table in get_event_layout(event_id).tables})


def has_tables_for_all(event: Event) -> bool:
    """Whether each firm of a seated side can have a table of its own: then it keeps it, unless a planner says no."""
    frame = get_event_layout(event.id)
    approved = (row for row in list_participants(event.id) if row.state == RegistrationState.APPROVED)
    return 0 < sum(row.group_id in frame.seated for row in approved) <= len(frame.tables)


def _existing_meetings(fixed: Iterable[PlacedMeeting], rows: Collection[Any]) -> list[PlacedMeeting]:
    known = {str(row.id) for row in rows}
    return [placed for placed in fixed if placed.request in known]


def _meeting_rows(event_id: int, *, unanswered: bool) -> tuple[list[Any], frozenset[CompanyPair]]:
    """Of approved companies: agreed ones, booked ones that are ahead, and requests if they are to be placed; never of
    two of which one wants nothing to do with the other. Besides, who has met. What was agreed or booked is placed
    whatever ``meetings.policy`` would say of it now: it asks whether two may begin, not whether they may go on."""
    states = [
        MeetingState.AGREED,
        MeetingState.BOOKED,
        MeetingState.HELD,
        *([MeetingState.REQUESTED] if unanswered else []),
    ]
    low, high = aliased(Registration), aliased(Registration)
    approved = [side.state == RegistrationState.APPROVED for side in (low, high)]
    either = ((Meeting.low_id, Meeting.high_id), (Meeting.high_id, Meeting.low_id))
    pair = or_(*(and_(Preference.registration_id == side, Preference.other_id == other) for side, other in either))
    never = exists().where(Preference.kind == "never", pair)
    rows = (
        select(*(getattr(Meeting, name) for name in MEETING_COLUMNS))
        .join(low, low.id == Meeting.low_id)
        .join(high, high.id == Meeting.high_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.state.in_(states),
            is_not_expired(now()),
            or_(Meeting.state != MeetingState.BOOKED, Slot.starts_at > now()),
            or_(Meeting.state != MeetingState.REQUESTED, ~never),
            and_(*approved),
        )
        .order_by(Meeting.id)
    )
    meeting_rows = db.session.execute(rows).all()
    met = frozenset(frozenset((row.low_id, row.high_id)) for row in meeting_rows if row.state == MeetingState.HELD)
    return [row for row in meeting_rows if row.state != MeetingState.HELD], met


def _with_claims(rows: Iterable[Any], taken: Iterable[OccupiedSlot]) -> list[tuple[Any, list[OccupiedSlot]]]:
    claims: dict[int, list[OccupiedSlot]] = {}
    for claim in taken:
        claims.setdefault(claim.meeting_id, []).append(claim)
    return [(row, claims.get(row.id, []) if row.state == MeetingState.BOOKED else []) for row in rows]


def _planned_meeting(
    row: Any, parties: Mapping[int, BookingParty], claims: list[OccupiedSlot], scores: Mapping[CompanyPair, float]
) -> event_problem.PlannedMeeting:
    asked = row.high_id if row.asker_id == row.low_id else row.low_id
    sitting = {claim.representative_id for claim in claims if claim.representative_id is not None}
    return event_problem.PlannedMeeting(
        id=row.id,
        asker=row.asker_id,
        asked=asked,
        state=MeetingState(row.state),
        priority=row.priority,
        length=row.length,
        score=scores.get(frozenset((row.low_id, row.high_id))),
        arranged=row.arranged_by is not None,
        slot_id=row.slot_id if claims else None,
        people=_seated_pair(parties[row.asker_id], parties[asked], sitting),
        table_id=next((claim.table_id for claim in claims if claim.table_id is not None), None),
        interpreter_id=next((claim.interpreter_id for claim in claims if claim.interpreter_id is not None), None),
    )


def _seated_pair(asker: BookingParty, asked: BookingParty, sitting: Collection[int]) -> tuple[int, int] | None:
    """Who sits for the asker and who for the asked; somebody may stand for both firms."""
    pairs = ((person, other) for person in asker.representatives for other in asked.representatives)
    return next((pair for pair in pairs if pair[0] != pair[1] and set(pair) == set(sitting)), None)


def _pair_scores(event_id: int, companies: Collection[int]) -> dict[CompanyPair, float]:
    """How well two suit each other by the newest ranking: what the higher of the two lists says."""
    newest = select(func.max(Ranking.version)).where(Ranking.event_id == event_id).scalar_subquery()
    lists = select(Suggestion.registration_id, Suggestion.places).where(
        *lists_at_version(event_id, newest), Suggestion.registration_id.in_(companies)
    )
    scores: dict[CompanyPair, float] = {}
    for company, packed in db.session.execute(lists):
        for place in places_without_reasons(packed):
            pair = frozenset((company, place.other))
            scores[pair] = max(place.score, scores.get(pair, 0.0))
    return scores


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """A representative by the name in the reader's script, and the firm it stands for."""

    person_id: int
    person: str
    name: str
    name_zh: str | None


def suppositions_of_event(event_id: int, supposed: Suppositions) -> Suppositions:
    """What of it is about this event's own people, tables, firms and slots."""

    def known(model: type[Representative | Table | Registration | Slot], ids: Iterable[int]) -> frozenset[int]:
        rows = select(model.id).where(model.event_id == event_id, model.id.in_([*ids]))
        return frozenset(db.session.scalars(rows)) if ids else frozenset()

    late, slots = known(Registration, supposed.late), known(Slot, supposed.late.values())
    return Suppositions(
        known(Representative, supposed.people),
        known(Table, supposed.tables),
        {company: slot for company, slot in supposed.late.items() if company in late and slot in slots},
    )


def list_expected_people(event_id: int) -> list[ExpectedPerson]:
    """Of approved firms, by firm."""
    rows = (
        select(Representative, Company.name, Company.name_zh)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)
        .order_by(Company.sort_name, Registration.id, Representative.id)
    )
    return [
        ExpectedPerson(person.id, company_label(person), name, name_zh)
        for person, name, name_zh in db.session.execute(rows)
    ]


PersonSlot = tuple[int, int]
"""A person and a slot."""


def removable_absences(event: Event, times: Collection[PersonSlot]) -> frozenset[PersonSlot]:
    """Those in which somebody was said to be away and nothing else keeps them: no stay, visit, speech, half day or
    meeting. In a constant number of queries."""
    people, slots = {person for person, _ in times}, {slot for _, slot in times}
    absences = {time for time in _person_slots(Unavailability, people, slots) if time in times}
    if not absences:
        return frozenset()
    companies_of: dict[int, set[int]] = defaultdict(set)
    rows = select(Representation.representative_id, Representation.registration_id)
    for person, company in db.session.execute(rows.where(Representation.representative_id.in_(people))):
        companies_of[person].add(company)
    attendance = load_parties(event, {company for companies in companies_of.values() for company in companies})
    taken = _person_slots(Claim, people, slots)
    known = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.id.in_(slots)))}

    def comes(person: int, slot: Slot) -> bool:
        halves, span = attendance.people.miss.get(person, frozenset()), Span(slot.starts_at, slot.ends_at)
        parties = (attendance.parties[company] for company in companies_of[person] if company in attendance.parties)
        return get_half_day(slot.starts_at, event.zone) not in halves and all(party.attends(span) for party in parties)

    return frozenset(
        absence for absence in absences - taken if absence[1] in known and comes(absence[0], known[absence[1]])
    )


def _person_slots(
    model: type[Unavailability | Claim], people: Collection[int], slots: Collection[int]
) -> set[PersonSlot]:
    rows = select(model.representative_id, model.slot_id).where(
        model.representative_id.in_(people), model.slot_id.in_(slots)
    )
    return {(person, slot) for person, slot in db.session.execute(rows) if person is not None}
