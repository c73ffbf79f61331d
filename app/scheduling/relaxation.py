"""Linear programs by HiGHS, loaded when the first one is solved."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.scheduling.bounds import BoundCertificate, CapacityRules, CertificateRow
from app.scheduling.problem import ProblemRequest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class LinearProgram:
    """Most ``worth · x`` with ``A x ≤ most``, 0 ≤ x ≤ ``upper``; A by its entries: ``row``, ``column``, ``times``."""

    worth: Floats
    upper: Floats
    row: Ints
    column: Ints
    times: Floats
    most: Floats


@dataclass(frozen=True)
class ProgramSolution:
    """``x``: None if none was found; ``prices`` of the rows, ≥ 0, for programs without whole numbers; ``bound``: as the
    solver has it, so with its tolerance; ``effort``: steps of the simplex method that it took.
    """

    proven: bool
    x: Floats | None
    prices: Floats | None
    bound: float
    effort: int


def solve_program(
    program: LinearProgram,
    *,
    whole: bool = False,
    method: str = "choose",
    seconds: float | None = None,
    work: int | None = None,
    start: Floats | None = None,
    stopped: Callable[[], bool] | None = None,
) -> ProgramSolution:
    """In one thread: HiGHS bears no other number later in the same process. ``work``: most nodes or iterations, which
    stop it at the same point each time, unlike ``seconds``. ``stopped``: asked all the while whether to end with what
    there is.
    """
    import highspy

    with _silenced():  # it greets on standard output, whatever its options are
        solver = highspy.Highs()  # type: ignore[no-untyped-call,unused-ignore]
    options: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 1e-9}
    if not whole:
        options |= {"solver": method, "run_crossover": "off" if method == "ipm" else "on"}
    if seconds is not None:
        options["time_limit"] = max(0.01, seconds)
    if work is not None:
        options |= {"mip_max_nodes": work} if whole else {"pdlp_iteration_limit": work, "ipm_iteration_limit": work}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_highs_model(highspy, program, whole=whole))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        solver.setSolution(solution)
    with _interruptible(solver, stopped):
        solver.run()
    return _program_solution(highspy, solver, whole=whole)


@contextmanager
def _interruptible(solver: Any, stopped: Callable[[], bool] | None) -> Iterator[None]:
    """Unheeded it would end when its time is over, half a minute after somebody wanted the best so far."""
    if stopped is None:
        yield
        return

    def asked(event: Any) -> None:
        if stopped():
            event.data_in.user_interrupt = True

    for at in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        at.subscribe(asked)
    try:
        yield
    finally:
        solver.clearCallbacks()
        solver.disableCallbacks()


@contextmanager
def _silenced() -> Iterator[None]:
    """Nothing reaches the file behind standard output."""
    sys.stdout.flush()
    stdout_copy, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(stdout_copy, 1)
        os.close(stdout_copy)
        os.close(nowhere)


def _highs_model(highspy: Any, program: LinearProgram, *, whole: bool) -> Any:
    from scipy.sparse import csc_matrix

    shape = len(program.most), len(program.worth)
    matrix = csc_matrix((program.times, (program.row, program.column)), shape=shape)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = shape
    model.col_cost_, model.sense_ = program.worth, highspy.ObjSense.kMaximize
    model.col_lower_, model.col_upper_ = np.zeros(shape[1]), program.upper
    model.row_lower_, model.row_upper_ = np.full(shape[0], -np.inf), program.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * shape[1]
    return model


def _program_solution(highspy: Any, solver: Any, *, whole: bool) -> ProgramSolution:
    """The status is looked at before any value."""
    status, info = solver.getModelStatus(), solver.getInfo()
    proven = status == highspy.HighsModelStatus.kOptimal
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    x = np.array(solution.col_value) if proven or feasible else None
    prices = None if whole or not solution.dual_valid else np.maximum(0.0, np.array(solution.row_dual))
    effort = max(0, info.simplex_iteration_count)
    bound = info.mip_dual_bound if whole else info.objective_function_value
    return ProgramSolution(proven, x, prices, bound, effort)


PRICE_SCALE = 1_000_000
CUT_ROUNDS = 12
WHOLE_TOLERANCE = 1e-6
HINT_SHARE = 1e-3
MAX_TIMED_COLUMNS = 400_000
ONCE_ROW = "once"
"""The row that holds a request at one spot at most. A certificate has no price for it, but what the request is left."""


@dataclass(frozen=True)
class DualPrices:
    """What the prices ask: by so much a timetable is worth less than the bound for each request and slot that it takes
    (``spots``), each request that it does not hold (``left``), each company and slot that it leaves empty
    (``companies``). ``hints``: spots that the relaxation takes, at least in part.
    """

    spots: Mapping[tuple[int, int], float]
    left: Mapping[int, float]
    companies: Mapping[tuple[str, int], float]
    hints: frozenset[tuple[int, int]]


@dataclass
class ProgramBuilder:
    """A program row by row; ``place`` and ``name`` of the rows, ``who``: request of each column, −1 for firms."""

    rules: CapacityRules
    place: dict[CertificateRow, int] = field(default_factory=dict)
    name: list[CertificateRow] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    who: list[int] = field(default_factory=list)
    slot: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    minima: dict[str, int] = field(default_factory=dict)

    def row(self, row: CertificateRow) -> int:
        if row not in self.place:
            self.place[row] = len(self.most)
            self.name.append(row)
            self.most.append(1.0 if row[0] == ONCE_ROW else float(self.rules.capacity(row)))
        return self.place[row]

    def column(self, worth: float, upper: float, who: int, slot: int) -> int:
        self.worth.append(worth)
        self.upper.append(upper)
        self.who.append(who)
        self.slot.append(slot)
        return len(self.worth) - 1

    def use(self, row: CertificateRow, column: int, times: float = 1.0) -> None:
        self.entries.append((self.row(row), column, times))

    def count_minima(self) -> None:
        """A variable for each firm with a minimum, at most what it holds."""
        bonus = self.rules.problem.weights.least
        for company in self.rules.problem.firms:
            if bonus and (least := self.rules.least(company)):
                column = self.column(float(bonus), float(least), -1, -1)
                self.minima[company.id] = len(self.most)
                self.name.append(("least", company.id))
                self.most.append(0.0)
                self.entries.append((self.minima[company.id], column, 1.0))

    def count_for(self, request: ProblemRequest, column: int) -> None:
        """What the request adds to the minima of its firms."""
        for company in (request.asker, request.asked):
            if company in self.minima:
                self.entries.append((self.minima[company], column, -1.0))

    def program(self) -> LinearProgram:
        entries = np.array(self.entries, dtype=np.float64).reshape(-1, 3)
        places = entries[:, :2].astype(np.int64)
        upper = np.array(self.upper, dtype=np.float64)
        return LinearProgram(
            np.array(self.worth), upper, places[:, 0], places[:, 1], entries[:, 2], np.array(self.most)
        )

    def asked(self, program: LinearProgram, prices: Floats, hints: frozenset[tuple[int, int]]) -> DualPrices:
        paid = np.bincount(program.column, program.times * prices[program.row], minlength=len(program.worth))
        cost = np.clip(paid - program.worth, 0, None).tolist()
        columns = zip(self.who, self.slot, cost, strict=True)
        spots = {(request, slot): price for request, slot, price in columns if request >= 0}
        rows = {row: float(prices[place]) for row, place in self.place.items()}
        left = {int(row[1]): price for row, price in rows.items() if row[0] == ONCE_ROW}
        companies = {(str(row[1]), int(row[2])): price for row, price in rows.items() if row[0] == "firm"}
        return DualPrices(spots, left, companies, hints)

    def taken(self, x: Floats) -> frozenset[tuple[int, int]]:
        """Requests and slots that are taken, at least in part."""
        columns = np.flatnonzero(x > HINT_SHARE).tolist()
        return frozenset((self.who[each], self.slot[each]) for each in columns if self.who[each] >= 0)

    def certificate(self, prices: Floats) -> BoundCertificate:
        """The prices in whole parts; those of the minima apart."""
        bonus = self.rules.problem.weights.least
        parts = np.rint(np.clip(prices, 0, None) * PRICE_SCALE).astype(np.int64)
        minima = {self.minima[company]: company for company in self.minima}
        priced = [row for row in np.flatnonzero(parts).tolist() if row not in minima and self.name[row][0] != ONCE_ROW]
        rows = {self.name[place]: int(parts[place]) for place in priced}
        least = {
            company: min(int(parts[place]), bonus * PRICE_SCALE) for place, company in minima.items() if parts[place]
        }
        return BoundCertificate(PRICE_SCALE, rows, least)


@dataclass
class RequestChoice:
    """``chosen``: requests worth holding, those in doubt left out; ``certificate``: the prices, if there are any."""

    chosen: list[int]
    certificate: BoundCertificate | None
    whole: bool


def choose_requests(
    rules: CapacityRules,
    begins: Sequence[bool],
    *,
    seconds: float | None,
    whole: bool = True,
    stopped: Callable[[], bool] | None = None,
) -> RequestChoice:
    """By the plain program, cut where odd crowds make it take halves; at last in whole numbers if that is asked for."""
    builder = plain_program(rules, begins)
    if not builder.worth:
        return RequestChoice([], BoundCertificate(PRICE_SCALE, {}), True)
    answer = solve_program(builder.program(), method="simplex", seconds=seconds, stopped=stopped)
    for _ in range(CUT_ROUNDS):
        if answer.x is None or not _add_cuts(builder, answer.x):
            break
        answer = solve_program(builder.program(), method="simplex", seconds=seconds, stopped=stopped)
    certificate = None if answer.prices is None else builder.certificate(answer.prices)
    certain = answer.x is not None and not _fractional_columns(builder, answer.x)
    if whole and not certain:
        answer = solve_program(builder.program(), whole=True, seconds=seconds, stopped=stopped)
    return RequestChoice(_chosen_requests(builder, answer), certificate, certain)


def plain_program(rules: CapacityRules, begins: Sequence[bool]) -> ProgramBuilder:
    builder = ProgramBuilder(rules)
    builder.count_minima()
    weights, standing = rules.problem.weights, rules.stands
    for number, request in enumerate(rules.problem.requests):
        if not begins[number]:
            continue
        worth = rules.worth[request.id] + (weights.change if request.id in standing else 0)
        column = builder.column(float(worth), 1.0, number, -1)
        builder.count_for(request, column)
        for company in (request.asker, request.asked):
            builder.use(("day", company), column, request.length)
            if rules.most(rules.companies[company]) is not None:
                builder.use(("most", company), column)
        builder.use(("all",), column, request.length)
    return builder


def _fractional_columns(builder: ProgramBuilder, x: Floats) -> list[int]:
    """The columns of requests that are held in part."""
    inner = np.flatnonzero((x > WHOLE_TOLERANCE) & (x < 1 - WHOLE_TOLERANCE)).tolist()
    return [column for column in inner if builder.who[column] >= 0]


def _add_cuts(builder: ProgramBuilder, x: Floats) -> bool:
    """Adds a row for each odd crowd within which meetings are held in halves; whether there was any."""
    requests = builder.rules.problem.requests
    friends: dict[str, set[str]] = defaultdict(set)
    for column in _fractional_columns(builder, x):
        request = requests[builder.who[column]]
        friends[request.asker].add(request.asked)
        friends[request.asked].add(request.asker)
    is_cut = False
    for crowd in _connected_crowds(friends):
        row: CertificateRow = ("odd", *sorted(crowd))
        if row in builder.place or sum(builder.rules.day(company) for company in crowd) % 2 == 0:
            continue
        is_cut = True
        for column, number in enumerate(builder.who):
            if number >= 0 and requests[number].asker in crowd and requests[number].asked in crowd:
                builder.use(row, column, requests[number].length)
    return is_cut


def _connected_crowds(friends: dict[str, set[str]]) -> Iterable[set[str]]:
    seen: set[str] = set()
    for first in friends:
        if first in seen:
            continue
        crowd, queue = {first}, [first]
        while queue:
            new = friends[queue.pop()] - crowd
            crowd |= new
            queue += new
        seen |= crowd
        yield crowd


def _chosen_requests(builder: ProgramBuilder, answer: ProgramSolution) -> list[int]:
    if answer.x is None:
        return []
    return [builder.who[column] for column in np.flatnonzero(answer.x > 0.5).tolist() if builder.who[column] >= 0]


def timed_program(rules: CapacityRules, begins: Sequence[bool]) -> ProgramBuilder | None:
    """None if it would be too large."""
    builder = ProgramBuilder(rules)
    builder.count_minima()
    weights, standing = rules.problem.weights, rules.stands
    for number, request in enumerate(rules.problem.requests):
        slots = rules.beginnings(request) if begins[number] else []
        if len(builder.worth) > MAX_TIMED_COLUMNS:
            return None
        once, lasting = rules.uses(request)
        worth = rules.worth[request.id]
        able = sorted(rules.helpers(request))
        for slot in slots:
            extra = weights.change if standing.get(request.id) == slot else 0
            column = builder.column(float(worth + extra), np.inf, number, slot)
            builder.use((ONCE_ROW, number), column)
            builder.count_for(request, column)
            for row in once:
                builder.use(row, column)
            for each in range(slot, slot + request.length):
                for row, times in lasting:
                    builder.use((*row, each), column, times)
                if able:
                    builder.use(("helpers", each, *able), column)
    return builder
