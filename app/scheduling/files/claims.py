"""What a file says of its own timetable, and whether that is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from app.scheduling.strictly import Field

LARGEST: Final = 10**18
WITHOUT: Final = ("infeasible", "unknown")
"""What a result without a timetable says."""


def untrue(found: dict[str, Any], *, value: int, bound: int | None) -> Iterator[str]:
    """The claims of ``found``, as ``solve`` writes it, that are not so. ``value``: of its timetable, which has no
    fault; ``bound``: what a certificate proves, None for no certificate. Raises Malformed."""
    objective, most, status = _whole(found, "objective"), _whole(found, "bound"), found.get("status")
    if objective is not None and objective != value:
        yield f"the file says a value of {objective}; the timetable has {value}"
    if most is not None and most < value:
        yield f"the file says that no timetable is worth more than {most}; this one is worth {value}"
    elif most is not None and bound is not None and most < bound:
        yield f"the file says that no timetable is worth more than {most}; the certificate proves {bound}"
    if status == "optimal" and most is not None and most > value:
        yield f"the file says that {value} is optimal, with a bound of {most}"
    if status in WITHOUT and found["timetable"]:
        yield f"the file says {status} and holds a timetable"


def _whole(found: dict[str, Any], name: str) -> int | None:
    value = found.get(name)
    return None if value is None else Field(name, value).whole(-LARGEST, LARGEST)
