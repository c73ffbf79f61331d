"""Timetables of drawn problems: value as a share of the proven bound, how soon, and idle slots; rivals in the same run.

The seconds are those of the wall: on a machine that has other work, they are more than the solver needs.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from time import monotonic, process_time
from typing import Any, Final

from app.scheduling import checker
from app.scheduling.bounds import CapacityRules, proven_bound
from app.scheduling.figures import day_masks, schedule_figures, usable_and_taken
from app.scheduling.pace import SearchPace
from app.scheduling.problem import SchedulingProblem
from app.scheduling.solver import SolvedSchedule, solve_problem
from app.scheduling.unplaced import list_unplaced
from tests.bench.figures import Figure, Section, missing
from tests.bench.generating import generate
from tests.bench.ground import Ground
from tests.bench.idle_bound import least_idle_of_all
from tests.bench.rivals import alphabetical, default_cp_sat

SEED: Final = 1
MEGABYTES: Final = 1500
GOOD_SHARE, GOOD_WITHIN = 95.0, 2_000
"""What a good timetable holds of the bound, which is there after a second for so many requests."""
WARMING_UP: Final = (20, 10, 4, 5)


@dataclass(frozen=True)
class Rung:
    """``share``: of the bound, in percent, to be reached ``within`` seconds; ``seconds`` in all; ``idle``: times the
    fewest idle slots that there could be.
    """

    requests: int
    people: int
    slots: int
    tables: int
    blocked: float
    share: float
    within: float
    seconds: float
    idle: float | None = None
    everything: bool = False

    @property
    def name(self) -> str:
        form = ", everything on" if self.everything else ""
        return f"{self.requests:,} requests, {self.blocked:.0%} blocked{form}"

    def problem(self) -> SchedulingProblem:
        size = self.requests, self.people, self.slots, self.tables
        return generate(*size, blocked=self.blocked, seed=SEED, everything=self.everything)


LADDER: Final = (
    Rung(400, 90, 12, 30, 0.1, 100, 0.1, 10, 1.3),
    Rung(2_000, 300, 20, 100, 0.1, 100, 0.2, 20, 1.3),
    Rung(10_000, 1_000, 20, 300, 0.1, 100, 2, 20),
    Rung(20_000, 2_000, 20, 600, 0.1, 100, 3, 60, 1.8),
    Rung(2_000, 300, 20, 100, 0.35, 99.8, 10, 10),
    Rung(20_000, 2_000, 20, 600, 0.35, 99, 60, 60),
    Rung(2_000, 300, 20, 100, 0.6, 99.7, 60, 60),
    Rung(400, 90, 12, 30, 0.1, 99.8, 10, 20, everything=True),
    Rung(2_000, 300, 20, 100, 0.1, 99.8, 60, 60, everything=True),
)


@dataclass
class Watch:
    """When the value rose."""

    start: float = field(default_factory=monotonic)
    cpu: float = field(default_factory=process_time)
    values: list[tuple[float, float, int]] = field(default_factory=list)

    def see(self, value: int, _bound: int | None) -> None:
        self.values.append((monotonic() - self.start, process_time() - self.cpu, value))

    def until(self, value: float) -> tuple[float, float] | None:
        """Seconds until it was at least that, on the clock and of CPU."""
        return next(((seconds, cpu) for seconds, cpu, seen in self.values if seen >= value), None)


def measure(ground: Ground) -> None:
    rungs = LADDER if ground.size.rungs is None else LADDER[: ground.size.rungs]
    for rung in rungs:
        ground.say(Section(f"Timetables: {rung.name}", list(in_a_child(rung))))


def in_a_child(rung: Rung) -> list[Figure]:
    """Its memory is its own then."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(figures_of, (rung,))


def figures_of(rung: Rung) -> list[Figure]:
    problem = rung.problem()
    solve_problem(
        generate(*WARMING_UP, blocked=0.1, seed=SEED), pace=SearchPace(work=1)
    )  # HiGHS is loaded once in a process
    watch, cpu = Watch(), process_time()
    pace = SearchPace(lambda: (monotonic() - watch.start) / rung.seconds, rung.seconds)
    plan = solve_problem(problem, pace=pace, progress=watch.see)
    seconds, cpu = monotonic() - watch.start, process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        *_of_value(rung, problem, plan, watch, cpu, seconds),
        *_of_the_rest(rung, problem, plan),
        Figure("memory at most", memory, "MB", MEGABYTES),
    ]


def _of_value(
    rung: Rung, problem: SchedulingProblem, plan: SolvedSchedule, watch: Watch, cpu: float, seconds: float
) -> Iterator[Figure]:
    value, most = plan.value or 0, plan.bound or 0
    assert checker.find_faults(problem, plan.timetable) == []
    assert plan.certificate is not None
    assert proven_bound(problem, plan.certificate) == most >= value
    reached = watch.until(most * rung.share / 100)
    at_first = max((seen for seconds, _cpu, seen in watch.values if seconds <= 1), default=0)
    said = f"{plan.status}, {value:,} of {most:,}; {cpu:.1f} s of CPU in {seconds:.1f} s"
    yield Figure("value, share of the proven bound", 100 * value / most, "%", rung.share, more=True, note=said)
    if reached is None:
        yield missing(f"until {rung.share} %", "not reached", rung.within, "s")
    else:
        yield Figure(f"until {rung.share} %", reached[0], "s", rung.within, note=f"{reached[1]:.2f} s of CPU")
    least = GOOD_SHARE if rung.requests <= GOOD_WITHIN else None
    yield Figure("after one second", 100 * at_first / most, "%", least, more=True)
    greedy = alphabetical(problem)
    yield Figure("  alphabetical greedy", 100 * greedy / most, "%")
    if not rung.everything:
        limit = min(rung.seconds, 30.0)
        rival = default_cp_sat(problem, limit)
        note = f"in {limit:.0f} s"
        yield (
            missing("  default CP-SAT", f"nothing {note}")
            if rival is None
            else Figure("  default CP-SAT", 100 * rival / most, "%", note=note)
        )


def _of_the_rest(rung: Rung, problem: SchedulingProblem, plan: SolvedSchedule) -> Iterator[Figure]:
    found: dict[str, Any] = schedule_figures(problem, plan.timetable)
    rules = CapacityRules(problem)
    seats = [2 * rules.tables(slot) for slot in range(len(problem.slots))]
    people = [(usable, taken.bit_count()) for usable, taken in usable_and_taken(problem, plan.timetable)]
    days = day_masks([slot.day for slot in problem.slots])
    rounds = 40 if len(people) < 500 else 20
    alone, together = (
        schedule_figures(problem, plan.timetable)["idle_bound"],
        least_idle_of_all(people, seats, days, rounds),
    )
    least = int(max(alone, together))
    note = f"{found['idle']} of at least {least}; {found['idle_bound']} each alone; {found['breaks']} breaks"
    yield Figure("idle slots over their bound", found["idle"] / max(1, least), "", rung.idle, note=note)
    told = f"{found['table_changes']} changes of table, worst-served firm {found['worst_served']:.0%}"
    yield Figure("musts held", 100 * found["must_held"] / max(1, found["musts"]), "%", note=told)
    start = monotonic()
    reasons = list_unplaced(problem, plan.timetable)
    yield Figure("reasons for those not held", monotonic() - start, "s", note=f"{len(reasons)} of them")
