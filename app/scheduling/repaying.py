"""What a repair pays for a request without a time, besides its value. The checker counts the same by itself."""

from __future__ import annotations

from app.scheduling.problem import Problem


def worths(problem: Problem) -> dict[str, int]:
    """By request: its value, and what is not paid once it has any time."""
    weights, more = problem.weights, spared(problem)
    return {one.id: weights.of(one.priority) * one.score + more.get(one.id, 0) for one in problem.requests}


def spared(problem: Problem) -> dict[str, int]:
    """Of the requests for which a repair pays until they have a time."""
    weights, stands = problem.weights, {held.request for held in problem.standing}
    found = dict.fromkeys(stands, weights.lost)
    return found | {
        one.id: weights.missed for one in problem.requests if one.priority == "must" and one.id not in stands
    }


def at_worst(problem: Problem) -> int:
    """What is paid where nothing is held."""
    return problem.weights.change * len(problem.standing) + sum(spared(problem).values())
