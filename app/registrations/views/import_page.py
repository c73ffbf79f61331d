"""The preview of an import as its page shows it: plain values in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext, ngettext

from app.kernel.paging import Page, clip_page
from app.registrations.columns import Certainty, Column
from app.registrations.consent_tally import ConsentTally, consent_tally
from app.registrations.fields import Field
from app.registrations.import_memory import key_of, to_fixes
from app.registrations.models import ImportBatch
from app.registrations.plan import ABOVE, ONE, SPLIT, Fix, ImportPlan, PlannedRow, RowVerdict
from app.registrations.rows import Kind
from app.registrations.sheet import FoundSheet
from app.registrations.views import import_words as words
from app.registrations.views.import_changes import change_lines
from app.registrations.views.import_guests import GuestLine, guest_line
from app.registrations.views.import_lines import (
    ColumnLine,
    Given,
    Labels,
    LeftOutLine,
    LookLine,
    NewLine,
    SameLine,
    SettledLine,
    SheetLine,
)
from app.registrations.views.import_looks import look_line
from app.registrations.views.import_sectors import SectorLine, sector_line

STATES = {Certainty.SURE: "good", Certainty.LOOK: "wait", Certainty.NOT_USED: "none"}
UNSURE = frozenset({Field.UNUSED, Field.OTHER_NAME, Field.REMARKS, Field.ABOUT, Field.TITLE})
LINES = 100
"""So many of a section stand on one page."""
SECTOR_LINES = 25
Row = TypeVar("Row")
Line = TypeVar("Line")
AFTER_ALL = frozenset({"left_out_by_hand", "not_attending", "withdrawn", "struck_through"})
"""Rows left out for one of these can be imported after all."""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    plan: ImportPlan
    columns: list[tuple[str, list[ColumnLine]]]
    looks: Page[LookLine]
    settled: list[SettledLine]
    same: Page[SameLine]
    new: Page[NewLine]
    left_out: Page[LeftOutLine]
    sheets: list[SheetLine]
    recognised: tuple[int, int]
    new_firms: int
    noted_everywhere: list[str]
    choices: list[tuple[str, str]] = field(default_factory=list)
    perhaps_people: list[tuple[str, str]] | None = None
    consents: tuple[ConsentTally, ...] = ()
    guests: list[GuestLine] = field(default_factory=list)
    joining: int = 0
    wrong: frozenset[str] = frozenset()
    sectors: Page[SectorLine] = field(default_factory=lambda: Page([], 1, SECTOR_LINES, 0))

    @property
    def rows(self) -> int:
        """How many rows would be imported."""
        return sum(row.verdict is not RowVerdict.LEFT_OUT for row in self.plan.rows)

    @property
    def left_out_rows(self) -> int:
        return self.plan.tally.left_out

    @property
    def not_read_words(self) -> str:
        """other sheets not read: “Withdrawn”, “lists”."""
        sheets = self.plan.not_read
        told = str(ngettext("other sheet not read", "other sheets not read", len(sheets)))
        names = gettext(", ").join(gettext("“%(name)s”", name=sheet.name.strip()) for sheet in sheets)
        return f"{told}{gettext(': ')}{names}" if sheets else told

    @property
    def changes_nothing(self) -> bool:
        return (
            not self.looks.total
            and not self.new.total
            and all(line.known for line in self.guests)
            and not self.joining
            and not any(row.changes for row in self.plan.of(RowVerdict.SAME))
        )

    @property
    def without_email(self) -> int:
        """Rows that lack nothing but an e-mail, without those where a wrong one is typed."""
        lacking = [row for row in self.plan.of(RowVerdict.LOOK) if all(code.startswith("email") for code in row.looks)]
        return sum(key_of(row.sheet, row.row) not in self.wrong for row in lacking)

    @property
    def places(self) -> dict[str, int]:
        """Which page of which section is shown, as the page's own address says it."""
        shown: dict[str, Page[Any]] = {
            "sectors_page": self.sectors,
            "same_page": self.same,
            "new_page": self.new,
            "left_page": self.left_out,
        }
        return {name: page.number for name, page in shown.items() if page.number > 1}


