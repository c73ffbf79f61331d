"""The interpreters' run sheets as a pack: those that there were, with their run."""

from __future__ import annotations

from typing import Any

from app.day.paper.services.setting import Pack, run_of
from app.meetings.queries.run_sheets import run_sheets_of
from app.meetings.services.run_sheets import run_sheet_values


def run_sheet_pack(pack: Pack) -> dict[str, Any]:
    wanted = {one.key for one in pack.sheets}
    sheets = [one for one in run_sheets_of(pack.event) if f"i{one.interpreter.id}" in wanted]
    return run_sheet_values(pack.event, sheets, run_of(pack))
