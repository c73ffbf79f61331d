"""What checking knows: a problem by its ids, meetings by their places in ``Problem.slots``, and faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.scheduling.problem import Firm, Held, Interpreter, Person, Problem, Request, Slot, Table


@dataclass(frozen=True, order=True)
class Fault:
    """``code``: the rule that is broken, by the meeting of ``request``; ``about``: who or what else takes part."""

    code: str
    request: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.request}: {self.code.replace('_', ' ')}" + (f" ({', '.join(self.about)})" if self.about else "")


@dataclass(frozen=True)
class Known:
    """The problem by its ids."""

    problem: Problem
    slots: dict[str, int] = field(init=False)
    requests: dict[str, Request] = field(init=False)
    firms: dict[str, Firm] = field(init=False)
    people: dict[str, Person] = field(init=False)
    tables: dict[str, Table] = field(init=False)
    interpreters: dict[str, Interpreter] = field(init=False)
    group: dict[str, str | None] = field(init=False)
    seated: frozenset[str | None] = field(init=False)
    away: dict[str, list[tuple[str, int]]] = field(init=False)

    def __post_init__(self) -> None:
        problem, put = self.problem, object.__setattr__
        put(self, "slots", {one.id: place for place, one in enumerate(problem.slots)})
        for name in ("requests", "firms", "people", "tables", "interpreters"):
            put(self, name, {one.id: one for one in getattr(problem, name)})
        put(self, "group", {firm.id: firm.group for firm in problem.firms})
        put(self, "seated", frozenset(one.id for one in problem.groups if one.keeps_table))
        put(self, "away", defaultdict(list))
        for item in problem.items:
            for person in self.people if item.people is None else item.people:
                self.away[person] += [(item.id, self.slots[slot]) for slot in item.slots]

    def joins(self, place: int) -> bool:
        """Whether the slot at ``place`` joins the one before it."""
        if place == 0:
            return False
        one, other = self.problem.slots[place - 1], self.problem.slots[place]
        return one.day == other.day and other.starts - one.ends <= self.problem.pause

    def least(self, firm: Firm) -> int:
        return firm.limits.least or next((one.limits.least for one in self.problem.groups if one.id == firm.group), 0)

    def most(self, firm: Firm) -> int | None:
        return self._of_group(firm, "most") if firm.limits.most is None else firm.limits.most

    def run(self, firm: Firm) -> int | None:
        return self._of_group(firm, "run") if firm.limits.run is None else firm.limits.run

    def _of_group(self, firm: Firm, name: str) -> int | None:
        found: Iterable[int | None] = (getattr(one.limits, name) for one in self.problem.groups if one.id == firm.group)
        return next(iter(found), None)

    def keeps(self, firm: str) -> bool:
        """Whether the firm sits at one table all the time."""
        return self.firms[firm].table is not None or self.group[firm] in self.seated

    def host(self, request: Request) -> str | None:
        """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
        return next((firm for firm in (request.asked, request.asker) if self.keeps(firm)), None)

    def spoken(self, place: int) -> Slot:
        return self.problem.slots[place]

    def usable(self, slots: Sequence[str] | None, places: range) -> bool:
        return slots is None or all(self.spoken(place).id in slots for place in places)


@dataclass(frozen=True)
class Meeting:
    held: Held
    request: Request
    places: range

    @property
    def id(self) -> str:
        return self.held.request
