"""What costs no value: the worst-served company gets another meeting, fewer idle slots, what stood keeps its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import exp
from random import Random
from typing import Final

from app.scheduling.board import ScheduleBoard, bit_places
from app.scheduling.compiled_problem import NOWHERE, MeetingWay
from app.scheduling.figures import count_idle, day_masks
from app.scheduling.local_search import Ejector, has_room, meeting_chain, swap_chain, table_surplus
from app.scheduling.problem import PlacedMeeting

FAIRNESS_ROUNDS = 60


def served_shares(board: ScheduleBoard) -> list[Fraction]:
    """Of each firm, the share of its possible requests that is held, up to its limit; 1 for one without any."""
    shares = []
    for company, requests in enumerate(board.of.requests_by_company):
        possible = sum(board.of.begin[request] != 0 for request in requests)
        most = board.of.most[company]
        target = possible if most is None else min(most, possible)
        shares.append(Fraction(board.count[company], target) if target else Fraction(1))
    return shares


def serve_worst_companies(board: ScheduleBoard, ejector: Ejector, stop: Callable[[], bool]) -> None:
    for _ in range(FAIRNESS_ROUNDS):
        shares = served_shares(board)
        worst = min(range(len(shares)), key=lambda company: (shares[company], company), default=None)
        if worst is None or shares[worst] >= 1 or stop() or not _serve_company(board, ejector, worst, shares[worst]):
            return


def _serve_company(board: ScheduleBoard, ejector: Ejector, company: int, share: Fraction) -> bool:
    waiting = [
        request
        for request in board.of.requests_by_company[company]
        if board.where[request] == NOWHERE and board.of.begin[request]
    ]
    for request in sorted(waiting, key=lambda request: -board.of.weight[request]):
        value = board.value
        board.begin()
        left = ejector.enter(request)
        now = served_shares(board) if left is not None and board.value >= value else []
        if now and now[company] > share and min(now) >= share:
            board.journal = None
            return True
        board.back()
    return False


def share_interpreters(board: ScheduleBoard) -> None:
    """Interpreters who work for everybody take turns in the order of time: none has meeting after meeting while one who
    could do the same has nothing. What is fixed, or stays as it stands, is left."""
    of, where, way = board.of, board.where, board.way
    posted = {who.id for who in of.problem.interpreters if who.firms or who.table}
    worked: Counter[int] = Counter()
    movable = []
    for meeting in sorted(
        (meeting for meeting in board.placed() if of.needs[meeting]), key=lambda meeting: (where[meeting], meeting)
    ):
        helper = way[meeting][0][-1]
        stays = meeting in of.fixed or of.stays.get(meeting) == (where[meeting], way[meeting])
        if stays or of.names[helper] in posted:
            worked[helper] += of.length[meeting]
        else:
            movable.append(meeting)
    for meeting in movable:
        slot, (resources, pool) = where[meeting], way[meeting]
        board.remove(meeting)
        equals = (helper for helper in of.helpers[meeting] if of.names[helper] not in posted)
        ways = (((*resources[:-1], helper), pool) for helper in sorted(equals, key=lambda each: (worked[each], each)))
        chosen = next((each for each in ways if board.fits(meeting, slot, each)), (resources, pool))
        board.place(meeting, slot, chosen)
        worked[chosen[0][-1]] += of.length[meeting]


START_HEAT: Final = 0.9
END_HEAT: Final = 0.25
FROZEN_HEAT: Final = 0.08
COOLING_SHARE: Final = 0.9
"""The share of the time in which it cools down; in the rest hardly anything is borne."""
MAX_PARTNERS: Final = 8
STEPS_PER_CHECK: Final = 64


@dataclass
class GapReducer:
    """``share``: how much of its time is over, in [0, 1]; it ends at 1."""

    board: ScheduleBoard
    random: Random
    share: Callable[[], float]
    days: list[int] = field(init=False)
    total: int = 0

    def __post_init__(self) -> None:
        board = self.board
        self.days = day_masks([slot.day for slot in board.of.problem.slots])
        self.idle = [count_idle(self.taken(person), self.days) for person in range(board.of.people)]
        self.total = sum(self.idle)

    def taken(self, person: int) -> int:
        return self.board.of.usable[person] & ~self.board.free[person]

    def run(self) -> int:
        """The steps made."""
        board = self.board
        best, snapshot, initial_value = self.total, board.snapshot(), board.value
        people = [person for person in range(board.of.people) if self.taken(person)]
        made = 0
        heat = START_HEAT
        while people and self.total:
            if made % STEPS_PER_CHECK == 0:
                share = self.share()
                if share >= 1:
                    break
                heat = (
                    START_HEAT * (END_HEAT / START_HEAT) ** (share / COOLING_SHARE)
                    if share < COOLING_SHARE
                    else FROZEN_HEAT
                )
                if share > 0.5 and self.total < best:
                    best, snapshot = self.total, board.snapshot()
            made += 1
            self.step(self.random.choice(people), heat)
        if self.total > best or board.value < initial_value:
            board.load(snapshot)
        return made

    def step(self, person: int, heat: float) -> None:
        """Moves somebody's first or last meeting of a day into a hole, or another meeting elsewhere now and then."""
        move = (
            self.inward_move(person) if self.idle[person] and self.random.random() < 0.7 else self.random_move(person)
        )
        if move is None:
            return
        first, here, there = move
        moving = meeting_chain(self.board, first, here, there)
        if moving is None or (not has_room(self.board, moving, here, there) and not self.balanced(moving, here, there)):
            return
        change, after = self.change(moving, here, there)
        if change > 0 and self.random.random() >= exp(-change / heat):
            return
        before = self.board.value
        if not swap_chain(self.board, moving, here, there):
            return
        if self.board.value < before:  # somebody is moved who stands
            swap_chain(self.board, moving, here, there)
            return
        self.total += change
        for each, now in after:
            self.idle[each] = now

    def balanced(self, moving: list[int], here: int, there: int) -> bool:
        """Adds a chain that gives back the table which this one takes, the best of a few; whether there is one."""
        board = self.board
        lacking = table_surplus(board, moving, here)
        from_there = lacking > 0
        others = board.seated[0][there if from_there else here]
        best, least = None, 1 << 30
        for meeting in self.random.sample(list(others), min(MAX_PARTNERS, len(others))):
            partner = (
                None
                if meeting in moving
                else meeting_chain(board, meeting, there if from_there else here, here if from_there else there)
            )
            if partner is not None and table_surplus(board, partner, here) == -lacking:
                cost, _ = self.change(partner, here, there)
                if cost < least:
                    best, least = partner, cost
        moving += best or []
        return best is not None

    def inward_move(self, person: int) -> tuple[int, int, int] | None:
        day = self.random.choice(self.days)
        today = self.taken(person) & day
        if not today:
            return None
        low, high = (today & -today).bit_length() - 1, today.bit_length() - 1
        holes = self.board.free[person] & day & ((1 << high) - (1 << low))
        if not holes:
            return None
        here = low if self.random.random() < 0.5 else high
        return self.board.at[person][here], here, self.random.choice(list(bit_places(holes)))

    def random_move(self, person: int) -> tuple[int, int, int] | None:
        taken = list(bit_places(self.taken(person)))
        here, there = self.random.choice(taken), self.random.randrange(self.board.of.slots)
        first = self.board.at[person][here]
        return None if here == there or first == NOWHERE else (first, here, there)

    def change(self, moving: list[int], here: int, there: int) -> tuple[int, list[tuple[int, int]]]:
        """Of all idle slots, and how many those have then whose meetings move."""
        board, people = self.board, self.board.of.people
        both = 1 << here | 1 << there
        total, after, seen = 0, [], set()
        for meeting in moving:
            for person in board.way[meeting][0][:2]:
                taken = self.taken(person)
                if person < people and person not in seen and (taken & both) != both:
                    seen.add(person)
                    now = count_idle(taken ^ both, self.days)
                    total += now - self.idle[person]
                    after.append((person, now))
        return total, after


