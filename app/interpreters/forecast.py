"""How many interpreters each slot will need, and how many of them are there: weeks ahead, from what is known now.

A booked meeting needs its interpreter in its slots. One without a time may come to stand at a time that its request
proposes, else in any slot in which both companies are free, in each with the same chance; a request counts for as
much as requests were accepted so far.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from app.events.rules import GroupRules
from app.meetings.interpreters import InterpreterNeed, InterpreterProfile, SpokenLanguages, get_interpreter_need
from app.meetings.runs import SlotTime
from app.meetings.seating import InterpreterObstacle

EPSILON: Final = 1e-9
MIN_ANSWERS: Final = 10
"""With fewer answers than this nobody knows what part is accepted: all are taken to be."""


@dataclass(frozen=True, slots=True)
class InterpreterDemand:
    """A meeting that needs an interpreter.

    ``slot_ids``: its slots where it ``is_booked``, else those in which it may come to stand · ``weight``: how likely it
    takes place, in (0, 1] · ``length``: slots that it lasts · ``also``: what else the one interpreter of a group must
    speak.
    """

    need: InterpreterNeed
    registration_ids: frozenset[int]
    slot_ids: tuple[int, ...]
    is_booked: bool = False
    weight: float = 1.0
    length: int = 1
    also: tuple[InterpreterNeed, ...] = ()

    @property
    def in_each(self) -> float:
        """What one of its slots must reckon with, in [0, 1]."""
        return 1.0 if self.is_booked else min(1.0, self.weight * self.length / len(self.slot_ids))


@dataclass(frozen=True, slots=True)
class SlotForecast:
    """One slot. ``booked``: meetings that hold it and need an interpreter · ``expected``: those and what may come, a
    mean · ``have``: interpreters who work then, without those whom their one company does not need then · ``short``: of
    the expected, how many find none who speaks both languages and works for them, in [0, expected] · ``lacking``: the
    same by language pair, the most lacking first · ``givable``: booked meetings without an interpreter that could be
    given one now · ``without``: those for which nobody is free, whatever others might spare · ``barred``: who could
    interpret at these, and why they cannot come.
    """

    slot: SlotTime
    booked: int = 0
    expected: float = 0.0
    have: int = 0
    short: float = 0.0
    lacking: tuple[tuple[InterpreterNeed, float], ...] = ()
    givable: int = 0
    without: int = 0
    barred: tuple[tuple[int, InterpreterObstacle], ...] = ()

    @property
    def most_lacking(self) -> int:
        """How many interpreters too few there are, whole ones: never fewer than meetings that are left without."""
        return max(ceil(self.short), self.without)


@dataclass(slots=True)
class _DemandKind:
    """Meetings that the same interpreters can serve."""

    able: frozenset[int]
    need: InterpreterNeed
    amount: float = 0.0


@dataclass(slots=True)
class _SlotDemand:
    booked: int = 0
    kinds: dict[tuple[frozenset[int], InterpreterNeed], _DemandKind] = field(default_factory=dict)


def get_acceptance_rate(accepted: int, answered: int) -> float:
    """What part of the requests is accepted, in (0, 1]; 1 where too few were answered to know."""
    return 1.0 if answered < MIN_ANSWERS else max(accepted, 1) / answered


def forecast_slots(
    slots: Iterable[SlotTime],
    interpreters: Sequence[InterpreterProfile],
    demands: Iterable[InterpreterDemand],
    *,
    away: Mapping[int, Set[int]] | None = None,
) -> list[SlotForecast]:
    """Each meeting slot in order of time. ``away``: slot → interpreters who cannot work then."""
    demand_by_slot: dict[int, _SlotDemand] = defaultdict(_SlotDemand)
    for demand in demands:
        if not demand.slot_ids:
            continue
        able = frozenset(
            interpreter.id
            for interpreter in interpreters
            if interpreter.serves(demand.registration_ids)
            and all(need.is_met_by(interpreter.languages) for need in (demand.need, *demand.also))
        )
        for slot_id in demand.slot_ids:
            kind = demand_by_slot[slot_id].kinds.setdefault((able, demand.need), _DemandKind(able, demand.need))
            kind.amount += demand.in_each
            demand_by_slot[slot_id].booked += demand.is_booked
    return [
        _forecast_slot(slot, interpreters, demand_by_slot[slot.id], (away or {}).get(slot.id, frozenset()))
        for slot in slots
    ]


def _forecast_slot(
    slot: SlotTime, interpreters: Sequence[InterpreterProfile], slot_demand: _SlotDemand, away: Set[int]
) -> SlotForecast:
    there = frozenset(
        interpreter.id for interpreter in interpreters if interpreter.id not in away and interpreter.is_there(slot.span)
    )
    kinds = list(slot_demand.kinds.values())
    unserved = _list_unserved([(kind.able & there, kind.amount) for kind in kinds])
    serving = frozenset().union(*(kind.able for kind in kinds))
    have = {
        interpreter.id for interpreter in interpreters if interpreter.works_for is None or interpreter.id in serving
    } & there
    lacking: dict[InterpreterNeed, float] = defaultdict(float)
    for kind, amount in zip(kinds, unserved, strict=True):
        if amount > 0:
            lacking[kind.need] += amount
    return SlotForecast(
        slot=slot,
        booked=slot_demand.booked,
        expected=sum(kind.amount for kind in kinds),
        have=len(have),
        short=sum(unserved),
        lacking=tuple(sorted(lacking.items(), key=lambda item: (-item[1], _need_sort_key(item[0])))),
    )


def _need_sort_key(need: InterpreterNeed) -> tuple[str, ...]:
    return tuple(sorted(need.first)) + tuple(sorted(need.other))


def _list_unserved(kinds: Sequence[tuple[frozenset[int], float]]) -> list[float]:
    """What is left of each amount when every interpreter serves at most one meeting and as much as can be is served.

    A greatest flow from kinds to interpreters, grown along paths that move others aside (Ford and Fulkerson); of
    several, whoever has fewest who could is served first.
    """
    room: dict[int, float] = defaultdict(lambda: 1.0)
    flow: dict[tuple[int, int], float] = defaultdict(float)
    left = [amount for _, amount in kinds]
    for index in sorted(range(len(kinds)), key=lambda kind_index: len(kinds[kind_index][0])):
        while left[index] > EPSILON:
            path = _find_path(index, kinds, room, flow)
            if path is None:
                break
            _push_flow(path, left, room, flow)
    return [amount if amount > EPSILON else 0.0 for amount in left]


def _find_path(
    start: int,
    kinds: Sequence[tuple[frozenset[int], float]],
    room: dict[int, float],
    flow: dict[tuple[int, int], float],
) -> list[int] | None:
    """Kind, interpreter, kind, interpreter …: each interpreter but the last gives the kind after it up to the one
    before; the last has room. The shortest; None where there is none."""
    paths = [[start]]
    seen = {start}
    while paths:
        path = paths.pop(0)
        for interpreter in sorted(kinds[path[-1]][0]):
            if room[interpreter] > EPSILON:
                return [*path, interpreter]
            for other, (able, _) in enumerate(kinds):
                if other not in seen and interpreter in able and flow[other, interpreter] > EPSILON:
                    seen.add(other)
                    paths.append([*path, interpreter, other])
    return None


def _push_flow(path: list[int], left: list[float], room: dict[int, float], flow: dict[tuple[int, int], float]) -> None:
    gives = [(path[at], path[at - 1], path[at - 2]) for at in range(2, len(path), 2)]
    moved = min(left[path[0]], room[path[-1]], *(flow[kind, interpreter] for kind, interpreter, _ in gives))
    for kind, voice, taker in gives:
        flow[kind, voice] -= moved
        flow[taker, voice] += moved
    flow[path[-2], path[-1]] += moved
    room[path[-1]] -= moved
    left[path[0]] -= moved


@dataclass(frozen=True, slots=True)
class SpeakerGroup:
    """So many firms of one group that speak alike."""

    group_id: int | None
    speech: SpokenLanguages
    companies: int


def get_share_of_pairs(sides: Sequence[SpeakerGroup], rules: GroupRules) -> float:
    """What part of the pairs that may meet needs an interpreter, in [0, 1]; 0 where none may meet."""
    pairs = needing = 0
    for index, side in enumerate(sides):
        for other in sides[index:]:
            if not rules.allows_meeting(side.group_id, other.group_id):
                continue
            many = side.companies * (side.companies - 1) // 2 if other is side else side.companies * other.companies
            pairs += many
            needing += many if get_interpreter_need(side.speech, other.speech) is not None else 0
    return needing / pairs if pairs else 0.0
