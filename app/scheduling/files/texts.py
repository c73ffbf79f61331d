"""A problem solved and a timetable checked from the texts of files; what is written is plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from app.scheduling import check
from app.scheduling.bounds import bound
from app.scheduling.certificate import certificate_json, certificate_of
from app.scheduling.figures import figures
from app.scheduling.files.claims import untrue
from app.scheduling.pace import Pace
from app.scheduling.reading import json_of, problem_of, timetable_of
from app.scheduling.solver import Keep, Plan, Progress, solve
from app.scheduling.strictly import Malformed
from app.scheduling.unplaced import unplaced, unplaced_json
from app.scheduling.writing import timetable_json

PROVEN, BAD, TIME_IS_UP = 0, 2, 3
ENOUGH: Final = 60.0
"""Seconds, if nothing else is asked for."""


def solved(
    text: str,
    *,
    clock: Callable[[], float],
    seconds: float | None,
    work: int | None = None,
    seed: int = 0,
    stopped: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _value, _bound: None,
    keep: Keep | None = None,
) -> dict[str, Any]:
    """What ``flask timetable solve`` writes. ``clock``: seconds since whenever. Raises Malformed."""
    problem = problem_of(text)
    start = clock()
    whole = ENOUGH if seconds is None and work is None else seconds

    def share() -> float:
        return 0.0 if whole is None else (clock() - start) / whole if whole else 1.0

    pace = Pace(share, whole, work, stopped)
    plan = solve(problem, pace=pace, progress=progress, seed=seed, keep=keep)
    found = _told(plan, clock() - start)
    if plan.value is not None:
        found["unplaced"] = unplaced_json(unplaced(problem, plan.timetable))
        found["figures"] = figures(problem, plan.timetable)
    return found


def _told(plan: Plan, seconds: float) -> dict[str, Any]:
    return {
        "status": plan.status,
        "objective": plan.value,
        "bound": plan.bound,
        "gap": gap(plan.value, plan.bound),
        "seconds": round(seconds, 3),
        "timetable": timetable_json(plan.timetable),
        "certificate": None if plan.certificate is None else certificate_json(plan.certificate),
    }


def gap(value: int | None, most: int | None) -> float | None:
    """How much of the bound may be lacking, as a share of it."""
    if value is None or most is None:
        return None
    return 0.0 if value >= most else (most - value) / max(1, abs(most))


def exit_code(status: str, *, stopped_by: int | None) -> int:
    """``stopped_by``: a signal, told as a shell tells it: 130 for Ctrl-C."""
    if status in ("optimal", "infeasible"):
        return PROVEN
    return TIME_IS_UP if stopped_by is None else 128 + stopped_by


def checked(problem_text: str, timetable_text: str, certificate_text: str | None = None) -> tuple[list[str], list[str]]:
    """Lines to read, and faults. Raises Malformed, which says ``in_which`` of the texts."""
    with told_of("problem"):
        problem = problem_of(problem_text)
    with told_of("timetable"):
        timetable, found = timetable_of(timetable_text), json_of(timetable_text)
    faults = [str(fault) for fault in check.faults(problem, timetable)]
    if faults:
        return [], faults
    value, most = check.value(problem, timetable), None
    lines = [f"value {value}, {len(timetable)} of {len(problem.requests)} requests held"]
    if certificate_text is not None:
        with told_of("certificate"):
            most = bound(problem, certificate_of(_certificate(json_of(certificate_text))))
        lines.append(f"bound {most}, proven by the certificate")
        if value > most:  # never: one of the two would be wrong
            faults.append(f"the value {value} is above the bound {most}")
    with told_of("timetable"):
        faults += untrue(found, value=value, bound=most)
    return lines, faults


@contextmanager
def told_of(which: str) -> Iterator[None]:
    """What is malformed in there is malformed in this text."""
    try:
        yield
    except Malformed as wrong:
        wrong.in_which = which
        raise


def _certificate(found: Any) -> Any:
    """The certificate itself, or what ``solve`` wrote."""
    if isinstance(found, dict) and "certificate" in found:
        if found["certificate"] is None:
            raise Malformed("certificate: expected an object, found none: no bound was found")
        return found["certificate"]
    return found
