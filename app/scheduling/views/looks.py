"""The three ways to look at a draft: its tables and times, its firms, its hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from app.core.web.pages import page_links, requested_page
from app.scheduling.problem import Held
from app.scheduling.shown import Cell, Seen, heat_of
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
    called = {firm: names.firm(firm) for firm in names.firms}
    rows = [
        (table, label, [_cell(held_at.get(column.slot), called) for column in columns])
        for table, label, held_at in _rows(seen, names)
    ]
    return {
        "days": days,
        "day": chosen,
        "number": days.index(chosen) if chosen in days else 0,
        "columns": columns,
        "rows": rows,
        "moved": _moved(seen, names),
    }


def _rows(seen: Seen, names: Names) -> Iterator[tuple[str, str, Mapping[str, Cell]]]:
    """Of each table its name and what is held there by slot; numbered rows where the event has no tables."""
    if not names.tables:
        yield from (("", str(number), row) for number, row in enumerate(seen.side_by_side() or [{}], 1))
        return
    held_at = seen.board()
    for table, label in names.tables.items():
        yield table, label, held_at.get(table, {})


def _cell(cell: Cell | None, called: Mapping[str, str]) -> BoardCell | None:
    if cell is None:
        return None
    one, other = (called.get(firm, "–") for firm in (cell.request.asker, cell.request.asked))
    return BoardCell(cell.held.request, one, other, cell.request.priority == "must", cell.locked)


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
    page = requested_page(ordered, size=FIRMS_ON_A_PAGE)
    rows = [
        (firm, names.firms.get(firm), served[firm], [_agenda(seen, names, held, firm) for held in theirs.get(firm, ())])
        for firm in page.items
    ]
    return {"page": page, "rows": rows, "urls": page_links(page)}


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
