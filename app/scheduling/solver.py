"""The best timetable that can be found, how much any could be worth, and the proof of that.

First which meetings (a program that forgets the slots), then when (greedily and by chains), then better ones (ejection,
some slots planned anew at once) until the value meets its bound or time is over; at last what costs no value: fairness,
fewer idle slots, fewer changes of tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Final

from app.scheduling import checker
from app.scheduling.annealing import Annealer, is_annealable
from app.scheduling.board import ScheduleBoard
from app.scheduling.bounds import BoundCertificate, CapacityRules, proven_bound
from app.scheduling.checker import without_faults
from app.scheduling.compiled_problem import NOWHERE, CompiledProblem, compiled_problem
from app.scheduling.local_search import Ejector, count_common_slots, place_in_order, place_standing
from app.scheduling.pace import SearchPace
from app.scheduling.polishing import GapReducer, restore_times, serve_worst_companies, share_interpreters
from app.scheduling.problem import PlacedMeeting, SchedulingProblem, unplaced_costs
from app.scheduling.relaxation import DualPrices, choose_requests, solve_program, timed_program
from app.scheduling.replanning import Replanner, place_fixed_meetings
from app.scheduling.table_assignment import assign_tables

KeepTimetable = Callable[[tuple[PlacedMeeting, ...]], None]
"""Takes a timetable without faults whenever a much better one was found, to be kept if the search is killed."""
ReportProgress = Callable[[int, int | None], None]
"""Takes the value of the best timetable so far, and the bound as far as it is known."""
VALUE_UNTIL: Final = 0.7
"""The share of the time that goes into value; the rest is for what costs none."""
ANNEALED_FROM: Final = 0.05
FAR_SHARE: Final = 0.003
"""Of the bound. What is nearer by then is soon at the bound without cooling."""
EJECTION_STEPS: Final = 500
STEP_COST: Final = 4
"""Compared to an option that is looked at when slots are planned anew."""
REPLAN_ROUNDS: Final = 2
WORTH_KEEPING_PART: Final = 1000
UNTRIED, LEAST_RATE, MAX_DULL = 1e9, 1e-4, 6
WIDEST_WITHOUT_HINTS: Final = 13
MAX_PROGRAM_SECONDS: Final = 30.0
"""Seconds: then something else is tried."""
MAX_REPLANNING_SECONDS: Final = 3.0
"""Seconds of a program for more slots than ``NARROW``: many that end soon bring more than one that does not."""
NARROW: Final = 7
DEFAULT_WORK: Final = 200_000
SLOTS_AT_ONCE: Final = (4, 7, 11, 13, 15, 17)


@dataclass(frozen=True)
class SolvedSchedule:
    """``status``: optimal (the value meets the bound), feasible, infeasible (what is fixed contradicts itself) or
    unknown (no timetable was found). ``certificate`` proves the bound.
    """

    status: str
    timetable: tuple[PlacedMeeting, ...]
    value: int | None
    bound: int | None
    certificate: BoundCertificate | None


@dataclass
class _SearchArm:
    """A way to improve; ``run`` returns its cost, ``rate`` is what it has brought for it lately."""

    run: Callable[[], int]
    rate: float = 0.0


@dataclass
class _SolverRun:
    problem: SchedulingProblem
    pace: SearchPace
    progress: ReportProgress
    random: Random
    keep: KeepTimetable | None = None
    saved_value: int | None = None
    bound: int | None = None
    certificate: BoundCertificate | None = None
    hints: frozenset[tuple[int, int]] = frozenset()
    asked: DualPrices | None = None
    of: CompiledProblem = field(init=False)
    board: ScheduleBoard = field(init=False)

    def __post_init__(self) -> None:
        self.of = compiled_problem(self.problem)
        self.board = ScheduleBoard(self.of)
        self.rules = CapacityRules(self.problem)
        self.begins = [begin != 0 for begin in self.of.begin]

    def run(self) -> SolvedSchedule:
        fixed = place_fixed_meetings(self.board, self.random)
        if fixed != "placed":
            return SolvedSchedule("infeasible" if fixed == "impossible" else "unknown", (), None, None, None)
        place_standing(self.board)
        anchor = self.board.snapshot()
        self.place_at_first()
        self.draft()
        self.choose_then_place(anchor)
        self.draft()
        self.price()
        self.improve()
        self.polish()
        return self.plan()

    # the stages

    def place_at_first(self) -> None:
        """A timetable at once, however short the time is, the most valuable requests first."""
        order = sorted(self.waiting(), key=lambda request: -self.of.weight[request])
        place_in_order(self.board, order, lambda: False, chains=False)
        self.report()

    def choose_then_place(self, anchor: list[tuple[int, int, tuple[tuple[int, ...], int]]]) -> None:
        """From what is fixed and stands, those that a program chose, the scarcest first, then the others."""
        if self.over():
            return
        choice = choose_requests(self.rules, self.begins, seconds=self.seconds(), stopped=self.pace.stopped)
        if choice.certificate is not None:
            self.prove(choice.certificate)
        first, snapshot = self.board.value, self.board.snapshot()
        self.board.load(anchor)
        weight = self.of.weight
        chosen = sorted(choice.chosen, key=lambda request: (count_common_slots(self.board, request), -weight[request]))
        place_in_order(self.board, chosen, self.over)
        place_in_order(self.board, sorted(self.waiting(), key=lambda request: -weight[request]), self.over)
        if self.board.value < first:
            self.board.load(snapshot)
        self.report()

    def price(self) -> None:
        """A second bound, by slots, where the first is not met."""
        if self.proven() or self.over():
            return
        builder = timed_program(self.rules, self.begins)
        if builder is None or not builder.worth:
            return
        method = "ipm" if len(builder.worth) < 60_000 else "pdlp"
        program, stopped = builder.program(), self.pace.stopped
        answer = solve_program(program, method=method, seconds=self.seconds(), work=20_000, stopped=stopped)
        if answer.prices is not None:
            self.prove(builder.certificate(answer.prices))
        if answer.x is not None:
            self.hints = builder.taken(answer.x)
            if method == "ipm" and answer.prices is not None and is_annealable(self.board):
                self.asked = builder.asked(program, answer.prices, self.hints)

    def improve(self) -> None:
        """Ejection and replanning by turns, whichever has brought most for its cost lately."""
        if self.proven() or self.is_value_time_over() or not (self.waiting() or self.moved()):
            return
        target = self.bound if self.bound is not None else 1 << 62
        ejector = Ejector(self.board, self.random, self.report_better, self.is_value_time_over, target)
        replanner = Replanner(
            self.board, self.random, self.report_better, self.is_value_time_over, target, self.hints, self.pace.stopped
        )
        arms = self.arms(ejector, replanner)
        dull = 0
        while not self.proven() and not self.is_value_time_over() and dull < MAX_DULL * len(arms):
            if self.pace.share() >= ANNEALED_FROM:
                self.anneal()
            arm = max(arms, key=lambda arm: (arm.rate, self.random.random()))
            before = self.board.value
            cost = arm.run()
            self.pace.spend(cost)
            arm.rate = max(0.0, (self.board.value - before) / max(1, cost)) + arm.rate / 4
            if arm.rate < LEAST_RATE:
                arm.rate = self.random.random() * LEAST_RATE
            dull = 0 if self.board.value > before else dull + 1
            self.draft()

    def anneal(self) -> None:
        """Once, where the others would end far from the bound."""
        asked, self.asked = self.asked, None
        if asked is not None and self.bound is not None and self.bound - self.board.value > FAR_SHARE * self.bound:
            Annealer(self.board, self.random, asked, self.report_and_keep, self.bound).run(self.pace)

    def arms(self, ejector: Ejector, replanner: Replanner) -> list[_SearchArm]:
        """At first each is tried once, the quick ones before the others."""
        heat = (sum(self.of.weight) - sum(unplaced_costs(self.problem).values())) / max(1, len(self.of.weight)) / 5

        def eject() -> int:
            return STEP_COST * ejector.run(EJECTION_STEPS, heat=heat)

        def replan(slots: int, *, hinted: bool) -> int:
            before = replanner.cost
            seconds = self.seconds(
                MAX_REPLANNING_SECONDS if slots > NARROW and self.board.plain else MAX_PROGRAM_SECONDS
            )
            replanner.run(REPLAN_ROUNDS, slots=slots, seconds=seconds, hinted=hinted)
            return replanner.cost - before + 1

        widths = sorted({min(width, self.of.slots) for width in SLOTS_AT_ONCE})
        if not self.board.plain and widths[-1] < self.of.slots:
            widths.append(self.of.slots)
        arms = [_SearchArm(eject)]
        for width in widths:
            arms += [_SearchArm(partial(replan, width, hinted=True))] if self.hints else []
            arms += [_SearchArm(partial(replan, width, hinted=False))] if width <= WIDEST_WITHOUT_HINTS else []
        for place, arm in enumerate(arms):
            arm.rate = UNTRIED - place
        return arms

    def polish(self) -> None:
        ejector = Ejector(self.board, self.random, self.report_better, self.over)
        serve_worst_companies(self.board, ejector, self.over)
        GapReducer(self.board, self.random, self.rest()).run()
        restore_times(self.board)
        share_interpreters(self.board)

    def plan(self) -> SolvedSchedule:
        weight = self.of.weight
        assign_tables(self.board)
        place_in_order(
            self.board, sorted(self.waiting(), key=lambda request: -weight[request]), lambda: False, chains=False
        )
        timetable = without_faults(self.problem, assign_tables(self.board))
        value = checker.schedule_value(self.problem, timetable)
        status = "optimal" if self.bound is not None and value >= self.bound else "feasible"
        return SolvedSchedule(status, timetable, value, self.bound, self.certificate)

    def draft(self) -> None:
        """Hands over what there is, if it is better by a part that is worth the writing."""
        value = self.board.value
        if self.keep is None or (
            self.saved_value is not None and value - self.saved_value <= abs(self.saved_value) // WORTH_KEEPING_PART
        ):
            return
        self.saved_value, as_it_was = value, self.board.snapshot()
        self.keep(without_faults(self.problem, assign_tables(self.board)))
        self.board.load(as_it_was)

    # what they share

    def waiting(self) -> list[int]:
        return [
            request for request, begin in enumerate(self.of.begin) if begin and self.board.where[request] == NOWHERE
        ]

    def moved(self) -> bool:
        """Whether some meeting is not as it stands and could be, for all that is known of it alone."""
        board = self.board
        return any((board.where[request], board.way[request]) != stays for request, stays in self.of.stays.items())

    def prove(self, certificate: BoundCertificate) -> None:
        proven = proven_bound(self.problem, certificate)
        if self.bound is None or proven < self.bound:
            self.bound, self.certificate = proven, certificate
            self.report()

    def proven(self) -> bool:
        return self.bound is not None and self.board.value >= self.bound

    def report(self) -> None:
        self.progress(self.board.value, self.bound)

    def report_better(self, value: int) -> None:
        self.progress(value, self.bound)

    def report_and_keep(self, value: int) -> None:
        self.report_better(value)
        self.draft()

    def over(self) -> bool:
        return self.pace.share() >= 1

    def is_value_time_over(self) -> bool:
        return self.pace.share() >= VALUE_UNTIL

    def seconds(self, longest: float = MAX_PROGRAM_SECONDS) -> float | None:
        """Lest a single program take all the time; none where work is counted, which must not depend on time."""
        left = self.pace.left(VALUE_UNTIL)
        return None if self.pace.work else longest if left is None else min(left, longest)

    def rest(self) -> Callable[[], float]:
        """The share of the time from now on, counted in steps of 64 where work is."""
        start = self.pace.share()

        def share() -> float:
            self.pace.spend(8)
            return 1.0 if start >= 1 else (self.pace.share() - start) / (1 - start)

        return share


def solve_problem(
    problem: SchedulingProblem,
    *,
    pace: SearchPace | None = None,
    progress: ReportProgress = lambda _value, _bound: None,
    seed: int = 0,
    keep: KeepTimetable | None = None,
) -> SolvedSchedule:
    """The same for the same ``seed`` if ``pace`` counts work and not time. Its timetable has no faults."""
    return _SolverRun(problem, pace or SearchPace(work=DEFAULT_WORK), progress, Random(seed), keep).run()  # noqa: S311 - no secret
