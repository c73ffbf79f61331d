"""What other weights would change: lists, first places, and who is shown more or less."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from app.matching.firm import Key
from app.matching.parameters import FIRST

Lists = Mapping[Any, Sequence[Key]]
TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """Of all ``lists``: ``changed`` hold others or another order, ``first`` others among their first FIRST places,
    which alone count for what follows. ``gain``, ``lose``: (firm, lists it stands in before, and after), the largest
    difference first, TOLD at most. ``unseen``: how many of the firms that may be shown stand in fewer than three lists,
    before and after."""

    lists: int
    changed: int
    first: int
    gain: tuple[tuple[Key, int, int], ...]
    lose: tuple[tuple[Key, int, int], ...]
    unseen: tuple[int, int]


def compare(before: Lists, after: Lists, shown_to_some: Collection[Key], floor: int = 3) -> Changes:
    """``before``, ``after``: firm → whom its list shows, the best first; firms without a list may be absent.
    ``shown_to_some``: who may stand in any list at all."""
    firms = list(dict.fromkeys(chain(before, after, *before.values(), *after.values())))
    shown = [Counter(other for places in lists.values() for other in places[:FIRST]) for lists in (before, after)]
    told = [(firm, shown[0][firm], shown[1][firm], shown[1][firm] - shown[0][firm]) for firm in firms]
    told.sort(key=lambda one: one[3])
    return Changes(
        len({*before, *after}),
        sum(list(before.get(firm, ())) != list(after.get(firm, ())) for firm in firms),
        sum(set(before.get(firm, ())[:FIRST]) != set(after.get(firm, ())[:FIRST]) for firm in firms),
        tuple(one[:3] for one in reversed(told) if one[3] > 0)[:TOLD],
        tuple(one[:3] for one in told if one[3] < 0)[:TOLD],
        (_fewer(shown[0], shown_to_some, floor), _fewer(shown[1], shown_to_some, floor)),
    )


def _fewer(shown: Counter[Key], firms: Collection[Key], floor: int) -> int:
    return sum(shown[firm] < floor for firm in firms)
