"""A problem solved and a schedule checked from the texts of files; whether what a file says of itself is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from app.scheduling import checker
from app.scheduling.bounds import certificate_json, parse_certificate, proven_bound
from app.scheduling.figures import schedule_figures
from app.scheduling.json_form import (
    JsonField,
    MalformedInput,
    parse_json,
    parse_problem,
    parse_timetable,
    timetable_json,
)
from app.scheduling.pace import SearchPace
from app.scheduling.solver import KeepTimetable, ReportProgress, solve_problem
from app.scheduling.unplaced import list_unplaced, unplaced_json

MAX_NUMBER: Final = 10**18
STATES_WITHOUT_TIMETABLE: Final = ("infeasible", "unknown")
"""What a result without a timetable says."""


def list_false_claims(result: dict[str, Any], *, value: int, bound: int | None) -> Iterator[str]:
    """The claims of ``found``, as ``solve`` writes it, that are not so. ``value``: of its timetable, which has no
    fault; ``bound``: what a certificate proves, None for no certificate. Raises Malformed."""
    objective, most, status = (
        _claimed_number(result, "objective"),
        _claimed_number(result, "bound"),
        result.get("status"),
    )
    if objective is not None and objective != value:
        yield f"the file says a value of {objective}; the timetable has {value}"
    if most is not None and most < value:
        yield f"the file says that no timetable is worth more than {most}; this one is worth {value}"
    elif most is not None and bound is not None and most < bound:
        yield f"the file says that no timetable is worth more than {most}; the certificate proves {bound}"
    if status == "optimal" and most is not None and most > value:
        yield f"the file says that {value} is optimal, with a bound of {most}"
    if status in STATES_WITHOUT_TIMETABLE and result["timetable"]:
        yield f"the file says {status} and holds a timetable"


def _claimed_number(result: dict[str, Any], name: str) -> int | None:
    value = result.get(name)
    return None if value is None else JsonField(name, value).whole(-MAX_NUMBER, MAX_NUMBER)


EXIT_PROVEN, EXIT_BAD_INPUT, EXIT_TIME_UP = 0, 2, 3
DEFAULT_SEARCH_SECONDS: Final = 60.0
"""Seconds, if nothing else is asked for."""


def solve_text(
    text: str,
    *,
    clock: Callable[[], float],
    seconds: float | None,
    work: int | None = None,
    seed: int = 0,
    stopped: Callable[[], bool] = lambda: False,
    progress: ReportProgress = lambda _value, _bound: None,
    keep: KeepTimetable | None = None,
) -> dict[str, Any]:
    """What ``flask timetable solve`` writes. ``clock``: seconds since whenever. Raises Malformed."""
    problem = parse_problem(text)
    start = clock()
    whole = DEFAULT_SEARCH_SECONDS if seconds is None and work is None else seconds

    def share() -> float:
        return 0.0 if whole is None else (clock() - start) / whole if whole else 1.0

    pace = SearchPace(share, whole, work, stopped)
    plan = solve_problem(problem, pace=pace, progress=progress, seed=seed, keep=keep)
    result = {
        "status": plan.status,
        "objective": plan.value,
        "bound": plan.bound,
        "gap": bound_gap(plan.value, plan.bound),
        "seconds": round((clock() - start), 3),
        "timetable": timetable_json(plan.timetable),
        "certificate": None if plan.certificate is None else certificate_json(plan.certificate),
    }
    if plan.value is not None:
        result["unplaced"] = unplaced_json(list_unplaced(problem, plan.timetable))
        result["figures"] = schedule_figures(problem, plan.timetable)
    return result


def bound_gap(value: int | None, most: int | None) -> float | None:
    """How much of the bound may be lacking, as a share of it."""
    if value is None or most is None:
        return None
    return 0.0 if value >= most else (most - value) / max(1, abs(most))


def exit_code(status: str, *, stopped_by: int | None) -> int:
    """``stopped_by``: a signal, told as a shell tells it: 130 for Ctrl-C."""
    if status in ("optimal", "infeasible"):
        return EXIT_PROVEN
    return EXIT_TIME_UP if stopped_by is None else 128 + stopped_by


def check_texts(
    problem_text: str, timetable_text: str, certificate_text: str | None = None
) -> tuple[list[str], list[str]]:
    """Lines to read, and faults. Raises MalformedInput, whose ``text_name`` says in which text."""
    with naming_text("problem"):
        problem = parse_problem(problem_text)
    with naming_text("timetable"):
        timetable, content = parse_timetable(timetable_text), parse_json(timetable_text)
    faults = [str(fault) for fault in checker.find_faults(problem, timetable)]
    if faults:
        return [], faults
    value, most = checker.schedule_value(problem, timetable), None
    lines = [f"value {value}, {len(timetable)} of {len(problem.requests)} requests held"]
    if certificate_text is not None:
        with naming_text("certificate"):
            most = proven_bound(problem, parse_certificate(_certificate_part(parse_json(certificate_text))))
        lines.append(f"bound {most}, proven by the certificate")
        if value > most:  # never: one of the two would be wrong
            faults.append(f"the value {value} is above the bound {most}")
    with naming_text("timetable"):
        faults += list_false_claims(content, value=value, bound=most)
    return lines, faults


@contextmanager
def naming_text(which: str) -> Iterator[None]:
    """What is malformed in there is malformed in this text."""
    try:
        yield
    except MalformedInput as wrong:
        wrong.text_name = which
        raise


def _certificate_part(content: Any) -> Any:
    """The certificate itself, or what ``solve`` wrote."""
    if isinstance(content, dict) and "certificate" in content:
        if content["certificate"] is None:
            raise MalformedInput("certificate: expected an object, found none: no bound was found")
        return content["certificate"]
    return content
