"""What becomes of a row before it is planned: a company that does not come is left out, or somebody has to decide; a
row of guests becomes one of guests."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

from app.companies.names.parsing import BRACKETS, compact
from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import SheetCell
from app.importing.fixes import RowFix
from app.importing.plan import KnownGuest, PlannedRow, RowVerdict
from app.sheets.cells import parse_yes_no
from app.sheets.dates import strip_event_day
from app.sheets.fields import COMPANY_NAME_FIELDS, PERSON_NAME_FIELDS, SheetColumn, SheetField
from app.sheets.row_values import RowValues
from app.sheets.rows import RowKind, SheetRow
from app.sheets.withdrawal import (
    is_partial_cancellation,
    is_undecided_status,
    is_waiting_list_heading,
    is_waiting_remark,
    is_withdrawal,
    is_withdrawn_heading,
    is_withdrawn_remark,
    is_withdrawn_status,
    may_be_withdrawn_remark,
    remove_withdrawal,
)

F = SheetField
_FIELDS_OF_OTHER_MATTERS: Final = frozenset(
    {*COMPANY_NAME_FIELDS, F.ATTENDING, F.REMARKS, F.SITE_VISIT, F.NEEDS_INTERPRETER, F.DIETARY}
)
"""Columns that are read for this in another way, or in which something else is cancelled."""


def find_reason_to_leave_out(row: SheetRow, read: RowValues, fix: RowFix) -> str:
    """Why a firm's row is not imported after all; "" if it is."""
    if fix.leave_out:
        return "left_out_by_hand"
    if fix.accept:
        return ""
    some_days = "half_days" in read.values or _is_attending_some_days(row)
    if read.values.get(SheetField.ATTENDING) is False and not some_days:
        return "not_attending"
    remarks = (read.raw.get(F.REMARKS, ""), str(read.values.get(F.REMARKS, "")))
    is_withdrawn = not some_days and any(is_withdrawn_status(text) for _, text in _list_attendance_statuses(row))
    if is_withdrawn_heading(row.section) or is_withdrawn or any(map(is_withdrawn_remark, remarks)):
        return "withdrawn"
    if (name := remove_withdrawal(read.raw.get(SheetField.COMPANY, ""))) is not None:
        read.values["company"] = name
        return "withdrawn"
    return "struck_through" if _is_struck_through(row) else ""


def is_attendance_doubtful(row: SheetRow, read: RowValues, sheet: str = "") -> bool:
    """Whether somebody has to say if the firm comes: a waiting list, a doubt, "withdrawn" where something else belongs.
    ``sheet``: its name, which may say so of all its companies, as a heading may; their other contacts come with them.

    What said so is told by ``raw["coming"]``, and kept among the remarks.
    """
    remark, statuses = read.raw.get(F.REMARKS, ""), _list_attendance_statuses(row)
    doubts = [
        _remove_misplaced_text(read, column, text)
        for column, text in _list_other_texts(row)
        if is_withdrawal(text) or (column.field is F.UNUSED and may_be_withdrawn_remark(text))
    ]
    partly = "half_days" not in read.values and _is_attending_some_days(row)
    unsure = statuses if partly else [each for each in statuses if is_undecided_status(each[1])]
    doubts += [f"{column.header}: {text}" for column, text in unsure]
    doubts += [
        note
        for note in _list_comments(row)
        if is_withdrawn_remark(note) or may_be_withdrawn_remark(note) or is_waiting_remark(note)
    ]
    doubts += [text for text in (sheet, row.section) if row.kind is RowKind.COMPANY and is_waiting_list_heading(text)]
    doubts += _remove_waiting_from_name(read)
    if row.kind is RowKind.COMPANY and _has_struck_names(row, PERSON_NAME_FIELDS):
        doubts.append(f"✗ {read.values.get('representative', '')}".strip())
    if doubts:
        read.remark("; ".join(doubts))
    if is_waiting_remark(remark) or may_be_withdrawn_remark(remark):
        doubts.append(remark)
    if doubts:
        read.raw["coming"] = "; ".join(doubts)
    return bool(doubts)


def _remove_waiting_from_name(read: RowValues) -> list[str]:
    """What stands in brackets beside the firm's name and says that it waits: (候補)新界農產品公司."""
    removed_texts: dict[str, str] = {}
    for field in ("company", "company_zh"):
        name = str(read.values.get(field, ""))
        for match in BRACKETS.finditer(name):
            rest = " ".join(f"{name[: match.start()]} {name[match.end() :]}".split())
            if rest and is_waiting_list_heading(match[1]):
                read.values[field] = rest
                removed_texts[match[1]] = match[1]
    return list(removed_texts)