def restore_times(board: ScheduleBoard) -> None:
    """Nothing is worth less by it."""
    of = board.of
    numbers = {request.id: number for number, request in enumerate(of.problem.requests)}
    place = {slot.id: number for number, slot in enumerate(of.problem.slots)}
    stood = {numbers[placed.request]: (place[placed.slot], placed) for placed in of.problem.standing}
    moved = [index for index, (then, _meeting) in stood.items() if _may_return(board, index, then)]
    for company in dict.fromkeys(company for index in moved for company in of.companies[index]):
        theirs = [
            index
            for index in of.requests_by_company[company]
            if board.where[index] != NOWHERE and index not in of.fixed
        ]
        returning = {
            index: stood[index] for index in theirs if index in stood and _may_return(board, index, stood[index][0])
        }
        if returning:
            _replace_meetings(board, returning, [index for index in theirs if index not in stood])


def _may_return(board: ScheduleBoard, index: int, then: int) -> bool:
    here = board.where[index]
    return here not in (NOWHERE, then) and index not in board.of.fixed and bool(board.of.begin[index] >> then & 1)


def _replace_meetings(board: ScheduleBoard, returning: Mapping[int, tuple[int, PlacedMeeting]], new: list[int]) -> None:
    """Those that are ``wanted`` at their times first, then all others where they were, or elsewhere."""
    snapshot, before = board.snapshot(), board.value
    were = {index: (board.where[index], board.way[index]) for index in (*returning, *new)}
    for index in were:
        board.remove(index)
    for index, (then, placed) in sorted(returning.items(), key=lambda each: -board.of.weight[each[0]]):
        if (way := _way_at_slot(board, index, then, placed)) is not None:
            board.place(index, then, way)
    returned = sum(board.where[index] != NOWHERE for index in returning)
    for index, (here, way) in were.items():
        if board.where[index] == NOWHERE:
            spot = (here, way) if board.fits(index, here, way) else next(board.spots(index), None)
            if spot is not None:
                board.place(index, *spot)
    if board.value < before or not returned:
        board.load(snapshot)


def _way_at_slot(board: ScheduleBoard, index: int, then: int, placed: PlacedMeeting) -> MeetingWay | None:
    """With its people if that goes."""
    names = board.of.names
    ways = [way for way in board.of.ways(index) if board.fits(index, then, way)]
    same = (way for way in ways if tuple(names[person] for person in way[0][:2]) == placed.people)
    return next(same, ways[0] if ways else None)
