"""A sheet as people keep them: whether it is read at all, its tables, and what every row is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import Worksheet
from app.registrations.columns import recognise
from app.registrations.fields import PERSON_FIELDS, Field
from app.registrations.grid import Grid
from app.registrations.guest_kinds import kind_in
from app.registrations.headers import guess
from app.registrations.no_lists import is_pivot, kind_of_no_list
from app.registrations.old_sheets import heads_old
from app.registrations.one_firm import Form, form_of
from app.registrations.rearranged import rearranged
from app.registrations.rows import Kind, Row, classify
from app.registrations.tables import Table, tables_of
from app.registrations.values_above import holds_values, is_under
from app.registrations.waiting import heads_waiting
from app.registrations.withdrawal import heads_withdrawn

_GUIDES: Final = (
    "instruction", "guide", "howto", "readme", "explanation", "说明", "須知", "须知", "指南", "样例", "示例",
    "modedemploi", "consignes",
)  # fmt: skip


_NOBODY: Final = frozenset({"title", "header", "repeated_header", "blank", "footnote", "column_numbers", "example"})


LIST: Final = "list"
FORM: Final = "form"
"""Of one firm."""
Reading = bool | Literal["list", "form"]
"""Whether a sheet is read, or what somebody said it is."""


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """``why_not``: "" where the sheet is read, else ``sheet_hidden sheet_withdrawn sheet_old sheet_without_companies
    sheet_pivot sheet_chat sheet_guide form_empty sheet_left_out`` (somebody said so), or why one file of several could
    not be read. ``is_form``: one firm filled it in."""

    name: str
    why_not: str = ""
    tables: tuple[Table, ...] = ()
    rows: tuple[Row, ...] = ()
    is_form: bool = False

    @property
    def header_rows(self) -> tuple[int, ...]:
        return self.tables[0].header_rows if self.tables else ()

    @property
    def is_bare(self) -> bool:
        """It is read, and no row of it can be anybody's, whatever is said of its columns."""
        return not self.why_not and all(row.kind is Kind.LEFT_OUT and row.reason in _NOBODY for row in self.rows)


def as_said(reading: Reading | None) -> bool:
    """Whether somebody said what the sheet is, a list or a form, so that it is read as one."""
    return reading in (LIST, FORM)


def read_sheet(sheet: Worksheet, choices: Mapping[str, str] | None = None, read: Reading | None = None) -> FoundSheet:
    """What the sheet holds. ``choices``: see ``recognise``; ``read``: what somebody said of this sheet."""
    if sheet.refused:
        return FoundSheet(sheet.name, sheet.refused)
    grid = Grid(sheet) if read == FORM else rearranged(Grid(sheet))
    why_not = _why_not(sheet) if read is None else "" if read else "sheet_left_out"
    form = None if read == LIST else form_of(grid, said=read == FORM)
    if form is not None:
        if read is None and (form.is_guide or _is_guide(sheet.name)):
            return FoundSheet(sheet.name, why_not or "sheet_guide")
        return _form(sheet.name, why_not, form, choices or {})
    tables = tables_of(grid, choices or {})
    if not why_not and read is None:
        why_not = "sheet_pivot" if is_pivot(grid) else "sheet_guide" if _explains(sheet.name, grid, tables) else ""
    if not why_not and not any(table.names_companies for _, table in tables):
        why_not = (kind_of_no_list(grid) if read is None else "") or "sheet_without_companies"
    if why_not:
        rows = tuple(_unread(grid, tables, number, why_not) for number, cells in sheet.rows() if cells)
        return FoundSheet(sheet.name, why_not, tuple(table for _, table in tables), rows)
    return FoundSheet(sheet.name, "", tuple(table for _, table in tables), tuple(_rows(grid, tables)))


def untaken_in(sheet: FoundSheet) -> list[str]:
    """The headers of the columns that hold something and of which nothing is taken, if the sheet is read."""
    tables = () if sheet.why_not else sheet.tables
    columns = [column for table in tables for column in table.columns if column.field is Field.UNUSED]
    return list(dict.fromkeys(column.header for column in columns if column.header and column.example))


def _is_guide(name: str) -> bool:
    """Explains how a list or a form is to be filled in."""
    return any(word in compact(name) for word in _GUIDES)


def _explains(name: str, grid: Grid, tables: list[tuple[int, Table]]) -> bool:
    """Whether nothing but sentences stand in a sheet whose name says so: no list without a header."""
    return _is_guide(name) and not any(table.header_rows for _, table in tables) and bool(grid.own)