def _list_other_texts(row: SheetRow) -> list[tuple[SheetColumn, str]]:
    """The texts of the other columns; of those that are not used only what can be said of nothing but the firm."""
    columns = row.table.columns if row.table else ()
    texts = [(column, tidy_text(row.cells[column.number].text)) for column in columns if column.number in row.cells]
    return [
        (column, text)
        for column, text in texts
        if text
        and column.field not in _FIELDS_OF_OTHER_MATTERS
        and (
            column.field is not F.UNUSED
            or not column.header
            or not (_GENERAL_CANCELLATION.match(text) or is_partial_cancellation(column.header))
        )
    ]


_GENERAL_CANCELLATION: Final = re.compile(r"(cancel|annul|reject|refus|取消|作废|退)", re.IGNORECASE)


def _remove_misplaced_text(read: RowValues, column: SheetColumn, text: str) -> str:
    """Take it from where it is no wish, no name and no address."""
    if read.values.get(column.field) == text:
        del read.values[column.field]
    return f"{column.header}: {text}" if column.header else text


def _list_comments(row: SheetRow) -> list[str]:
    """The comments that are pinned to what names the firm or somebody of it."""
    columns = row.table.columns if row.table else ()
    named = [column for column in columns if column.field in COMPANY_NAME_FIELDS or column.field in PERSON_NAME_FIELDS]
    return [note for column in named if (note := row.cells.get(column.number, SheetCell()).note)]


def list_attendance_answers(row: SheetRow) -> list[tuple[str, bool | None]]:
    """(header, yes or no) of the columns that ask who comes."""
    return [(column.header, parse_yes_no(SheetCell(text))) for column, text in _list_attendance_statuses(row)]


def _list_attendance_statuses(row: SheetRow) -> list[tuple[SheetColumn, str]]:
    """What the columns that ask who comes say."""
    asked = row.table.all(F.ATTENDING) if row.table else []
    return [(column, text) for column in asked if (text := tidy_text(row.cells.get(column.number, SheetCell()).text))]


def _is_attending_some_days(row: SheetRow) -> bool:
    """Whether a no is of one day alone, or stands beside a yes."""
    answers = [(column, parse_yes_no(row.cells[column.number])) for column, _ in _list_attendance_statuses(row)]
    refused = [column for column, answer in answers if answer is False]
    every = any(answer for _, answer in answers) or all(
        strip_event_day(column.header) != column.header for column in refused
    )
    return bool(refused) and every


def _is_struck_through(row: SheetRow) -> bool:
    """A line goes through the firm's name, or through the person's in a row that only names another contact."""
    return _has_struck_names(row, COMPANY_NAME_FIELDS) or (
        row.kind is RowKind.SECOND_CONTACT and _has_struck_names(row, PERSON_NAME_FIELDS)
    )


def _has_struck_names(row: SheetRow, fields: Container[SheetField]) -> bool:
    columns = row.table.columns if row.table else ()
    names = [row.cells[c.number] for c in columns if c.field in fields and c.number in row.cells]
    return any(cell.struck for cell in names) and all(cell.struck for cell in names if tidy_text(cell.text))


class GuestIndex:
    """Those whom the delegation brings already, and those of the rows so far."""

    def __init__(self, known: Iterable[KnownGuest] = ()) -> None:
        self.keys = {guest_key(guest.category, guest.person, guest.institution) for guest in known}

    def take(self, planned: PlannedRow, key: str, category: str) -> PlannedRow:
        """The row becomes one of guests; the same as before if all of them are met already."""
        planned.guest, planned.key = category, key
        planned.company = str(planned.values.get("company", ""))
        named = {guest_key(category, name, planned.company) for name, _ in list_guests_of_row(planned)}
        planned.verdict = RowVerdict.SAME if named <= self.keys else RowVerdict.NEW
        self.keys |= named
        return planned


def guest_key(category: str, person: str, institution: str) -> tuple[str, ...]:
    return category, compact(person), compact(institution)


def list_guests_of_row(row: PlannedRow) -> list[tuple[str, Mapping[str, Any]]]:
    """(name, values) of each; where no name is told, the title or the institution stands for it."""
    guests: list[tuple[str, Mapping[str, Any]]] = []
    for values in (row.values, *row.people):
        if name := str(values.get("representative") or values.get("representative_zh") or ""):
            guests.append((name, values))
    return guests or [(str(row.values.get("title") or row.company or "–"), row.values)]
