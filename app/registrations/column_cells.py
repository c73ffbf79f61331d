"""What a cell says under its own header: a tick below "Vegetarian", a yes below "I do not agree"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import consent_in, words, yes_or_no
from app.registrations.column import Column
from app.registrations.consent_headers import asks_for_a_no
from app.registrations.diets import diet_in
from app.registrations.fields import CONSENTS, NAMES_OF_PEOPLE, Field
from app.registrations.honours import without_country
from app.registrations.salutations import without_pronouns
from app.registrations.sector_lists import of_its_list

_OTHER_REGISTERS: Final = re.compile(r"\b(siren|siret|tva|vat|rcs|gst)\b|税号|纳税人|統編|税號", re.IGNORECASE)
"""Headers of numbers that are kept as remarks, with what they are."""


def told_under(cell: SheetCell, column: Column, columns: tuple[Column, ...], row: Mapping[int, SheetCell]) -> SheetCell:
    """``columns``, ``row``: the others, and their cells."""
    if column.field is Field.SECTORS:
        return _sectors(cell, column, columns, row)
    if column.field is Field.DIETARY:
        diet, asked = diet_in(column.header), yes_or_no(cell)
        return cell if not diet or asked is None else SheetCell(diet) if asked else SheetCell()
    if column.field is Field.REMARKS and _OTHER_REGISTERS.search(column.header) and words(cell):
        return SheetCell(f"{column.header}: {words(cell)}")
    if column.field in NAMES_OF_PEOPLE and (bare := without_country(without_pronouns(cell.text))) != cell.text:
        return SheetCell(bare)
    if column.field in CONSENTS and asks_for_a_no(column.header):
        return SheetCell("no") if consent_in(cell) else SheetCell()
    return cell


def _sectors(cell: SheetCell, column: Column, columns: tuple[Column, ...], row: Mapping[int, SheetCell]) -> SheetCell:
    ticked = yes_or_no(cell)
    if ticked is not None:
        return SheetCell(column.header) if ticked else SheetCell()
    return of_its_list(cell, column, columns, row) if cell.text else cell
