"""Why a request is not held in a schedule, and the cheapest change that would place it; told anew after a change
by hand."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Final

from app.scheduling.board import (
    ScheduleBoard,
    bit_places,
    broken_rule,
    find_blockers,
    first_slot_with_higher_limit,
    fits_with_more_interpreters,
    fits_with_more_tables,
    fits_with_person,
    full_companies,
)
from app.scheduling.compiled_problem import (
    NO_POOL,
    NOWHERE,
    MeetingWay,
    compiled_problem,
    table_pool,
    with_fixed_tables,
)
from app.scheduling.problem import PlacedMeeting, ProblemRequest, SchedulingProblem

MAX_WAYS: Final = 24
UNPLACED_REASONS: Final = (
    "group_rule",
    "already_met",
    "no_interpreter",
    "no_table",
    "no_common_slot",
    "limit",
    "firm_full",
    "crowded_out",
    "tables_full",
    "table_taken",
    "no_interpreter_then",
    "run",
    "walking",
    "precedence",
    "fits",
)
"""``crowded_out``: each common slot is taken by another meeting of one of the two. ``fits``: nothing is in the way."""


@dataclass(frozen=True)
class RequestRemedy:
    """What to do, so that the request can begin at ``slot``. ``do``: place it, where nothing is in the way; move
    ``about`` to ``to``; give_up ``about``, worth ``costs`` in value; one_more_table, one_more_interpreter, free_person
    (``about``), raise_limit (``about``: one company or both, parted by a space); none.
    """

    do: str
    slot: str | None = None
    about: str | None = None
    to: str | None = None
    costs: int = 0


@dataclass(frozen=True)
class UnplacedRequest:
    """``about``: firms or requests that the reason names."""

    request: str
    reason: str
    about: tuple[str, ...]
    remedy: RequestRemedy


def list_unplaced(
    problem: SchedulingProblem, timetable: Sequence[PlacedMeeting], *, among: Container[str] | None = None
) -> list[UnplacedRequest]:
    """In the order of the requests; ``among``: of these alone. The timetable must be without faults."""
    board = board_with_timetable(problem, timetable)
    known = _RemedyCache(board)
    return [
        explained_request(board, number, known)
        for number, request in enumerate(problem.requests)
        if board.where[number] == NOWHERE and (among is None or request.id in among)
    ]


def unplaced_json(requests: Iterable[UnplacedRequest]) -> list[dict[str, Any]]:
    return [
        {
            "request": entry.request,
            "reason": entry.reason,
            "about": [*entry.about],
            "remedy": {key: value for key, value in vars(entry.remedy).items() if value},
        }
        for entry in requests
    ]


def board_with_timetable(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> ScheduleBoard:
    """With all of it placed."""
    of = compiled_problem(replace(problem, firms=with_fixed_tables(replace(problem, standing=tuple(timetable))).firms))
    board = ScheduleBoard(of)
    numbers = {request.id: number for number, request in enumerate(problem.requests)}
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    tables = {table.id: table for table in problem.tables}
    names = {name: number for number, name in enumerate(of.names[: of.people])}
    apart = {of.names[number]: number for number in of.table_zone}
    helpers = {of.names[number]: number for number in range(of.people, len(of.names)) if number not in of.table_zone}
    for placed in timetable:
        people = tuple(names[person] for person in placed.people or ())
        own = apart.get(placed.table or "")
        helper = (helpers[placed.interpreter],) if placed.interpreter else ()
        pool = NO_POOL
        if placed.table and own is None:
            pool = of.pools.index(table_pool(tables[placed.table], of.walks))
        way: MeetingWay = ((*people, *(() if own is None else (own,)), *helper), pool)
        board.place(numbers[placed.request], place[placed.slot], way)
    return board


def explained_request(board: ScheduleBoard, number: int, known: _RemedyCache) -> UnplacedRequest:
    of = board.of
    request = of.problem.requests[number]
    if number in of.why_not:
        return UnplacedRequest(request.id, of.why_not[number], (), RequestRemedy("none"))
    common = sorted({slot for pair in of.pairs[number] for slot in _common_slots(board, number, pair)})
    if not common:
        return UnplacedRequest(
            request.id, "no_common_slot", (request.asker, request.asked), _free_person_remedy(board, number)
        )
    reason, about = _unplaced_reason(board, number, common)
    return UnplacedRequest(request.id, reason, about, _cheapest_remedy(board, number, reason, about, known))


def _common_slots(board: ScheduleBoard, number: int, pair: tuple[int, int]) -> Iterator[int]:
    of = board.of
    for slot in bit_places(of.begin[number]):
        span = of.span(number, slot)
        if all(of.usable[person] & span == span for person in pair):
            yield slot


def _unplaced_reason(board: ScheduleBoard, number: int, common: list[int]) -> tuple[str, tuple[str, ...]]:
    of = board.of
    companies = of.problem.firms
    for company in of.companies[number]:
        if (most := of.most[company]) is not None and board.count[company] >= most:
            return "limit", (companies[company].id,)
    meeting = [slot for slot in common if _both_free(board, number, slot)]
    if meeting:
        return _obstacle(board, number, meeting)
    for place, company in enumerate(of.companies[number]):
        people = dict.fromkeys(pair[place] for pair in of.pairs[number])
        if all(board.free[person] == 0 for person in people):
            return "firm_full", (companies[company].id,)
    takers = {board.at[person][slot] for pair in of.pairs[number] for person in pair for slot in common}
    return "crowded_out", tuple(of.problem.requests[each].id for each in sorted(takers - {NOWHERE}))


def _both_free(board: ScheduleBoard, number: int, slot: int) -> bool:
    span = board.of.span(number, slot)
    return any(all(board.free[person] & span == span for person in pair) for pair in board.of.pairs[number])


def _obstacle(board: ScheduleBoard, number: int, slots: list[int]) -> tuple[str, tuple[str, ...]]:
    """What keeps two who are free from meeting, at the first slot where least does."""
    of = board.of
    obstacles: list[tuple[int, int, str, tuple[str, ...]]] = []
    for slot in slots:
        span = of.span(number, slot)
        for pair in of.pairs[number]:
            if all(board.free[person] & span == span for person in pair):
                code, about = _obstacle_at(board, number, slot, pair)
                obstacles.append((UNPLACED_REASONS.index(code), -slot, code, about))
    _, _, code, about = max(obstacles)
    return code, about


def _obstacle_at(board: ScheduleBoard, number: int, slot: int, pair: tuple[int, int]) -> tuple[str, tuple[str, ...]]:
    of, span = board.of, board.of.span(number, slot)
    seats = [(taken, pool) for taken, pool in of.seats[number] if _seat_free(board, number, taken, pool, span)]
    if not seats:
        own = all(taken for taken, _ in of.seats[number])
        return ("table_taken" if own else "tables_full"), (of.problem.slots[slot].id,)
    ways: list[MeetingWay] = [((*pair, *taken), pool) for taken, pool in seats]
    if of.needs[number]:
        able = [each for each in of.helpers[number] if board.free[each] & span == span]
        ways = [
            ((*pair, *taken, each), pool)
            for taken, pool in seats
            for each in able
            if of.sits.get(each, -1) in (-1, *taken)
        ]
        if not ways:
            return "no_interpreter_then", (of.problem.slots[slot].id,)
    kinds = [broken_rule(board, number, slot, way) for way in ways]
    return next((kind for kind in ("fits", "precedence", "walking", "run") if kind in kinds), "run"), ()


def _seat_free(board: ScheduleBoard, number: int, taken: tuple[int, ...], pool: int, span: int) -> bool:
    if pool == NO_POOL:
        return all(board.free[table] & span == span for table in taken)
    free = board.open[pool] & (board.open_chairs[pool] if board.of.needs[number] else -1)
    return free & span == span


def _free_person_remedy(board: ScheduleBoard, number: int) -> RequestRemedy:
    """Whose time would have to be found, if one more free slot of one person would do."""
    of = board.of
    for pair in of.pairs[number]:
        for slot in bit_places(of.begin[number]):
            span = of.span(number, slot)
            lacking = [person for person in pair if of.usable[person] & span != span]
            others = [person for person in pair if person not in lacking]
            there = len(lacking) == 1 and all(board.free[person] & span == span for person in others)
            if there and fits_with_person(board, number, slot, lacking[0]):
                return RequestRemedy("free_person", of.problem.slots[slot].id, of.names[lacking[0]])
    return RequestRemedy("none")


def _cheapest_remedy(
    board: ScheduleBoard, number: int, reason: str, about: tuple[str, ...], known: _RemedyCache
) -> RequestRemedy:
    """Moving one meeting costs nothing; else more of what is lacking; else the meeting that is worth least."""
    if reason == "fits":
        slot, _way = next(board.spots(number))
        return RequestRemedy("place", board.of.problem.slots[slot].id)
    moved, given_up = _single_meeting_remedies(board, number, known)
    if moved is not None:
        return moved
    return _more_remedy(board, number, reason, about) or given_up or RequestRemedy("none")


def _more_remedy(board: ScheduleBoard, request: int, reason: str, about: tuple[str, ...]) -> RequestRemedy | None:
    """More of what is lacking, where that would do."""
    slots = board.of.problem.slots
    if reason == "limit":
        slot = first_slot_with_higher_limit(board, request)
        companies = " ".join(board.of.problem.firms[company].id for company in full_companies(board, request))
        return None if slot is None else RequestRemedy("raise_limit", slots[slot].id, companies)
    if reason not in ("tables_full", "no_interpreter_then"):
        return None
    slot = next(number for number, each in enumerate(slots) if each.id == about[0])
    if reason == "tables_full":
        return RequestRemedy("one_more_table", about[0]) if fits_with_more_tables(board, request, slot) else None
    return (
        RequestRemedy("one_more_interpreter", about[0]) if fits_with_more_interpreters(board, request, slot) else None
    )


def _single_meeting_remedies(
    board: ScheduleBoard, number: int, known: _RemedyCache
) -> tuple[RequestRemedy | None, RequestRemedy | None]:
    """One meeting that could be elsewhere so that this one fits; one to give up for it, the least valuable."""
    requests, slots, cheapest = board.of.problem.requests, board.of.problem.slots, None
    for slot, way, other in _blocking_meetings(board, number, known):
        loss = board.loss(other)
        movable = known.movable(other)
        if not movable and cheapest is not None and loss >= cheapest.costs:
            continue
        fits, to = _try_without(board, number, slot, way, other, movable=movable)
        if to is not None:
            return RequestRemedy("move", slots[slot].id, requests[other].id, slots[to].id), None
        if fits and (cheapest is None or loss < cheapest.costs):
            cheapest = RequestRemedy("give_up", slots[slot].id, requests[other].id, None, loss)
    return None, cheapest


def _blocking_meetings(board: ScheduleBoard, number: int, known: _RemedyCache) -> Iterator[tuple[int, MeetingWay, int]]:
    """Spots that a single meeting, which may go, keeps it from."""
    of = board.of
    for _, way in zip(range(MAX_WAYS), of.ways(number), strict=False):
        resources, pool = way
        for slot in bit_places(of.begin[number]):
            span = of.span(number, slot)
            if not all(of.usable[resource] & span == span for resource in resources):
                continue
            places = range(slot, slot + of.length[number])
            takers = {board.at[resource][place] for resource in resources for place in places} - {NOWHERE}
            other = next(iter(takers)) if len(takers) == 1 else None
            if not takers:
                other = known.cheapest(pool, slot) if pool != NO_POOL else known.rule_blocker(number, slot, way)
            if other is not None and other not in of.fixed:
                yield slot, way, other


def _try_without(
    board: ScheduleBoard, number: int, slot: int, way: MeetingWay, other: int, *, movable: bool
) -> tuple[bool, int | None]:
    """Whether it fits without ``other``, and where that can go then; the board is left as it was."""
    board.begin()
    board.remove(other)
    new_slot, fits = None, board.fits(number, slot, way)
    if fits and movable:
        board.place(number, slot, way)
        spot = next(board.spots(other), None)
        new_slot = spot[0] if spot else None
    board.back()
    return fits, new_slot


class _RemedyCache:
    """What is asked of a timetable for many requests: found once."""

    def __init__(self, board: ScheduleBoard) -> None:
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
            seated = [meeting for meeting in self.board.seated[pool][slot] if meeting not in self.board.of.fixed]
            rank = sorted(seated, key=lambda meeting: (not self.movable(meeting), self.board.loss(meeting), meeting))
            self._cheapest[key] = rank[0] if rank else None
        return self._cheapest[key]

    def rule_blocker(self, number: int, slot: int, way: MeetingWay) -> int | None:
        """A meeting that some rule which reaches further sets against it."""
        blockers = find_blockers(self.board, number, slot, way)
        return next(iter(blockers)) if blockers is not None and len(blockers) == 1 else None


UnplacedJson = dict[str, Any]
"""As ``unplaced_json`` writes it; ``stale``: told of an earlier timetable, and perhaps no longer so."""
MAX_EXPLAINED: Final = 150
"""So many are looked at anew at once, those worth most first: a change by hand must not wait for more."""
TAKEN_OUT_REASON: Final = "taken_out"
"""The reason of a request that would fit, and that somebody has taken its time from by hand."""
SHARED_REASONS: Final = frozenset(
    ("tables_full", "table_taken", "no_interpreter_then", "walking", "run", "precedence", "fits", TAKEN_OUT_REASON)
)
"""Reasons that a meeting of quite other firms may take away."""


def updated_unplaced(
    problem: SchedulingProblem,
    entries: Iterable[UnplacedJson],
    before: Mapping[str, PlacedMeeting],
    after: Mapping[str, PlacedMeeting],
    *,
    also: Set[str] = frozenset(),
    out: Set[str] | None = None,
    most: int = MAX_EXPLAINED,
) -> list[UnplacedJson]:
    """What is to be said of each request that ``after`` does not hold. ``told``: what was said of ``before``; ``also``:
    meetings about which something else is so now than then.

    A request that would fit and has just lost its time was ``taken_out``; where an act is taken back, only one of
    ``out`` was, which says so of those that the act had given a time.
    """
    known = {item["request"]: item for item in entries}
    by_hand = ({*before} if out is None else {*out}) | {
        item for item, entry in known.items() if entry["reason"] == TAKEN_OUT_REASON
    }
    left = [request for request in problem.requests if request.id not in after]
    concerned = _ChangeReach(problem, before, after, also)
    asked = [request for request in left if concerned.is_affected(request, known.get(request.id))]
    first = sorted(asked, key=lambda item: (item.id not in before, -problem.weights.of(item.priority) * item.score))[
        :most
    ]
    fresh = _fresh_reasons(problem, after, {item.id for item in first})
    stale = {item.id for item in asked} - set(fresh)
    return [*_merged_reasons(left, known, fresh, stale, by_hand)]


def _fresh_reasons(
    problem: SchedulingProblem, after: Mapping[str, PlacedMeeting], request_ids: Set[str]
) -> dict[str, UnplacedJson]:
    unplaced_requests = list_unplaced(problem, tuple(after.values()), among=request_ids) if request_ids else []
    return {entry["request"]: entry for entry in unplaced_json(unplaced_requests)}


def _merged_reasons(
    left: Iterable[ProblemRequest],
    known: Mapping[str, UnplacedJson],
    fresh: Mapping[str, UnplacedJson],
    stale: Set[str],
    by_hand: Set[str],
) -> Iterator[UnplacedJson]:
    for request in left:
        old, new = known.get(request.id), fresh.get(request.id)
        if new is not None:
            yield new | {"reason": TAKEN_OUT_REASON} if request.id in by_hand and new["reason"] == "fits" else new
        elif old is not None:
            yield old | {"stale": True} if request.id in stale else old


class _ChangeReach:
    """Whom the difference between two timetables may concern."""

    def __init__(
        self,
        problem: SchedulingProblem,
        before: Mapping[str, PlacedMeeting],
        after: Mapping[str, PlacedMeeting],
        also: Set[str],
    ) -> None:
        self.places = {slot.id: place for place, slot in enumerate(problem.slots)}
        requests = {request.id: request for request in problem.requests}
        stands_for = {person.id: person.firms for person in problem.people}
        self.reach = max((request.length for request in problem.requests), default=1) - 1
        self.changed = {
            request_id for request_id in {*before, *after} if before.get(request_id) != after.get(request_id)
        } | also
        self.companies: set[str] = set()
        self.slots: set[int] = set()
        for placed in (of[request_id] for request_id in self.changed for of in (before, after) if request_id in of):
            if (request := requests.get(placed.request)) is not None:
                self.companies |= {request.asker, request.asked}
            self.companies |= {company for person in placed.people or () for company in stands_for.get(person, ())}
            self.slots |= self._near(placed.slot)

    def _near(self, slot: str) -> set[int]:
        place = self.places.get(slot)
        return set() if place is None else {*range(place - self.reach, place + self.reach + 1)}

    def is_affected(self, request: ProblemRequest, entry: UnplacedJson | None) -> bool:
        if entry is None or entry.get("stale") or entry["reason"] in SHARED_REASONS:
            return True
        remedy = entry.get("remedy", {})
        times = {place for name in ("slot", "to") if (place := self.places.get(remedy.get(name, ""))) is not None}
        return (
            bool(self.companies & {request.asker, request.asked})
            or remedy.get("about") in self.changed
            or bool(times & self.slots)
        )
