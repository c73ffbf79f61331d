"""Rows that name a firm and are not imported, or perhaps not: it does not come, or somebody left it out."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from app.companies.names.parsing import BRACKETS
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy, yes_or_no
from app.registrations.column import Column
from app.registrations.dates import without_day
from app.registrations.fields import COMPANY_NAMES, NAMING_SOMEBODY, Field
from app.registrations.partly import is_part
from app.registrations.plan import Fix
from app.registrations.rows import Kind, Row
from app.registrations.values import Values
from app.registrations.waiting import heads_waiting
from app.registrations.withdrawal import (
    heads_withdrawn,
    is_withdrawal,
    may_say_withdrawn,
    remark_waits,
    says_withdrawn,
    status_unsure,
    status_withdrawn,
    without_withdrawal,
)

F = Field
_SPEAK_OF_ELSE: Final = frozenset(
    {*COMPANY_NAMES, F.ATTENDING, F.REMARKS, F.SITE_VISIT, F.NEEDS_INTERPRETER, F.DIETARY}
)
"""Columns that are read for this in another way, or in which something else is cancelled."""


def why_left_out(row: Row, read: Values, fix: Fix) -> str:
    """Why a firm's row is not imported after all; "" if it is."""
    if fix.leave_out:
        return "left_out_by_hand"
    if fix.accept:
        return ""
    some_days = "half_days" in read.values or _comes_on_some_days(row)
    if read.values.get(Field.ATTENDING) is False and not some_days:
        return "not_attending"
    remarks = (read.raw.get(F.REMARKS, ""), str(read.values.get(F.REMARKS, "")))
    gone = not some_days and any(status_withdrawn(text) for _, text in _statuses(row))
    if heads_withdrawn(row.section) or gone or any(map(says_withdrawn, remarks)):
        return "withdrawn"
    if (name := without_withdrawal(read.raw.get(Field.COMPANY, ""))) is not None:
        read.values["company"] = name
        return "withdrawn"
    return "struck_through" if _is_struck(row) else ""


def may_not_come(row: Row, read: Values, sheet: str = "") -> bool:
    """Whether somebody has to say if the firm comes: a waiting list, a doubt, "withdrawn" where something else belongs.
    ``sheet``: its name, which may say so of all its firms, as a heading may; their other contacts come with them.

    What said so is told by ``raw["coming"]``, and kept among the remarks.
    """
    remark, statuses = read.raw.get(F.REMARKS, ""), _statuses(row)
    told = [_misplaced(read, column, text) for column, text in _elsewhere(row) if _says_it_here(column, text)]
    partly = "half_days" not in read.values and _comes_on_some_days(row)
    unsure = statuses if partly else [each for each in statuses if status_unsure(each[1])]
    told += [f"{column.header}: {text}" for column, text in unsure]
    told += [note for note in _notes(row) if says_withdrawn(note) or may_say_withdrawn(note) or remark_waits(note)]
    told += [text for text in (sheet, row.section) if row.kind is Kind.FIRM and heads_waiting(text)]
    told += _beside_name(read)
    if row.kind is Kind.FIRM and _struck(row, NAMING_SOMEBODY):
        told.append(f"✗ {read.values.get('representative', '')}".strip())
    if told:
        read.remark("; ".join(told))
    if remark_waits(remark) or may_say_withdrawn(remark):
        told.append(remark)
    if told:
        read.raw["coming"] = "; ".join(told)
    return bool(told)


def _beside_name(read: Values) -> list[str]:
    """What stands in brackets beside the firm's name and says that it waits: (候補)新界農產品公司."""
    told: dict[str, str] = {}
    for field in ("company", "company_zh"):
        name = str(read.values.get(field, ""))
        for found in BRACKETS.finditer(name):
            rest = " ".join(f"{name[: found.start()]} {name[found.end() :]}".split())
            if rest and heads_waiting(found[1]):
                read.values[field] = rest
                told[found[1]] = found[1]
    return list(told)


def _elsewhere(row: Row) -> list[tuple[Column, str]]:
    """The texts of the other columns; of those that are not used only what can be said of nothing but the firm."""
    columns = row.table.columns if row.table else ()
    texts = [(column, tidy(row.cells[column.number].text)) for column in columns if column.number in row.cells]
    return [
        (column, text)
        for column, text in texts
        if text and column.field not in _SPEAK_OF_ELSE and (column.field is not F.UNUSED or _is_of_all(column, text))
    ]


def _says_it_here(column: Column, text: str) -> bool:
    """In a column that is not used something may stand beside it: Tarik diri (withdrawn) 2/3."""
    return is_withdrawal(text) or (column.field is F.UNUSED and may_say_withdrawn(text))


_OF_ANYTHING: Final = re.compile(r"(cancel|annul|reject|refus|取消|作废|退)", re.IGNORECASE)


def _is_of_all(column: Column, text: str) -> bool:
    """A visa is cancelled and a payment withdrawn, a dinner is not attended; "pulled out" is said of a firm alone."""
    return not column.header or not (_OF_ANYTHING.match(text) or is_part(column.header))


def _misplaced(read: Values, column: Column, text: str) -> str:
    """Take it from where it is no wish, no name and no address."""
    if read.values.get(column.field) == text:
        del read.values[column.field]
    return f"{column.header}: {text}" if column.header else text


def _notes(row: Row) -> list[str]:
    """The comments that are pinned to what names the firm or somebody of it."""
    columns = row.table.columns if row.table else ()
    named = [one for one in columns if one.field in COMPANY_NAMES or one.field in NAMING_SOMEBODY]
    return [note for one in named if (note := row.cells.get(one.number, SheetCell()).note)]


def attendance_of(row: Row) -> list[tuple[str, bool | None]]:
    """(header, yes or no) of the columns that ask who comes."""
    return [(column.header, yes_or_no(SheetCell(text))) for column, text in _statuses(row)]


def _statuses(row: Row) -> list[tuple[Column, str]]:
    """What the columns that ask who comes say."""
    asked = row.table.all(F.ATTENDING) if row.table else []
    return [(column, text) for column in asked if (text := tidy(row.cells.get(column.number, SheetCell()).text))]


def _comes_on_some_days(row: Row) -> bool:
    """Whether a no is of one day alone, or stands beside a yes."""
    answers = [(column, yes_or_no(row.cells[column.number])) for column, _ in _statuses(row)]
    refused = [column for column, answer in answers if answer is False]
    every = any(answer for _, answer in answers) or all(
        without_day(column.header) != column.header for column in refused
    )
    return bool(refused) and every


def _is_struck(row: Row) -> bool:
    """A line goes through the firm's name, or through the person's in a row that only names another contact."""
    return _struck(row, COMPANY_NAMES) or (row.kind is Kind.SECOND_CONTACT and _struck(row, NAMING_SOMEBODY))


def _struck(row: Row, fields: Container[Field]) -> bool:
    columns = row.table.columns if row.table else ()
    names = [row.cells[c.number] for c in columns if c.field in fields and c.number in row.cells]
    return any(cell.struck for cell in names) and all(cell.struck for cell in names if tidy(cell.text))
