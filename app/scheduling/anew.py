"""Why requests are not held, told anew after a change by hand: of those alone that it may concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, Final

from app.scheduling.problem import Held, Problem, Request
from app.scheduling.unplaced import unplaced, unplaced_json

Told = dict[str, Any]
"""As ``unplaced_json`` writes it; ``stale``: told of an earlier timetable, and perhaps no longer so."""
MOST: Final = 150
"""So many are looked at anew at once, those worth most first: a change by hand must not wait for more."""
TAKEN_OUT: Final = "taken_out"
"""The reason of a request that would fit, and that somebody has taken its time from by hand."""
SHARED: Final = frozenset(
    ("tables_full", "table_taken", "no_interpreter_then", "walking", "run", "precedence", "fits", TAKEN_OUT)
)
"""Reasons that a meeting of quite other firms may take away."""


def told_anew(
    problem: Problem,
    told: Iterable[Told],
    before: Mapping[str, Held],
    after: Mapping[str, Held],
    *,
    also: Set[str] = frozenset(),
    out: Set[str] | None = None,
    most: int = MOST,
) -> list[Told]:
    """What is to be said of each request that ``after`` does not hold. ``told``: what was said of ``before``; ``also``:
    meetings about which something else is so now than then.

    A request that would fit and has just lost its time was ``taken_out``; where an act is taken back, only one of
    ``out`` was, which says so of those that the act had given a time.
    """
    known = {one["request"]: one for one in told}
    by_hand = ({*before} if out is None else {*out}) | {
        one for one, said in known.items() if said["reason"] == TAKEN_OUT
    }
    left = [request for request in problem.requests if request.id not in after]
    concerned = _Concerned(problem, before, after, also)
    asked = [request for request in left if concerned.by_it(request, known.get(request.id))]
    first = sorted(asked, key=lambda one: (one.id not in before, -problem.weights.of(one.priority) * one.score))[:most]
    fresh = _explained(problem, after, {one.id for one in first})
    stale = {one.id for one in asked} - set(fresh)
    return [*_said(left, known, fresh, stale, by_hand)]


def _explained(problem: Problem, after: Mapping[str, Held], wanted: Set[str]) -> dict[str, Told]:
    found = unplaced(problem, tuple(after.values()), among=wanted) if wanted else []
    return {one["request"]: one for one in unplaced_json(found)}


def _said(
    left: Iterable[Request],
    known: Mapping[str, Told],
    fresh: Mapping[str, Told],
    stale: Set[str],
    by_hand: Set[str],
) -> Iterator[Told]:
    for request in left:
        old, new = known.get(request.id), fresh.get(request.id)
        if new is not None:
            yield new | {"reason": TAKEN_OUT} if request.id in by_hand and new["reason"] == "fits" else new
        elif old is not None:
            yield old | {"stale": True} if request.id in stale else old


class _Concerned:
    """Whom the difference between two timetables may concern."""

    def __init__(self, problem: Problem, before: Mapping[str, Held], after: Mapping[str, Held], also: Set[str]) -> None:
        self.places = {slot.id: place for place, slot in enumerate(problem.slots)}
        requests = {request.id: request for request in problem.requests}
        stands_for = {person.id: person.firms for person in problem.people}
        self.reach = max((request.length for request in problem.requests), default=1) - 1
        self.changed = {one for one in {*before, *after} if before.get(one) != after.get(one)} | also
        self.firms: set[str] = set()
        self.slots: set[int] = set()
        for held in (of[one] for one in self.changed for of in (before, after) if one in of):
            if (request := requests.get(held.request)) is not None:
                self.firms |= {request.asker, request.asked}
            self.firms |= {firm for person in held.people or () for firm in stands_for.get(person, ())}
            self.slots |= self._near(held.slot)

    def _near(self, slot: str) -> set[int]:
        place = self.places.get(slot)
        return set() if place is None else {*range(place - self.reach, place + self.reach + 1)}

    def by_it(self, request: Request, told: Told | None) -> bool:
        if told is None or told.get("stale") or told["reason"] in SHARED:
            return True
        remedy = told.get("remedy", {})
        times = {place for name in ("slot", "to") if (place := self.places.get(remedy.get(name, ""))) is not None}
        return (
            bool(self.firms & {request.asker, request.asked})
            or remedy.get("about") in self.changed
            or bool(times & self.slots)
        )