def page_of(
    batch: ImportBatch,
    plan: ImportPlan,
    registrations: Mapping[int, int],
    given: Mapping[str, Given],
    chosen: Mapping[str, str],
    pages: Mapping[str, int],
) -> PreviewPage:
    """``registrations``: company → its registration here; ``given``: place → what was typed there and not saved.

    ``chosen``: header key → field, chosen and not saved; ``pages``: ``same_page`` and the like → which one to show.
    """
    several = sum(not sheet.why_not for sheet in plan.sheets) > 1
    label = Labels(several, [sheet.name for sheet in plan.sheets])
    columns = [
        (sheet.name.strip(), list(_columns(number, sheet, chosen)))
        for number, sheet in enumerate(plan.sheets, 1)
        if _shows_columns(sheet, plan)
    ]
    columns = _said_once(columns, {sheet.name.strip() for sheet in plan.sheets if sheet.is_form})
    lines = [line for _, found in columns for line in found]
    used = sum(line.state != "none" for line in lines)
    fixes = to_fixes(batch.fixes)
    everywhere = _everywhere(plan.firms(RowVerdict.NEW))
    return PreviewPage(
        plan,
        [(name, found) for name, found in columns if found],
        _paged(
            plan.of(RowVerdict.LOOK),
            1,
            lambda row: look_line(row, label, given.get(key_of(row.sheet, row.row), Given({}))),
        ),
        list(_settled(plan.rows, fixes, label)),
        _paged(plan.firms(RowVerdict.SAME), pages.get("same_page", 1), lambda row: _same(row, label, registrations)),
        _paged(plan.firms(RowVerdict.NEW), pages.get("new_page", 1), lambda row: _new(row, label, everywhere)),
        _paged(list(_left_out(plan, label)), pages.get("left_page", 1), lambda line: line),
        [_sheet(sheet) for sheet in plan.sheets],
        (used, len(lines)),
        plan.tally.new,
        [words.said(words.NOTE_WORDS, code) for code in everywhere],
        [(name, str(text)) for name, text in words.FIELD_WORDS.items()],
        _perhaps_people(plan),
        consent_tally(plan),
        [guest_line(row, label) for row in plan.guests],
        sum(effect.company_id is not None and effect.company_id not in registrations for effect in plan.effects),
        frozenset(place for place, one in given.items() if one.error),
        _paged(plan.sectors, pages.get("sectors_page", 1), sector_line, SECTOR_LINES),
    )


def _paged(rows: Sequence[Row], number: int, line: Callable[[Row], Line], size: int = 0) -> Page[Line]:
    """The lines of one page; those of the others are not made."""
    size = size or LINES
    at = clip_page(number, size=size, total=len(rows))
    return Page([line(row) for row in rows[(at - 1) * size : at * size]], at, size, len(rows))


NAMES_OF_PEOPLE = frozenset({Field.REPRESENTATIVE, Field.REPRESENTATIVE_ZH, Field.FAMILY_NAME, Field.GIVEN_NAME})


def _perhaps_people(plan: ImportPlan) -> list[tuple[str, str]] | None:
    """(key, header) of the columns that may hold the people; None where one is known to, or no sheet is read."""
    tables = [table for sheet in plan.sheets if not sheet.why_not for table in sheet.tables]
    columns = [column for table in tables for column in table.columns]
    if not columns or any(column.field in NAMES_OF_PEOPLE for column in columns):
        return None
    return list({one.key: (one.key, one.header) for one in columns if one.key and one.field in UNSURE}.values())


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


def _certainty(certainty: Certainty) -> str:
    return str(
        {
            Certainty.SURE: gettext("sure"),
            Certainty.LOOK: gettext("look"),
            Certainty.NOT_USED: gettext("not used"),
        }[certainty]
    )


def _settled(rows: Iterable[PlannedRow], fixes: Mapping[tuple[str, int], Fix], label: Labels) -> Iterator[SettledLine]:
    for row in rows:
        fix = fixes.get((row.sheet, row.row))
        if fix is not None and row.verdict is not RowVerdict.LOOK and not fix.leave_out:
            yield SettledLine(key_of(row.sheet, row.row), label(row.sheet, row.row), row.company, _what(fix, row))


