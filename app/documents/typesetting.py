"""The child process that sets pages: what is wanted as JSON in on stdin, a PDF or a PNG out on stdout, under limits."""

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
    """A PDF is tagged, so that a screen reader finds tables and headings; a PNG is of a template with one page.

    Raises typst.TypstError with the template's error.
    """
    import typst

    made = typst.compile(
        asked["template"],
        root=asked["root"],
        font_paths=[asked["fonts"]],
        ignore_system_fonts=True,
        format="png" if asked["pixels_per_inch"] else "pdf",
        ppi=asked["pixels_per_inch"],
        timestamp=datetime.fromtimestamp(asked["made_at"], UTC),
        sys_inputs={"data": asked["data"]},
    )
    if not isinstance(made, bytes):
        raise ValueError("a picture of more than one page")
    return made


if __name__ == "__main__":
    limit_resources()
    sys.stdout.buffer.write(typeset(json.load(sys.stdin.buffer)))
