"""Reads an uploaded spreadsheet in a child process, so that no file can take the server with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from app.floor.spreadsheets.limits import SheetRefused, kind_of
from app.floor.spreadsheets.values import Sheet

WALL_SECONDS: Final = 30
_ROOT: Final = Path(__file__).resolve().parents[3]


def read_workbook(data: bytes, filename: str) -> list[Sheet]:
    """All sheets, hidden ones too, in the order of the workbook; of all files of a zip. Raises ``SheetRefused``.

    A file of a zip that cannot be read is a sheet that says so; if none can be, all is refused.
    """
    kind = kind_of(data, filename)
    answer = ask_child(kind, data)
    if "refused" in answer:
        raise SheetRefused(answer["refused"], **answer.get("details", {}))
    sheets = [Sheet.from_plain(plain) for plain in answer["sheets"]]
    if not any(sheet.cells for sheet in sheets):
        unread = [sheet.name for sheet in sheets if sheet.refused]
        raise SheetRefused("sheet_files_unread", names=", ".join(unread)) if unread else SheetRefused("sheet_empty")
    return sheets


def ask_child(kind: str, data: bytes) -> dict[str, Any]:
    """The child's answer; one that was killed, aborted or timed out has not read anything."""
    command = [sys.executable, "-m", "app.floor.spreadsheets.child", kind]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, and the kind is one of ours
            command, input=data, capture_output=True, cwd=_ROOT, env={"PYTHONIOENCODING": "utf-8"}, timeout=WALL_SECONDS
        )
    except subprocess.TimeoutExpired as slow:
        raise SheetRefused("sheet_too_big") from slow
    if child.returncode != 0:
        raise SheetRefused("sheet_unreadable")
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer
