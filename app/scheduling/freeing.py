"""Whose time would have to be found so that a request can begin in a slot."""

from __future__ import annotations

from app.scheduling.problem import Person, Problem, Request


def person_in(problem: Problem, person: str) -> Person | None:
    return next((one for one in problem.people if one.id == person), None)


def lacked(problem: Problem, request: Request, slot: str, person: Person) -> tuple[str, ...]:
    """The slots of a meeting that begins then in which he or she is not there."""
    ids = [one.id for one in problem.slots]
    first = ids.index(slot)
    span = ids[first : first + request.length]
    return tuple(one for one in span if person.slots is not None and one not in person.slots)
