"""The three ways to look at a draft: its tables and times, its firms, its hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from app.floor.web.paging import asked_page, ways
from app.scheduling.problem import Held
from app.scheduling.shown import Seen, heat_of
from app.scheduling.views.naming import Names

FIRMS_ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class BoardCell:
    """``number``: of the meeting."""

    number: str
    one: str
    other: str
    is_must: bool
    locked: bool


def board(seen: Seen, names: Names) -> dict[str, Any]:
    """One day's tables and times."""
    days = list(dict.fromkeys(column.day for column in names.columns))
    asked = request.args.get("day", 0, type=int)
    chosen = days[asked] if 0 <= asked < len(days) else (days[0] if days else None)
    columns = [column for column in names.columns if column.day == chosen]
    held_at = seen.board()
    called = {firm: names.firm(firm) for firm in names.firms}
    tables = names.tables or {"": ""}
    rows = []
    for table, label in tables.items():
        cells = []
        for column in columns:
            cell = held_at.get((table, column.slot))
            cells.append(
                None
                if cell is None
                else BoardCell(
                    cell.held.request,
                    called.get(cell.request.asker, "–"),
                    called.get(cell.request.asked, "–"),
                    cell.request.priority == "must",
                    cell.locked,
                )
            )
        rows.append((table, label, cells))
    return {
        "days": days,
        "day": chosen,
        "number": days.index(chosen) if chosen in days else 0,
        "columns": columns,
        "rows": rows,
        "moved": _moved(seen, names),
    }


def _moved(seen: Seen, names: Names) -> tuple[str, str, str, str] | None:
    """What was just moved on the board, and where it is now: its two firms, time and table."""
    number = request.args.get("moved", "")
    held = next((one for one in seen.timetable if one.request == number), None)
    if held is None:
        return None
    wanted = seen.requests[number]
    return names.firm(wanted.asker), names.firm(wanted.asked), names.at(held.slot), names.table(held.table)


def _firms(seen: Seen, names: Names) -> dict[str, Any]:
    served = {one.firm: one for one in seen.served()}
    theirs = seen.by_firm()
    ordered = sorted(served, key=lambda firm: (names.firm(firm).casefold(), int(firm)))
    page = asked_page(ordered, size=FIRMS_ON_A_PAGE)
    rows = [
        (firm, names.firms.get(firm), served[firm], [_agenda(seen, names, held, firm) for held in theirs.get(firm, ())])
        for firm in page.items
    ]
    return {"page": page, "rows": rows, "urls": ways(page)}


def _agenda(seen: Seen, names: Names, held: Held, firm: str) -> tuple[str, str, str, str]:
    """Time, table, number and partner of a meeting of a firm."""
    return names.at(held.slot), names.table(held.table), held.request, _partner(seen, names, held, firm)


def _partner(seen: Seen, names: Names, held: Held, firm: str) -> str:
    request_ = seen.requests[held.request]
    return names.firm(request_.asked if request_.asker == firm else request_.asker)


def _hours(seen: Seen, names: Names) -> dict[str, Any]:
    """How much each hour is used, and who meets in one of them."""
    heat = seen.heat()
    zones = sorted({zone for zone, _slot in heat}, key=lambda zone: names.zones.get(zone, ""))
    rows = []
    for zone in zones:
        cells = []
        for column in names.columns:
            used, every = heat.get((zone, column.slot), (0, 0))
            cells.append((column.slot, used, every, heat_of(used, every)))
        rows.append((names.zones.get(zone, ""), cells))
    known = {column.slot for column in names.columns}
    asked = request.args.get("slot", "")
    slot = asked if asked in known else next((one.slot for one in names.columns if seen.in_slot(one.slot)), "")
    order = list(names.tables)
    then = sorted(seen.in_slot(slot), key=lambda held: order.index(held.table) if held.table in order else 0)
    meetings = [
        (
            names.table(held.table),
            held.request,
            names.firm(seen.requests[held.request].asker),
            names.firm(seen.requests[held.request].asked),
            held.interpreter is not None,
        )
        for held in then
    ]
    return {"rows": rows, "slot": slot, "meetings": meetings}


LOOKS = {"board": board, "firms": _firms, "hours": _hours}
