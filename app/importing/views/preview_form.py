"""What was pressed and typed in the preview, as fixes and choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask import Request
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from app.companies.fields import NAME_LENGTH
from app.companies.sectors.tree import sector_tree
from app.core.errors import NotFound
from app.core.web.forms import clean_text
from app.importing.fixes import RowFix, parse_fixes, parse_row_key, row_key
from app.importing.plan import (
    SAME_AS_ABOVE,
    SAME_AS_NONE,
    SINGLE_PERSON,
    SPLIT_PEOPLE,
    ImportPlan,
    PlannedRow,
    RowVerdict,
)
from app.importing.queries.imports import CHOICE_PARTS
from app.importing.views.preview_columns import column_input_name, propose_sectors
from app.importing.views.preview_lines import TypedValues
from app.registrations.models import ImportBatch
from app.sheets.contacts import is_email
from app.sheets.fields import SheetField
from app.sheets.sectors import SectorText
from app.sheets.sheet_reading import READ_AS_FORM, READ_AS_LIST, SheetReading

RowPlace = tuple[str, int]
MAX_LINE_CHARACTERS = 254
CANCEL_PREFIX = "gone-"
"""Begins the name of the choice for a firm that no row names any more; behind it stands its registration's id."""
REMOVE_PREFIX = "gone-person-"
"""The same for somebody whom no row names any more; behind it stands the person's id."""
SHEET_ACTS = frozenset({"save_all", "cancel_all", "remove_all", "sectors", "sectors_all"})
"""Acts that speak of the sheet and not of one of its rows."""
BULK_ACTS = frozenset({"without_all", "same_all", "new_all"})
"""Acts that answer one question for every row that asks it."""
PEOPLE_INPUT = "people"
"""The select that names the column of people where none was found."""
CONSENT_PREFIX = "consent-"
"""Begins the name of the select that says what a column of consent is to; behind it stands the key of its header."""
ROW_INPUTS = ("email", "code", "company", "same_as")


@dataclass(slots=True)
class ParsedFixes:
    """``errors``: place as text → what was typed there and is wrong, of the rows that are not among the ``fixes``."""

    fixes: dict[RowPlace, RowFix | None] = field(default_factory=dict)
    errors: dict[str, TypedValues] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedPreview:
    """All that the preview's form said: of rows, what columns become, which sheets are read, which companies are to be
    cancelled, and which people removed (None where the form says nothing new of that)."""

    rows: ParsedFixes
    columns: dict[str, str]
    sheets: dict[str, SheetReading]
    removed_companies: set[int] | None = None
    sectors: dict[str, list[str]] = field(default_factory=dict)
    forgotten: tuple[tuple[str, str], ...] = ()
    removed_people: set[int] | None = None

    @property
    def has_only_removals(self) -> bool:
        """It says nothing but which firms are to be cancelled and which people removed."""
        return not replace(self, removed_companies=None, removed_people=None)

    def __bool__(self) -> bool:
        parts = (self.rows.fixes, self.rows.errors, self.columns, self.sheets, self.sectors, self.forgotten)
        return any(parts) or self.removed_companies is not None or self.removed_people is not None


def parse_preview(request: Request, batch: ImportBatch, plan: ImportPlan) -> ParsedPreview:
    """Raises NotFound where a button speaks of no row of the sheet."""
    pressed = {**request.args.to_dict(), **request.form.to_dict()}
    rows = parse_row_fixes(pressed, plan, parse_fixes(batch.fixes))
    columns, sheets = parse_columns(request.form, plan), parse_sheet_readings(request.values, plan)
    sectors = _parse_sector_act(pressed.get("act", ""), request.form, plan)
    cancellations, people = parse_cancellations(request.form, batch), parse_people_removals(request.form, batch)
    return ParsedPreview(rows, columns, sheets, cancellations, sectors, _parse_forgotten(request.form), people)


def parse_row_fixes(form: Mapping[str, str], plan: ImportPlan, earlier_fixes: Mapping[RowPlace, RowFix]) -> ParsedFixes:
    """``earlier_fixes``: the fixes so far; what this form does not speak of stays.

    Raises NotFound for a row that the sheet does not have.
    """
    act = form.get("act", "save_all")
    if act in BULK_ACTS:
        return _parse_bulk_act(act, plan, earlier_fixes, _parse_other_rows(form, plan, earlier_fixes, ParsedFixes()))
    if act in SHEET_ACTS:
        return _parse_other_rows(form, plan, earlier_fixes, ParsedFixes())
    row = _find_row(form.get("place", ""), plan)
    return _parse_other_rows(
        form, plan, earlier_fixes, _parse_row_act(act, _inputs_of_row(form, row), row, earlier_fixes), but=row
    )


def list_typed_values(form: Mapping[str, str], plan: ImportPlan) -> dict[str, TypedValues]:
    """Place as text → what was typed into its row, of a form that could not be saved."""
    typed = {
        row_key(row.sheet, row.row): _changed_inputs(_inputs_of_row(form, row), row) for row in plan.of(RowVerdict.LOOK)
    }
    return {place: TypedValues(values) for place, values in typed.items() if values}


