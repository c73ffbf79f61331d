"""What an organizer asks of a timetable: who would meet whom, when and where they can. Values alone; the solver, the
checker and the pages read them from here. See ``reading`` for its JSON form and docs/timetable-files.md for an example.

Slots stand in the order of time and are told by their ids. Minutes of a slot are those of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FORM_NAME: Final = "qiao timetable"
FORM_VERSION: Final = 1
PRIORITIES: Final = ("must", "want", "open")
MAX_SCORE: Final = 100


@dataclass(frozen=True)
class ProblemSlot:
    """``starts`` and ``ends``: minutes after midnight of day number ``day``."""

    id: str
    day: int
    starts: int
    ends: int


@dataclass(frozen=True)
class ProblemLimits:
    """``least`` meetings are aimed at, ``most`` never passed; ``run``: slots in meetings without a free one between, in
    slots that join.
    None: no limit.
    """

    least: int = 0
    most: int | None = None
    run: int | None = None


@dataclass(frozen=True)
class ProblemGroup:
    """``limits`` of each of its firms that says nothing else; ``keeps_table``: its firms sit at one table each."""

    id: str
    limits: ProblemLimits = ProblemLimits()
    keeps_table: bool = False


@dataclass(frozen=True)
class ProblemCompany:
    """``table``: the one it keeps, used by nobody else unless it is another firm's as well."""

    id: str
    group: str | None = None
    limits: ProblemLimits = ProblemLimits()
    table: str | None = None


@dataclass(frozen=True)
class ProblemPerson:
    """A representative of one firm, or of several. ``slots``: when he or she may meet; None: always."""

    id: str
    firms: tuple[str, ...]
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ProblemTable:
    """``slots``: when it is open; None: always. ``chair``: whether an interpreter can sit at it. ``group``: only
    companies of this one sit there, with whomever they meet, and a company that keeps this very table; None: anybody.
    """

    id: str
    zone: str = ""
    slots: tuple[str, ...] | None = None
    chair: bool = True
    group: str | None = None


@dataclass(frozen=True)
class ProblemInterpreter:
    """``sectors``, ``firms`` empty: any. ``table``: sits there all day. ``run`` as in Limits."""

    id: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    slots: tuple[str, ...] | None = None
    run: int | None = None
    firms: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True)
class ProblemNeed:
    """Of an interpreter who speaks all ``languages`` and, if it is said, knows the ``sector``."""

    languages: tuple[str, ...]
    sector: str | None = None


@dataclass(frozen=True)
class ProblemRequest:
    """``score`` in 1…100; ``length`` in slots of one day that join; ``slots``: where it may begin, None: anywhere."""

    id: str
    asker: str
    asked: str
    priority: str = "want"
    score: int = 1
    length: int = 1
    slots: tuple[str, ...] | None = None
    need: ProblemNeed | None = None


@dataclass(frozen=True)
class PlacedMeeting:
    """A meeting in a timetable. ``slot``: its first; ``people``: of the asker, of the asked.

    None for what is not said: in a timetable only an interpreter that nobody needs, or a table if there are none.
    """

    request: str
    slot: str
    table: str | None = None
    people: tuple[str, str] | None = None
    interpreter: str | None = None


@dataclass(frozen=True)
class ProblemItem:
    """Of the programme: keeps ``people`` (None: everybody) from meetings in its ``slots``."""

    id: str
    slots: tuple[str, ...]
    people: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ProblemWeights:
    """The value of a meeting is the weight of its priority × its score; each meeting up to a company's ``least`` brings
    ``least`` more; each standing meeting that is not held as it stands costs ``change``, and ``lost`` more where it is
    not held at all; so does ``missed`` each must that does not stand and is not held. With these, a must outweighs any
    two others that make way for it.
    """

    must: int = 1000
    want: int = 3
    open: int = 1
    least: int = 2000
    change: int = 1_000_000
    lost: int = 0
    missed: int = 0

    def of(self, priority: str) -> int:
        return {"must": self.must, "want": self.want, "open": self.open}[priority]


REPAIR_WEIGHTS: Final = ProblemWeights(missed=8_000_000, lost=20_000_000)
"""A new must finds its place by moving up to eight meetings that people hold, as few as can be. None of these is given
up for it, nor for two of them, which is as many as one can make room for."""


@dataclass(frozen=True)
class SchedulingProblem:
    """``pause``: slots of one day join, in runs and in long meetings, if at most so many minutes lie between them.

    ``rules``: pairs of groups of which the first may ask the second; None: everybody may. ``walking``: minutes between
    two zones, both ways. ``precedences``: of two requests, the first ends before the second begins if both are held.
    ``met``: pairs of companies that need not meet again. ``fixed`` must be held as far as they say. ``standing``: what
    people hold now, complete; empty if nothing was published.
    """

    slots: tuple[ProblemSlot, ...]
    firms: tuple[ProblemCompany, ...]
    people: tuple[ProblemPerson, ...]
    requests: tuple[ProblemRequest, ...]
    tables: tuple[ProblemTable, ...] = ()
    groups: tuple[ProblemGroup, ...] = ()
    rules: tuple[tuple[str, str], ...] | None = None
    interpreters: tuple[ProblemInterpreter, ...] = ()
    walking: Mapping[tuple[str, str], int] = field(default_factory=dict)
    items: tuple[ProblemItem, ...] = ()
    precedences: tuple[tuple[str, str], ...] = ()
    met: tuple[tuple[str, str], ...] = ()
    fixed: tuple[PlacedMeeting, ...] = ()
    standing: tuple[PlacedMeeting, ...] = ()
    weights: ProblemWeights = ProblemWeights()
    pause: int = 15


def request_values(problem: SchedulingProblem) -> dict[str, int]:
    """By request: its value, and what is not paid once it has any time."""
    weights, more = problem.weights, unplaced_costs(problem)
    return {
        request.id: weights.of(request.priority) * request.score + more.get(request.id, 0)
        for request in problem.requests
    }


def unplaced_costs(problem: SchedulingProblem) -> dict[str, int]:
    """Of the requests for which a repair pays until they have a time."""
    weights, standing_ids = problem.weights, {placed.request for placed in problem.standing}
    costs = dict.fromkeys(standing_ids, weights.lost)
    return costs | {
        request.id: weights.missed
        for request in problem.requests
        if request.priority == "must" and request.id not in standing_ids
    }


def worst_cost(problem: SchedulingProblem) -> int:
    """What is paid where nothing is held."""
    return problem.weights.change * len(problem.standing) + sum(unplaced_costs(problem).values())


def find_person(problem: SchedulingProblem, person: str) -> ProblemPerson | None:
    return next((candidate for candidate in problem.people if candidate.id == person), None)


def missing_slots(
    problem: SchedulingProblem, request: ProblemRequest, slot: str, person: ProblemPerson
) -> tuple[str, ...]:
    """The slots of a meeting that begins then in which he or she is not there."""
    ids = [item.id for item in problem.slots]
    first = ids.index(slot)
    span = ids[first : first + request.length]
    return tuple(item for item in span if person.slots is not None and item not in person.slots)
