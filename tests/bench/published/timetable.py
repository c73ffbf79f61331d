"""A timetable from the JSON that was written of it, and whether what it says of itself is so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.core import parsing
from app.core.errors import Invalid
from tests.bench.published.check import Placement, breaks
from tests.bench.published.problem import Problem

LARGEST: Final = 10**18
WITHOUT: Final = ("infeasible", "unknown")
"""What a result without a timetable says."""


class NotATimetable(Exception):
    """The file is no timetable; what was expected there, as a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """None: it does not say so."""

    placements: tuple[Placement, ...]
    status: str | None = None
    objective: int | None = None
    bound: int | None = None


def read_timetable(text: str) -> Said:
    """From ``{"timetable": [{"meeting", "slot"}, …], "objective"?, "bound"?, "status"?}``. Raises NotATimetable."""
    try:
        found = parsing.parse_json(text, characters=len(text))
    except Invalid:
        line = parsing.json_error_line(text)
        where = "" if line is None else f"line {line}: "
        raise NotATimetable(f"{where}expected JSON, as solve --json writes it.") from None
    if not isinstance(found, dict) or not isinstance(found.get("timetable"), list):
        raise NotATimetable('expected an object with a "timetable", a list of {"meeting", "slot"}.')
    status = found.get("status")
    if status in WITHOUT and not found["timetable"]:
        raise NotATimetable(f"it says {status} and holds no timetable; there is nothing to check.")
    placements = tuple(_placement(at, one) for at, one in enumerate(found["timetable"], 1))
    return Said(
        placements, status if isinstance(status, str) else None, _whole(found, "objective"), _whole(found, "bound")
    )


def differences(problem: Problem, said: Said) -> list[str]:
    """Where objective, bound and status are not what the timetable, which has no fault, makes them."""
    return list(_differences(sum(breaks(problem, said.placements)), said))


def _differences(counted: int, said: Said) -> Iterator[str]:
    if said.objective is not None and said.objective != counted:
        yield f"The file says {said.objective} breaks; the timetable has {counted}."
    if said.bound is not None and said.bound > counted:
        yield f"The file says that no timetable has fewer than {said.bound} breaks; this one has {counted}."
    if said.status == "optimal" and said.bound is not None and said.bound < counted:
        yield f"The file says that {counted} breaks are optimal, with a bound of {said.bound}."
    if said.status in WITHOUT:
        yield f"The file says {said.status} and holds a timetable."


def _placement(at: int, one: Any) -> Placement:
    if not isinstance(one, dict):
        raise NotATimetable(f'timetable, entry {at}: expected {{"meeting", "slot"}}.')
    meeting, slot = _whole(one, "meeting"), _whole(one, "slot")
    if meeting is None or slot is None:
        raise NotATimetable(f'timetable, entry {at}: expected whole numbers for "meeting" and "slot".')
    return Placement(meeting, slot)


def _whole(found: dict[str, Any], name: str) -> int | None:
    value = found.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
        raise NotATimetable(f'expected a whole number for "{name}".')
    return value