def _parse_bulk_act(
    act: str, plan: ImportPlan, earlier_fixes: Mapping[RowPlace, RowFix], fixed: ParsedFixes
) -> ParsedFixes:
    """What a bulk button says of every row that it is for, beside what is typed there."""
    for row in plan.of(RowVerdict.LOOK):
        place = (row.sheet, row.row)
        before = fixed.fixes.get(place) or earlier_fixes.get(place, RowFix())
        answer = _bulk_fix(act, row, before) if row_key(*place) not in fixed.errors else None
        if answer is not None:
            fixed.fixes[place] = answer
    return fixed


def _bulk_fix(act: str, row: PlannedRow, before: RowFix) -> RowFix | None:
    """None where the row is asked something else."""
    if act == "without_all":
        return replace(before, without_email=True) if row.lacks_email_alone and not before.email else None
    if not row.may_be_same or row.same_as is None:
        return None
    return replace(before, same_as=row.same_as.key if act == "same_all" else SAME_AS_NONE)


def _parse_row_act(
    act: str, form: Mapping[str, str], row: PlannedRow, earlier_fixes: Mapping[RowPlace, RowFix]
) -> ParsedFixes:
    """What pressing a button of one row says of that row."""
    place = (row.sheet, row.row)
    if act == "back":
        return ParsedFixes({place: None})
    before = earlier_fixes.get(place, RowFix())
    if act == "as_firm":
        return ParsedFixes({place: replace(before, as_firm=True)})
    if act in ("leave_out", "accept"):
        return ParsedFixes({place: replace(before, leave_out=act == "leave_out", accept=act == "accept")})
    return _parse_typed(form, row, _fix_of_button(act, form, before), saving=act == "save")


def row_input_name(name: str, place: str) -> str:
    """The name of a row's field. All rows stand in one form: what is typed in one outlives a button of another."""
    return f"{name}-{place}"


def _inputs_of_row(form: Mapping[str, str], row: PlannedRow) -> dict[str, str]:
    """The fields of one row by their own names."""
    own = {name: form.get(row_input_name(name, row_key(row.sheet, row.row))) for name in ROW_INPUTS}
    return {
        **{name: form[name] for name in ROW_INPUTS if name in form},
        **{k: v for k, v in own.items() if v is not None},
    }


def _parse_other_rows(
    form: Mapping[str, str],
    plan: ImportPlan,
    earlier_fixes: Mapping[RowPlace, RowFix],
    fixed: ParsedFixes,
    but: PlannedRow | None = None,
) -> ParsedFixes:
    """Keep with it what was typed into other rows: saved where it can be read, else given back with what is wrong."""
    for row in plan.of(RowVerdict.LOOK):
        typed = _changed_inputs(_inputs_of_row(form, row), row) if row is not but else {}
        if typed:
            parsed = _parse_typed(typed, row, earlier_fixes.get((row.sheet, row.row), RowFix()), saving=True)
            fixed.fixes.update(parsed.fixes)
            fixed.errors.update(parsed.errors)
    return fixed


def _changed_inputs(form: Mapping[str, str], row: PlannedRow) -> dict[str, str]:
    """Those fields that say something else than what the page proposed."""
    proposed = {
        "email": row.suggestions.get("email", ""),
        "code": row.suggestions.get("stock_code", "") or str(row.values.get("stock_code", "")),
        "company": "",
    }
    return {name: form[name] for name, shown in proposed.items() if form.get(name, "").strip() not in ("", shown)}


def _find_row(place: str, plan: ImportPlan) -> PlannedRow:
    try:
        at = parse_row_key(place)
    except ValueError:
        raise NotFound from None
    planned_row = next((row for row in plan.rows if (row.sheet, row.row) == at), None)
    if planned_row is None:
        raise NotFound
    return planned_row


def _fix_of_button(act: str, form: Mapping[str, str], fix: RowFix) -> RowFix:
    if act == "same":
        return replace(fix, same_as=form.get("same_as", "")[:MAX_LINE_CHARACTERS])
    if act in (SINGLE_PERSON, SPLIT_PEOPLE):
        return replace(fix, people=act)
    if act == "above":
        return replace(fix, same_as=SAME_AS_ABOVE)
    if act == "new":
        return replace(fix, same_as=SAME_AS_NONE)
    return replace(fix, without_email=True) if act == "without" else fix


