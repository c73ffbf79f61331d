"""A schedule in the making: who is taken when, what still fits, what stands in the way, whether more would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from app.scheduling.compiled_problem import NO_POOL, NOWHERE, CompiledProblem, MeetingWay
from app.scheduling.problem import worst_cost


def hindrances(board: ScheduleBoard, request: int, slot: int, way: MeetingWay) -> Iterator[list[int]]:
    """Lists of meetings; one of each must go before this one can be placed. An empty list never comes."""
    if board.has_most:
        for company in board.of.companies[request]:
            most = board.of.most[company]
            if most is not None and board.count[company] >= most:
                yield [each for each in board.of.requests_by_company[company] if board.where[each] != NOWHERE] or [
                    request
                ]
    if board.of.before or board.of.after:
        yield from _out_of_order(board, request, slot)
    last = slot + board.of.length[request] - 1
    for resource in way[0]:
        if board.of.run[resource] is not None:
            yield from _long_runs(board, resource, slot, last)
        if board.far and resource not in board.of.table_zone:
            yield from _far_away(board, resource, slot, last, board.zone(way))


def broken_rule(board: ScheduleBoard, request: int, slot: int, way: MeetingWay) -> str:
    """Which rule that reaches further it would break there: precedence, run, walking; else ``fits``."""
    if next(_out_of_order(board, request, slot), None):
        return "precedence"
    last = slot + board.of.length[request] - 1
    if any(next(_long_runs(board, each, slot, last), None) for each in way[0] if board.of.run[each] is not None):
        return "run"
    walkers = (each for each in way[0] if board.far and each not in board.of.table_zone)
    zone = board.zone(way)
    return "walking" if any(next(_far_away(board, each, slot, last, zone), None) for each in walkers) else "fits"


def _out_of_order(board: ScheduleBoard, request: int, slot: int) -> Iterator[list[int]]:
    for other in board.of.before.get(request, ()):
        if board.where[other] != NOWHERE and board.where[other] + board.of.length[other] > slot:
            yield [other]
    for other in board.of.after.get(request, ()):
        if board.where[other] != NOWHERE and board.where[other] < slot + board.of.length[request]:
            yield [other]


def _long_runs(board: ScheduleBoard, resource: int, slot: int, last: int) -> Iterator[list[int]]:
    """What runs into it for longer than the resource bears; itself if it is too long alone."""
    row, joins, most = board.at[resource], board.of.joins, board.of.run[resource]
    first, end = slot, last
    while first > 0 and joins[first] and row[first - 1] != NOWHERE:
        first -= 1
    while end + 1 < board.of.slots and joins[end + 1] and row[end + 1] != NOWHERE:
        end += 1
    if most is not None and end - first + 1 > most:
        yield [row[each] for each in range(first, end + 1) if row[each] != NOWHERE] or [NOWHERE]


def _far_away(board: ScheduleBoard, resource: int, slot: int, last: int, zone: str) -> Iterator[list[int]]:
    for other, minutes in _neighbours(board, resource, slot, last):
        if minutes < board.of.walks.get((zone, board.zone(board.way[other])), 0):
            yield [other]


def _neighbours(board: ScheduleBoard, resource: int, slot: int, last: int) -> Iterator[tuple[int, int]]:
    """The meetings before and after, nearer than the longest walk, and the minutes between."""
    row, gap, lasts = board.at[resource], board.of.gap, board.of.lasts
    minutes = gap[slot]
    while slot > 0 and minutes < board.far and row[slot - 1] == NOWHERE:
        slot -= 1
        minutes += lasts[slot] + gap[slot]
    if slot > 0 and minutes < board.far:
        yield row[slot - 1], minutes
    after = last + 1
    minutes = gap[after] if after < board.of.slots else board.far
    while after < board.of.slots and minutes < board.far and row[after] == NOWHERE:
        minutes += lasts[after]
        after += 1
        minutes += gap[after] if after < board.of.slots else board.far
    if after < board.of.slots and minutes < board.far:
        yield row[after], minutes


class ScheduleBoard:
    """``where[i]``: the first slot of request i, or NOWHERE; ``way[i]``: what it takes. ``value``: of all that is held.

    ``free[r]``: bits of the slots in which a resource is usable and not taken; ``at[r][t]``: the request that takes it.
    ``open[pool]``, ``open_chairs[pool]``: bits of the slots with a table left. ``journal``: what happened since
    ``begin``. ``plain``: no rule but who is taken and how many tables there are.
    """

    def __init__(self, compiled: CompiledProblem) -> None:
        self.of = compiled
        count = len(compiled.begin)
        self.free = list(compiled.usable)
        self.at = [[NOWHERE] * compiled.slots for _ in compiled.usable]
        self.where = [NOWHERE] * count
        self.way: list[MeetingWay] = [((), NO_POOL)] * count
        self.room = [list(row) for row in compiled.room]
        self.chairs = [list(row) for row in compiled.chairs]
        self.open = [_open_bits(row) for row in self.room]
        self.open_chairs = [_open_bits(row) for row in self.chairs]
        self.seated: list[list[set[int]]] = [[set() for _ in row] for row in self.room]
        self.count = [0] * len(compiled.least)
        self.journal: list[tuple[int, int, MeetingWay]] | None = None
        self.value = -worst_cost(compiled.problem)
        self.has_runs = any(run is not None for run in compiled.run)
        self.has_most = any(most is not None for most in compiled.most)
        self.far = max(compiled.walks.values(), default=0)
        self.plain = not compiled.stays and not any(compiled.needs)
        self.ruled = bool(self.has_runs or self.has_most or self.far or compiled.before)
        self.plain &= not self.ruled and len(self.room) == 1

    def placed(self) -> Iterator[int]:
        return (request for request, slot in enumerate(self.where) if slot != NOWHERE)

    def gain(self, request: int, slot: int, way: MeetingWay) -> int:
        """What placing it there adds to the value."""
        of, worth = self.of, self.of.weight[request]
        if of.bonus:
            worth += of.bonus * sum(self.count[company] < of.least[company] for company in of.companies[request])
        if request in of.stays and of.stays[request] == (slot, way):
            worth += of.stay
        return worth

    def loss(self, request: int) -> int:
        """What taking it out costs."""
        of, worth = self.of, self.of.weight[request]
        if of.bonus:
            worth += of.bonus * sum(self.count[company] <= of.least[company] for company in of.companies[request])
        if request in of.stays and of.stays[request] == (self.where[request], self.way[request]):
            worth += of.stay
        return worth

    def place(self, request: int, slot: int, way: MeetingWay) -> None:
        """It must fit."""
        if self.journal is not None:
            self.journal.append((request, NOWHERE, way))
        self.value += self.gain(request, slot, way)
        resources, pool = way
        length = self.of.length[request]
        span = ((1 << length) - 1) << slot
        for resource in resources:
            self.free[resource] &= ~span
            row = self.at[resource]
            for each in range(slot, slot + length):
                row[each] = request
        if pool != NO_POOL:
            self._update_tables(request, slot, pool, -1)
        self.where[request], self.way[request] = slot, way
        for company in self.of.companies[request]:
            self.count[company] += 1

    def remove(self, request: int) -> None:
        if self.journal is not None:
            self.journal.append((request, self.where[request], self.way[request]))
        self.value -= self.loss(request)
        slot, (resources, pool) = self.where[request], self.way[request]
        length = self.of.length[request]
        span = ((1 << length) - 1) << slot
        for resource in resources:
            self.free[resource] |= span
            row = self.at[resource]
            for each in range(slot, slot + length):
                row[each] = NOWHERE
        if pool != NO_POOL:
            self._update_tables(request, slot, pool, 1)
        self.where[request] = NOWHERE
        for company in self.of.companies[request]:
            self.count[company] -= 1

    def exchange(self, moving: list[int], here: int, there: int) -> None:
        """Meetings of one slot change between two, all at once; it must fit, and nobody of them stands."""
        both, at, free, where = here + there, self.at, self.free, self.where
        for request in moving:
            bit = 1 << where[request]
            for resource in self.way[request][0]:
                free[resource] |= bit
                at[resource][where[request]] = NOWHERE
        for request in moving:
            old, new = where[request], both - where[request]
            bit = 1 << new
            resources, pool = self.way[request]
            for resource in resources:
                free[resource] &= ~bit
                at[resource][new] = request
            if pool != NO_POOL:
                self.seated[pool][old].discard(request)
                self.seated[pool][new].add(request)
                self.room[pool][old] += 1
                self.room[pool][new] -= 1
                if self.of.needs[request]:
                    self.chairs[pool][old] += 1
                    self.chairs[pool][new] -= 1
            where[request] = new
        for pool in range(len(self.room)):
            for slot in (here, there):
                self.open[pool] = _with_bit(self.open[pool], slot, on=self.room[pool][slot] > 0)
                self.open_chairs[pool] = _with_bit(self.open_chairs[pool], slot, on=self.chairs[pool][slot] > 0)

    def _update_tables(self, request: int, slot: int, pool: int, change: int) -> None:
        for each in range(slot, slot + self.of.length[request]):
            seated = self.seated[pool][each]
            seated.add(request) if change < 0 else seated.discard(request)
            self.room[pool][each] += change
            self.open[pool] = _with_bit(self.open[pool], each, on=self.room[pool][each] > 0)
            if self.of.needs[request]:
                self.chairs[pool][each] += change
                self.open_chairs[pool] = _with_bit(self.open_chairs[pool], each, on=self.chairs[pool][each] > 0)

    def beginnings(self, request: int, way: MeetingWay) -> int:
        """Bits of the slots where it could begin, as far as those are free whom it takes."""
        resources, pool = way
        both = -1
        for resource in resources:
            both &= self.free[resource]
        if pool != NO_POOL:
            both &= self.open[pool]
            if self.of.needs[request]:
                both &= self.open_chairs[pool]
        starts = both & self.of.begin[request]
        for step in range(1, self.of.length[request]):
            starts &= both >> step
        return starts

    def spots(self, request: int) -> Iterator[tuple[int, MeetingWay]]:
        """Where it fits as things stand."""
        for way in self.of.ways(request):
            for slot in bit_places(self.beginnings(request, way)):
                if not self.ruled or self.obeys(request, slot, way):
                    yield slot, way

    def fits(self, request: int, slot: int, way: MeetingWay) -> bool:
        return bool(self.beginnings(request, way) >> slot & 1) and (not self.ruled or self.obeys(request, slot, way))

    def obeys(self, request: int, slot: int, way: MeetingWay) -> bool:
        """Runs, walks, limits and precedences, while those are free whom it takes."""
        return not next(hindrances(self, request, slot, way), None)

    def zone(self, way: MeetingWay) -> str:
        resources, pool = way
        if pool != NO_POOL:
            return self.of.pools[pool].zone
        return next((self.of.table_zone[resource] for resource in resources if resource in self.of.table_zone), "")

    def begin(self) -> None:
        """From here on, ``back`` undoes what was done."""
        self.journal = []

    def back(self) -> None:
        done, self.journal = self.journal or [], None
        for request, slot, way in reversed(done):
            if slot == NOWHERE:
                self.remove(request)
            else:
                self.place(request, slot, way)

    def snapshot(self) -> list[tuple[int, int, MeetingWay]]:
        return [(request, slot, self.way[request]) for request, slot in enumerate(self.where) if slot != NOWHERE]

    def load(self, meetings: Iterable[tuple[int, int, MeetingWay]]) -> None:
        """In place of all that it holds."""
        target = {request: (slot, way) for request, slot, way in meetings}
        for request in list(self.placed()):
            if target.get(request) != (self.where[request], self.way[request]):
                self.remove(request)
        for request, (slot, way) in target.items():
            if self.where[request] == NOWHERE:
                self.place(request, slot, way)


def bit_places(mask: int) -> Iterator[int]:
    """The places of its ones, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _open_bits(row: list[int]) -> int:
    return sum(1 << place for place, count in enumerate(row) if count > 0)


