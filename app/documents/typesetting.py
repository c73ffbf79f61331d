"""The child process that sets pages: what is wanted as JSON in on stdin, the PDF out on stdout, under limits."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime
from typing import Any, Final

MEMORY_BYTES: Final = 3 << 30
"""Of addresses, of which the threads of the typesetter take many and use few."""
CPU_SECONDS: Final = 120


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(asked: dict[str, Any]) -> bytes:
    """Tagged, so that a screen reader finds tables and headings. Raises typst.TypstError with the template's error."""
    import typst

    return typst.compile(
        asked["template"],
        root=asked["root"],
        font_paths=[asked["fonts"]],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=datetime.fromtimestamp(asked["made_at"], UTC),
        sys_inputs={"data": asked["data"]},
    )


if __name__ == "__main__":
    limit_resources()
    sys.stdout.buffer.write(typeset(json.load(sys.stdin.buffer)))
