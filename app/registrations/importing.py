"""What importing a chamber's sheets would do, row by row; nothing is written here.

``plan_import`` is asked again after every choice and fix, so the preview shows the very plan that would be carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.spreadsheets.values import Worksheet
from app.registrations.effects import effects_of, words_for_sectors
from app.registrations.erased import NOBODY_ERASED, Erased
from app.registrations.guest_rows import GuestsMet
from app.registrations.old_sheets import year_named
from app.registrations.plan import (
    Choices,
    Fixes,
    ImportPlan,
    Known,
    KnownGuest,
)
from app.registrations.planner import Planner, named_firms, values_in
from app.registrations.pool import Pool
from app.registrations.sheet import FoundSheet, as_said, left_out, read_sheet
from app.registrations.side_by_side import parts_of
from app.registrations.values import Values

Tell = Callable[[float], None]
TELL_EVERY: Final = 100
NO_YEAR: Final = 9999


@dataclass(frozen=True, slots=True)
class ReadRows:
    """A workbook's sheets, and what each of their rows says, before anything is compared with it."""

    sheets: tuple[FoundSheet, ...]
    values: tuple[tuple[Values | None, ...], ...]


def read_rows(
    sheets: Iterable[Worksheet],
    choices: Choices,
    *,
    country: str = "",
    this_year: int = NO_YEAR,
    days: Sequence[date] = (),
) -> ReadRows:
    """``country``: whence the delegation comes (ISO, two letters), for phone numbers; ``this_year``: no firm was
    founded later; ``days``: of the event."""
    year = min([this_year, *(day.year for day in days)])
    found = _without_past(sheets_found(sheets, choices), choices, 0 if year == NO_YEAR else year)
    return ReadRows(tuple(found), tuple(tuple(values_in(sheet, country, this_year, tuple(days))) for sheet in found))


def plan_import(
    sheets: Sequence[Worksheet],
    known: Iterable[Known],
    choices: Choices | None = None,
    fixes: Fixes | None = None,
    *,
    country: str = "",
    tell: Tell = lambda _share: None,
    guests: Iterable[KnownGuest] = (),
    apart: Iterable[tuple[int, int]] = (),
    this_year: int = NO_YEAR,
    days: Sequence[date] = (),
    erased: Erased = NOBODY_ERASED,
) -> ImportPlan:
    """The plan for a whole workbook: see ``read_rows`` and ``plan_rows``."""
    choices = choices or Choices()
    read = read_rows(sheets, choices, country=country, this_year=this_year, days=days)
    return plan_rows(
        read,
        known,
        choices,
        fixes,
        country=country,
        tell=tell,
        guests=guests,
        apart=apart,
        days=days,
        erased=erased,
    )


def plan_rows(
    read: ReadRows,
    known: Iterable[Known],
    choices: Choices,
    fixes: Fixes | None = None,
    *,
    country: str = "",
    tell: Tell = lambda _share: None,
    guests: Iterable[KnownGuest] = (),
    apart: Iterable[tuple[int, int]] = (),
    days: Sequence[date] = (),
    erased: Erased = NOBODY_ERASED,
) -> ImportPlan:
    """The plan for rows that were read. ``tell``: hears now and then which share of them is done, and may raise to end
    it; ``apart``: the ids of known firms of which somebody said that they are two; ``erased``: people who asked to be
    forgotten, and are left out."""
    found = read.sheets
    planner = Planner(list(known), fixes or {})
    planner.days = tuple(days)
    planner.erased = erased
    planner.guests = GuestsMet(guests)
    planner.pool.tell_apart((f"c{one}", f"c{other}") for one, other in apart)
    planner.withdrawn = Pool(named_firms(sheet for sheet in found if sheet.why_not == "sheet_withdrawn"))
    rows, total = [], sum(len(sheet.rows) for sheet in found)
    for number, (sheet, said) in enumerate(zip(found, read.values, strict=True), 1):
        for planned in planner.sheet(number, sheet, said):
            rows.append(planned)
            if len(rows) % TELL_EVERY == 0:
                tell(len(rows) / total)
    planner.left_out.tell_apart(planner.pool)
    firms = [row for row in rows if not row.guest]
    words = words_for_sectors(firms, found, choices)
    return ImportPlan(found, tuple(rows), tuple(effects_of(firms, planner.known, found, words, country)), words)


def _without_past(found: list[FoundSheet], choices: Choices, year: int) -> list[FoundSheet]:
    """Without the lists whose names speak of an earlier year than another's does, or, beside one that speaks of none,
    of one before ``year``."""
    years = {sheet.name: year_named(sheet.name) for sheet in found if not sheet.why_not}
    since = max([*years.values(), year if 0 in years.values() else 0])
    past = {name for name, named in years.items() if 0 < named < since and name not in choices.sheets}
    return [left_out(sheet, "sheet_old") if sheet.name in past else sheet for sheet in found]


def sheets_found(sheets: Iterable[Worksheet], choices: Choices) -> list[FoundSheet]:
    """What a workbook holds, its lists that stand beside each other apart."""
    return [
        read_sheet(part, choices.columns, choices.sheets.get(part.name, choices.sheets.get(sheet.name)))
        for sheet in sheets
        for part in ([sheet] if as_said(choices.sheets.get(sheet.name)) else parts_of(sheet))
    ]
