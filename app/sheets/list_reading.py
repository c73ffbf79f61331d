"""A registration list from grids of cells to typed rows; nothing is compared with anything yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.companies.identifiers import StockCodeStyle
from app.core.spreadsheets.values import SheetCell, Worksheet
from app.sheets.cells import is_ditto
from app.sheets.company_form import find_company_form
from app.sheets.dates import DateOrder
from app.sheets.fields import SheetField
from app.sheets.grid import SheetGrid
from app.sheets.row_reading import ColumnField, parse_row_values
from app.sheets.row_values import RowValues
from app.sheets.rows import RowKind, SheetRow
from app.sheets.sheet_parts import split_sheet
from app.sheets.sheet_reading import (
    READ_AS_FORM,
    READ_AS_LIST,
    ParsedSheet,
    SheetReading,
    build_form_sheet,
    build_table_sheet,
    find_reason_not_to_read,
    is_layout_chosen,
    leave_out_sheet,
)
from app.sheets.tables import SheetTable, find_tables
from app.sheets.transpose import rearrange_grid

ColumnChoices = Mapping[str, str]
"""Key of a header → the field that somebody chose for it."""
SheetChoices = Mapping[str, SheetReading]
"""Name of a sheet, or of a list on it → whether somebody chose to read it, or as what."""


@dataclass(frozen=True, slots=True)
class CompanyList:
    """The sheets of a workbook, and what each of their rows says: None for a row that is not read any further."""

    sheets: tuple[ParsedSheet, ...]
    values: tuple[tuple[RowValues | None, ...], ...]


def read_list(
    worksheets: Iterable[Worksheet],
    columns: ColumnChoices | None = None,
    readings: SheetChoices | None = None,
    *,
    country: str = "",
    days: Sequence[date] = (),
) -> CompanyList:
    """``country``: whence the delegation comes (ISO, two letters); ``days``: of the event."""
    year = min((day.year for day in days), default=0)
    sheets = leave_out_old_lists(read_sheets(worksheets, columns, readings), readings or {}, year)
    values = [tuple(read_row_values(sheet, country, tuple(days))) for sheet in sheets]
    return CompanyList(tuple(sheets), tuple(values))


def read_sheets(
    worksheets: Iterable[Worksheet], columns: ColumnChoices | None = None, readings: SheetChoices | None = None
) -> list[ParsedSheet]:
    """What a workbook holds, its lists that stand beside each other apart."""
    readings = readings or {}
    return [
        read_sheet(part, columns, readings.get(part.name, readings.get(worksheet.name)))
        for worksheet in worksheets
        for part in split_worksheet(worksheet, readings.get(worksheet.name))
    ]


def split_worksheet(worksheet: Worksheet, reading: SheetReading | None) -> list[Worksheet]:
    """Its lists that stand beside each other, or its forms below each other, each as a sheet of its own."""
    return [worksheet] if is_layout_chosen(reading) else split_sheet(worksheet)


def read_sheet(
    worksheet: Worksheet, columns: ColumnChoices | None = None, reading: SheetReading | None = None
) -> ParsedSheet:
    """What the columns and the rows of one list or form are."""
    if worksheet.refused:
        return ParsedSheet(worksheet.name, worksheet.refused)
    columns = columns or {}
    why_not = find_reason_not_to_read(worksheet, reading)
    grid = SheetGrid(worksheet)
    if reading != READ_AS_FORM:
        grid = rearrange_grid(grid)
    form = None if reading == READ_AS_LIST else find_company_form(grid, declared=reading == READ_AS_FORM)
    if form is not None:
        return build_form_sheet(worksheet.name, why_not, form, columns, reading)
    return build_table_sheet(worksheet, why_not, grid, find_tables(grid, columns))


def leave_out_old_lists(sheets: list[ParsedSheet], readings: SheetChoices, year: int) -> list[ParsedSheet]:
    """Leaves out the lists whose names speak of an earlier year than another's does, or, beside one that speaks of
    none, of one before ``year``."""
    years = {sheet.name: find_year_in_name(sheet.name) for sheet in sheets if not sheet.why_not}
    since = max([*years.values(), year if 0 in years.values() else 0])
    past = {name for name, named in years.items() if 0 < named < since and name not in readings}
    return [leave_out_sheet(sheet, "sheet_old") if sheet.name in past else sheet for sheet in sheets]


def read_row_values(sheet: ParsedSheet, country: str, days: tuple[date, ...]) -> Iterator[RowValues | None]:
    """What each row of a sheet says, its dittos resolved; None where it is not read any further."""
    styles = {id(table): find_stock_code_style(sheet, table) for table in sheet.tables}
    orders = {id(table): find_date_orders(sheet, table, country, days) for table in sheet.tables}
    above: dict[ColumnField, SheetCell] = {}
    for row in sheet.rows:
        if row.kind is RowKind.LEFT_OUT or row.table is None:
            yield None
            continue
        values = parse_row_values(row, row.table, styles[id(row.table)], above, country, orders[id(row.table)])
        above = resolve_dittos(row, above)
        yield values


def resolve_dittos(row: SheetRow, above: Mapping[ColumnField, SheetCell]) -> dict[ColumnField, SheetCell]:
    """The row's cells for the one below it, with what "ditto" stands for in place of the word."""
    columns = [column for column in row.table.columns if column.number in row.cells] if row.table else []
    cells = {(column.number, column.field): row.cells[column.number] for column in columns}
    return {at: above.get(at, cell) if is_ditto(cell.text) else cell for at, cell in cells.items()}


_DAY_FIELDS: Final = (SheetField.ARRIVAL, SheetField.DEPARTURE, SheetField.REGISTERED_AT)


def find_date_orders(
    sheet: ParsedSheet, table: SheetTable, country: str, around: tuple[date, ...] = ()
) -> dict[SheetField, DateOrder]:
    """Of each field of days whether the day or the month comes first. ``around``: the days of the event."""
    columns = [column for column in table.columns if column.field in _DAY_FIELDS]
    texts = [
        row.cells[column.number].text
        for row in sheet.rows
        if row.table is table
        for column in columns
        if column.number in row.cells
    ]
    order = DateOrder.of(texts, country, around)
    return {column.field: order for column in columns}


def find_stock_code_style(sheet: ParsedSheet, table: SheetTable) -> StockCodeStyle:
    column = table.column(SheetField.STOCK_CODE)
    if column is None:
        return StockCodeStyle()
    rows = [row for row in sheet.rows if row.table is table and column.number in row.cells]
    return StockCodeStyle.of([row.cells[column.number] for row in rows])


_YEAR: Final = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")


def find_year_in_name(name: str) -> int:
    """The last year that the name of a sheet speaks of, 0 for none: Mission 2025, 2024-2025年名单."""
    return max(map(int, _YEAR.findall(name)), default=0)
