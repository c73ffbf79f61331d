"""One list or form: whether it is read at all, and what every row is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.companies.names.parsing import compact, fold
from app.core.spreadsheets.values import Worksheet
from app.core.texts import cached_by_text
from app.sheets.column_recognition import recognise_columns
from app.sheets.company_form import CompanyForm
from app.sheets.fields import PERSON_FIELDS, SheetField
from app.sheets.grid import SheetGrid
from app.sheets.guest_kinds import find_guest_kind
from app.sheets.headers import guess_field
from app.sheets.phrases import PhraseKind, get_phrase_keys
from app.sheets.rows import RowKind, SheetRow, classify_rows
from app.sheets.tables import SheetTable, has_contact_values, is_row_of_columns
from app.sheets.withdrawal import is_waiting_list_heading, is_withdrawn_heading

_GUIDE_NAMES: Final = get_phrase_keys(PhraseKind.GUIDE)


_REASONS_WITHOUT_PERSON: Final = frozenset(
    {"title", "header", "repeated_header", "blank", "footnote", "column_numbers", "example"}
)


_OLD_SHEET_NAME: Final = re.compile(
    r"\b(old|obsolete|superseded)$|\b(last|previous) year\b|\b(annee derniere|ancienne liste)\b"
    r"|旧名单|作废|备份|往年|去年|存档"
)
"""At the end, for a firm's form may be called Old Mill."""


@cached_by_text
def is_old_sheet_name(name: str) -> bool:
    """Whether the name of a sheet says that its list was for another time."""
    return _OLD_SHEET_NAME.search(fold(name)) is not None


