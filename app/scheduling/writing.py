"""A problem and a timetable in the JSON form that ``reading`` reads as the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from app.scheduling.problem import FORM, VERSION, Held, Limits, Need, Problem, Weights


def problem_json(problem: Problem) -> dict[str, Any]:
    """What ``problem_of`` reads as the same problem; what is as usual is left out."""
    lists: dict[str, Collection[Any]] = {
        "groups": [_flat(one) for one in problem.groups],
        "firms": [_flat(one) for one in problem.firms],
        "people": [_flat(one) for one in problem.people],
        "tables": [_flat(one) for one in problem.tables],
        "walking": [{"zones": [*zones], "minutes": minutes} for zones, minutes in problem.walking.items()],
        "interpreters": [_flat(one) for one in problem.interpreters],
        "requests": [_flat(one) for one in problem.requests],
        "items": [_flat(one) for one in problem.items],
        "precedences": [[*pair] for pair in problem.precedences],
        "met": [[*pair] for pair in problem.met],
        "fixed": timetable_json(problem.fixed),
        "standing": timetable_json(problem.standing),
    }
    found: dict[str, Any] = {"form": FORM, "version": VERSION, "weights": _weights(problem.weights)}
    found |= {"pause": problem.pause, "slots": [dict(vars(slot)) for slot in problem.slots]}
    if problem.rules is not None:
        found["rules"] = [[*pair] for pair in problem.rules]
    return found | {key: value for key, value in lists.items() if value}


def _weights(weights: Weights) -> dict[str, int]:
    """Without what costs nothing, as it does unless said otherwise."""
    return {name: value for name, value in vars(weights).items() if value or getattr(Weights, name)}


def timetable_json(timetable: Iterable[Held]) -> list[dict[str, Any]]:
    return [_flat(held) for held in timetable]


def _flat(one: Any) -> dict[str, Any]:
    """Its fields that say something, limits among them."""
    found: dict[str, Any] = {}
    for key, value in vars(one).items():
        if isinstance(value, Limits):
            found |= _flat(value)
        elif isinstance(value, Need):
            found[key] = _flat(value)
        elif value != type(one).__dict__.get(key, ...):
            found[key] = [*value] if isinstance(value, tuple) else value
    return found
