"""A timetable in the making: who is taken when, and what still fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.scheduling.compiled import NO_POOL, NOWHERE, Compiled, Way
from app.scheduling.reach import hindrances
from app.scheduling.repaying import at_worst


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
        self.value = -at_worst(compiled.problem)
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

    def obeys(self, one: int, slot: int, way: Way) -> bool:
        """Runs, walks, limits and precedences, while those are free whom it takes."""
        return not next(hindrances(self, one, slot, way), None)

    def zone(self, way: Way) -> str:
        resources, pool = way
        if pool != NO_POOL:
            return self.of.pools[pool].zone
        return next((self.of.table_zone[one] for one in resources if one in self.of.table_zone), "")

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
