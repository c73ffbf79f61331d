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

from app.scheduling import check
from app.scheduling.board import Board
from app.scheduling.bounds import bound
from app.scheduling.certificate import Certificate
from app.scheduling.compiled import NOWHERE, Compiled
from app.scheduling.compiling import compiled
from app.scheduling.cooling import Cooler, coolable
from app.scheduling.ejection import Ejector
from app.scheduling.fairness import serve_the_worst, share_interpreters
from app.scheduling.faultless import without_faults
from app.scheduling.fixing import fix
from app.scheduling.gaps import Gaps
from app.scheduling.greedy import fill, place_standing, scarcity
from app.scheduling.highs import solve as solve_program
from app.scheduling.neighbourhood import Replanner
from app.scheduling.pace import Pace
from app.scheduling.problem import Held, Problem
from app.scheduling.relaxation import Asked, choose, timed
from app.scheduling.repaying import spared
from app.scheduling.rules import Rules
from app.scheduling.same_time import keep_times
from app.scheduling.tables import seat

Keep = Callable[[tuple[Held, ...]], None]
"""Takes a timetable without faults whenever a much better one was found, to be kept if the search is killed."""
Progress = Callable[[int, int | None], None]
"""Takes the value of the best timetable so far, and the bound as far as it is known."""
VALUE_UNTIL: Final = 0.7
"""The share of the time that goes into value; the rest is for what costs none."""
COOLED_FROM: Final = 0.05
FAR: Final = 0.003
"""Of the bound. What is nearer by then is soon at the bound without cooling."""
STEPS: Final = 500
COST_OF_STEP: Final = 4
"""Compared to an option that is looked at when slots are planned anew."""
ROUNDS: Final = 2
WORTH_KEEPING: Final = 1000
UNTRIED, LEAST_RATE, MOST_DULL = 1e9, 1e-4, 6
WIDEST_WITHOUT_HINTS: Final = 13
LONGEST_PROGRAM: Final = 30.0
"""Seconds: then something else is tried."""
LONGEST_REPLANNING: Final = 3.0
"""Seconds of a program for more slots than ``NARROW``: many that end soon bring more than one that does not."""
NARROW: Final = 7
USUAL_WORK: Final = 200_000
SLOTS_AT_ONCE: Final = (4, 7, 11, 13, 15, 17)


@dataclass(frozen=True)
class Plan:
    """``status``: optimal (the value meets the bound), feasible, infeasible (what is fixed contradicts itself) or
    unknown (no timetable was found). ``certificate`` proves the bound.
    """

    status: str
    timetable: tuple[Held, ...]
    value: int | None
    bound: int | None
    certificate: Certificate | None


@dataclass
class _Arm:
    """A way to improve; ``run`` returns its cost, ``rate`` is what it has brought for it lately."""

    run: Callable[[], int]
    rate: float = 0.0


