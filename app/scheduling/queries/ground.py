"""What a timetable of an event is made from, as it now is; a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import db, now
from app.events.models import Event, Slot
from app.events.phases import Phase
from app.events.rules import GroupRules
from app.matching.models import Ranking, Suggestion
from app.matching.packed import without_reasons
from app.matching.queries.suggested import shown_at
from app.meetings.board import Party, TablePlace, Taken
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.attendance import attendance_of
from app.meetings.queries.frame import frame_of
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.taken import all_taken, missed
from app.meetings.queries.tallies import limits_of, taking_part, tallies_among
from app.meetings.queries.voices import voices_of
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState
from app.scheduling import gathered
from app.scheduling.asked import Settings
from app.scheduling.gathered import Ground
from app.scheduling.problem import Held, Problem

Pair = frozenset[int]
COLUMNS: Final = (
    *("id", "low_id", "high_id", "asker_id", "state", "priority", "length", "arranged_by", "slot_id", "version"),
)


@dataclass(frozen=True)
class Gathered:
    """``versions``: of each meeting of the problem, as it was read."""

    problem: Problem
    ground: Ground
    versions: Mapping[int, int]


def gather(event: Event, settings: Settings, *, fixed: Iterable[Held] = ()) -> Gathered:
    """The problem of an event as things stand. Reads only."""
    rows, met = _meetings(event.id, unanswered=settings.unanswered and event.place_unanswered)
    firms = {firm for row in rows for firm in (row.low_id, row.high_id)}
    frame, near = frame_of(event.id), all_taken(event.id)
    tallies = tallies_among(event.id, firms)
    present = attendance_of(event, firms, tallies=tallies, busy=frame.busy)
    seated = frame.seated | {table.group_id for table in frame.tables if table.group_id is not None}
    scores = _scores(event.id, firms)
    ground = Ground(
        slots=frame.slots,
        tables=_homes_last(event.id, frame.tables, firms),
        voices=voices_of(event.id),
        parties=present.parties,
        meetings=[_meeting(row, present.parties, taken_by, scores) for row, taken_by in _with_claims(rows, near.taken)],
        taken=near.taken,
        away=[*near.away, *missed(present.people.miss, frame.slots, event.zone)],
        rules=GroupRules(rules_of(event.id).may_ask, seated),
        limits=limits_of(event),
        own={firm: tally.own for firm, tally in tallies.items()},
        counts={firm: tally.meetings for firm, tally in tallies.items()},
        met=met,
        zone=event.zone,
        walk_minutes=event.walk_minutes,
        now=now(),
        supposed=settings.supposed,
    )
    problem = gathered.problem_of(
        ground,
        keep_tables=settings.keep_tables,
        fixed=_still_there(fixed, rows),
        repairs=event.phase != Phase.PLANNING,
    )
    return Gathered(problem, ground, {row.id: row.version for row in rows})


def _homes_last(event_id: int, tables: Sequence[TablePlace], firms: Collection[int]) -> list[TablePlace]:
    """The tables in their order, behind all others those that a firm keeps which none of these meetings is of: of
    tables that are as good the first is taken, so that such a one is lent only where no other is free."""
    homes = {one.home_table_id for one in taking_part(event_id) if one.id not in firms}
    return sorted(tables, key=lambda one: one.id in homes)


def tables_kept(event_id: int) -> int:
    """How many tables firms keep for themselves."""
    approved = (one for one in taking_part(event_id) if one.kind == "firm" and one.state == RegistrationState.APPROVED)
    return len({one.home_table_id for one in approved} & {table.id for table in frame_of(event_id).tables})


def keeps_tables_at_first(event: Event) -> bool:
    """Whether each firm of a seated side can have a table of its own: then it keeps it, unless a planner says no."""
    frame = frame_of(event.id)
    approved = (one for one in taking_part(event.id) if one.state == RegistrationState.APPROVED)
    return 0 < sum(one.group_id in frame.seated for one in approved) <= len(frame.tables)


def _still_there(fixed: Iterable[Held], rows: Collection[Any]) -> list[Held]:
    known = {str(row.id) for row in rows}
    return [held for held in fixed if held.request in known]


def _meetings(event_id: int, *, unanswered: bool) -> tuple[list[Any], frozenset[Pair]]:
    """Of approved firms: agreed ones, booked ones that are ahead, and requests if they are to be placed; never of two
    of which one wants nothing to do with the other. Besides, who has met."""
    states = [State.AGREED, State.BOOKED, State.HELD, *([State.REQUESTED] if unanswered else [])]
    low, high = aliased(Registration), aliased(Registration)
    approved = [one.state == RegistrationState.APPROVED for one in (low, high)]
    either = ((Meeting.low_id, Meeting.high_id), (Meeting.high_id, Meeting.low_id))
    pair = or_(*(and_(Preference.registration_id == one, Preference.other_id == other) for one, other in either))
    never = exists().where(Preference.kind == "never", pair)
    rows = (
        select(*(getattr(Meeting, name) for name in COLUMNS))
        .join(low, low.id == Meeting.low_id)
        .join(high, high.id == Meeting.high_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.state.in_(states),
            not_lapsed(now()),
            or_(Meeting.state != State.BOOKED, Slot.starts_at > now()),
            or_(Meeting.state != State.REQUESTED, ~never),
            and_(*approved),
        )
        .order_by(Meeting.id)
    )
    found = db.session.execute(rows).all()
    met = frozenset(frozenset((row.low_id, row.high_id)) for row in found if row.state == State.HELD)
    return [row for row in found if row.state != State.HELD], met


def _with_claims(rows: Iterable[Any], taken: Iterable[Taken]) -> list[tuple[Any, list[Taken]]]:
    claims: dict[int, list[Taken]] = {}
    for one in taken:
        claims.setdefault(one.meeting_id, []).append(one)
    return [(row, claims.get(row.id, []) if row.state == State.BOOKED else []) for row in rows]


def _meeting(
    row: Any, parties: Mapping[int, Party], claims: list[Taken], scores: Mapping[Pair, float]
) -> gathered.Meeting:
    asked = row.high_id if row.asker_id == row.low_id else row.low_id
    sitting = {one.representative_id for one in claims if one.representative_id is not None}
    return gathered.Meeting(
        id=row.id,
        asker=row.asker_id,
        asked=asked,
        state=State(row.state),
        priority=row.priority,
        length=row.length,
        score=scores.get(frozenset((row.low_id, row.high_id))),
        arranged=row.arranged_by is not None,
        slot_id=row.slot_id if claims else None,
        people=_people(parties[row.asker_id], parties[asked], sitting),
        table_id=next((one.table_id for one in claims if one.table_id is not None), None),
        interpreter_id=next((one.interpreter_id for one in claims if one.interpreter_id is not None), None),
    )


def _people(asker: Party, asked: Party, sitting: Collection[int]) -> tuple[int, int] | None:
    """Who sits for the asker and who for the asked; somebody may stand for both firms."""
    pairs = ((one, other) for one in asker.representatives for other in asked.representatives)
    return next((pair for pair in pairs if pair[0] != pair[1] and set(pair) == set(sitting)), None)


def _scores(event_id: int, firms: Collection[int]) -> dict[Pair, float]:
    """How well two suit each other by the newest ranking: what the higher of the two lists says."""
    newest = select(func.max(Ranking.version)).where(Ranking.event_id == event_id).scalar_subquery()
    lists = select(Suggestion.registration_id, Suggestion.places).where(
        *shown_at(event_id, newest), Suggestion.registration_id.in_(firms)
    )
    found: dict[Pair, float] = {}
    for firm, packed in db.session.execute(lists):
        for place in without_reasons(packed):
            pair = frozenset((firm, place.other))
            found[pair] = max(place.score, found.get(pair, 0.0))
    return found
