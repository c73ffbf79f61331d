"""What somebody chose and typed to settle an import, as values and as JSON; what earlier imports of the same list
settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from app.companies.identifiers import parse_stock_code
from app.companies.names.parsing import compact
from app.core.spreadsheets.values import SheetCell
from app.importing.plan import SINGLE_PERSON, SPLIT_PEOPLE, PlannedRow
from app.sheets.contacts import is_email
from app.sheets.row_people import split_people
from app.sheets.row_values import RowValues
from app.sheets.sheet_reading import SheetReading

_BROKEN_CELL: Final = re.compile(r"[A-Z]{1,3}\d+ (?:=|#\S+)$")
"""A cell without a value, as ``raw`` tells it: its address and its error."""
_NAME_FIELDS: Final = ("company", "company_zh", "other_name")


def parse_fixes(plain: Mapping[str, Any]) -> dict[tuple[str, int], RowFix]:
    """From ``{"13 Delegation list": {…}}``."""
    return {parse_row_key(key): RowFix.of(fix) for key, fix in plain.items()}


def parse_row_key(key: str) -> tuple[str, int]:
    """The (sheet, row) of a key. Raises ValueError for one that is none."""
    row, _, sheet = key.partition(" ")
    return sheet, int(row)


def row_key(sheet: str, row: int) -> str:
    return f"{row} {sheet}"


def parse_choices(plain: Mapping[str, Any]) -> ImportChoices:
    return ImportChoices(*(dict(plain.get(part, {})) for part in ("columns", "sheets", "sectors")))


def row_fingerprint(row: PlannedRow) -> str:
    """The row as the sheet has it: company, e-mail and code tell one doubt from another; without a company, its person;
    what made it doubtful whether it comes tells too, for later it may say that it does not. Where a broken cell
    stands tells nothing, for the row may move, unless nothing else tells it."""
    parts = [row.raw.get(name, "") for name in (*_NAME_FIELDS, "email", "stock_code")]
    person = [row.raw.get(name, "") for name in ("representative", "title", "phone")]
    if any(map(_BROKEN_CELL.match, parts)) and any(text and not _BROKEN_CELL.match(text) for text in (*parts, *person)):
        parts, person = ([_BROKEN_CELL.sub("", text) for text in texts] for texts in (parts, person))
    if not any(parts[: len(_NAME_FIELDS)]):
        parts += person
    parts += [row.raw["coming"]] if row.raw.get("coming") else []
    return "|".join(compact(part) or part for part in parts)


def list_settled_fixes(rows: Iterable[PlannedRow], fixes: RowFixes, companies: Mapping[str, int]) -> dict[str, Any]:
    """Fingerprint → fix, with the company that a row became in place of keys of this import.

    ``companies``: key → the company's id after the import.
    """
    result = {}
    for row in rows:
        fix = fixes.get((row.sheet, row.row))
        if fix is None or not fix.to_plain():
            continue
        plain = fix.to_plain()
        if fix.same_as and row.key in companies:
            plain["same_as"] = f"c{companies[row.key]}"
        result[row_fingerprint(row)] = plain
    return result


def recall_fixes(rows: Iterable[PlannedRow], memory: Mapping[str, Any]) -> dict[str, Any]:
    """The fixes of a new sheet that earlier ones have settled already, as JSON."""
    return {
        row_key(row.sheet, row.row): dict(memory[fingerprint])
        for row in rows
        if (fingerprint := row_fingerprint(row)) in memory
    }


_DOUBTFUL_NAME_CODES: Final = ("company_long", "company_number", "company_header", "company_person")


def apply_fix(fix: RowFix, read: RowValues) -> None:
    """What was typed stands for what the sheet says; an e-mail that is none stays to be settled."""
    if fix.company:
        read.values["company"] = fix.company
        read.looks = [code for code in read.looks if code not in _DOUBTFUL_NAME_CODES]
    if is_email(fix.email.lower()):
        read.values["email"] = fix.email.lower()
    if is_email(fix.email.lower()) or fix.without_email:
        read.looks = [code for code in read.looks if not code.startswith("email_")]
    if fix.stock_code:
        read.looks = [code for code in read.looks if not code.startswith("code_")]
        read.set_code(parse_stock_code(SheetCell(fix.stock_code)))
    if read.all_several and fix.people != SINGLE_PERSON:
        _split_people_if_sure(read, requested=fix.people == SPLIT_PEOPLE)


def _split_people_if_sure(read: RowValues, *, requested: bool) -> None:
    if requested or all(several.sure for several in read.all_several):
        split_people(read)
    else:
        read.look("people_several")


_TYPED_FIELDS: Final = ("company", "email", "stock_code", "same_as", "people")


@dataclass(frozen=True, slots=True)
class RowFix:
    """What somebody typed in the preview to settle a row; "" or None: nothing said about it.

    ``same_as``: the key of a company (``c12`` known, ``s1r6`` of this import), ``above`` or ``new``; ``people``:
    ``one`` or ``split``; ``accept``: import it as it is; ``as_firm``: it is no guest.
    """

    company: str = ""
    email: str = ""
    without_email: bool = False
    stock_code: str = ""
    same_as: str = ""
    people: str = ""
    leave_out: bool = False
    accept: bool = False
    as_firm: bool = False

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """From JSON; unknown names are ignored."""
        flags = {name: bool(plain.get(name, False)) for name in ("without_email", "leave_out", "accept", "as_firm")}
        texts = {name: str(plain.get(name) or "").strip() for name in _TYPED_FIELDS}
        return cls(**texts, **flags)  # type: ignore[arg-type]

    def to_plain(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in values.items() if value}


RowFixes = Mapping[tuple[str, int], RowFix]


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """``columns``: header key → field; ``sheets``: name → whether to read it, or as what; ``sectors``: key of words →
    codes. All of them are remembered for the next sheet, but as what one was read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, SheetReading] = field(default_factory=dict)
    sectors: Mapping[str, Sequence[str]] = field(default_factory=dict)
