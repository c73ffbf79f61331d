"""The columns and sheets of an import as its preview shows them: what each becomes, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext

from app.registrations.column import Certainty, Column
from app.registrations.fields import NAMING_SOMEBODY, Field
from app.registrations.plan import ImportPlan
from app.registrations.sheet import FoundSheet
from app.registrations.views import import_words as words
from app.registrations.views.import_lines import ColumnLine, SheetLine

STATES = {Certainty.SURE: "good", Certainty.LOOK: "wait", Certainty.NOT_USED: "none"}
UNSURE = frozenset({Field.UNUSED, Field.OTHER_NAME, Field.REMARKS, Field.ABOUT, Field.TITLE})


def columns_of(plan: ImportPlan, chosen: Mapping[str, str]) -> list[tuple[str, list[ColumnLine]]]:
    """The columns by the name of their sheet; ``chosen``: header key → field, chosen and not saved."""
    columns = [
        (sheet.name.strip(), list(_columns(number, sheet, chosen)))
        for number, sheet in enumerate(plan.sheets, 1)
        if _shows_columns(sheet, plan)
    ]
    told = _said_once(columns, {sheet.name.strip() for sheet in plan.sheets if sheet.is_form})
    return [(name, found) for name, found in told if found]


def perhaps_people(plan: ImportPlan) -> list[tuple[str, str]] | None:
    """(key, header) of the columns that may hold the people; None where one is known to, or no sheet is read."""
    tables = [table for sheet in plan.sheets if not sheet.why_not for table in sheet.tables]
    columns = [column for table in tables for column in table.columns]
    if not columns or any(column.field in NAMING_SOMEBODY for column in columns):
        return None
    return list({one.key: (one.key, one.header) for one in columns if one.key and one.field in UNSURE}.values())


def sheet_line(sheet: FoundSheet) -> SheetLine:
    why = words.said(words.NOT_READ_WORDS, sheet.why_not) if sheet.why_not else ""
    may_read = sheet.why_not not in words.UNREADABLE
    return SheetLine(sheet.name, why, len(sheet.rows), not sheet.why_not, may_read=may_read, is_form=sheet.is_form)


def column_name(sheet: int, table: int, column: Column) -> str:
    """The name of a column's select."""
    return f"column-{sheet}-{table}-{column.number}"


def _shows_columns(sheet: FoundSheet, plan: ImportPlan) -> bool:
    """Those of sheets that are read; where none is, of those that only lack a column of firms: it can be named."""
    unread = all(other.why_not for other in plan.sheets)
    return not sheet.why_not or (unread and sheet.why_not == "sheet_without_companies")


def _columns(number: int, sheet: FoundSheet, chosen: Mapping[str, str]) -> Iterator[ColumnLine]:
    for at, table in enumerate(sheet.tables, 1):
        for column in table.columns:
            yield ColumnLine(
                column_name(number, at, column) if column.key else "",
                column.header,
                column.above,
                column.example,
                chosen.get(column.key, column.field.value),
                STATES[column.certainty],
                str(gettext("remembered")) if column.chosen else _certainty(column.certainty),
                f"column:{column.key}" if column.chosen else "",
            )


def _said_once(columns: list[tuple[str, list[ColumnLine]]], forms: set[str]) -> list[tuple[str, list[ColumnLine]]]:
    """Forty forms ask the same: of each after the first only the labels that no other had."""
    seen: set[str] = set()
    kept = []
    for name, lines in columns:
        if name in forms:
            lines = [line for line in lines if line.header not in seen]
            seen |= {line.header for line in lines}
        kept.append((name, lines))
    return kept


def _certainty(certainty: Certainty) -> str:
    return str(
        {
            Certainty.SURE: gettext("sure"),
            Certainty.LOOK: gettext("look"),
            Certainty.NOT_USED: gettext("not used"),
        }[certainty]
    )
