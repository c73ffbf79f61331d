"""The child process: bytes in on stdin, the sheets as JSON out on stdout, under limits of memory and time."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, Final

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 10


def limit_resources() -> None:
    """From here on no file may be written and neither memory nor time be taken beyond the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(kind: str, data: bytes) -> dict[str, Any]:
    """``{"sheets": […]}`` or ``{"refused": code, "details": {…}}``."""
    from app.floor.spreadsheets.limits import SheetRefused

    try:
        if kind == "csv":
            from app.floor.spreadsheets.text import read_text as read
        else:
            from app.floor.spreadsheets.xlsx import read_xlsx as read
        return {"sheets": [sheet.to_plain() for sheet in read(data)]}
    except SheetRefused as refused:
        return {"refused": refused.code, "details": refused.details}


if __name__ == "__main__":
    limit_resources()
    json.dump(answer(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
