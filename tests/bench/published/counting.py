"""What can be said without searching: that the meetings cannot all be held, or how many breaks there are at least.

A search by clauses is bad at counting; each of these is a matter of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.bench.published.problem import Problem
from tests.bench.published.windows import Windows


def why_impossible(day: Windows) -> str | None:
    """A reason that proves that there is no timetable; None where counting finds none."""
    for at, slots in enumerate(day.eligible):
        if not slots:
            return f"meeting {at + 1} has no slot left"
    of = day.problem.meetings_of()
    for party, meetings in enumerate(of):
        if not _all_seated(meetings, day, {}):
            return f"participant {party + 1} has more meetings than slots for them"
    for members in _circles(day.problem):
        if not _all_seated(members, day, _room(members, day)):
            return "there are more meetings than tables and people for them"
    if not _all_seated(range(len(day.eligible)), day, dict.fromkeys(range(1, day.slots + 1), day.problem.tables)):
        return "there are more meetings than tables"
    return None


def least_breaks(day: Windows) -> list[int]:
    """Of each participant, by its own slots and fixed meetings alone; asks that ``why_impossible`` is None."""
    return [_least(meetings, day) for meetings in day.problem.meetings_of()]


def _least(meetings: Sequence[int], day: Windows) -> int:
    """Runs of busy slots that hold the fixed ones, by the number of slots used so far."""
    open_slots = {slot for at in meetings for slot in day.eligible[at]}
    fixed = {day.eligible[at][0] for at in meetings if len(day.eligible[at]) == 1}
    ended: dict[int, int] = {0: 0}  # slots used → least runs, the last slot idle
    busy: dict[int, int] = {}
    for slot in range(1, day.slots + 1):
        sat = dict[int, int]()
        if slot in open_slots:
            _lower(sat, ((used + 1, runs) for used, runs in busy.items()))
            _lower(sat, ((used + 1, runs + 1) for used, runs in ended.items()))
        idle = dict[int, int]()
        if slot not in fixed:
            _lower(idle, ended.items())
            _lower(idle, busy.items())
        busy, ended = _kept(sat, len(meetings)), idle
    runs = min(found for state in (busy, ended) for used, found in state.items() if used == len(meetings))
    return max(runs - 1, 0)


def _lower(known: dict[int, int], found: Iterable[tuple[int, int]]) -> None:
    for used, runs in found:
        known[used] = min(runs, known.get(used, runs))


def _kept(state: dict[int, int], most: int) -> dict[int, int]:
    return {used: runs for used, runs in state.items() if used <= most}


def _circles(problem: Problem) -> Iterator[list[int]]:
    """The meetings of people who are joined by meetings, whoever else there is."""
    leads = list(range(problem.participants))

    def lead(party: int) -> int:
        while leads[party] != party:
            leads[party] = leads[leads[party]]
            party = leads[party]
        return party

    for one in problem.meetings:
        leads[lead(one.first)] = lead(one.second)
    circles: dict[int, list[int]] = {}
    for at, one in enumerate(problem.meetings):
        circles.setdefault(lead(one.first), []).append(at)
    yield from circles.values()


def _room(members: Sequence[int], day: Windows) -> Mapping[int, int]:
    """Of each slot, how many of the meetings it can hold: tables, and half of the people who can come then."""
    here: dict[int, set[int]] = {}
    for at in members:
        for slot in day.eligible[at]:
            here.setdefault(slot, set()).update((day.problem.meetings[at].first, day.problem.meetings[at].second))
    return {slot: min(day.problem.tables, len(people) // 2) for slot, people in here.items()}


def _all_seated(members: Iterable[int], day: Windows, room: Mapping[int, int]) -> bool:
    """Whether each meeting can have a slot of its own choice with at most ``room`` (1 where it is silent) in each."""
    seated: dict[int, list[int]] = {}
    return all(_seat(at, day, room, seated) for at in members)


def _seat(newcomer: int, day: Windows, room: Mapping[int, int], seated: dict[int, list[int]]) -> bool:
    """Breadth first along moves of those seated before."""
    came_from: dict[int, tuple[int, int]] = {}  # slot → who would move in, out of which slot (0: the newcomer)
    due = [(newcomer, 0)]
    for who, out_of in due:
        for slot in day.eligible[who]:
            if slot in came_from:
                continue
            came_from[slot] = who, out_of
            if len(seated.setdefault(slot, [])) < room.get(slot, 1):
                _move_along(slot, came_from, seated)
                return True
            due.extend((other, slot) for other in seated[slot])
    return False


def _move_along(slot: int, came_from: Mapping[int, tuple[int, int]], seated: dict[int, list[int]]) -> None:
    while slot:
        who, out_of = came_from[slot]
        seated[slot].append(who)
        if out_of:
            seated[out_of].remove(who)
        slot = out_of
