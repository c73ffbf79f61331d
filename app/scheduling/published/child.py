"""The child process of a search: the problem as JSON in on stdin, then what others found; what it finds out on stdout.

A line each way. In: first ``{"problem", "way"}``, then ``{"best", "bound"}`` and ``{"stage"}``. Out: ``{"timetable",
"breaks"}``, ``{"bound"}``, ``{"stage"}`` for the others, and at the end ``{"optimum"}``, null for none: a proof.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, Final

from app.scheduling.published.lines import Lines
from app.scheduling.published.problem import from_plain
from app.scheduling.published.searching import Searching
from app.scheduling.published.windows import windows

MEMORY_BYTES: Final = 4 << 30


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    lines = Lines(sys.stdin.fileno())
    asked = json.loads(lines.one())
    day = windows(from_plain(asked["problem"]))
    tell({"optimum": Searching(day, tell, lines.waiting).optimum(asked["way"])})


if __name__ == "__main__":
    limit_resources()
    main()