def _what(fix: Fix, row: PlannedRow) -> str:
    told = [fix.company, fix.email, gettext("without e-mail") if fix.without_email else "", fix.stock_code]
    if fix.same_as == "new":
        told.append(gettext("a new firm"))
    elif fix.same_as == ABOVE:
        told.append(gettext("belongs to the firm above"))
    elif fix.same_as and row.same_as is not None:
        told.append(gettext("same as %(firm)s", firm=row.same_as.name))
    told += [gettext("one person")] if fix.people == ONE else []
    told += [gettext("several people")] if fix.people == SPLIT else []
    told += [gettext("a firm, no guest")] if fix.as_firm else []
    if fix.accept:
        told.append(gettext("import all the same"))
    return str(gettext("; ")).join(str(one) for one in told if one)


def _same(row: PlannedRow, label: Labels, registrations: Mapping[int, int]) -> SameLine:
    same = row.same_as
    above = label(same.sheet or "", same.row) if same and same.row is not None else ""
    because = gettext(", ").join(words.said(words.BECAUSE_WORDS, code) for code in row.because)
    if row.kind is Kind.SECOND_CONTACT:
        because = str(gettext("second contact of the same firm"))
    return SameLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        str(row.values.get("company") or row.company),
        same.name if same else "",
        registrations.get(same.company_id or 0) if same else None,
        above,
        label.anchor(same.sheet or "", same.row) if same and same.row is not None else "",
        because,
        change_lines(row),
        may_part=row.kind is not Kind.SECOND_CONTACT or not row.values.get("company"),
        is_contact=row.kind is Kind.SECOND_CONTACT,
        joins=bool(same and same.company_id and same.company_id not in registrations),
        aside=_aside() if row.kept_elsewhere and not above else "",
    )


def _aside() -> str:
    return str(
        gettext(
            "Others registered this firm first: its profile stays as it is, and what your sheet says of it is kept "
            "with its registration at this event."
        )
    )


def _everywhere(rows: list[PlannedRow]) -> list[str]:
    """What is noted in most rows is said once, above them."""
    counted = Counter(code for row in rows for code in row.notes)
    return [code for code, count in counted.items() if count > max(3, len(rows) / 2)]


def _new(row: PlannedRow, label: Labels, everywhere: Collection[str]) -> NewLine:
    values = row.values
    company_zh = str(values.get(Field.COMPANY_ZH, ""))
    return NewLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        row.company,
        company_zh if company_zh != row.company else "",
        gettext(", ").join(filter(None, map(_named, (values, *row.people)))),
        str(values.get("email", "")),
        tuple(words.said(words.NOTE_WORDS, code) for code in row.notes if code not in everywhere),
        may_join="people_split" in row.notes,
    )


def _named(person: Mapping[str, Any]) -> str:
    return str(person.get("representative") or person.get("representative_zh") or person.get("title") or "")


def _left_out(plan: ImportPlan, label: Labels) -> Iterator[LeftOutLine]:
    """Rows that name a firm one by one, the others gathered by reason."""
    read = {sheet.name for sheet in plan.sheets if not sheet.why_not}
    gathered: dict[str, list[PlannedRow]] = {}
    for row in plan.of(RowVerdict.LEFT_OUT):
        if row.sheet not in read:
            continue
        if row.company:
            act = "back" if row.left_out == "left_out_by_hand" else "accept" if row.left_out in AFTER_ALL else ""
            why = words.said(words.LEFT_OUT_WORDS, row.left_out)
            yield LeftOutLine(label(row.sheet, row.row), why, row.company, key_of(row.sheet, row.row), act)
        else:
            gathered.setdefault(row.left_out, []).append(row)
    for reason, rows in gathered.items():
        places = gettext(", ").join(label(row.sheet, row.row) if label.several else str(row.row) for row in rows)
        yield LeftOutLine(places, words.said(words.LEFT_OUT_WORDS, reason))


def _sheet(sheet: FoundSheet) -> SheetLine:
    why = words.said(words.NOT_READ_WORDS, sheet.why_not) if sheet.why_not else ""
    may_read = sheet.why_not not in words.UNREADABLE
    return SheetLine(sheet.name, why, len(sheet.rows), not sheet.why_not, may_read=may_read)
