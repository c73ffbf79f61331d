"""What was pressed and typed in the preview → fixes and choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask import Request
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from app.companies.models import NAME_LENGTH
from app.companies.sectors.tree import sector_tree
from app.core.errors import NotFound
from app.core.web.forms import clean_text
from app.registrations.contacts import is_email
from app.registrations.fields import Field
from app.registrations.import_memory import key_of, place_of, to_fixes
from app.registrations.models import ImportBatch
from app.registrations.plan import ABOVE, NEW, ONE, SPLIT, Fix, ImportPlan, PlannedRow, RowVerdict
from app.registrations.queries.memories import PARTS
from app.registrations.sector_words import SectorWords
from app.registrations.sheet import FORM, LIST, Reading
from app.registrations.views.import_columns import column_name
from app.registrations.views.import_lines import Given
from app.registrations.views.import_sectors import proposed

Place = tuple[str, int]
LINE_LENGTH = 254
GONE = "gone-"
"""Begins the name of the choice for a firm that no row names any more; behind it stands its registration's id."""
GONE_PERSON = "gone-person-"
"""The same for somebody whom no row names any more; behind it stands the person's id."""
OF_NO_ROW = frozenset({"save_all", "cancel_all", "remove_all", "sectors", "sectors_all"})
"""Acts that speak of the sheet and not of one of its rows."""
OF_ALL = frozenset({"without_all", "same_all", "new_all"})
"""Acts that answer one question for every row that asks it."""
PEOPLE = "people"
"""The select that names the column of people where none was found."""
CONSENT = "consent-"
"""Begins the name of the select that says what a column of consent is to; behind it stands the key of its header."""
FIELDS = ("email", "code", "company", "same_as")


