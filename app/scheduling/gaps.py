"""Fewer idle slots, the same meetings: chains are moved between two slots, by annealing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Final

from app.scheduling.board import Board, bits
from app.scheduling.chains import chain, has_room, surplus, swap
from app.scheduling.compiled import NOWHERE
from app.scheduling.idle import day_masks, idle

HOT: Final = 0.9
COLD: Final = 0.25
FROZEN: Final = 0.08
COOLING: Final = 0.9
"""The share of the time in which it cools down; in the rest hardly anything is borne."""
PARTNERS: Final = 8
SINCE_LAST_LOOK: Final = 64


@dataclass
class Gaps:
    """``share``: how much of its time is over, in [0, 1]; it ends at 1."""

    board: Board
    random: Random
    share: Callable[[], float]
    days: list[int] = field(init=False)
    total: int = 0

    def __post_init__(self) -> None:
        board = self.board
        self.days = day_masks([slot.day for slot in board.of.problem.slots])
        self.idle = [idle(self.taken(person), self.days) for person in range(board.of.people)]
        self.total = sum(self.idle)

    def taken(self, person: int) -> int:
        return self.board.of.usable[person] & ~self.board.free[person]

    def run(self) -> int:
        """The steps made."""
        board = self.board
        best, kept, kept_value = self.total, board.snapshot(), board.value
        people = [person for person in range(board.of.people) if self.taken(person)]
        made = 0
        heat = HOT
        while people and self.total:
            if made % SINCE_LAST_LOOK == 0:
                share = self.share()
                if share >= 1:
                    break
                heat = HOT * (COLD / HOT) ** (share / COOLING) if share < COOLING else FROZEN
                if share > 0.5 and self.total < best:
                    best, kept = self.total, board.snapshot()
            made += 1
            self.step(self.random.choice(people), heat)
        if self.total > best or board.value < kept_value:
            board.load(kept)
        return made

    def step(self, person: int, heat: float) -> None:
        """Moves somebody's first or last meeting of a day into a hole, or another meeting elsewhere now and then."""
        move = self.inward(person) if self.idle[person] and self.random.random() < 0.7 else self.anyhow(person)
        if move is None:
            return
        first, here, there = move
        moving = chain(self.board, first, here, there)
        if moving is None or (not has_room(self.board, moving, here, there) and not self.balanced(moving, here, there)):
            return
        change, after = self.change(moving, here, there)
        if change > 0 and self.random.random() >= exp(-change / heat):
            return
        before = self.board.value
        if not swap(self.board, moving, here, there):
            return
        if self.board.value < before:  # somebody is moved who stands
            swap(self.board, moving, here, there)
            return
        self.total += change
        for each, now in after:
            self.idle[each] = now

    def balanced(self, moving: list[int], here: int, there: int) -> bool:
        """Adds a chain that gives back the table which this one takes, the best of a few; whether there is one."""
        board = self.board
        lacking = surplus(board, moving, here)
        from_there = lacking > 0
        others = board.seated[0][there if from_there else here]
        best, least = None, 1 << 30
        for one in self.random.sample(list(others), min(PARTNERS, len(others))):
            partner = (
                None
                if one in moving
                else chain(board, one, there if from_there else here, here if from_there else there)
            )
            if partner is not None and surplus(board, partner, here) == -lacking:
                cost, _ = self.change(partner, here, there)
                if cost < least:
                    best, least = partner, cost
        moving += best or []
        return best is not None

    def inward(self, person: int) -> tuple[int, int, int] | None:
        day = self.random.choice(self.days)
        today = self.taken(person) & day
        if not today:
            return None
        low, high = (today & -today).bit_length() - 1, today.bit_length() - 1
        holes = self.board.free[person] & day & ((1 << high) - (1 << low))
        if not holes:
            return None
        here = low if self.random.random() < 0.5 else high
        return self.board.at[person][here], here, self.random.choice(list(bits(holes)))

    def anyhow(self, person: int) -> tuple[int, int, int] | None:
        taken = list(bits(self.taken(person)))
        here, there = self.random.choice(taken), self.random.randrange(self.board.of.slots)
        first = self.board.at[person][here]
        return None if here == there or first == NOWHERE else (first, here, there)

    def change(self, moving: list[int], here: int, there: int) -> tuple[int, list[tuple[int, int]]]:
        """Of all idle slots, and how many those have then whose meetings move."""
        board, people = self.board, self.board.of.people
        both = 1 << here | 1 << there
        total, after, seen = 0, [], set()
        for one in moving:
            for person in board.way[one][0][:2]:
                taken = self.taken(person)
                if person < people and person not in seen and (taken & both) != both:
                    seen.add(person)
                    now = idle(taken ^ both, self.days)
                    total += now - self.idle[person]
                    after.append((person, now))
        return total, after
