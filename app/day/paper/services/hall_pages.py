"""What stands in the hall in words: table signs, the hall at each time, tick slips."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, Final

from flask_babel import gettext, ngettext

from app.companies.wording import company_label
from app.core.web.locale import clock, long_day, plain
from app.day.paper.services.codes import slip_codes
from app.day.paper.services.setting import Pack, both, listed, run_of, spoken, with_titles
from app.day.paper.sheets import Sheet
from app.day.paper.tables import AtTable, Cell, Hall, Sign, Slip

MOST_COLUMNS: Final = 8
ACROSS: Final = 1.5
"""How much wider than high a sheet of A3 is, in cells."""


def sign_values(pack: Pack) -> dict[str, Any]:
    return {"sheets": [_sign(pack, one) for one in pack.sheets]}


def _sign(pack: Pack, sheet: Sheet[Sign]) -> dict[str, Any]:
    sign = sheet.says
    with spoken(pack, sheet) as language:
        return {
            "language": language,
            "table-word": gettext("Table"),
            "label": sign.label,
            "zone": plain(sign.zone),
            "keeper": both(sign.keeper) if sign.keeper else None,
            "day": long_day(sign.day),
            "nothing": gettext("No meeting yet."),
            "lines": [_line(one, sign) for one in sign.meetings],
        }


def _line(one: AtTable, sign: Sign) -> dict[str, Any]:
    """Of a table that a firm keeps only who comes to it."""
    there = [firm for firm in one.firms if firm != sign.keeper] or list(one.firms)
    interpreter = gettext("interpreter: %(name)s", name=one.interpreter) if one.interpreter else ""
    return {
        "time": clock(one.starts_at),
        "until": f"– {clock(one.ends_at)}",
        "title": one.topic,
        "firms": [both(firm) for firm in there],
        "told": " · ".join(part for part in (gettext("group meeting") if one.topic else "", interpreter) if part),
    }


def hall_values(pack: Pack) -> dict[str, Any]:
    zones = _zones(pack.sheets[0].says.cells)
    sizes = [len(cells) for _zone, cells in zones]
    columns = min(MOST_COLUMNS, max(2, ceil(sqrt(sum(sizes) * ACROSS * 0.75))))
    return {
        "columns": columns,
        "rows": sum(ceil(size / columns) for size in sizes),
        "bands": len(sizes),
        "sheets": [_hall(pack, one) for one in pack.sheets],
    }


def _hall(pack: Pack, sheet: Sheet[Hall]) -> dict[str, Any]:
    hall = sheet.says
    meeting = sum(one.meeting is not None for one in hall.cells)
    with spoken(pack, sheet) as language:
        return {
            "language": language,
            "day": long_day(hall.starts_at),
            "time": clock(hall.starts_at, hall.ends_at),
            "count": ngettext("%(num)d meeting", "%(num)d meetings", meeting),
            "zones": [
                {"name": plain(zone), "cells": [_cell(one) for one in cells]} for zone, cells in _zones(hall.cells)
            ],
        }


def _zones(cells: tuple[Cell, ...]) -> list[tuple[Any, list[Cell]]]:
    """The cells under their zones, both in the order of the tables."""
    found: dict[Any, list[Cell]] = {}
    for one in cells:
        found.setdefault(one.zone, []).append(one)
    return list(found.items())


def _cell(cell: Cell) -> dict[str, Any]:
    one = cell.meeting
    firms = [company_label(firm) for firm in one.firms] if one else []
    return {"label": cell.label, "title": one.topic if one else "", "firms": firms, "free": one is None}


def slip_values(pack: Pack) -> dict[str, Any]:
    codes = slip_codes([(one.says.meeting.number, one.says.meeting.guest) for one in pack.sheets])
    slips = [{**_slip(pack, one), "qr": codes[one.says.meeting.number, one.says.meeting.guest]} for one in pack.sheets]
    return {"words": _slip_words(), "slips": slips}


def _slip_words() -> dict[str, str]:
    return {
        "number": gettext("Meeting no."),
        "table": gettext("Table"),
        "came": gettext("Tick whose word this is."),
        "outcome": gettext("What came of it"),
        "not_held": gettext("not held"),
        "none": gettext("nothing further"),
        "follow_up": gettext("follow-up"),
        "intent": gettext("letter of intent"),
        "signed": gettext("signed"),
        "amount": gettext("Amount"),
        "currency": gettext("Currency"),
        "key": gettext("For the desk: scan, or key in the number"),
    }


def _slip(pack: Pack, sheet: Sheet[Slip]) -> dict[str, Any]:
    slip, one = sheet.says, sheet.says.meeting
    with spoken(pack, sheet):
        firms = [
            {**both(firm), "people": listed([with_titles(person) for person in people])}
            for firm, people in zip(one.firms, slip.people, strict=True)
        ]
        return {
            "number": f"{one.number}-{one.guest}" if one.guest is not None else one.number,
            "label": slip.label,
            "zone": plain(slip.zone),
            "time": clock(one.starts_at, one.ends_at),
            "day": long_day(one.starts_at),
            "topic": one.topic,
            "firms": firms,
            "run": run_of(pack),
        }
