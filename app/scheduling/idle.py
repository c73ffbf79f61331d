"""Idle slots: those between somebody's first and last meeting of a day without one; and how few there could be."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from math import ceil, inf


def day_masks(days: Sequence[int]) -> list[int]:
    """The bits of the slots of each day; ``days``: the day of each slot."""
    masks: dict[int, int] = {}
    for place, day in enumerate(days):
        masks[day] = masks.get(day, 0) | 1 << place
    return list(masks.values())


def idle(taken: int, days: Iterable[int]) -> int:
    """``taken``: bits of the slots in which somebody meets."""
    found = 0
    for day in days:
        today = taken & day
        if today:
            found += today.bit_length() - (today & -today).bit_length() + 1 - today.bit_count()
    return found


def least_idle(usable: int, meetings: int, days: Iterable[int]) -> int:
    """The fewest idle slots of somebody with so many slots of meetings, whatever the others do."""
    best = {0: 0}
    for day in days:
        here = _by_count(usable & day, meetings)
        joined: dict[int, int] = {}
        for count, cost in best.items():
            for more, extra in enumerate(here):
                total = count + more
                if total <= meetings:
                    joined[total] = min(joined.get(total, cost + extra), cost + extra)
        best = joined
    return best.get(meetings, 0)


def _by_count(usable: int, most: int) -> list[int]:
    """For each number of slots from 0 on, the fewest idle ones among them on one day."""
    places = [place for place in range(usable.bit_length()) if usable >> place & 1]
    found = [0]
    for count in range(1, min(most, len(places)) + 1):
        spans = (places[first + count - 1] - places[first] for first in range(len(places) - count + 1))
        found.append(min(spans) + 1 - count)
    return found


def least_idle_of_all(people: Sequence[tuple[int, int]], seats: Sequence[int], days: Iterable[int], rounds: int) -> int:
    """The fewest idle slots of all together, when only so many people can meet in each slot; as far as it is seen.

    ``people``: usable slots and slots of meetings of each. Slots in which many would like to meet get a price, which
    those pay who meet then; whatever the prices are, what all pay less what the seats are worth is a bound.
    """
    days, prices, best, step = list(days), [0.0] * len(seats), 0.0, 0.5
    for _ in range(rounds):
        used, total = [0] * len(seats), -sum(price * seat for price, seat in zip(prices, seats, strict=True))
        for usable, meetings in people:
            cost, slots = _cheapest(usable, meetings, days, prices)
            total += cost
            for slot in slots:
                used[slot] += 1
        best = max(best, total)
        excess = [one - seat for one, seat in zip(used, seats, strict=True)]
        norm = sum(each * each for each in excess) or 1
        step *= 0.93
        length = step * max(1.0, sum(map(abs, excess))) / norm
        prices = [max(0.0, price + length * each) for price, each in zip(prices, excess, strict=True)]
    return ceil(best - 1e-6)


def _cheapest(usable: int, meetings: int, days: list[int], prices: Sequence[float]) -> tuple[float, list[int]]:
    """Idle slots and prices of the cheapest choice of slots, and these slots."""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for day in days:
        joined: dict[int, tuple[float, list[int]]] = {}
        for more, (extra, slots) in enumerate(_cheapest_today(usable & day, meetings, prices)):
            for count, (cost, chosen) in best.items():
                known = joined.get(count + more)
                if count + more <= meetings and (known is None or cost + extra < known[0]):
                    joined[count + more] = cost + extra, chosen + slots
        best = joined
    return best.get(meetings, (0.0, []))


def _cheapest_today(usable: int, most: int, prices: Sequence[float]) -> list[tuple[float, list[int]]]:
    """For each number of slots from 0 on."""
    places = [place for place in range(usable.bit_length()) if usable >> place & 1]
    found: list[tuple[float, list[int]]] = [(0.0, [])]
    found += [(inf, [])] * min(most, len(places))
    for start, first in enumerate(places):
        inner: list[tuple[float, int]] = []
        for last in places[start:]:
            ends = [first] if last == first else [first, last]
            cost = last - first + 1 + sum(prices[end] for end in ends) - len(ends)
            for count in range(len(ends), min(most, len(ends) + len(inner)) + 1):
                if cost < found[count][0]:
                    chosen = [place for _, place in inner[: count - len(ends)]]
                    found[count] = cost, ends + chosen
                if count - len(ends) < len(inner):
                    cost += inner[count - len(ends)][0] - 1
            if last != first:
                insort(inner, (prices[last], last))
    return found