def _with_bit(mask: int, place: int, *, on: bool) -> int:
    return mask | 1 << place if on else mask & ~(1 << place)


def find_blockers(board: ScheduleBoard, request: int, slot: int, way: MeetingWay) -> set[int] | None:
    """The cheapest meetings found that must go for it to be placed there; None if it cannot be."""
    takers = find_takers(board, request, slot, way)
    if takers is None or not board.ruled:
        return takers
    return with_rule_blockers(board, request, slot, way, takers)


def with_rule_blockers(
    board: ScheduleBoard, request: int, slot: int, way: MeetingWay, takers: set[int]
) -> set[int] | None:
    """``takers`` and who else must go by rules that reach further."""
    blockers: set[int] | None = takers
    aside = [(each, board.where[each], board.way[each]) for each in takers]
    for each in takers:
        board.remove(each)
    while hindrance := next(hindrances(board, request, slot, way), None):
        able = [each for each in hindrance if each not in (NOWHERE, request) and each not in board.of.fixed]
        if not able:
            blockers = None
            break
        removed = min(able, key=lambda each: (board.loss(each), each))
        aside.append((removed, board.where[removed], board.way[removed]))
        board.remove(removed)
    for each, at, taken in reversed(aside):
        board.place(each, at, taken)
    return blockers if blockers is None else {each for each, _, _ in aside}


