"""Answers about texts that are kept for the next time, within bounds that no file can break."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
LONGEST: Final = 400
"""Characters; the answer about a longer text is found anew each time."""
MOST: Final = 1_500_000
"""Characters of all texts kept; one more, and all are forgotten. A register of thousands of firms fits."""
BESIDES: Final = 20
"""So many characters each entry counts beside its text, for what it takes itself."""


def remembered(answer: Callable[P, T]) -> Callable[P, T]:
    """``answer``, asked once for each text: a pure function of its first argument, a text, and of few others, all of
    them given in order."""
    kept: dict[Hashable, T] = {}
    room = MOST

    @wraps(answer)
    def ask(*said: P.args, **named: P.kwargs) -> T:
        nonlocal room
        try:
            return kept[said]
        except KeyError:
            found = answer(*said, **named)
        length = len(str(said[0]))
        if length <= LONGEST and not named:
            room -= length + BESIDES
            if room < 0:
                kept.clear()
                room = MOST - length - BESIDES
            kept[said] = found
        return found

    return ask
