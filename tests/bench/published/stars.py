"""Meetings that share a participant are never at once: at most one of a star stands in a slot.

Counting stars in the place of meetings makes the limit of tables a third as long.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.bench.published.problem import Problem


class Star(NamedTuple):
    """``whole``: whether these are all the meetings of ``centre``, so that it is busy just when one of them is."""

    centre: int
    meetings: tuple[int, ...]
    whole: bool


def stars(problem: Problem) -> list[Star]:
    """A partition of the meetings, greedily by the participant with most meetings left."""
    of = problem.meetings_of()
    left = [set(meetings) for meetings in of]
    found: list[Star] = []
    while any(left):
        centre = max(range(problem.participants), key=lambda party: (len(left[party]), len(of[party])))
        taken = left[centre].copy()
        found.append(Star(centre, tuple(sorted(taken)), len(taken) == len(of[centre])))
        for at in taken:
            left[problem.meetings[at].first].discard(at)
            left[problem.meetings[at].second].discard(at)
    return found
