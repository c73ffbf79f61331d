"""Why a request is not held in a timetable, and the cheapest change that would place it.

Both are read off the timetable itself: a reason says what stands in the way of every spot, a remedy can be tried.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.scheduling.blocking import blockers_of
from app.scheduling.board import Board, bits
from app.scheduling.compiled import NO_POOL, NOWHERE, Way, pool_of
from app.scheduling.compiling import compiled
from app.scheduling.lacking import (
    at_their_most,
    with_higher_limit,
    with_one_more_interpreter,
    with_one_more_table,
    with_person_there,
)
from app.scheduling.problem import Held, Problem
from app.scheduling.reach import hindrance
from app.scheduling.seating import seated

MOST_WAYS: Final = 24
REASONS: Final = (
    *("group_rule", "already_met", "no_interpreter", "no_table", "no_common_slot", "limit", "firm_full", "crowded_out"),
    *("tables_full", "table_taken", "no_interpreter_then", "run", "walking", "precedence", "fits"),
)
"""``crowded_out``: each common slot is taken by another meeting of one of the two. ``fits``: nothing is in the way."""


@dataclass(frozen=True)
class Remedy:
    """What to do, so that the request can begin at ``slot``. ``do``: place it, where nothing is in the way; move
    ``about`` to ``to``; give_up ``about``, worth ``costs`` in value; one_more_table, one_more_interpreter, free_person
    (``about``), raise_limit (``about``: one firm or both, parted by a space); none.
    """

    do: str
    slot: str | None = None
    about: str | None = None
    to: str | None = None
    costs: int = 0


@dataclass(frozen=True)
class Unplaced:
    """``about``: firms or requests that the reason names."""

    request: str
    reason: str
    about: tuple[str, ...]
    remedy: Remedy


def unplaced(problem: Problem, timetable: Sequence[Held], *, among: Container[str] | None = None) -> list[Unplaced]:
    """In the order of the requests; ``among``: of these alone. The timetable must be without faults."""
    board = board_of(problem, timetable)
    known = _Known(board)
    return [
        explained(board, one, known)
        for one, request in enumerate(problem.requests)
        if board.where[one] == NOWHERE and (among is None or request.id in among)
    ]


def unplaced_json(found: Iterable[Unplaced]) -> list[dict[str, Any]]:
    return [
        {
            "request": one.request,
            "reason": one.reason,
            "about": [*one.about],
            "remedy": {key: value for key, value in vars(one.remedy).items() if value},
        }
        for one in found
    ]


def board_of(problem: Problem, timetable: Sequence[Held]) -> Board:
    """With all of it placed."""
    of = compiled(_seated_as(problem, timetable))
    board = Board(of)
    numbers = {request.id: number for number, request in enumerate(problem.requests)}
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    tables = {table.id: table for table in problem.tables}
    names = {name: number for number, name in enumerate(of.names[: of.people])}
    apart = {of.names[number]: number for number in of.table_zone}
    helpers = {of.names[number]: number for number in range(of.people, len(of.names)) if number not in of.table_zone}
    for held in timetable:
        people = tuple(names[person] for person in held.people or ())
        own = apart.get(held.table or "")
        helper = (helpers[held.interpreter],) if held.interpreter else ()
        pool = NO_POOL
        if held.table and own is None:
            pool = of.pools.index(pool_of(tables[held.table], of.walks))
        way: Way = ((*people, *(() if own is None else (own,)), *helper), pool)
        board.place(numbers[held.request], place[held.slot], way)
    return board


def _seated_as(problem: Problem, timetable: Sequence[Held]) -> Problem:
    """With firms that keep a table at the one where they sit in the timetable."""
    return replace(problem, firms=seated(replace(problem, standing=tuple(timetable))).firms)


def explained(board: Board, one: int, known: _Known) -> Unplaced:
    of = board.of
    request = of.problem.requests[one]
    if one in of.why_not:
        return Unplaced(request.id, of.why_not[one], (), Remedy("none"))
    common = sorted({slot for pair in of.pairs[one] for slot in _common(board, one, pair)})
    if not common:
        return Unplaced(request.id, "no_common_slot", (request.asker, request.asked), _freed(board, one))
    reason, about = _reason(board, one, common)
    return Unplaced(request.id, reason, about, _remedy(board, one, reason, about, known))


def _common(board: Board, one: int, pair: tuple[int, int]) -> Iterator[int]:
    of = board.of
    for slot in bits(of.begin[one]):
        span = of.span(one, slot)
        if all(of.usable[person] & span == span for person in pair):
            yield slot


def _reason(board: Board, one: int, common: list[int]) -> tuple[str, tuple[str, ...]]:
    of = board.of
    firms = of.problem.firms
    for firm in of.firms[one]:
        if (most := of.most[firm]) is not None and board.count[firm] >= most:
            return "limit", (firms[firm].id,)
    meeting = [slot for slot in common if _both_free(board, one, slot)]
    if meeting:
        return _hindrance(board, one, meeting)
    for place, firm in enumerate(of.firms[one]):
        people = dict.fromkeys(pair[place] for pair in of.pairs[one])
        if all(board.free[person] == 0 for person in people):
            return "firm_full", (firms[firm].id,)
    takers = {board.at[person][slot] for pair in of.pairs[one] for person in pair for slot in common}
    return "crowded_out", tuple(of.problem.requests[each].id for each in sorted(takers - {NOWHERE}))


def _both_free(board: Board, one: int, slot: int) -> bool:
    span = board.of.span(one, slot)
    return any(all(board.free[person] & span == span for person in pair) for pair in board.of.pairs[one])


def _hindrance(board: Board, one: int, slots: list[int]) -> tuple[str, tuple[str, ...]]:
    """What keeps two who are free from meeting, at the first slot where least does."""
    of = board.of
    found: list[tuple[int, int, str, tuple[str, ...]]] = []
    for slot in slots:
        span = of.span(one, slot)
        for pair in of.pairs[one]:
            if all(board.free[person] & span == span for person in pair):
                code, about = _at(board, one, slot, pair)
                found.append((REASONS.index(code), -slot, code, about))
    _, _, code, about = max(found)
    return code, about


def _at(board: Board, one: int, slot: int, pair: tuple[int, int]) -> tuple[str, tuple[str, ...]]:
    of, span = board.of, board.of.span(one, slot)
    seats = [(taken, pool) for taken, pool in of.seats[one] if _seat_free(board, one, taken, pool, span)]
    if not seats:
        own = all(taken for taken, _ in of.seats[one])
        return ("table_taken" if own else "tables_full"), (of.problem.slots[slot].id,)
    ways: list[Way] = [((*pair, *taken), pool) for taken, pool in seats]
    if of.needs[one]:
        able = [each for each in of.helpers[one] if board.free[each] & span == span]
        ways = [
            ((*pair, *taken, each), pool)
            for taken, pool in seats
            for each in able
            if of.sits.get(each, -1) in (-1, *taken)
        ]
        if not ways:
            return "no_interpreter_then", (of.problem.slots[slot].id,)
    kinds = [hindrance(board, one, slot, way) for way in ways]
    return next((kind for kind in ("fits", "precedence", "walking", "run") if kind in kinds), "run"), ()


def _seat_free(board: Board, one: int, taken: tuple[int, ...], pool: int, span: int) -> bool:
    if pool == NO_POOL:
        return all(board.free[table] & span == span for table in taken)
    free = board.open[pool] & (board.open_chairs[pool] if board.of.needs[one] else -1)
    return free & span == span


def _freed(board: Board, one: int) -> Remedy:
    """Whose time would have to be found, if one more free slot of one person would do."""
    of = board.of
    for pair in of.pairs[one]:
        for slot in bits(of.begin[one]):
            span = of.span(one, slot)
            lacking = [person for person in pair if of.usable[person] & span != span]
            others = [person for person in pair if person not in lacking]
            there = len(lacking) == 1 and all(board.free[person] & span == span for person in others)
            if there and with_person_there(board, one, slot, lacking[0]):
                return Remedy("free_person", of.problem.slots[slot].id, of.names[lacking[0]])
    return Remedy("none")


def _remedy(board: Board, one: int, reason: str, about: tuple[str, ...], known: _Known) -> Remedy:
    """Moving one meeting costs nothing; else more of what is lacking; else the meeting that is worth least."""
    if reason == "fits":
        slot, _way = next(board.spots(one))
        return Remedy("place", board.of.problem.slots[slot].id)
    moved, given_up = _by_one(board, one, known)
    if moved is not None:
        return moved
    return _more(board, one, reason, about) or given_up or Remedy("none")


def _more(board: Board, one: int, reason: str, about: tuple[str, ...]) -> Remedy | None:
    """More of what is lacking, where that would do."""
    slots = board.of.problem.slots
    if reason == "limit":
        slot = with_higher_limit(board, one)
        firms = " ".join(board.of.problem.firms[firm].id for firm in at_their_most(board, one))
        return None if slot is None else Remedy("raise_limit", slots[slot].id, firms)
    if reason not in ("tables_full", "no_interpreter_then"):
        return None
    slot = next(number for number, each in enumerate(slots) if each.id == about[0])
    if reason == "tables_full":
        return Remedy("one_more_table", about[0]) if with_one_more_table(board, one, slot) else None
    return Remedy("one_more_interpreter", about[0]) if with_one_more_interpreter(board, one, slot) else None


def _by_one(board: Board, one: int, known: _Known) -> tuple[Remedy | None, Remedy | None]:
    """One meeting that could be elsewhere so that this one fits; one to give up for it, the least valuable."""
    requests, slots, cheapest = board.of.problem.requests, board.of.problem.slots, None
    for slot, way, other in _in_the_way(board, one, known):
        loss = board.loss(other)
        movable = known.movable(other)
        if not movable and cheapest is not None and loss >= cheapest.costs:
            continue
        fits, to = _instead(board, one, slot, way, other, movable=movable)
        if to is not None:
            return Remedy("move", slots[slot].id, requests[other].id, slots[to].id), None
        if fits and (cheapest is None or loss < cheapest.costs):
            cheapest = Remedy("give_up", slots[slot].id, requests[other].id, None, loss)
    return None, cheapest


def _in_the_way(board: Board, one: int, known: _Known) -> Iterator[tuple[int, Way, int]]:
    """Spots that a single meeting, which may go, keeps it from."""
    of = board.of
    for _, way in zip(range(MOST_WAYS), of.ways(one), strict=False):
        resources, pool = way
        for slot in bits(of.begin[one]):
            span = of.span(one, slot)
            if not all(of.usable[resource] & span == span for resource in resources):
                continue
            places = range(slot, slot + of.length[one])
            takers = {board.at[resource][place] for resource in resources for place in places} - {NOWHERE}
            other = next(iter(takers)) if len(takers) == 1 else None
            if not takers:
                other = known.cheapest(pool, slot) if pool != NO_POOL else known.nearby(one, slot, way)
            if other is not None and other not in of.fixed:
                yield slot, way, other


def _instead(board: Board, one: int, slot: int, way: Way, other: int, *, movable: bool) -> tuple[bool, int | None]:
    """Whether it fits without ``other``, and where that can go then; the board is left as it was."""
    board.begin()
    board.remove(other)
    found, fits = None, board.fits(one, slot, way)
    if fits and movable:
        board.place(one, slot, way)
        spot = next(board.spots(other), None)
        found = spot[0] if spot else None
    board.back()
    return fits, found


class _Known:
    """What is asked of a timetable for many requests: found once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._movable: dict[int, bool] = {}
        self._cheapest: dict[tuple[int, int], int | None] = {}

    def movable(self, other: int) -> bool:
        """Whether it would fit elsewhere than where it is."""
        if other not in self._movable:
            board = self.board
            here = board.where[other]
            board.begin()
            board.remove(other)
            self._movable[other] = any(slot != here for slot, _ in board.spots(other))
            board.back()
        return self._movable[other]

    def cheapest(self, pool: int, slot: int) -> int | None:
        """Who sits at a table of the pool then: one that can move, else the least valuable."""
        key = pool, slot
        if key not in self._cheapest:
            seated = [one for one in self.board.seated[pool][slot] if one not in self.board.of.fixed]
            rank = sorted(seated, key=lambda one: (not self.movable(one), self.board.loss(one), one))
            self._cheapest[key] = rank[0] if rank else None
        return self._cheapest[key]

    def nearby(self, one: int, slot: int, way: Way) -> int | None:
        """A meeting that some rule which reaches further sets against it."""
        blockers = blockers_of(self.board, one, slot, way)
        return next(iter(blockers)) if blockers is not None and len(blockers) == 1 else None