def left_out(found: FoundSheet, why_not: str) -> FoundSheet:
    """The sheet as one that is not read; its firms are shown by their names."""
    rows = tuple(replace(row, kind=Kind.LEFT_OUT, reason=why_not) for row in found.rows)
    return replace(found, why_not=why_not, rows=rows)


def _form(name: str, why_not: str, form: Form, choices: Mapping[str, str]) -> FoundSheet:
    """A firm and, where the form has a table of people, further contacts; each answer is a column of its own."""
    first, *others = form.people or ((0, ()),)
    answers = [*form.answers, *first[1]]
    headers = [(at, answer.label, answer.above) for at, answer in enumerate(answers, 1)]
    before = len(form.answers) if first[1] else 0
    places = {key: at for at, answer in enumerate(answers, 1) if at > before for key in _keys(answer.label)}
    rows = []
    for number, told in others:
        own = {_place(answer.label, places, headers): answer.cell for answer in told}
        rows.append((number, own))
    cells = {at: answer.cell for at, answer in enumerate(answers, 1)}
    contents = {at: [cell] for at, cell in cells.items()} | {
        at: [own[at] for _, own in rows if at in own] for at in range(len(answers) + 1, len(headers) + 1)
    }
    table = Table((), recognise(headers, contents, choices=choices))
    found = [Row(form.row, Kind.FIRM, "", cells, table)]
    found += [Row(number, Kind.SECOND_CONTACT, "", own, table, goes_on=form.row) for number, own in rows]
    if not answers:
        return FoundSheet(name, why_not or "form_empty", is_form=True)
    if why_not:
        return left_out(FoundSheet(name, "", (table,), tuple(found), is_form=True), why_not)
    return FoundSheet(name, "", (table,), tuple(found), is_form=True)


def _keys(label: str) -> tuple[str, ...]:
    """Under which the same is said of another person: Second representative as Representative."""
    told = guess(label, True)
    return (label, told.field.value) if told is not None and told.field in PERSON_FIELDS else (label,)


def _place(label: str, places: dict[str, int], headers: list[tuple[int, str, str]]) -> int:
    """The column of what is said of one of several people; a new one where nobody before had it."""
    found = next((places[key] for key in _keys(label) if key in places), 0)
    if not found:
        found = len(headers) + 1
        headers.append((found, label, ""))
        places |= dict.fromkeys(_keys(label), found)
    return found


def _unread(grid: Grid, tables: list[tuple[int, Table]], number: int, why_not: str) -> Row:
    """A row that is shown with its firm's name but not imported."""
    table = next((table for below, table in reversed(tables) if below <= number), None)
    return Row(number, Kind.LEFT_OUT, why_not, grid.spread(number) if table else {}, table)


def _why_not(sheet: Worksheet) -> str:
    if not sheet.visible:
        return "sheet_hidden"
    if heads_withdrawn(sheet.name):
        return "sheet_withdrawn"
    return "sheet_old" if heads_old(sheet.name) else ""


def _rows(grid: Grid, tables: list[tuple[int, Table]]) -> list[Row]:
    rows: list[Row] = []
    first_body = tables[0][0]
    headers = {row for _, table in tables for row in table.header_rows}
    top = min(tables[0][1].header_rows, default=first_body)
    begins = next((row for row in range(1, top) if is_under(grid, row, tables[0][1].columns)), top)
    rows += classify(grid, tables[0][1], range(begins, top))
    for number in (*range(1, begins), *range(top, first_body)):
        reason = "header" if number in headers else _above(grid, number)
        rows.append(Row(number, Kind.LEFT_OUT, reason))
    for at, (below, table) in enumerate(tables):
        last = min(tables[at + 1][1].header_rows) - 1 if at + 1 < len(tables) else grid.last_row
        rows += [Row(number, Kind.LEFT_OUT, "header") for number in table.header_rows if number >= first_body]
        rows += classify(grid, table, range(below, last + 1), _heading_over(grid, table) if at else "")
    return sorted(rows, key=lambda row: row.number)


def _heading_over(grid: Grid, table: Table) -> str:
    """The text right above a header, where it says something of all rows below: C. Media, Withdrawn."""
    texts = grid.texts(min(table.header_rows, default=1) - 1)
    said = texts[0] if len(texts) == 1 else ""
    return said if kind_in(said) or heads_withdrawn(said) or heads_waiting(said) else ""


def _above(grid: Grid, number: int) -> str:
    """Why a row above the first list is left out."""
    if not grid.texts(number):
        return "blank"
    return "nothing_to_import" if holds_values(grid, number) else "title"
