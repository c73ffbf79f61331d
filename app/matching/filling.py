"""Which pairs bring the firms of an event to their least number of meetings: whoever lacks most comes first.

Nobody gets more than its most, no pair comes twice, and each pair has a time of its own that both have free. Where a
firm finds no partner left, a partner that another was given is handed on, if that one can do without or finds another.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush
from typing import Final

CanMeet = Callable[[int, int, int], bool]
"""Of two firms, the smaller id first, and a slot: whether they can meet then, with a table and whatever else they need.
It looks at the whole hall, so it is asked no more than it must be."""
MOST_TRIES: Final = 24
"""So many partners that others have are looked at for one meeting of a firm that finds none itself."""


@dataclass(frozen=True, slots=True)
class Firm:
    """``has``: meetings now · ``least``, ``most``: of meetings, None for no limit · ``free``: slots in which it can
    meet, None where times are not looked at."""

    id: int
    has: int
    least: int
    most: int | None = None
    free: frozenset[int] | None = None

    @property
    def room(self) -> int | None:
        return None if self.most is None else max(0, self.most - self.has)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two firms that may meet, ``one < other``, and how well they suit each other in [0, 100]."""

    one: int
    other: int
    score: float

    @property
    def firms(self) -> tuple[int, int]:
        return self.one, self.other

    def other_than(self, firm: int) -> int:
        return self.other if firm == self.one else self.one


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate that is given, with its slot; None where times are not looked at."""

    candidate: Candidate
    slot: int | None


class Why(StrEnum):
    """Why a firm still lacks meetings."""

    NO_PARTNER = "no_partner"  # nobody is left whom the ranking knows and who may be met
    PARTNERS_FULL = "partners_full"  # all of them have their most meetings
    NO_TIME = "no_time"  # no time is left that suits it and one of them
    NO_TABLE = "no_table"  # they are free together, yet no table, interpreter or walk lets them meet then


@dataclass(frozen=True, slots=True)
class Filled:
    """``pairs`` in the order in which they were given; ``left``: firm → (how many it still lacks, why)."""

    pairs: tuple[Pair, ...]
    left: Mapping[int, tuple[int, Why]]


def fill(
    firms: Mapping[int, Firm],
    candidates: Iterable[Candidate],
    *,
    wanted: Collection[int] | None = None,
    tables: Mapping[int, int] | None = None,
    can_meet: CanMeet | None = None,
) -> Filled:
    """The pairs for the ``wanted`` firms (None: for all) that lack meetings, each with one of them on a side.

    ``tables``: slot → how many are free; ``can_meet``: asked of a slot in which both are free, whether the two can meet
    then in truth.

    The same for the same values, in whatever order they come.
    """
    needy = frozenset(firms) if wanted is None else frozenset(wanted) & frozenset(firms)
    ordered = sorted(set(candidates), key=lambda one: (-one.score, one.firms))
    plan = _Plan(firms, ordered, dict(tables or {}), needy, can_meet)
    queue = [plan.turn(one) for one in needy]
    heapify(queue)
    stuck: set[int] = set()
    while queue:
        turn = heappop(queue)
        firm = turn[-1]
        if turn != plan.turn(firm):  # it got one meanwhile, as somebody else's partner
            heappush(queue, plan.turn(firm))
        elif plan.lacks(firm) and firm not in stuck:
            if plan.give_best(firm) or plan.hand_on(firm):
                heappush(queue, plan.turn(firm))
            else:
                stuck.add(firm)
    left = {one: (plan.lacks(one), plan.why(one)) for one in sorted(stuck) if plan.lacks(one)}
    return Filled(tuple(plan.given.values()), left)


@dataclass
class _Plan:
    firms: Mapping[int, Firm]
    candidates: list[Candidate]
    tables: dict[int, int]
    wanted: frozenset[int]
    can_meet: CanMeet | None = None
    known: dict[tuple[int, int, int], bool] = field(default_factory=dict)
    given: dict[tuple[int, int], Pair] = field(default_factory=dict)
    of: dict[int, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    gained: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    busy: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    open: set[int] = field(default_factory=set)
    held: dict[int, dict[tuple[int, int], Pair]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.open.update(slot for slot, count in self.tables.items() if count > 0)
        for one in self.candidates:
            if one.one != one.other and all(firm in self.firms for firm in one.firms):
                for firm in one.firms:
                    self.of[firm].append(one)

    def lacks(self, firm: int) -> int:
        return max(0, self.firms[firm].least - self.firms[firm].has - self.gained[firm])

    def is_full(self, firm: int) -> bool:
        room = self.firms[firm].room
        return room is not None and self.gained[firm] >= room

    def turn(self, firm: int) -> tuple[int, int, int]:
        """Whose turn it is: the least of these. Who lacks most, of equals who has fewest to choose from."""
        return -self.lacks(firm), len(self.of[firm]), firm

    def give_best(self, firm: int, besides: Collection[tuple[int, int]] = ()) -> bool:
        """Give the firm the open partner that lacks most itself, the best of equals."""
        if not self.open and self.firms[firm].free is not None:
            return False
        open_ones = [one for one in self.of[firm] if one.firms not in self.given and one.firms not in besides]
        for one in sorted(
            open_ones, key=lambda each: (-min(1, self.lacks(each.other_than(firm))), -each.score, each.firms)
        ):
            if (slot := self.time(one)) is not False:
                self.give(one, None if slot is True else slot)
                return True
        return False

    def time(self, one: Candidate) -> int | bool:
        """The first slot that both have free with a table; True where times are not looked at, False for none."""
        if any(self.is_full(firm) for firm in one.firms):
            return False
        free = [self.firms[firm].free for firm in one.firms]
        if free[0] is None or free[1] is None:
            return True
        if not self.open:
            return False
        both = (self.open & free[0] & free[1]) - self.busy[one.one] - self.busy[one.other]
        ordered = sorted(both, key=lambda slot: (-self.tables[slot], slot))
        return next((slot for slot in ordered if self._can_meet(one, slot)), False)

    def _can_meet(self, one: Candidate, slot: int) -> bool:
        asked = (*one.firms, slot)
        if asked not in self.known:
            self.known[asked] = self.can_meet is None or self.can_meet(*asked)
        return self.known[asked]

    def give(self, one: Candidate, slot: int | None) -> None:
        self.given[one.firms] = Pair(one, slot)
        for firm in one.firms:
            self.held[firm][one.firms] = self.given[one.firms]
        self._count(one, slot, 1)

    def take(self, pair: Pair) -> None:
        del self.given[pair.candidate.firms]
        for firm in pair.candidate.firms:
            del self.held[firm][pair.candidate.firms]
        self._count(pair.candidate, pair.slot, -1)

    def _count(self, one: Candidate, slot: int | None, by: int) -> None:
        for firm in one.firms:
            self.gained[firm] += by
            if slot is not None:
                (self.busy[firm].add if by > 0 else self.busy[firm].discard)(slot)
        if slot is not None:
            self.tables[slot] -= by
            (self.open.add if self.tables[slot] > 0 else self.open.discard)(slot)

    def hand_on(self, firm: int) -> bool:
        """Have a partner that is taken meet this firm instead, where who had it does not lack it or finds another."""
        tries = MOST_TRIES
        for wish in [one for one in self.of[firm] if one.firms not in self.given]:
            partner = wish.other_than(firm)
            held = list(self.held[partner].values())
            for pair in sorted(held, key=lambda each: (each.candidate.score, each.candidate.firms)):
                loser = pair.candidate.other_than(partner)
                if loser == firm:
                    continue
                if self._swap(wish, pair, loser):
                    return True
                tries -= 1
                if not tries:
                    return False
        return False

    def _swap(self, wish: Candidate, pair: Pair, loser: int) -> bool:
        lacked = self.lacks(loser)
        self.take(pair)
        slot = self.time(wish)
        if slot is not False:
            self.give(wish, None if slot is True else slot)
            if (
                loser not in self.wanted
                or self.lacks(loser) <= lacked
                or self.give_best(loser, (pair.candidate.firms,))
            ):
                return True
            self.take(self.given[wish.firms])
        self.give(pair.candidate, pair.slot)
        return False

    def why(self, firm: int) -> Why:
        open_ones = [one for one in self.of[firm] if one.firms not in self.given]
        if not open_ones:
            return Why.NO_PARTNER
        if self.is_full(firm) or all(self.is_full(one.other_than(firm)) for one in open_ones):
            return Why.PARTNERS_FULL
        together = [
            (one, slot)
            for one in open_ones
            if not self.is_full(one.other_than(firm))
            for slot in self._free_together(firm, one)
        ]
        return Why.NO_TABLE if together and not any(self._can_meet(*each) for each in together) else Why.NO_TIME

    def _free_together(self, firm: int, one: Candidate) -> frozenset[int]:
        mine, theirs = self.firms[firm].free, self.firms[one.other_than(firm)].free
        return (mine or frozenset()) & (theirs or frozenset())
