"""Which pairs bring the companies of an event to their least number of meetings: whoever lacks most comes first.

Nobody gets more than its most, no pair comes twice, and each pair has a time of its own that both have free. Where a
company finds no partner left, a partner that another was given is handed on, if that one can do without or finds
another.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush
from typing import Final

CanMeet = Callable[[int, int, int], bool]
"""Of two companies, the smaller id first, and a slot: whether they can meet then, with a table and whatever else they
need. It looks at the whole hall, so it is asked no more than it must be."""
MAX_HANDOVERS: Final = 24
"""So many partners that others have are looked at for one meeting of a firm that finds none itself."""


@dataclass(frozen=True, slots=True)
class FillUpCompany:
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
class PairCandidate:
    """Two firms that may meet, ``one < other``, and how well they suit each other in [0, 100]."""

    first: int
    other: int
    score: float

    @property
    def companies(self) -> tuple[int, int]:
        return self.first, self.other

    def other_than(self, company: int) -> int:
        return self.other if company == self.first else self.first


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A candidate that is given, with its slot; None where times are not looked at."""

    candidate: PairCandidate
    slot: int | None


class ShortfallReason(StrEnum):
    """Why a firm still lacks meetings."""

    NO_PARTNER = "no_partner"  # nobody is left whom the ranking knows and who may be met
    PARTNERS_FULL = "partners_full"  # all of them have their most meetings
    NO_TIME = "no_time"  # no time is left that suits it and one of them
    NO_TABLE = "no_table"  # they are free together, yet no table, interpreter or walk lets them meet then


def fill_up_result(
    companies: Mapping[int, FillUpCompany],
    candidates: Iterable[PairCandidate],
    *,
    served_ids: Collection[int] | None = None,
    tables: Mapping[int, int] | None = None,
    can_meet: CanMeet | None = None,
) -> tuple[list[ProposedPair], dict[int, tuple[int, ShortfallReason]]]:
    """The pairs for the ``served_ids`` (None: for all) that lack meetings, in the order in which they were given, each
    with one of them on a side; and company → (how many it still lacks, why).

    ``tables``: slot → how many are free; ``can_meet``: asked of a slot in which both are free, whether the two can meet
    then in truth.

    The same for the same values, in whatever order they come.
    """
    needy = frozenset(companies) if served_ids is None else frozenset(served_ids) & frozenset(companies)
    ordered = sorted(set(candidates), key=lambda entry: (-entry.score, entry.companies))
    plan = _FillUpPlan(companies, ordered, dict(tables or {}), needy, can_meet)
    queue = [plan.turn(entry) for entry in needy]
    heapify(queue)
    stuck: set[int] = set()
    while queue:
        turn = heappop(queue)
        company = turn[-1]
        if turn != plan.turn(company):  # it got one meanwhile, as somebody else's partner
            heappush(queue, plan.turn(company))
        elif plan.lacks(company) and company not in stuck:
            if plan.add_best_partner(company) or plan.hand_over_partner(company):
                heappush(queue, plan.turn(company))
            else:
                stuck.add(company)
    left = {entry: (plan.lacks(entry), plan.why(entry)) for entry in sorted(stuck) if plan.lacks(entry)}
    return list(plan.given.values()), left


