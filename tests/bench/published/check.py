"""What is wrong with a timetable, derived anew from the problem as it was read. Shares no code with a solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from tests.bench.published.problem import AFTERNOON, FAIRNESS, MORNING, Meeting, Problem

SHOWN: Final = 12
"""Meetings that one sentence names at most."""


class Placement(NamedTuple):
    """``meeting`` counts from 1, as in the file."""

    meeting: int
    slot: int


def faults(problem: Problem, timetable: Iterable[Placement]) -> list[str]:
    """A sentence each, with the numbers of the file; empty when every rule is kept."""
    placed = list(timetable)
    found = list(_misplaced(problem, placed))
    slots = {one.meeting: one.slot for one in placed if 1 <= one.meeting <= len(problem.meetings)}
    for number, slot in sorted(slots.items()):
        found.extend(_against_the_meeting(problem, number, slot))
        found.extend(_against_the_order(problem.meetings[number - 1], number, slots))
    found.extend(_crowded(problem, slots))
    if len(slots) == len(problem.meetings):
        found.extend(_unfair(breaks(problem, placed)))
    return found


def breaks(problem: Problem, timetable: Iterable[Placement]) -> list[int]:
    """Of each participant, the groups of idle slots between two of its meetings."""
    held: list[set[int]] = [set() for _ in range(problem.participants)]
    for number, slot in timetable:
        meeting = problem.meetings[number - 1]
        held[meeting.first].add(slot)
        held[meeting.second].add(slot)
    return [sum(later - earlier > 1 for earlier, later in pairwise(sorted(slots))) for slots in held]


def _misplaced(problem: Problem, placed: Sequence[Placement]) -> Iterator[str]:
    times = Counter(one.meeting for one in placed)
    for number in sorted(times):
        if not 1 <= number <= len(problem.meetings):
            yield f"There is no meeting {number}."
        elif times[number] > 1:
            yield f"Meeting {number} is placed {times[number]} times."
    if missing := [number for number in range(1, len(problem.meetings) + 1) if number not in times]:
        yield f"Not placed: {_meetings(missing)}."


def _against_the_meeting(problem: Problem, number: int, slot: int) -> Iterator[str]:
    meeting = problem.meetings[number - 1]
    if not 1 <= slot <= problem.slots:
        yield f"Meeting {number} is in slot {slot}; there are the slots 1 to {problem.slots}."
        return
    if meeting.session == MORNING and slot > problem.morning_slots:
        yield f"Meeting {number} belongs in the morning (slots 1 to {problem.morning_slots}) and is in slot {slot}."
    if meeting.session == AFTERNOON and slot <= problem.morning_slots:
        yield f"Meeting {number} belongs in the afternoon (after slot {problem.morning_slots}) and is in slot {slot}."
    if meeting.fixed not in (0, slot):
        yield f"Meeting {number} is fixed in slot {meeting.fixed} and is in slot {slot}."
    for party in (meeting.first, meeting.second):
        if slot in problem.forbidden[party]:
            yield f"Meeting {number} is in slot {slot}, which is forbidden to participant {party + 1}."


def _against_the_order(meeting: Meeting, number: int, slots: dict[int, int]) -> Iterator[str]:
    for earlier in meeting.after:
        before = slots.get(earlier + 1)
        if before is not None and before >= slots[number]:
            yield (
                f"Meeting {earlier + 1} must be before meeting {number}; "
                f"they are in the slots {before} and {slots[number]}."
            )


def _crowded(problem: Problem, slots: dict[int, int]) -> Iterator[str]:
    together: dict[int, list[int]] = defaultdict(list)
    for number, slot in sorted(slots.items()):
        together[slot].append(number)
    for slot in sorted(together):
        if len(together[slot]) > problem.tables:
            yield f"Slot {slot} holds {len(together[slot])} meetings; there are {problem.tables} tables."
        yield from _doubled(problem, slot, together[slot])


def _doubled(problem: Problem, slot: int, numbers: Sequence[int]) -> Iterator[str]:
    sitting: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        for party in (problem.meetings[number - 1].first, problem.meetings[number - 1].second):
            sitting[party].append(number)
    for party in sorted(sitting):
        if len(sitting[party]) > 1:
            yield f"Participant {party + 1} has {_meetings(sitting[party])} in slot {slot} at once."


def _unfair(broken: Sequence[int]) -> Iterator[str]:
    if broken and max(broken) - min(broken) > FAIRNESS:
        most, least = broken.index(max(broken)), broken.index(min(broken))
        yield (
            f"Participant {most + 1} has {broken[most]} breaks and participant {least + 1} has {broken[least]}; "
            f"they may differ by {FAIRNESS} at most."
        )


def _meetings(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"meeting {numbers[0]}"
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return f"the meetings {', '.join(map(str, numbers[:SHOWN]))}{more}"
