"""Fixed meetings come first. If they cannot all be held, that is proven or said to be unknown."""

from __future__ import annotations

from random import Random

import numpy as np

from app.scheduling.board import Board
from app.scheduling.compiled import NOWHERE
from app.scheduling.greedy import place_fixed
from app.scheduling.highs import solve
from app.scheduling.neighbourhood import Option, Replanner

TRIES = 30
MOST_OPTIONS = 50_000


def fix(board: Board, random: Random) -> str:
    """``placed``, ``impossible`` or ``unknown``; only in the first case all of them are on the board."""
    for attempt in range(TRIES):
        order = sorted(board.of.fixed)
        if attempt:
            random.shuffle(order)
        if not place_fixed(board, order):
            return "placed"
        for one in list(board.held()):
            board.remove(one)
    options = [
        Option(one, slot, way)
        for one in sorted(board.of.fixed)
        for way in board.of.ways(one)
        for slot in range(board.of.slots)
        if board.of.begin[one] >> slot & 1 and all(board.of.usable[who] >> slot & 1 for who in way[0])
    ]
    if len(options) > MOST_OPTIONS:
        return "unknown"
    if len({option.one for option in options}) < len(board.of.fixed):
        return "impossible"
    return _by_program(board, random, options)


def _by_program(board: Board, random: Random, options: list[Option]) -> str:
    """By a program that knows all rules but those that reach over several slots."""
    program = Replanner(board, random, lambda _: None, lambda: False, 0).program(options)
    program.worth[:] = 1.0
    answer = solve(program, whole=True)
    if not answer.proven or answer.x is None:
        return "unknown"
    chosen = [options[place] for place in np.flatnonzero(answer.x > 0.5).tolist()]
    if len(chosen) < len(board.of.fixed):
        return "impossible"
    for each in chosen:
        if board.where[each.one] == NOWHERE and board.fits(each.one, each.slot, each.way):
            board.place(each.one, each.slot, each.way)
    return "placed" if sum(1 for _ in board.held()) == len(chosen) else "unknown"
