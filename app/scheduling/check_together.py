"""Rules between meetings: one place at a time, runs, walks, limits, order. Shares no code with any solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.scheduling.check_known import Fault, Known, Meeting


def _busy(meetings: Sequence[Meeting]) -> dict[tuple[str, str], list[Meeting]]:
    """The meetings of each person, interpreter and table, in the order of time."""
    found: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for one in sorted(meetings, key=lambda one: (one.places.start, one.id)):
        for person in set(one.held.people or ()):
            found["person", person].append(one)
        if one.held.interpreter:
            found["interpreter", one.held.interpreter].append(one)
        if one.held.table:
            found["table", one.held.table].append(one)
    return found


def _overlaps(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    for (kind, name), theirs in _busy(meetings).items():
        taken: dict[int, str] = {}
        for one in theirs:
            for place in one.places:
                if place in taken:
                    yield Fault(f"{kind}_taken", one.id, (name, taken[place], known.spoken(place).id))
                taken[place] = one.id


def _runs(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    for (kind, name), theirs in _busy(meetings).items():
        if (most := _longest(known, kind, name)) is None:
            continue
        length, last = 0, -2
        for place, meeting in sorted((place, one.id) for one in theirs for place in one.places):
            length = length + 1 if place == last + 1 and known.joins(place) else 1
            last = place
            if length > most:
                yield Fault("run_too_long", meeting, (name,))


def _longest(known: Known, kind: str, name: str) -> int | None:
    if kind == "interpreter":
        return known.interpreters[name].run
    if kind == "table":
        return None
    runs = [known.run(known.firms[firm]) for firm in known.people[name].firms]
    return min((run for run in runs if run is not None), default=None)


def _walks(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    minutes = {frozenset(zones): time for zones, time in known.problem.walking.items()}
    for (kind, name), theirs in _busy(meetings).items():
        for one, other in pairwise(theirs):
            ends, starts = known.spoken(one.places[-1]), known.spoken(other.places.start)
            zones = frozenset(known.tables[each.held.table].zone for each in (one, other) if each.held.table)
            if kind != "table" and ends.day == starts.day and starts.starts - ends.ends < minutes.get(zones, 0):
                yield Fault("too_far_to_walk", other.id, (name, one.id))


def _most(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    theirs: dict[str, list[str]] = defaultdict(list)
    for one in meetings:
        theirs[one.request.asker].append(one.id)
        theirs[one.request.asked].append(one.id)
    for firm, held in theirs.items():
        most = known.most(known.firms[firm])
        if most is not None and len(held) > most:
            yield Fault("limit", held[-1], (firm, str(most)))


def _precedences(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    at = {one.id: one for one in meetings}
    for before, after in known.problem.precedences:
        if before in at and after in at and at[after].places.start <= at[before].places[-1]:
            yield Fault("precedence", after, (before,))


RULES = (_overlaps, _runs, _walks, _most, _precedences)
