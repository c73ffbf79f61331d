"""A problem in numbers, as the solver reads it: slots are bits, what can be taken once at a time is a resource.

Resources: every person, every table that is told apart (kept by a firm, or an interpreter sits there), every
interpreter; each has a mask of its usable slots. Other tables are alike within a pool (a zone, if walking between zones
can matter, and a side, if some are kept by one; else all of them) and are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from app.scheduling.problem import Problem, Table

NO_POOL: Final = -1
NOWHERE: Final = -1
Pair = tuple[int, int]
Seat = tuple[tuple[int, ...], int]
"""The tables told apart that it takes, none or one, and the pool of its table or NO_POOL."""
Way = tuple[tuple[int, ...], int]
"""What a meeting takes: its resources, first the asker's person, then the asked's; and the pool of its table."""


class Pool(NamedTuple):
    """Tables that are alike: of one ``zone`` if walking between zones matters, else ""; ``side``: the group that keeps
    them, "" for none."""

    zone: str = ""
    side: str = ""


def pool_of(table: Table, walks: Mapping[tuple[str, str], int]) -> Pool:
    """Among which a table is that is not told apart."""
    return Pool(table.zone if walks else "", table.group or "")


@dataclass
class Compiled:
    """``problem``: with the tables that firms were given. ``joins[t]``: whether slot t joins the one before.

    ``begin[i]``: where request i may begin; 0 for one that no timetable holds, ``why_not`` says why.
    ``pairs[i]``: people of the asker and of the asked who can hold it; ``seats[i]``: tables at which; ``helpers[i]``:
    interpreters, one of whom it takes if it ``needs`` one. ``sits``: the table that an interpreter stays at.
    ``weight``: its value; ``stays[i]``: the slot and the way it stands in now, ``stay`` more if it keeps them.
    ``room[pool][slot]``, ``chairs[pool][slot]``: tables that are open, and those with a chair for an interpreter.
    ``walks``: minutes between zones, both ways, that some pause is too short for; ``gap[t]``: minutes before slot t.
    """

    problem: Problem
    slots: int
    joins: list[bool]
    gap: list[int]
    names: list[str]
    usable: list[int]
    run: list[int | None]
    people: int
    firms: list[Pair]
    begin: list[int]
    length: list[int]
    pairs: list[tuple[Pair, ...]]
    seats: list[tuple[Seat, ...]]
    helpers: list[tuple[int, ...]]
    needs: list[bool]
    weight: list[int]
    fixed: frozenset[int]
    sits: dict[int, int]
    pools: list[Pool]
    room: list[list[int]]
    chairs: list[list[int]]
    walks: dict[tuple[str, str], int]
    table_zone: dict[int, str]
    least: list[int]
    most: list[int | None]
    before: dict[int, list[int]]
    after: dict[int, list[int]]
    why_not: dict[int, str]
    stays: dict[int, tuple[int, Way]]

    @property
    def bonus(self) -> int:
        return self.problem.weights.least

    @property
    def stay(self) -> int:
        return self.problem.weights.change

    @cached_property
    def of_firm(self) -> list[list[int]]:
        """The requests of each firm."""
        found: list[list[int]] = [[] for _ in self.least]
        for one, firms in enumerate(self.firms):
            for firm in firms:
                found[firm].append(one)
        return found

    @cached_property
    def lasts(self) -> list[int]:
        """The minutes of each slot."""
        return [slot.ends - slot.starts for slot in self.problem.slots]

    def span(self, request: int, slot: int) -> int:
        """The bits of its slots if it begins at ``slot``."""
        return ((1 << self.length[request]) - 1) << slot

    def ways(self, request: int) -> Iterator[Way]:
        """All in which it can be held."""
        for pair, (taken, pool) in product(self.pairs[request], self.seats[request]):
            if not self.needs[request]:
                yield (*pair, *taken), pool
            for helper in self.helpers[request]:
                if self.sits.get(helper, -1) in (-1, *taken):
                    yield (*pair, *taken, helper), pool
