"""A timetable in the making: who is taken when, what still fits, and what stands in the way of a meeting.

Rules that reach over several slots or meetings (runs, walks, limits, precedences) are asked where there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.scheduling.compiled import NO_POOL, Compiled, Way

NOWHERE = -1


class Board:
    """``where[i]``: the first slot of request i, or NOWHERE; ``way[i]``: what it takes. ``value``: of all that is held.

    ``free[r]``: bits of the slots in which a resource is usable and not taken; ``at[r][t]``: the request that takes it.
    ``open[pool]``, ``open_chairs[pool]``: bits of the slots with a table left. ``journal``: what happened since
    ``begin``. ``plain``: no rule but who is taken and how many tables there are.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.of = compiled
        count = len(compiled.begin)
        self.free = list(compiled.usable)
        self.at = [[NOWHERE] * compiled.slots for _ in compiled.usable]
        self.where = [NOWHERE] * count
        self.way: list[Way] = [((), NO_POOL)] * count
        self.room = [list(row) for row in compiled.room]
        self.chairs = [list(row) for row in compiled.chairs]
        self.open = [_bits(row) for row in self.room]
        self.open_chairs = [_bits(row) for row in self.chairs]
        self.seated: list[list[set[int]]] = [[set() for _ in row] for row in self.room]
        self.count = [0] * len(compiled.least)
        self.journal: list[tuple[int, int, Way]] | None = None
        self.value = -compiled.stay * len(compiled.problem.standing)
        self.has_runs = any(run is not None for run in compiled.run)
        self.has_most = any(most is not None for most in compiled.most)
        self.far = max(compiled.walks.values(), default=0)
        self.plain = not compiled.stays and not any(compiled.needs)
        self.ruled = bool(self.has_runs or self.has_most or self.far or compiled.before)
        self.plain &= not self.ruled and len(self.room) == 1

    def held(self) -> Iterator[int]:
        return (one for one, slot in enumerate(self.where) if slot != NOWHERE)

    def gain(self, one: int, slot: int, way: Way) -> int:
        """What placing it there adds to the value."""
        of, worth = self.of, self.of.weight[one]
        if of.bonus:
            worth += of.bonus * sum(self.count[firm] < of.least[firm] for firm in of.firms[one])
        if one in of.stays and of.stays[one] == (slot, way):
            worth += of.stay
        return worth

    def loss(self, one: int) -> int:
        """What taking it out costs."""
        of, worth = self.of, self.of.weight[one]
        if of.bonus:
            worth += of.bonus * sum(self.count[firm] <= of.least[firm] for firm in of.firms[one])
        if one in of.stays and of.stays[one] == (self.where[one], self.way[one]):
            worth += of.stay
        return worth

    def place(self, one: int, slot: int, way: Way) -> None:
        """It must fit."""
        if self.journal is not None:
            self.journal.append((one, NOWHERE, way))
        self.value += self.gain(one, slot, way)
        resources, pool = way
        length = self.of.length[one]
        span = ((1 << length) - 1) << slot
        for resource in resources:
            self.free[resource] &= ~span
            row = self.at[resource]
            for each in range(slot, slot + length):
                row[each] = one
        if pool != NO_POOL:
            self._sit(one, slot, pool, -1)
        self.where[one], self.way[one] = slot, way
        for firm in self.of.firms[one]:
            self.count[firm] += 1

    def remove(self, one: int) -> None:
        if self.journal is not None:
            self.journal.append((one, self.where[one], self.way[one]))
        self.value -= self.loss(one)
        slot, (resources, pool) = self.where[one], self.way[one]
        length = self.of.length[one]
        span = ((1 << length) - 1) << slot
        for resource in resources:
            self.free[resource] |= span
            row = self.at[resource]
            for each in range(slot, slot + length):
                row[each] = NOWHERE
        if pool != NO_POOL:
            self._sit(one, slot, pool, 1)
        self.where[one] = NOWHERE
        for firm in self.of.firms[one]:
            self.count[firm] -= 1

    def exchange(self, moving: list[int], here: int, there: int) -> None:
        """Meetings of one slot change between two, all at once; it must fit, and nobody of them stands."""
        both, at, free, where = here + there, self.at, self.free, self.where
        for one in moving:
            bit = 1 << where[one]
            for resource in self.way[one][0]:
                free[resource] |= bit
                at[resource][where[one]] = NOWHERE
        for one in moving:
            old, new = where[one], both - where[one]
            bit = 1 << new
            resources, pool = self.way[one]
            for resource in resources:
                free[resource] &= ~bit
                at[resource][new] = one
            if pool != NO_POOL:
                self.seated[pool][old].discard(one)
                self.seated[pool][new].add(one)
                self.room[pool][old] += 1
                self.room[pool][new] -= 1
                if self.of.needs[one]:
                    self.chairs[pool][old] += 1
                    self.chairs[pool][new] -= 1
            where[one] = new
        for pool in range(len(self.room)):
            for slot in (here, there):
                self.open[pool] = _with_bit(self.open[pool], slot, on=self.room[pool][slot] > 0)
                self.open_chairs[pool] = _with_bit(self.open_chairs[pool], slot, on=self.chairs[pool][slot] > 0)

    def _sit(self, one: int, slot: int, pool: int, change: int) -> None:
        for each in range(slot, slot + self.of.length[one]):
            seated = self.seated[pool][each]
            seated.add(one) if change < 0 else seated.discard(one)
            self.room[pool][each] += change
            self.open[pool] = _with_bit(self.open[pool], each, on=self.room[pool][each] > 0)
            if self.of.needs[one]:
                self.chairs[pool][each] += change
                self.open_chairs[pool] = _with_bit(self.open_chairs[pool], each, on=self.chairs[pool][each] > 0)

    def beginnings(self, one: int, way: Way) -> int:
        """Bits of the slots where it could begin, as far as those are free whom it takes."""
        resources, pool = way
        both = -1
        for resource in resources:
            both &= self.free[resource]
        if pool != NO_POOL:
            both &= self.open[pool]
            if self.of.needs[one]:
                both &= self.open_chairs[pool]
        found = both & self.of.begin[one]
        for step in range(1, self.of.length[one]):
            found &= both >> step
        return found

    def spots(self, one: int) -> Iterator[tuple[int, Way]]:
        """Where it fits as things stand."""
        for way in self.of.ways(one):
            for slot in bits(self.beginnings(one, way)):
                if not self.ruled or self.obeys(one, slot, way):
                    yield slot, way

    def fits(self, one: int, slot: int, way: Way) -> bool:
        return bool(self.beginnings(one, way) >> slot & 1) and (not self.ruled or self.obeys(one, slot, way))

    # rules that reach further

    def obeys(self, one: int, slot: int, way: Way) -> bool:
        """Runs, walks, limits and precedences, while those are free whom it takes."""
        return not next(self._hindrances(one, slot, way), None)

    def _hindrances(self, one: int, slot: int, way: Way) -> Iterator[list[int]]:
        """Lists of meetings; one of each must go before this one can be placed. An empty list never comes."""
        if self.has_most:
            yield from self._full_firms(one)
        if self.of.before or self.of.after:
            yield from self._out_of_order(one, slot)
        last = slot + self.of.length[one] - 1
        for resource in way[0]:
            if self.of.run[resource] is not None:
                yield from self._tired(resource, slot, last)
            if self.far and resource not in self.of.table_zone:
                yield from self._far_away(resource, slot, last, self.zone(way))

    def hindrance(self, one: int, slot: int, way: Way) -> str:
        """Which rule that reaches further it would break there: precedence, run, walking; else ``fits``."""
        if next(self._out_of_order(one, slot), None):
            return "precedence"
        last = slot + self.of.length[one] - 1
        if any(next(self._tired(each, slot, last), None) for each in way[0] if self.of.run[each] is not None):
            return "run"
        walkers = (each for each in way[0] if self.far and each not in self.of.table_zone)
        zone = self.zone(way)
        return "walking" if any(next(self._far_away(each, slot, last, zone), None) for each in walkers) else "fits"

    def _full_firms(self, one: int) -> Iterator[list[int]]:
        for firm in self.of.firms[one]:
            most = self.of.most[firm]
            if most is not None and self.count[firm] >= most:
                yield [each for each in self.of.of_firm[firm] if self.where[each] != NOWHERE] or [one]

    def _out_of_order(self, one: int, slot: int) -> Iterator[list[int]]:
        for other in self.of.before.get(one, ()):
            if self.where[other] != NOWHERE and self.where[other] + self.of.length[other] > slot:
                yield [other]
        for other in self.of.after.get(one, ()):
            if self.where[other] != NOWHERE and self.where[other] < slot + self.of.length[one]:
                yield [other]

    def _tired(self, resource: int, slot: int, last: int) -> Iterator[list[int]]:
        """What runs into it for longer than the resource bears; itself if it is too long alone."""
        row, joins, most = self.at[resource], self.of.joins, self.of.run[resource]
        first, end = slot, last
        while first > 0 and joins[first] and row[first - 1] != NOWHERE:
            first -= 1
        while end + 1 < self.of.slots and joins[end + 1] and row[end + 1] != NOWHERE:
            end += 1
        if most is not None and end - first + 1 > most:
            yield [row[each] for each in range(first, end + 1) if row[each] != NOWHERE] or [NOWHERE]

    def _far_away(self, resource: int, slot: int, last: int, zone: str) -> Iterator[list[int]]:
        for other, minutes in self._neighbours(resource, slot, last):
            if minutes < self.of.walks.get((zone, self.zone(self.way[other])), 0):
                yield [other]

    def _neighbours(self, resource: int, slot: int, last: int) -> Iterator[tuple[int, int]]:
        """The meetings before and after, nearer than the longest walk, and the minutes between."""
        row, gap, lasts = self.at[resource], self.of.gap, self.of.lasts
        minutes = gap[slot]
        while slot > 0 and minutes < self.far and row[slot - 1] == NOWHERE:
            slot -= 1
            minutes += lasts[slot] + gap[slot]
        if slot > 0 and minutes < self.far:
            yield row[slot - 1], minutes
        after = last + 1
        minutes = gap[after] if after < self.of.slots else self.far
        while after < self.of.slots and minutes < self.far and row[after] == NOWHERE:
            minutes += lasts[after]
            after += 1
            minutes += gap[after] if after < self.of.slots else self.far
        if after < self.of.slots and minutes < self.far:
            yield row[after], minutes

    def zone(self, way: Way) -> str:
        resources, pool = way
        if pool != NO_POOL:
            return self.of.pools[pool]
        return next((self.of.table_zone[one] for one in resources if one in self.of.table_zone), "")

    # what stands in the way

    def blockers(self, one: int, slot: int, way: Way) -> set[int] | None:
        """The cheapest meetings found that must go for it to be placed there; None if it cannot be."""
        found = self.takers(one, slot, way)
        if found is None or not self.ruled:
            return found
        return self.hindered(one, slot, way, found)

    def hindered(self, one: int, slot: int, way: Way, takers: set[int]) -> set[int] | None:
        """``takers`` and who else must go by rules that reach further."""
        found: set[int] | None = takers
        aside = [(each, self.where[each], self.way[each]) for each in takers]
        for each in takers:
            self.remove(each)
        while hindrance := next(self._hindrances(one, slot, way), None):
            able = [each for each in hindrance if each not in (NOWHERE, one) and each not in self.of.fixed]
            if not able:
                found = None
                break
            removed = min(able, key=lambda each: (self.loss(each), each))
            aside.append((removed, self.where[removed], self.way[removed]))
            self.remove(removed)
        for each, at, taken in reversed(aside):
            self.place(each, at, taken)
        return found if found is None else {each for each, _, _ in aside}

    def takers(self, one: int, slot: int, way: Way) -> set[int] | None:
        """Who takes what it takes; None if somebody cannot make way."""
        resources, pool = way
        span = range(slot, slot + self.of.length[one])
        found = {row[each] for row in (self.at[resource] for resource in resources) for each in span}
        found.discard(NOWHERE)
        if pool != NO_POOL:
            for each in span:
                self._make_room(one, pool, each, found)
        usable = all(self.of.usable[resource] >> each & 1 for resource in resources for each in span)
        return None if not usable or found & self.of.fixed or NOWHERE in found else found

    def _make_room(self, one: int, pool: int, slot: int, found: set[int]) -> None:
        """Adds who has to leave a table of the pool; NOWHERE if nobody can."""
        needs = self.of.needs
        for full, chair in ((self.room[pool][slot] < 1, False), (needs[one] and self.chairs[pool][slot] < 1, True)):
            theirs = [each for each in self.seated[pool][slot] if needs[each] or not chair] if full else []
            if full and not found & set(theirs):
                able = [each for each in theirs if each not in self.of.fixed]
                found.add(min(able, key=lambda each: (self.loss(each), each), default=NOWHERE))

    # the whole

    def begin(self) -> None:
        """From here on, ``back`` undoes what was done."""
        self.journal = []

    def back(self) -> None:
        done, self.journal = self.journal or [], None
        for one, slot, way in reversed(done):
            if slot == NOWHERE:
                self.remove(one)
            else:
                self.place(one, slot, way)

    def snapshot(self) -> list[tuple[int, int, Way]]:
        return [(one, slot, self.way[one]) for one, slot in enumerate(self.where) if slot != NOWHERE]

    def load(self, held: Iterable[tuple[int, int, Way]]) -> None:
        """In place of all that it holds."""
        wanted = {one: (slot, way) for one, slot, way in held}
        for one in list(self.held()):
            if wanted.get(one) != (self.where[one], self.way[one]):
                self.remove(one)
        for one, (slot, way) in wanted.items():
            if self.where[one] == NOWHERE:
                self.place(one, slot, way)


def bits(mask: int) -> Iterator[int]:
    """The places of its ones, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _bits(row: list[int]) -> int:
    return sum(1 << place for place, count in enumerate(row) if count > 0)


def _with_bit(mask: int, place: int, *, on: bool) -> int:
    return mask | 1 << place if on else mask & ~(1 << place)