@dataclass
class _Search:
    problem: Problem
    pace: Pace
    progress: Progress
    random: Random
    keep: Keep | None = None
    kept: int | None = None
    bound: int | None = None
    certificate: Certificate | None = None
    hints: frozenset[tuple[int, int]] = frozenset()
    asked: Asked | None = None
    of: Compiled = field(init=False)
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        self.of = compiled(self.problem)
        self.board = Board(self.of)
        self.rules = Rules(self.problem)
        self.begins = [begin != 0 for begin in self.of.begin]

    def run(self) -> Plan:
        fixed = fix(self.board, self.random)
        if fixed != "placed":
            return Plan("infeasible" if fixed == "impossible" else "unknown", (), None, None, None)
        place_standing(self.board)
        anchor = self.board.snapshot()
        self.at_first()
        self.draft()
        self.which_then_when(anchor)
        self.draft()
        self.price()
        self.better()
        self.polish()
        return self.plan()

    # the stages

    def at_first(self) -> None:
        """A timetable at once, however short the time is, the most valuable requests first."""
        order = sorted(self.waiting(), key=lambda one: -self.of.weight[one])
        fill(self.board, order, lambda: False, chains=False)
        self.told()

    def which_then_when(self, anchor: list[tuple[int, int, tuple[tuple[int, ...], int]]]) -> None:
        """From what is fixed and stands, those that a program chose, the scarcest first, then the others."""
        if self.over():
            return
        choice = choose(self.rules, self.begins, seconds=self.seconds(), stopped=self.pace.stopped)
        if choice.certificate is not None:
            self.prove(choice.certificate)
        first, kept = self.board.value, self.board.snapshot()
        self.board.load(anchor)
        weight = self.of.weight
        chosen = sorted(choice.chosen, key=lambda one: (scarcity(self.board, one), -weight[one]))
        fill(self.board, chosen, self.over)
        fill(self.board, sorted(self.waiting(), key=lambda one: -weight[one]), self.over)
        if self.board.value < first:
            self.board.load(kept)
        self.told()

    def price(self) -> None:
        """A second bound, by slots, where the first is not met."""
        if self.proven() or self.over():
            return
        builder = timed(self.rules, self.begins)
        if builder is None or not builder.worth:
            return
        method = "ipm" if len(builder.worth) < 60_000 else "pdlp"
        program, stopped = builder.program(), self.pace.stopped
        answer = solve_program(program, method=method, seconds=self.seconds(), work=20_000, stopped=stopped)
        if answer.prices is not None:
            self.prove(builder.certificate(answer.prices))
        if answer.x is not None:
            self.hints = builder.taken(answer.x)
            if method == "ipm" and answer.prices is not None and coolable(self.board):
                self.asked = builder.asked(program, answer.prices, self.hints)

    def better(self) -> None:
        """Ejection and replanning by turns, whichever has brought most for its cost lately."""
        if self.proven() or self.enough() or not (self.waiting() or self.moved()):
            return
        target = self.bound if self.bound is not None else 1 << 62
        ejector = Ejector(self.board, self.random, self.found, self.enough, target)
        replanner = Replanner(self.board, self.random, self.found, self.enough, target, self.hints, self.pace.stopped)
        arms = self.arms(ejector, replanner)
        dull = 0
        while not self.proven() and not self.enough() and dull < MOST_DULL * len(arms):
            if self.pace.share() >= COOLED_FROM:
                self.cool()
            arm = max(arms, key=lambda arm: (arm.rate, self.random.random()))
            before = self.board.value
            cost = arm.run()
            self.pace.spend(cost)
            arm.rate = max(0.0, (self.board.value - before) / max(1, cost)) + arm.rate / 4
            if arm.rate < LEAST_RATE:
                arm.rate = self.random.random() * LEAST_RATE
            dull = 0 if self.board.value > before else dull + 1
            self.draft()

    def cool(self) -> None:
        """Once, where the others would end far from the bound."""
        asked, self.asked = self.asked, None
        if asked is not None and self.bound is not None and self.bound - self.board.value > FAR * self.bound:
            Cooler(self.board, self.random, asked, self.found_and_drafted, self.bound).run(self.pace)

    def arms(self, ejector: Ejector, replanner: Replanner) -> list[_Arm]:
        """At first each is tried once, the quick ones before the others."""
        heat = (sum(self.of.weight) - sum(spared(self.problem).values())) / max(1, len(self.of.weight)) / 5

        def eject() -> int:
            return COST_OF_STEP * ejector.run(STEPS, heat=heat)

        def replan(slots: int, *, hinted: bool) -> int:
            before = replanner.cost
            seconds = self.seconds(LONGEST_REPLANNING if slots > NARROW and self.board.plain else LONGEST_PROGRAM)
            replanner.run(ROUNDS, slots=slots, seconds=seconds, hinted=hinted)
            return replanner.cost - before + 1

        widths = sorted({min(width, self.of.slots) for width in SLOTS_AT_ONCE})
        if not self.board.plain and widths[-1] < self.of.slots:
            widths.append(self.of.slots)
        found = [_Arm(eject)]
        for width in widths:
            found += [_Arm(partial(replan, width, hinted=True))] if self.hints else []
            found += [_Arm(partial(replan, width, hinted=False))] if width <= WIDEST_WITHOUT_HINTS else []
        for place, arm in enumerate(found):
            arm.rate = UNTRIED - place
        return found

    def polish(self) -> None:
        ejector = Ejector(self.board, self.random, self.found, self.over)
        serve_the_worst(self.board, ejector, self.over)
        Gaps(self.board, self.random, self.rest()).run()
        keep_times(self.board)
        share_interpreters(self.board)

    def plan(self) -> Plan:
        weight = self.of.weight
        seat(self.board)
        fill(self.board, sorted(self.waiting(), key=lambda one: -weight[one]), lambda: False, chains=False)
        timetable = without_faults(self.problem, seat(self.board))
        value = check.value(self.problem, timetable)
        status = "optimal" if self.bound is not None and value >= self.bound else "feasible"
        return Plan(status, timetable, value, self.bound, self.certificate)

    def draft(self) -> None:
        """Hands over what there is, if it is better by a part that is worth the writing."""
        value = self.board.value
        if self.keep is None or (self.kept is not None and value - self.kept <= abs(self.kept) // WORTH_KEEPING):
            return
        self.kept, as_it_was = value, self.board.snapshot()
        self.keep(without_faults(self.problem, seat(self.board)))
        self.board.load(as_it_was)

    # what they share

    def waiting(self) -> list[int]:
        return [one for one, begin in enumerate(self.of.begin) if begin and self.board.where[one] == NOWHERE]

    def moved(self) -> bool:
        """Whether some meeting is not as it stands and could be, for all that is known of it alone."""
        board = self.board
        return any((board.where[one], board.way[one]) != stays for one, stays in self.of.stays.items())

    def prove(self, certificate: Certificate) -> None:
        found = bound(self.problem, certificate)
        if self.bound is None or found < self.bound:
            self.bound, self.certificate = found, certificate
            self.told()

    def proven(self) -> bool:
        return self.bound is not None and self.board.value >= self.bound

    def told(self) -> None:
        self.progress(self.board.value, self.bound)

    def found(self, value: int) -> None:
        self.progress(value, self.bound)

    def found_and_drafted(self, value: int) -> None:
        self.found(value)
        self.draft()

    def over(self) -> bool:
        return self.pace.share() >= 1

    def enough(self) -> bool:
        return self.pace.share() >= VALUE_UNTIL

    def seconds(self, longest: float = LONGEST_PROGRAM) -> float | None:
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


def solve(
    problem: Problem,
    *,
    pace: Pace | None = None,
    progress: Progress = lambda _value, _bound: None,
    seed: int = 0,
    keep: Keep | None = None,
) -> Plan:
    """The same for the same ``seed`` if ``pace`` counts work and not time. Its timetable has no faults."""
    return _Search(problem, pace or Pace(work=USUAL_WORK), progress, Random(seed), keep).run()  # noqa: S311 - no secret
