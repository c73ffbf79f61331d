"""A first schedule and better ones: greedily, by Kempe chains, and by ejection, which takes places from others."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Final

from app.scheduling.board import ScheduleBoard, bit_places, find_takers, with_rule_blockers
from app.scheduling.compiled_problem import NO_POOL, NOWHERE, MeetingWay

MAX_CHAIN_LENGTH = 400


def meeting_chain(board: ScheduleBoard, first: int, here: int, there: int) -> list[int] | None:
    """The meetings of the slots ``here`` and ``there`` that share somebody, from ``first`` on; None if one cannot move.

    Meetings of several slots, fixed ones and such as may not begin at the other slot do not move.
    """
    of, at, where, both = board.of, board.at, board.where, here + there
    moving, seen = [first], {first}
    for meeting in moving:
        to = both - where[meeting]
        if of.length[meeting] > 1 or not of.begin[meeting] >> to & 1 or meeting in of.fixed:
            return None
        for resource in board.way[meeting][0]:
            if not of.usable[resource] >> to & 1:
                return None
            other = at[resource][to]
            if other != NOWHERE and other not in seen:
                if len(moving) > MAX_CHAIN_LENGTH:
                    return None
                seen.add(other)
                moving.append(other)
    return moving


def swap_chain(board: ScheduleBoard, moving: list[int], here: int, there: int) -> bool:
    """Whether the chain could change places; if not, nothing has changed."""
    if not has_room(board, moving, here, there):
        return False
    if board.plain and board.journal is None:
        board.exchange(moving, here, there)
        return True
    both = here + there
    as_it_was = [(meeting, board.where[meeting], board.way[meeting]) for meeting in moving]
    for meeting in moving:
        board.remove(meeting)
    placed = 0
    for meeting, slot, way in as_it_was:
        if not board.fits(meeting, both - slot, way):
            break
        board.place(meeting, both - slot, way)
        placed += 1
    if placed == len(moving):
        return True
    for meeting, _, _ in as_it_was[:placed]:
        board.remove(meeting)
    for meeting, slot, way in as_it_was:
        board.place(meeting, slot, way)
    return False


def has_room(board: ScheduleBoard, moving: list[int], here: int, there: int) -> bool:
    """Whether the tables of both slots last, by the numbers alone."""
    if len(board.room) != 1:
        return True
    return -board.room[0][here] <= table_surplus(board, moving, here) <= board.room[0][there]


def table_surplus(board: ScheduleBoard, moving: list[int], here: int) -> int:
    """How many tables fewer are taken ``here`` after the exchange."""
    pooled = [meeting for meeting in moving if board.way[meeting][1] != NO_POOL]
    at_here = sum(board.where[meeting] == here for meeting in pooled)
    return 2 * at_here - len(pooled)


def free_resource(board: ScheduleBoard, resource: int, slot: int, blocked: tuple[int, ...]) -> bool:
    """Frees a resource at ``slot`` by moving a chain that touches none of ``kept`` there."""
    first = board.at[resource][slot]
    if first == NOWHERE or first in board.of.fixed or board.of.length[first] > 1:
        return first == NOWHERE
    way = board.way[first][0]
    for other in bit_places(board.free[resource] & board.of.begin[first]):
        moving = meeting_chain(board, first, slot, other)
        if moving is None or any(person in board.way[each][0] for each in moving for person in blocked):
            continue
        if resource in way and swap_chain(board, moving, slot, other):
            return True
    return False


def place_by_chains(board: ScheduleBoard, meeting: int, way: MeetingWay) -> bool:
    """Places a meeting of one slot where there is room, after up to one chain for each whom it takes."""
    resources, pool = way
    usable = board.of.begin[meeting]
    for resource in resources:
        usable &= board.of.usable[resource]
    if pool != NO_POOL:
        usable &= board.open[pool]
    spots = sorted(bit_places(usable), key=lambda slot: sum(not board.free[each] >> slot & 1 for each in resources))
    for slot in spots:
        for resource in resources:
            blocked = tuple(each for each in resources if each != resource and board.free[each] >> slot & 1)
            if not board.free[resource] >> slot & 1 and not free_resource(board, resource, slot, blocked):
                break
        if board.fits(meeting, slot, way):
            board.place(meeting, slot, way)
            return True
    return False


def place_fixed(board: ScheduleBoard, order: Iterable[int]) -> list[int]:
    """Places what is fixed; returns what of it cannot be placed."""
    lacking = []
    for request in order:
        spot = next(board.spots(request), None)
        if spot is None:
            lacking.append(request)
        else:
            board.place(request, *spot)
    return lacking


def place_standing(board: ScheduleBoard) -> None:
    """What stands stays, as far as it can; the most valuable first."""
    for request, (slot, way) in sorted(board.of.stays.items(), key=lambda each: -board.of.weight[each[0]]):
        if board.where[request] == NOWHERE and board.fits(request, slot, way):
            board.place(request, slot, way)


def place_in_order(
    board: ScheduleBoard, order: Iterable[int], stop: Callable[[], bool], *, chains: bool = True
) -> list[int]:
    """Places what it can of ``order``; returns the rest of it, in the same order."""
    rest, stopped = [], False
    for number, request in enumerate(order):
        stopped = stopped or (number % 64 == 0 and stop())
        if board.where[request] != NOWHERE:
            continue
        if stopped or not _place_request(board, request, chains=chains):
            rest.append(request)
    return rest


def _place_request(board: ScheduleBoard, request: int, *, chains: bool) -> bool:
    spot = best_spot(board, request)
    if spot is not None:
        board.place(request, *spot)
        return True
    return chains and board.of.length[request] == 1 and _place_by_any_chain(board, request)


def best_spot(board: ScheduleBoard, request: int) -> tuple[int, MeetingWay] | None:
    """Where most tables are left, lest a slot fill up before the others."""
    best, most = None, -1
    for slot, way in board.spots(request):
        left = board.room[way[1]][slot] if way[1] >= 0 else 0
        if left > most:
            best, most = (slot, way), left
    return best


def _place_by_any_chain(board: ScheduleBoard, request: int) -> bool:
    if not board.of.begin[request]:
        return False
    return any(place_by_chains(board, request, way) for _, way in zip(range(4), board.of.ways(request), strict=False))


def count_common_slots(board: ScheduleBoard, request: int) -> int:
    """How many slots two people have in common: those with few come first."""
    pairs = board.of.pairs[request]
    if not pairs:
        return 0
    first, second = pairs[0]
    return (board.of.usable[first] & board.of.usable[second] & board.of.begin[request]).bit_count()


EJECTION_DEPTH: Final = 6
EJECTION_WAYS: Final = 12
"""Of the ways in which a meeting can be held, so many are tried at once."""
CHECKED_SPOTS: Final = 4
"""Of the cheapest spots, so many are looked at whether rules that reach further make them dearer."""
STEPS_PER_CHECK: Final = 16


@dataclass
class Ejector:
    """``progress``: called with each better value. ``steps``: how many are made, unless ``stop`` says so earlier."""

    board: ScheduleBoard
    random: Random
    progress: Callable[[int], None]
    stop: Callable[[], bool]
    target: int = 1 << 62
    tabu: dict[tuple[int, int], int] = field(default_factory=dict)
    now: int = 0

    def run(self, steps: int, *, heat: float) -> int:
        """Until it has the ``target`` value. ``heat``: the loss that is readily borne at first. The steps made."""
        board = self.board
        best, snapshot = board.value, board.snapshot()
        out = [request for request, begin in enumerate(board.of.begin) if begin and board.where[request] == NOWHERE]
        made = 0
        while made < steps and out and best < self.target:
            if made % STEPS_PER_CHECK == 0 and self.stop():
                break
            made += 1
            self.now += 1
            self.step(out, heat * (1 - made / steps))
            if board.value > best:
                best, snapshot = board.value, board.snapshot()
                self.progress(best)
        board.load(snapshot)
        return made

    def step(self, out: list[int], heat: float) -> None:
        """One request of ``out`` tries to come in; who is out then takes its place in the list."""
        place = max(
            (self.random.randrange(len(out)) for _ in range(3)), key=lambda request: self.board.of.weight[out[request]]
        )
        request = out[place]
        before = self.board.value
        self.board.begin()
        left = self.enter(request)
        lost = before - self.board.value
        if left is None or (lost > 0 and self.random.random() >= exp(-lost / max(heat, 1e-9))):
            self.board.back()
            return
        self.board.journal = None
        out[place] = out[-1]
        out.pop()
        out += left

    def enter(self, request: int) -> list[int] | None:
        """Who is out at last, after it has come in; None if it cannot."""
        waiting, left = [request], []
        for depth in range(EJECTION_DEPTH):
            if not waiting:
                break
            next_in = waiting.pop()
            if self.place_simply(next_in):
                continue
            ejected = self.force(next_in, final=depth > 0)
            if ejected is None:
                if depth == 0:
                    return None
                left.append(next_in)
            else:
                waiting += ejected
        return left + [each for each in waiting if not self.place_simply(each)]

    def place_simply(self, request: int) -> bool:
        spot = best_spot(self.board, request)
        if spot is not None:
            self.board.place(request, *spot)
            return True
        if self.board.of.length[request] > 1 or not self.board.of.begin[request]:
            return False
        way = next(self.board.of.ways(request))
        return place_by_chains(self.board, request, way)

    def force(self, request: int, *, final: bool) -> list[int] | None:
        """Takes the spot that costs least; None if there is none, or each costs more than it brings and it is final."""
        choice, least = None, float(1 << 62)
        board = self.board
        cheap = heapq.nsmallest(CHECKED_SPOTS, self.priced_spots(request))
        for cost, slot, way, takers in cheap:
            if cost >= least:
                break
            blockers = with_rule_blockers(board, request, slot, way, takers) if board.ruled else takers
            if blockers is not None and (cost := sum(map(board.loss, blockers)) + self.random.random()) < least:
                least, choice = cost, (slot, way, blockers)
        if choice is None or (final and least >= self.board.of.weight[request]):
            return None
        slot, way, blockers = choice
        ejected = sorted(blockers)
        for each in ejected:
            self.tabu[each, self.board.where[each]] = self.now + 5 + self.random.randrange(10)
            self.board.remove(each)
        if not self.board.fits(request, slot, way):
            for each in ejected:
                self.place_simply(each)
            return None
        self.board.place(request, slot, way)
        return ejected

    def priced_spots(self, request: int) -> Iterator[tuple[float, int, MeetingWay, set[int]]]:
        """Spots with those who take them and what they are worth, a little at random."""
        board, random = self.board, self.random.random
        for slot, way in self.spots(request):
            takers = find_takers(board, request, slot, way)
            if takers is not None:
                yield sum(map(board.loss, takers)) + random(), slot, way, takers

    def spots(self, request: int) -> list[tuple[int, MeetingWay]]:
        of = self.board.of
        ways = (
            list(of.ways(request))
            if len(of.helpers[request]) * len(of.seats[request]) < EJECTION_WAYS
            else self.some(request)
        )
        if len(ways) > EJECTION_WAYS:
            ways = self.random.sample(ways, EJECTION_WAYS)
        slots = [slot for slot in bit_places(of.begin[request]) if self.tabu.get((request, slot), 0) <= self.now]
        return [(slot, way) for way in ways for slot in slots]

    def some(self, request: int) -> list[MeetingWay]:
        """Ways drawn, of which there are too many to look at all."""
        of, ways = self.board.of, []
        for _ in range(EJECTION_WAYS):
            pair, (taken, pool) = self.random.choice(of.pairs[request]), self.random.choice(of.seats[request])
            able = [each for each in of.helpers[request] if of.sits.get(each, -1) in (-1, *taken)]
            if able:
                ways.append(((*pair, *taken, self.random.choice(able)), pool))
        return ways
