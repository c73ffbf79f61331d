"""What lists of firms show of the features above, which this one may not import: ``factory`` fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

RequestCounter = Callable[[int], Mapping[int, int]]

request_counters: list[RequestCounter] = []
"""Event's id → registration's id → how many meetings the firm has asked for (in any state)."""


def requests_asked(event_id: int) -> Mapping[int, int]:
    """How many meetings each firm of the event has asked for; firms that asked for none are absent."""
    counted: dict[int, int] = {}
    for counter in request_counters:
        for registration_id, count in counter(event_id).items():
            counted[registration_id] = counted.get(registration_id, 0) + count
    return counted


Acquaintance = Callable[[int, int], bool]

acquaintances: list[Acquaintance] = []
"""Two registrations' ids → whether both have accepted to meet."""


def both_accepted(one_id: int, other_id: int) -> bool:
    """Whether two firms have both accepted to meet, so that they may see each other's contacts."""
    return any(know(one_id, other_id) for know in acquaintances)
