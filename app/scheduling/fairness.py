"""What costs no value: the worst-served firm gets another meeting, interpreters share the work."""

from __future__ import annotations

from collections import Counter
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


def share_interpreters(board: Board) -> None:
    """Interpreters who work for everybody take turns in the order of time: none has meeting after meeting while one who
    could do the same has nothing. What is fixed, or stays as it stands, is left."""
    of, where, way = board.of, board.where, board.way
    posted = {who.id for who in of.problem.interpreters if who.firms or who.table}
    worked: Counter[int] = Counter()
    movable = []
    for one in sorted((one for one in board.held() if of.needs[one]), key=lambda one: (where[one], one)):
        helper = way[one][0][-1]
        stays = one in of.fixed or of.stays.get(one) == (where[one], way[one])
        if stays or of.names[helper] in posted:
            worked[helper] += of.length[one]
        else:
            movable.append(one)
    for one in movable:
        slot, (resources, pool) = where[one], way[one]
        board.remove(one)
        equals = (helper for helper in of.helpers[one] if of.names[helper] not in posted)
        ways = (((*resources[:-1], helper), pool) for helper in sorted(equals, key=lambda each: (worked[each], each)))
        chosen = next((each for each in ways if board.fits(one, slot, each)), (resources, pool))
        board.place(one, slot, chosen)
        worked[chosen[0][-1]] += of.length[one]