def find_takers(board: ScheduleBoard, request: int, slot: int, way: MeetingWay) -> set[int] | None:
    """Who takes what it takes; None if somebody cannot make way."""
    resources, pool = way
    span = range(slot, slot + board.of.length[request])
    takers = {row[each] for row in (board.at[resource] for resource in resources) for each in span}
    takers.discard(NOWHERE)
    if pool != NO_POOL:
        for each in span:
            _add_table_leaver(board, request, pool, each, takers)
    usable = all(board.of.usable[resource] >> each & 1 for resource in resources for each in span)
    return None if not usable or takers & board.of.fixed or NOWHERE in takers else takers


def _add_table_leaver(board: ScheduleBoard, request: int, pool: int, slot: int, takers: set[int]) -> None:
    """Adds who has to leave a table of the pool; NOWHERE if nobody can."""
    needs = board.of.needs
    for full, chair in ((board.room[pool][slot] < 1, False), (needs[request] and board.chairs[pool][slot] < 1, True)):
        theirs = [each for each in board.seated[pool][slot] if needs[each] or not chair] if full else []
        if full and not takers & set(theirs):
            able = [each for each in theirs if each not in board.of.fixed]
            takers.add(min(able, key=lambda each: (board.loss(each), each), default=NOWHERE))


def full_companies(board: ScheduleBoard, request: int) -> list[int]:
    """Which of its two firms have all the meetings that they may have."""
    most = board.of.most
    return [
        company
        for company in board.of.companies[request]
        if (limit := most[company]) is not None and board.count[company] >= limit
    ]


