"""The columns, sheets and sector phrases of an import as the preview shows them: what each becomes, and how sure
that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from app.companies.sectors.codes import CodeList, common_parents
from app.companies.sectors.proposals import sectors_to_confirm
from app.importing import wording as words
from app.importing.plan import ImportPlan
from app.importing.views.preview_lines import ColumnLine, SheetLine
from app.registrations.wording import code_text
from app.sheets.fields import PERSON_NAME_FIELDS, ColumnCertainty, SheetColumn, SheetField
from app.sheets.sectors import SECTOR_KIND_IS_IN, SectorText
from app.sheets.sheet_reading import ParsedSheet

CERTAINTY_STATES = {ColumnCertainty.SURE: "good", ColumnCertainty.LOOK: "wait", ColumnCertainty.NOT_USED: "none"}
UNSURE_FIELDS = frozenset(
    {SheetField.UNUSED, SheetField.OTHER_NAME, SheetField.REMARKS, SheetField.ABOUT, SheetField.TITLE}
)


def list_columns(plan: ImportPlan, chosen: Mapping[str, str]) -> list[tuple[str, list[ColumnLine]]]:
    """The columns by the name of their sheet; ``chosen``: header key → field, chosen and not saved."""
    columns = [
        (sheet.name.strip(), list(_column_lines(number, sheet, chosen)))
        for number, sheet in enumerate(plan.sheets, 1)
        if _shows_columns(sheet, plan)
    ]
    distinct_columns = _without_repeats(columns, {sheet.name.strip() for sheet in plan.sheets if sheet.is_form})
    return [(name, lines) for name, lines in distinct_columns if lines]


def list_possible_people_columns(plan: ImportPlan) -> list[tuple[str, str]] | None:
    """(key, header) of the columns that may hold the people; None where one is known to, or no sheet is read."""
    tables = [table for sheet in plan.sheets if not sheet.why_not for table in sheet.tables]
    columns = [column for table in tables for column in table.columns]
    if not columns or any(column.field in PERSON_NAME_FIELDS for column in columns):
        return None
    return list(
        {
            column.key: (column.key, column.header)
            for column in columns
            if column.key and column.field in UNSURE_FIELDS
        }.values()
    )


def sheet_line(sheet: ParsedSheet) -> SheetLine:
    why = code_text(words.NOT_READ_TEXTS, sheet.why_not) if sheet.why_not else ""
    may_read = sheet.why_not not in words.UNREADABLE_REASONS
    return SheetLine(sheet.name, why, len(sheet.rows), not sheet.why_not, may_read=may_read, is_form=sheet.is_form)


def column_input_name(sheet: int, table: int, column: SheetColumn) -> str:
    """The name of a column's select."""
    return f"column-{sheet}-{table}-{column.number}"


def _shows_columns(sheet: ParsedSheet, plan: ImportPlan) -> bool:
    """Those of sheets that are read; where none is, of those that only lack a column of firms: it can be named."""
    unread = all(other.why_not for other in plan.sheets)
    return not sheet.why_not or (unread and sheet.why_not == "sheet_without_companies")


def _column_lines(number: int, sheet: ParsedSheet, chosen: Mapping[str, str]) -> Iterator[ColumnLine]:
    for at, table in enumerate(sheet.tables, 1):
        for column in table.columns:
            yield ColumnLine(
                column_input_name(number, at, column) if column.key else "",
                column.header,
                column.above,
                column.example,
                chosen.get(column.key, column.field.value),
                CERTAINTY_STATES[column.certainty],
                str(gettext("remembered")) if column.chosen else _certainty_text(column.certainty),
                f"column:{column.key}" if column.chosen else "",
            )


def _without_repeats(
    columns: list[tuple[str, list[ColumnLine]]], forms: set[str]
) -> list[tuple[str, list[ColumnLine]]]:
    """Forty forms ask the same: of each after the first only the labels that no other had."""
    seen: set[str] = set()
    result = []
    for name, lines in columns:
        if name in forms:
            lines = [line for line in lines if line.header not in seen]
            seen |= {line.header for line in lines}
        result.append((name, lines))
    return result


def _certainty_text(certainty: ColumnCertainty) -> str:
    return str(
        {
            ColumnCertainty.SURE: gettext("sure"),
            ColumnCertainty.LOOK: gettext("look"),
            ColumnCertainty.NOT_USED: gettext("not used"),
        }[certainty]
    )


CODE_LIST_NAMES: Final = {
    CodeList.SSIC: "SSIC 2020",
    CodeList.NACE2: "NACE Rev. 2",
    CodeList.NACE21: "NACE Rev. 2.1",
    CodeList.ISIC4: "ISIC Rev. 4",
    CodeList.ISIC5: "ISIC Rev. 5",
}


@dataclass(frozen=True, slots=True)
class SectorLine:
    """``options``: (code, whether it is ticked); ``state`` and ``word``: where it stands; ``forget``: what the button
    sends that takes back what somebody said, or ""."""

    key: str
    kind: str
    text: str
    rows: int
    options: tuple[tuple[str, bool], ...]
    state: str
    word: str
    forget: str = ""


def propose_sectors(words: Iterable[SectorText]) -> dict[str, list[str]]:
    """What all words may mean that nobody has confirmed, by their keys: confirmed by one press."""
    unsaid = (word for word in words if word.chosen is None and not word.conversions)
    return {word.key: codes for word in unsaid if (codes := list(sectors_to_confirm(word.text)))}


def sector_line(sector_text: SectorText) -> SectorLine:
    """What somebody said and what codes surely mean is ticked; so are the likely meanings of words, to be confirmed by
    one press; of a code that means several somebody has to choose."""
    likely = sector_text.may_mean or sectors_to_confirm(sector_text.text)
    ticked = (
        sector_text.chosen
        if sector_text.chosen is not None
        else ()
        if sector_text.conversions and not sector_text.sure
        else likely
    )
    parents = [code for conversion in sector_text.conversions for code in common_parents(conversion)]
    options = tuple((code, code in ticked) for code in dict.fromkeys((*ticked, *likely, *parents)))
    state, word = _sector_state(sector_text, bool(options))
    return SectorLine(
        sector_text.key,
        _kind_text(sector_text),
        sector_text.text,
        sector_text.rows,
        options,
        state,
        word,
        f"sector:{sector_text.key}" if sector_text.chosen is not None else "",
    )


def _kind_text(sector_text: SectorText) -> str:
    """Which column says it."""
    kinds = {SECTOR_KIND_IS_IN: gettext("Sector"), "offers": gettext("Offers"), "seeks": gettext("Seeks")}
    return str(kinds[sector_text.kind])


def _sector_state(sector_text: SectorText, proposed: bool) -> tuple[str, str]:
    if sector_text.chosen is not None:
        return "good", str(gettext("remembered"))
    if sector_text.conversions:
        lists = " / ".join(
            dict.fromkeys(CODE_LIST_NAMES[each] for conversion in sector_text.conversions for each in conversion.lists)
        )
        if sector_text.sure:
            return "good", str(gettext("converted from %(list)s", list=lists))
        return "wait", str(gettext("%(list)s: means several, choose", list=lists))
    if proposed:
        return "wait", str(gettext("to confirm"))
    return "none", str(gettext("no sector found"))
