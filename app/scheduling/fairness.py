"""The worst-served firm gets another meeting where that costs no value and makes no firm worse off than it was."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from app.scheduling.board import Board
from app.scheduling.compiled import NOWHERE
from app.scheduling.ejection import Ejector

ROUNDS = 60


def served(board: Board) -> list[Fraction]:
    """Of each firm, the share of its possible requests that is held, up to its limit; 1 for one without any."""
    found = []
    for firm, requests in enumerate(board.of.of_firm):
        possible = sum(board.of.begin[one] != 0 for one in requests)
        most = board.of.most[firm]
        wanted = possible if most is None else min(most, possible)
        found.append(Fraction(board.count[firm], wanted) if wanted else Fraction(1))
    return found


def serve_the_worst(board: Board, ejector: Ejector, stop: Callable[[], bool]) -> None:
    for _ in range(ROUNDS):
        shares = served(board)
        worst = min(range(len(shares)), key=lambda firm: (shares[firm], firm), default=None)
        if worst is None or shares[worst] >= 1 or stop() or not _better(board, ejector, worst, shares[worst]):
            return


def _better(board: Board, ejector: Ejector, firm: int, share: Fraction) -> bool:
    waiting = [one for one in board.of.of_firm[firm] if board.where[one] == NOWHERE and board.of.begin[one]]
    for one in sorted(waiting, key=lambda one: -board.of.weight[one]):
        value = board.value
        board.begin()
        left = ejector.enter(one)
        now = served(board) if left is not None and board.value >= value else []
        if now and now[firm] > share and min(now) >= share:
            board.journal = None
            return True
        board.back()
    return False
