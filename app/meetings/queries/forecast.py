"""What the forecast of interpreters reckons with: live meetings, what was answered so far, who speaks what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import func, select

from app.core.db import db, now
from app.events.models import Event
from app.meetings.availability import free_slots
from app.meetings.board import Board, Party, Taken
from app.meetings.displaced import Sitting
from app.meetings.forecast import Demand, Hour, Side, acceptance, forecast, share_of_pairs
from app.meetings.interpreting import Speech, need_of, needs_of
from app.meetings.lifecycle import LIVE, State
from app.meetings.models import Meeting
from app.meetings.placing import VoiceBar
from app.meetings.queries.boards import Hall, hall_of
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.said import Proposed, proposals_of
from app.meetings.queries.sittings import groups_booked, sittings_without
from app.meetings.relieving import bars_at, engagements
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

ACCEPTED = (State.AGREED, State.BOOKED, State.HELD, State.MISSED, State.CANCELLED)
REFUSED = (State.DECLINED, State.EXPIRED)


@dataclass(frozen=True)
class Forecast:
    """``hours``: each meeting slot · ``share``: of requests that are accepted, in (0, 1] · ``waiting``: live requests
    that count by it · ``pairs``: part of the pairs that may meet which needs an interpreter, in [0, 1] · ``tables``:
    so many meetings may sit at once · ``givable``: booked meetings ahead that need an interpreter, have none and could
    be given one now · ``without``: those for which nobody is free.
    """

    hours: list[Hour]
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


def forecast_of(event: Event) -> Forecast:
    """How many interpreters each slot of an event needs and has, in a constant number of queries."""
    meetings = _live(event.id)
    unserved = sittings_without(event.id)
    groups = groups_booked(event.id)[0]
    firms = {firm for one in meetings for firm in (one.low_id, one.high_id)}
    firms |= {firm for seated in groups.values() for firm in seated}
    hall = hall_of(event, firms | {firm for one in unserved for firm in one.parties})
    share = _acceptance(event.id)
    seats = _seats(hall.taken)
    demands = (*_demands(hall, meetings, seats, share), *_of_groups(hall, groups, seats))
    hours = forecast(hall.board.slots, hall.board.voices, demands, away=hall.board.voices_away())
    needed = engagements(hall.board, unserved, hall.parties)
    hours = _with_unserved(hours, hall, unserved, {one.meeting_id: one.by for one in needed})
    return Forecast(
        hours=hours,
        share=share,
        waiting=sum(one.state == State.REQUESTED for one in meetings),
        pairs=share_of_pairs(_sides(event.id), rules_of(event.id)),
        tables=len(hall.board.tables),
        givable=sum(one.by is not None for one in needed),
        without=sum(one.by is None for one in needed),
    )


def _with_unserved(
    hours: Sequence[Hour], hall: Hall, unserved: Iterable[Sitting], by: Mapping[int, int | None]
) -> list[Hour]:
    """The same with the booked meetings that have no interpreter. ``by``: who could be given to each that needs one, as
    the board has it."""
    givable, without = Counter[int](), Counter[int]()
    barred: dict[int, dict[tuple[int, VoiceBar], None]] = defaultdict(dict)
    for one in unserved:
        if one.meeting_id not in by:
            continue
        nobody = by[one.meeting_id] is None
        (without if nobody else givable).update(one.slot_ids)
        for slot_id in one.slot_ids if nobody else ():
            barred[slot_id] |= dict.fromkeys(bars_at(hall.board, one, hall.parties))
    return [
        replace(
            hour,
            givable=givable[hour.slot.id],
            without=without[hour.slot.id],
            barred=tuple(barred.get(hour.slot.id, ())),
        )
        for hour in hours
    ]


def _live(event_id: int) -> list[Meeting]:
    rows = select(Meeting).where(
        Meeting.event_id == event_id, Meeting.state.in_(LIVE), not_lapsed(now()), Meeting.kind == "one_to_one"
    )
    return list(db.session.scalars(rows.order_by(Meeting.id)))


def _seats(taken: Iterable[Taken]) -> dict[int, tuple[set[int], set[int]]]:
    """The slots and the people of meetings that hold time."""
    found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for claim in taken:
        if claim.representative_id is not None:
            found[claim.meeting_id][0].add(claim.slot_id)
            found[claim.meeting_id][1].add(claim.representative_id)
    return found


def _demands(
    hall: Hall, meetings: Sequence[Meeting], seats: dict[int, tuple[set[int], set[int]]], share: float
) -> Iterator[Demand]:
    at = now()

    @cache
    def free(firm: int) -> frozenset[int]:
        return free_slots(hall.board, hall.parties[firm], now=at)

    proposals = proposals_of([one.id for one in meetings if one.state == State.REQUESTED])
    for one in meetings:
        pair = (one.low_id, one.high_id)
        slots, people = seats.get(one.id, (set(), set()))
        need = need_of(*(_speech(hall.parties[firm], people) for firm in pair))
        if need is None:
            continue
        booked = one.state == State.BOOKED
        may = slots if booked else _likely(hall.board, one, proposals, free(one.low_id) & free(one.high_id))
        weight = share if one.state == State.REQUESTED else 1.0
        yield Demand(need, frozenset(pair), tuple(sorted(may)), booked, weight, one.length)


def _likely(board: Board, meeting: Meeting, proposals: Mapping[int, Sequence[Proposed]], free: Set[int]) -> Set[int]:
    """Where a meeting without a time may come to stand: at the times that it proposes, while both are free then; where
    it proposes none, or none that is left, in any slot in which both are."""
    firsts: set[int | None] = {one.slot_id for one in proposals.get(meeting.id, ())} or {meeting.slot_id}
    stretches = (board.stretch(at, meeting.length) or () for at, slot in enumerate(board.slots) if slot.id in firsts)
    held = ({slot.id for slot in stretch} for stretch in stretches)
    return frozenset().union(*(slots for slots in held if slots <= free)) or free


def _of_groups(
    hall: Hall, groups: Mapping[int, Sequence[int]], seats: dict[int, tuple[set[int], set[int]]]
) -> Iterator[Demand]:
    """Of group meetings, which hold their time: what lies between the host and its guests."""
    for meeting_id, firms in groups.items():
        slots, people = seats.get(meeting_id, (set(), set()))
        host, *guests = (_speech(hall.parties[firm], people) for firm in firms)
        if needs := needs_of(host, guests):
            yield Demand(needs[0], frozenset(firms), tuple(sorted(slots)), is_booked=True, also=needs[1:])


def _speech(party: Party, seated: set[int]) -> Speech:
    """Of who sits there, else of who would come first."""
    likely = (*(person for person in party.representatives if person in seated), *party.representatives)
    return party.speech_of(likely[0]) if likely else Speech(party.languages, party.needs_interpreter)


def _acceptance(event_id: int) -> float:
    """Of what was asked and answered, or left without an answer until it lapsed."""
    counted = (
        select(Meeting.state, func.count())
        .where(Meeting.event_id == event_id, Meeting.arranged_by.is_(None), Meeting.state.in_((*ACCEPTED, *REFUSED)))
        .group_by(Meeting.state)
    )
    by_state = {State(state): count for state, count in db.session.execute(counted)}
    return acceptance(sum(by_state.get(one, 0) for one in ACCEPTED), sum(by_state.values()))


def _sides(event_id: int) -> list[Side]:
    rows = select(Registration.group_id, Registration.languages, Registration.needs_interpreter).where(
        Registration.event_id == event_id,
        Registration.kind == "firm",
        Registration.state == RegistrationState.APPROVED,
    )
    alike = Counter(
        (group, Speech(frozenset(languages or ()), bool(needs))) for group, languages, needs in db.session.execute(rows)
    )
    return [Side(group, speech, firms) for (group, speech), firms in alike.items()]