@dataclass
class _FillUpPlan:
    companies: Mapping[int, FillUpCompany]
    candidates: list[PairCandidate]
    tables: dict[int, int]
    wanted: frozenset[int]
    can_meet: CanMeet | None = None
    known: dict[tuple[int, int, int], bool] = field(default_factory=dict)
    given: dict[tuple[int, int], ProposedPair] = field(default_factory=dict)
    of: dict[int, list[PairCandidate]] = field(default_factory=lambda: defaultdict(list))
    gained: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    busy: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    open: set[int] = field(default_factory=set)
    proposed: dict[int, dict[tuple[int, int], ProposedPair]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.open.update(slot for slot, count in self.tables.items() if count > 0)
        for candidate in self.candidates:
            if candidate.first != candidate.other and all(company in self.companies for company in candidate.companies):
                for firm in candidate.companies:
                    self.of[firm].append(candidate)

    def lacks(self, company: int) -> int:
        return max(0, self.companies[company].least - self.companies[company].has - self.gained[company])

    def is_full(self, company: int) -> bool:
        room = self.companies[company].room
        return room is not None and self.gained[company] >= room

    def turn(self, company: int) -> tuple[int, int, int]:
        """Whose turn it is: the least of these. Who lacks most, of equals who has fewest to choose from."""
        return -self.lacks(company), len(self.of[company]), company

    def add_best_partner(self, company: int, besides: Collection[tuple[int, int]] = ()) -> bool:
        """Give the firm the open partner that lacks most itself, the best of equals."""
        if not self.open and self.companies[company].free is not None:
            return False
        open_ones = [
            candidate
            for candidate in self.of[company]
            if candidate.companies not in self.given and candidate.companies not in besides
        ]
        for candidate in sorted(
            open_ones, key=lambda each: (-min(1, self.lacks(each.other_than(company))), -each.score, each.companies)
        ):
            if (slot := self.time(candidate)) is not False:
                self.give(candidate, None if slot is True else slot)
                return True
        return False

    def time(self, candidate: PairCandidate) -> int | bool:
        """The first slot that both have free with a table; True where times are not looked at, False for none."""
        if any(self.is_full(company) for company in candidate.companies):
            return False
        free = [self.companies[company].free for company in candidate.companies]
        if free[0] is None or free[1] is None:
            return True
        if not self.open:
            return False
        both = (self.open & free[0] & free[1]) - self.busy[candidate.first] - self.busy[candidate.other]
        ordered = sorted(both, key=lambda slot: (-self.tables[slot], slot))
        return next((slot for slot in ordered if self._can_meet(candidate, slot)), False)

    def _can_meet(self, candidate: PairCandidate, slot: int) -> bool:
        asked = (*candidate.companies, slot)
        if asked not in self.known:
            self.known[asked] = self.can_meet is None or self.can_meet(*asked)
        return self.known[asked]

    def give(self, candidate: PairCandidate, slot: int | None) -> None:
        self.given[candidate.companies] = ProposedPair(candidate, slot)
        for company in candidate.companies:
            self.proposed[company][candidate.companies] = self.given[candidate.companies]
        self._count(candidate, slot, 1)

    def take(self, pair: ProposedPair) -> None:
        del self.given[pair.candidate.companies]
        for company in pair.candidate.companies:
            del self.proposed[company][pair.candidate.companies]
        self._count(pair.candidate, pair.slot, -1)

    def _count(self, candidate: PairCandidate, slot: int | None, by: int) -> None:
        for company in candidate.companies:
            self.gained[company] += by
            if slot is not None:
                (self.busy[company].add if by > 0 else self.busy[company].discard)(slot)
        if slot is not None:
            self.tables[slot] -= by
            (self.open.add if self.tables[slot] > 0 else self.open.discard)(slot)

    def hand_over_partner(self, company: int) -> bool:
        """Have a partner that is taken meet this firm instead, where who had it does not lack it or finds another."""
        tries = MAX_HANDOVERS
        for wish in [candidate for candidate in self.of[company] if candidate.companies not in self.given]:
            partner = wish.other_than(company)
            partner_pairs = list(self.proposed[partner].values())
            for pair in sorted(partner_pairs, key=lambda each: (each.candidate.score, each.candidate.companies)):
                loser = pair.candidate.other_than(partner)
                if loser == company:
                    continue
                if self._swap_partner(wish, pair, loser):
                    return True
                tries -= 1
                if not tries:
                    return False
        return False

    def _swap_partner(self, wish: PairCandidate, pair: ProposedPair, loser: int) -> bool:
        lacked = self.lacks(loser)
        self.take(pair)
        slot = self.time(wish)
        if slot is not False:
            self.give(wish, None if slot is True else slot)
            if (
                loser not in self.wanted
                or self.lacks(loser) <= lacked
                or self.add_best_partner(loser, (pair.candidate.companies,))
            ):
                return True
            self.take(self.given[wish.companies])
        self.give(pair.candidate, pair.slot)
        return False

    def why(self, company: int) -> ShortfallReason:
        open_ones = [candidate for candidate in self.of[company] if candidate.companies not in self.given]
        if not open_ones:
            return ShortfallReason.NO_PARTNER
        if self.is_full(company) or all(self.is_full(candidate.other_than(company)) for candidate in open_ones):
            return ShortfallReason.PARTNERS_FULL
        together = [
            (candidate, slot)
            for candidate in open_ones
            if not self.is_full(other := candidate.other_than(company))
            for slot in (self.companies[company].free or frozenset()) & (self.companies[other].free or frozenset())
        ]
        return (
            ShortfallReason.NO_TABLE
            if together and not any(self._can_meet(*each) for each in together)
            else ShortfallReason.NO_TIME
        )