READ_AS_LIST: Final = "list"
READ_AS_FORM: Final = "form"
"""Of one firm."""
SheetReading = bool | Literal["list", "form"]
"""Whether a sheet is read, or what somebody said it is."""


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """``why_not``: "" where the sheet is read, else ``sheet_hidden sheet_withdrawn sheet_old sheet_without_companies
    sheet_guide form_empty sheet_left_out`` (somebody said so), or why one file of several could
    not be read. ``is_form``: one company filled it in."""

    name: str
    why_not: str = ""
    tables: tuple[SheetTable, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    is_form: bool = False

    @property
    def header_rows(self) -> tuple[int, ...]:
        return self.tables[0].header_rows if self.tables else ()

    @property
    def is_bare(self) -> bool:
        """It is read, and no row of it can be anybody's, whatever is said of its columns."""
        return not self.why_not and all(
            row.kind is RowKind.LEFT_OUT and row.reason in _REASONS_WITHOUT_PERSON for row in self.rows
        )


def is_layout_chosen(reading: SheetReading | None) -> bool:
    """Whether somebody said what the sheet is, a list or a form, so that it is read as one."""
    return reading in (READ_AS_LIST, READ_AS_FORM)


def list_unused_headers(sheet: ParsedSheet) -> list[str]:
    """The headers of the columns that hold something and of which nothing is taken, if the sheet is read."""
    tables = () if sheet.why_not else sheet.tables
    columns = [column for table in tables for column in table.columns if column.field is SheetField.UNUSED]
    return list(dict.fromkeys(column.header for column in columns if column.header and column.example))


def leave_out_sheet(parsed_sheet: ParsedSheet, why_not: str) -> ParsedSheet:
    """The sheet as one that is not read; its firms are shown by their names."""
    rows = tuple(replace(row, kind=RowKind.LEFT_OUT, reason=why_not) for row in parsed_sheet.rows)
    return replace(parsed_sheet, why_not=why_not, rows=rows)


def build_form_sheet(
    name: str, why_not: str, form: CompanyForm, columns: Mapping[str, str], reading: SheetReading | None
) -> ParsedSheet:
    """A company and, where the form has a table of people, further contacts; each answer is a column of its own."""
    if reading is None and (form.is_guide or any(word in compact(name) for word in _GUIDE_NAMES)):
        return ParsedSheet(name, why_not or "sheet_guide")
    first, *others = form.people or ((0, ()),)
    answers = [*form.answers, *first[1]]
    headers = [(at, answer.label, answer.above) for at, answer in enumerate(answers, 1)]
    before = len(form.answers) if first[1] else 0
    places = {key: at for at, answer in enumerate(answers, 1) if at > before for key in _list_label_keys(answer.label)}
    rows = []
    for number, person_answers in others:
        own = {_find_answer_column(answer.label, places, headers): answer.cell for answer in person_answers}
        rows.append((number, own))
    cells = {at: answer.cell for at, answer in enumerate(answers, 1)}
    contents = {at: [cell] for at, cell in cells.items()} | {
        at: [own[at] for _, own in rows if at in own] for at in range(len(answers) + 1, len(headers) + 1)
    }
    table = SheetTable((), recognise_columns(headers, contents, choices=columns))
    sheet_rows = [SheetRow(form.row, RowKind.COMPANY, "", cells, table)]
    sheet_rows += [SheetRow(number, RowKind.SECOND_CONTACT, "", own, table, goes_on=form.row) for number, own in rows]
    if not answers:
        return ParsedSheet(name, why_not or "form_empty", is_form=True)
    if why_not:
        return leave_out_sheet(ParsedSheet(name, "", (table,), tuple(sheet_rows), is_form=True), why_not)
    return ParsedSheet(name, "", (table,), tuple(sheet_rows), is_form=True)


def _list_label_keys(label: str) -> tuple[str, ...]:
    """Under which the same is said of another person: Second representative as Representative."""
    guess = guess_field(label, True)
    return (label, guess.field.value) if guess is not None and guess.field in PERSON_FIELDS else (label,)


def _find_answer_column(label: str, places: dict[str, int], headers: list[tuple[int, str, str]]) -> int:
    """The column of what is said of one of several people; a new one where nobody before had it."""
    result = next((places[key] for key in _list_label_keys(label) if key in places), 0)
    if not result:
        result = len(headers) + 1
        headers.append((result, label, ""))
        places |= dict.fromkeys(_list_label_keys(label), result)
    return result


def _build_unread_row(grid: SheetGrid, tables: list[tuple[int, SheetTable]], number: int, why_not: str) -> SheetRow:
    """A row that is shown with its firm's name but not imported."""
    table = next((table for below, table in reversed(tables) if below <= number), None)
    return SheetRow(number, RowKind.LEFT_OUT, why_not, grid.spread(number) if table else {}, table)


def find_reason_not_to_read(worksheet: Worksheet, reading: SheetReading | None) -> str:
    """By what somebody chose for the sheet, else by its name and whether it is hidden; "" for none."""
    if reading is not None:
        return "" if reading else "sheet_left_out"
    if not worksheet.visible:
        return "sheet_hidden"
    if is_withdrawn_heading(worksheet.name):
        return "sheet_withdrawn"
    return "sheet_old" if is_old_sheet_name(worksheet.name) else ""


def build_table_sheet(
    worksheet: Worksheet,
    why_not: str,
    grid: SheetGrid,
    tables: list[tuple[int, SheetTable]],
) -> ParsedSheet:
    """A list of companies, with what each row is. ``tables``: each with the row below its header."""
    name, own_tables = worksheet.name, tuple(table for _, table in tables)
    if not why_not and not any(table.names_companies for table in own_tables):
        why_not = "sheet_without_companies"
    if why_not:
        rows = [_build_unread_row(grid, tables, number, why_not) for number, cells in worksheet.rows() if cells]
        return ParsedSheet(name, why_not, own_tables, tuple(rows))
    return ParsedSheet(name, "", own_tables, tuple(_classify_all_rows(grid, tables)))


def _classify_all_rows(grid: SheetGrid, tables: list[tuple[int, SheetTable]]) -> list[SheetRow]:
    rows: list[SheetRow] = []
    first_body = tables[0][0]
    headers = {row for _, table in tables for row in table.header_rows}
    top = min(tables[0][1].header_rows, default=first_body)
    begins = next((row for row in range(1, top) if is_row_of_columns(grid, row, tables[0][1].columns)), top)
    rows += classify_rows(grid, tables[0][1], range(begins, top))
    for number in (*range(1, begins), *range(top, first_body)):
        reason = "header" if number in headers else _find_reason_above_header(grid, number)
        rows.append(SheetRow(number, RowKind.LEFT_OUT, reason))
    for at, (below, table) in enumerate(tables):
        last = min(tables[at + 1][1].header_rows) - 1 if at + 1 < len(tables) else grid.last_row
        rows += [SheetRow(number, RowKind.LEFT_OUT, "header") for number in table.header_rows if number >= first_body]
        rows += classify_rows(grid, table, range(below, last + 1), _find_heading_above(grid, table) if at else "")
    return sorted(rows, key=lambda row: row.number)


def _find_heading_above(grid: SheetGrid, table: SheetTable) -> str:
    """The text right above a header, where it says something of all rows below: C. Media, Withdrawn."""
    texts = grid.texts(min(table.header_rows, default=1) - 1)
    heading = texts[0] if len(texts) == 1 else ""
    return (
        heading if find_guest_kind(heading) or is_withdrawn_heading(heading) or is_waiting_list_heading(heading) else ""
    )


def _find_reason_above_header(grid: SheetGrid, number: int) -> str:
    """Why a row above the first list is left out."""
    if not grid.texts(number):
        return "blank"
    return "nothing_to_import" if has_contact_values(grid, number) else "title"