@dataclass(slots=True)
class Fixed:
    """``errors``: place as text → what was typed there and is wrong, of the rows that are not among the ``fixes``."""

    fixes: dict[Place, Fix | None] = field(default_factory=dict)
    errors: dict[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the preview's form said: of rows, what columns become, which sheets are read, which firms are to be
    cancelled, and which people removed (None where the form says nothing new of that)."""

    rows: Fixed
    columns: dict[str, str]
    sheets: dict[str, Reading]
    gone: set[int] | None = None
    sectors: dict[str, list[str]] = field(default_factory=dict)
    forgotten: tuple[tuple[str, str], ...] = ()
    gone_people: set[int] | None = None

    @property
    def only_gone(self) -> bool:
        """It says nothing but which firms are to be cancelled and which people removed."""
        return not replace(self, gone=None, gone_people=None)

    def __bool__(self) -> bool:
        told = (self.rows.fixes, self.rows.errors, self.columns, self.sheets, self.sectors, self.forgotten)
        return any(told) or self.gone is not None or self.gone_people is not None


def heard(request: Request, batch: ImportBatch, plan: ImportPlan) -> Heard:
    """Raises NotFound where a button speaks of no row of the sheet."""
    pressed = {**request.args.to_dict(), **request.form.to_dict()}
    rows = fixes_of(pressed, plan, to_fixes(batch.fixes))
    columns, sheets = chosen_columns(request.form, plan), chosen_sheets(request.values, plan)
    sectors = _sectors_said(pressed.get("act", ""), request.form, plan)
    gone, people = chosen_gone(request.form, batch), chosen_gone_people(request.form, batch)
    return Heard(rows, columns, sheets, gone, sectors, _forgotten(request.form), people)


def fixes_of(form: Mapping[str, str], plan: ImportPlan, said: Mapping[Place, Fix]) -> Fixed:
    """``said``: the fixes so far; what this form does not speak of stays. Raises NotFound for no row of the sheet."""
    act = form.get("act", "save_all")
    if act in OF_ALL:
        return _answer_all(act, plan, said, _typed_elsewhere(form, plan, said, Fixed()))
    if act in OF_NO_ROW:
        return _typed_elsewhere(form, plan, said, Fixed())
    row = _row(form.get("place", ""), plan)
    return _typed_elsewhere(form, plan, said, _settled(act, _of_row(form, row), row, said), but=row)


def given_back(form: Mapping[str, str], plan: ImportPlan) -> dict[str, Given]:
    """Place as text → what was typed into its row, of a form that could not be saved."""
    typed = {key_of(row.sheet, row.row): _changed(_of_row(form, row), row) for row in plan.of(RowVerdict.LOOK)}
    return {place: Given(values) for place, values in typed.items() if values}


def _answer_all(act: str, plan: ImportPlan, said: Mapping[Place, Fix], fixed: Fixed) -> Fixed:
    """What a bulk button says of every row that it is for, beside what is typed there."""
    for row in plan.of(RowVerdict.LOOK):
        place = (row.sheet, row.row)
        before = fixed.fixes.get(place) or said.get(place, Fix())
        answer = _answer(act, row, before) if key_of(*place) not in fixed.errors else None
        if answer is not None:
            fixed.fixes[place] = answer
    return fixed


def _answer(act: str, row: PlannedRow, before: Fix) -> Fix | None:
    """None where the row is asked something else."""
    if act == "without_all":
        return replace(before, without_email=True) if row.lacks_email_alone and not before.email else None
    if not row.may_be_same or row.same_as is None:
        return None
    return replace(before, same_as=row.same_as.key if act == "same_all" else NEW)


def _settled(act: str, form: Mapping[str, str], row: PlannedRow, said: Mapping[Place, Fix]) -> Fixed:
    """What pressing a button of one row says of that row."""
    place = (row.sheet, row.row)
    if act == "back":
        return Fixed({place: None})
    before = said.get(place, Fix())
    if act == "as_firm":
        return Fixed({place: replace(before, as_firm=True)})
    if act in ("leave_out", "accept"):
        return Fixed({place: replace(before, leave_out=act == "leave_out", accept=act == "accept")})
    return _typed(form, row, _pressed(act, form, before), saving=act == "save")


def field_name(name: str, place: str) -> str:
    """The name of a row's field. All rows stand in one form: what is typed in one outlives a button of another."""
    return f"{name}-{place}"


def _of_row(form: Mapping[str, str], row: PlannedRow) -> dict[str, str]:
    """The fields of one row by their own names."""
    own = {name: form.get(field_name(name, key_of(row.sheet, row.row))) for name in FIELDS}
    return {**{name: form[name] for name in FIELDS if name in form}, **{k: v for k, v in own.items() if v is not None}}


def _typed_elsewhere(
    form: Mapping[str, str], plan: ImportPlan, said: Mapping[Place, Fix], fixed: Fixed, but: PlannedRow | None = None
) -> Fixed:
    """Keep with it what was typed into other rows: saved where it can be read, else given back with what is wrong."""
    for row in plan.of(RowVerdict.LOOK):
        typed = _changed(_of_row(form, row), row) if row is not but else {}
        if typed:
            one = _typed(typed, row, said.get((row.sheet, row.row), Fix()), saving=True)
            fixed.fixes.update(one.fixes)
            fixed.errors.update(one.errors)
    return fixed


def _changed(form: Mapping[str, str], row: PlannedRow) -> dict[str, str]:
    """Those fields that say something else than what the page proposed."""
    proposed = {
        "email": row.suggestions.get("email", ""),
        "code": row.suggestions.get("stock_code", "") or str(row.values.get("stock_code", "")),
        "company": "",
    }
    return {name: form[name] for name, shown in proposed.items() if form.get(name, "").strip() not in ("", shown)}


def _row(place: str, plan: ImportPlan) -> PlannedRow:
    try:
        at = place_of(place)
    except ValueError:
        raise NotFound from None
    found = next((row for row in plan.rows if (row.sheet, row.row) == at), None)
    if found is None:
        raise NotFound
    return found


def _pressed(act: str, form: Mapping[str, str], fix: Fix) -> Fix:
    if act == "same":
        return replace(fix, same_as=form.get("same_as", "")[:LINE_LENGTH])
    if act in (ONE, SPLIT):
        return replace(fix, people=act)
    if act == "above":
        return replace(fix, same_as=ABOVE)
    if act == "new":
        return replace(fix, same_as=NEW)
    return replace(fix, without_email=True) if act == "without" else fix


def _typed(form: Mapping[str, str], row: PlannedRow, fix: Fix, *, saving: bool) -> Fixed:
    """What stands in the row's fields; a proposal counts only if it is saved as such, a name whatever was pressed."""
    place = (row.sheet, row.row)
    email = _line(form, "email", LINE_LENGTH).lower()
    company = _line(form, "company", NAME_LENGTH)
    if saving and "company" in form and not company:
        wrong = gettext("Write the firm’s name, or leave the row out.")
        return Fixed(errors={key_of(*place): Given(_lines(form), str(wrong), "company")})
    if saving and "email" in form and not is_email(email):
        wrong = gettext("Write an address as name@firm.com, or import without.")
        return Fixed(errors={key_of(*place): Given({**_lines(form), "email": email}, str(wrong), "email")})
    if is_email(email) and (saving or email != row.suggestions.get("email")):
        fix = replace(fix, email=email, without_email=False)
    if saving and (code := _line(form, "code", 20)):
        fix = replace(fix, stock_code=code)
    if company and fix.same_as != ABOVE:
        fix = replace(fix, company=company, same_as="")
    return Fixed({place: fix})


def _lines(form: Mapping[str, str]) -> dict[str, str]:
    return {name: _line(form, name, LINE_LENGTH) for name in ("email", "code", "company")}


def _line(form: Mapping[str, str], name: str, most: int) -> str:
    return " ".join((clean_text(form.get(name, "")) or "").split())[:most]


def chosen_columns(form: MultiDict[str, str], plan: ImportPlan) -> dict[str, str]:
    """Header key → field, of the columns that were chosen otherwise than they stand."""
    found = {}
    for number, sheet in enumerate(plan.sheets, 1):
        for at, table in enumerate(sheet.tables, 1):
            for column in table.columns:
                wanted = form.get(column_name(number, at, column))
                if column.key and wanted is not None and wanted != column.field:
                    found[column.key] = wanted
                if column.key and (consent := form.get(f"{CONSENT}{column.key}")):
                    found[column.key] = consent
                if column.key and form.get(PEOPLE) == column.key:
                    found[column.key] = Field.REPRESENTATIVE.value
    return found


def _forgotten(form: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """The choice whose "Forget" was pressed: its kind and key."""
    kind, _, key = form.get("forget", "").partition(":")
    return ((kind, key),) if kind in PARTS and key else ()


def _sectors_said(act: str, form: MultiDict[str, str], plan: ImportPlan) -> dict[str, list[str]]:
    """Of the words that the page shows, as it was pressed; of all others, too, what is proposed."""
    if act == "sectors":
        return chosen_sectors(form, plan)
    return {**proposed(plan.sectors), **chosen_sectors(form, plan)} if act == "sectors_all" else {}


def chosen_sectors(form: MultiDict[str, str], plan: ImportPlan) -> dict[str, list[str]]:
    """Key → the codes ticked, for all the words that the form shows."""
    shown = set(form.getlist("sectors_shown")) & {one.key for one in plan.sectors}
    ticked = [value.partition(":") for value in form.getlist("sector")]
    found = {key: [code for code, _, of in ticked if of == key and code in sector_tree()] for key in shown}
    known = {one.key: one for one in plan.sectors}
    return {key: codes for key, codes in found.items() if _says_something(known[key], codes)}


def _says_something(one: SectorWords, codes: list[str]) -> bool:
    """Words beside which nothing is ticked stay to be confirmed; a sure conversion that stands needs no word."""
    if one.said is None and one.sure:
        return set(codes) != set(one.codes)
    return bool(codes) if one.said is None else set(codes) != set(one.said)


def chosen_gone(form: MultiDict[str, str], batch: ImportBatch) -> set[int] | None:
    """The registrations to cancel, of those of which the form speaks; None where all stands as it is kept."""
    return _chosen(form, GONE, batch.choices.get("gone", []), word="cancel", of_all="cancel_all")


def chosen_gone_people(form: MultiDict[str, str], batch: ImportBatch) -> set[int] | None:
    """The same of the people to remove."""
    return _chosen(form, GONE_PERSON, batch.choices.get("gone_people", []), word="remove", of_all="remove_all")


def _chosen(form: MultiDict[str, str], start: str, so_far: Iterable[int], *, word: str, of_all: str) -> set[int] | None:
    kept = set(so_far)
    told = {name: value for name, value in form.items() if re.fullmatch(rf"{start}\d{{1,18}}", name)}
    said = {int(name.removeprefix(start)): value for name, value in told.items()}
    wanted = kept - said.keys() | {number for number, value in said.items() if value == word}
    if form.get("act") == of_all:
        wanted |= said.keys()
    return wanted if wanted != kept else None


_READINGS: dict[str, Reading] = {"1": True, LIST: LIST, FORM: FORM}


def chosen_sheets(form: CombinedMultiDict[str, str], plan: ImportPlan) -> dict[str, Reading]:
    """Sheet → whether to read it or as what, if one was named."""
    names = {sheet.name for sheet in plan.sheets}
    said = _READINGS.get(form.get("read", ""), False)
    return {name: said for name in form.getlist("sheet") if name in names}
