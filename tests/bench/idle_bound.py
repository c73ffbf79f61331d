"""How few idle slots all people together could have, given the seats of each slot."""

from bisect import insort
from collections.abc import Iterable, Sequence
from math import ceil, inf


def least_idle_of_all(
    people: Sequence[tuple[int, int]], seats: Sequence[int], days: Iterable[int], group_meetings: int
) -> int:
    """The fewest idle slots of all together, when only so many people can meet in each slot; as far as it is seen.

    ``people``: usable slots and slots of meetings of each. Slots in which many would like to meet get a price, which
    those pay who meet then; whatever the prices are, what all pay less what the seats are worth is a bound.
    """
    days, prices, best, step = list(days), [0.0] * len(seats), 0.0, 0.5
    for _ in range(group_meetings):
        used, total = [0] * len(seats), -sum(price * seat for price, seat in zip(prices, seats, strict=True))
        for usable, meetings in people:
            cost, slots = _cheapest_slots(usable, meetings, days, prices)
            total += cost
            for slot in slots:
                used[slot] += 1
        best = max(best, total)
        excess = [taken - seat for taken, seat in zip(used, seats, strict=True)]
        norm = sum(each * each for each in excess) or 1
        step *= 0.93
        length = step * max(1.0, sum(map(abs, excess))) / norm
        prices = [max(0.0, price + length * each) for price, each in zip(prices, excess, strict=True)]
    return ceil(best - 1e-6)


def _cheapest_slots(usable: int, meetings: int, days: list[int], prices: Sequence[float]) -> tuple[float, list[int]]:
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
    cheapest: list[tuple[float, list[int]]] = [(0.0, [])]
    cheapest += [(inf, [])] * min(most, len(places))
    for start, first in enumerate(places):
        inner: list[tuple[float, int]] = []
        for last in places[start:]:
            ends = [first] if last == first else [first, last]
            cost = last - first + 1 + sum(prices[end] for end in ends) - len(ends)
            for count in range(len(ends), min(most, len(ends) + len(inner)) + 1):
                if cost < cheapest[count][0]:
                    chosen = [place for _, place in inner[: count - len(ends)]]
                    cheapest[count] = cost, ends + chosen
                if count - len(ends) < len(inner):
                    cost += inner[count - len(ends)][0] - 1
            if last != first:
                insort(inner, (prices[last], last))
    return cheapest