def first_slot_with_higher_limit(board: ScheduleBoard, request: int) -> int | None:
    """The first slot where it fits if those of its firms that have their most may have one meeting more."""
    of, most, full = board.of, board.of.most, full_companies(board, request)
    of.most = [each + 1 if each is not None and company in full else each for company, each in enumerate(most)]
    try:
        return next((slot for slot, _way in board.spots(request)), None)
    finally:
        of.most = most


def fits_with_more_tables(board: ScheduleBoard, request: int, slot: int) -> bool:
    """Whether it fits then if some zone has one table more."""
    for pool in dict.fromkeys(pool for _taken, pool in board.of.seats[request] if pool != NO_POOL):
        with _extra_table(board, pool, board.of.span(request, slot)):
            if any(way[1] == pool and board.fits(request, slot, way) for way in board.of.ways(request)):
                return True
    return False


@contextmanager
def _extra_table(board: ScheduleBoard, pool: int, span: int) -> Iterator[None]:
    opened, chairs = board.open[pool], board.open_chairs[pool]
    board.open[pool], board.open_chairs[pool] = opened | span, chairs | span
    try:
        yield
    finally:
        board.open[pool], board.open_chairs[pool] = opened, chairs


def fits_with_person(board: ScheduleBoard, request: int, slot: int, person: int) -> bool:
    """Whether it fits then if somebody is there too who is not."""
    free, span = board.free[person], board.of.span(request, slot)
    board.free[person] = free | span & ~board.of.usable[person]
    try:
        return any(person in way[0] and board.fits(request, slot, way) for way in board.of.ways(request))
    finally:
        board.free[person] = free


def fits_with_more_interpreters(board: ScheduleBoard, request: int, slot: int) -> bool:
    """Whether it fits then if somebody more can interpret."""
    return any(
        not next(hindrances(board, request, slot, way), None) for way in _ways_without_interpreter(board, request, slot)
    )


def _ways_without_interpreter(board: ScheduleBoard, request: int, slot: int) -> Iterator[MeetingWay]:
    """Ways without an interpreter in which everybody and everything else is free then."""
    of, span = board.of, board.of.span(request, slot)
    for pair in of.pairs[request]:
        for taken, pool in of.seats[request]:
            room = -1 if pool == NO_POOL else board.open[pool] & board.open_chairs[pool]
            if room & span == span and all(board.free[each] & span == span for each in (*pair, *taken)):
                yield (*pair, *taken), pool