def _parse_typed(form: Mapping[str, str], row: PlannedRow, fix: RowFix, *, saving: bool) -> ParsedFixes:
    """What stands in the row's fields; a proposal counts only if it is saved as such, a name whatever was pressed."""
    place = (row.sheet, row.row)
    email = _clean_line(form, "email", MAX_LINE_CHARACTERS).lower()
    company = _clean_line(form, "company", NAME_LENGTH)
    if saving and "company" in form and not company:
        wrong = gettext("Write the firm’s name, or leave the row out.")
        return ParsedFixes(errors={row_key(*place): TypedValues(_clean_lines(form), str(wrong), "company")})
    if saving and "email" in form and not is_email(email):
        wrong = gettext("Write an address as name@firm.com, or import without.")
        return ParsedFixes(
            errors={row_key(*place): TypedValues({**_clean_lines(form), "email": email}, str(wrong), "email")}
        )
    if is_email(email) and (saving or email != row.suggestions.get("email")):
        fix = replace(fix, email=email, without_email=False)
    if saving and (code := _clean_line(form, "code", 20)):
        fix = replace(fix, stock_code=code)
    if company and fix.same_as != SAME_AS_ABOVE:
        fix = replace(fix, company=company, same_as="")
    return ParsedFixes({place: fix})


def _clean_lines(form: Mapping[str, str]) -> dict[str, str]:
    return {name: _clean_line(form, name, MAX_LINE_CHARACTERS) for name in ("email", "code", "company")}


def _clean_line(form: Mapping[str, str], name: str, most: int) -> str:
    return " ".join((clean_text(form.get(name, "")) or "").split())[:most]


def parse_columns(form: MultiDict[str, str], plan: ImportPlan) -> dict[str, str]:
    """Header key → field, of the columns that were chosen otherwise than they stand."""
    result = {}
    for number, sheet in enumerate(plan.sheets, 1):
        for at, table in enumerate(sheet.tables, 1):
            for column in table.columns:
                wanted = form.get(column_input_name(number, at, column))
                if column.key and wanted is not None and wanted != column.field:
                    result[column.key] = wanted
                if column.key and (consent := form.get(f"{CONSENT_PREFIX}{column.key}")):
                    result[column.key] = consent
                if column.key and form.get(PEOPLE_INPUT) == column.key:
                    result[column.key] = SheetField.REPRESENTATIVE.value
    return result


def _parse_forgotten(form: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """The choice whose "Forget" was pressed: its kind and key."""
    kind, _, key = form.get("forget", "").partition(":")
    return ((kind, key),) if kind in CHOICE_PARTS and key else ()


def _parse_sector_act(act: str, form: MultiDict[str, str], plan: ImportPlan) -> dict[str, list[str]]:
    """Of the words that the page shows, as it was pressed; of all others, too, what is proposed."""
    if act == "sectors":
        return parse_sectors(form, plan)
    return {**propose_sectors(plan.sectors), **parse_sectors(form, plan)} if act == "sectors_all" else {}


def parse_sectors(form: MultiDict[str, str], plan: ImportPlan) -> dict[str, list[str]]:
    """Key → the codes ticked, for all the words that the form shows."""
    shown = set(form.getlist("sectors_shown")) & {sector.key for sector in plan.sectors}
    ticked = [value.partition(":") for value in form.getlist("sector")]
    codes_by_key = {key: [code for code, _, of in ticked if of == key and code in sector_tree()] for key in shown}
    known = {sector.key: sector for sector in plan.sectors}
    return {key: codes for key, codes in codes_by_key.items() if _is_new_answer(known[key], codes)}


def _is_new_answer(sector_text: SectorText, codes: list[str]) -> bool:
    """Words beside which nothing is ticked stay to be confirmed; a sure conversion that stands needs no word."""
    if sector_text.chosen is None and sector_text.sure:
        return set(codes) != set(sector_text.codes)
    return bool(codes) if sector_text.chosen is None else set(codes) != set(sector_text.chosen)


def parse_cancellations(form: MultiDict[str, str], batch: ImportBatch) -> set[int] | None:
    """The registrations to cancel, of those of which the form speaks; None where all stands as it is kept."""
    return _parse_removals(form, CANCEL_PREFIX, batch.choices.get("gone", []), word="cancel", of_all="cancel_all")


def parse_people_removals(form: MultiDict[str, str], batch: ImportBatch) -> set[int] | None:
    """The same of the people to remove."""
    return _parse_removals(
        form, REMOVE_PREFIX, batch.choices.get("gone_people", []), word="remove", of_all="remove_all"
    )


def _parse_removals(
    form: MultiDict[str, str], start: str, so_far: Iterable[int], *, word: str, of_all: str
) -> set[int] | None:
    chosen = set(so_far)
    inputs = {name: value for name, value in form.items() if re.fullmatch(rf"{start}\d{{1,18}}", name)}
    answers = {int(name.removeprefix(start)): value for name, value in inputs.items()}
    wanted = chosen - answers.keys() | {number for number, value in answers.items() if value == word}
    if form.get("act") == of_all:
        wanted |= answers.keys()
    return wanted if wanted != chosen else None


_READINGS: dict[str, SheetReading] = {"1": True, READ_AS_LIST: READ_AS_LIST, READ_AS_FORM: READ_AS_FORM}


def parse_sheet_readings(form: CombinedMultiDict[str, str], plan: ImportPlan) -> dict[str, SheetReading]:
    """Sheet → whether to read it or as what, if one was named."""
    names = {sheet.name for sheet in plan.sheets}
    reading = _READINGS.get(form.get("read", ""), False)
    return {name: reading for name in form.getlist("sheet") if name in names}
