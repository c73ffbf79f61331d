"""What a cell says under its own header: a tick below Vegetarian, a yes below I do not agree."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import get_cell_text, parse_consent, parse_yes_no
from app.sheets.consent_headers import is_refusal_header
from app.sheets.fields import CONSENT_FIELDS, FULL_NAME_FIELDS, SheetColumn, SheetField
from app.sheets.person_cells import strip_country
from app.sheets.salutations import remove_pronouns

_DIET: Final = re.compile(
    r"\b(vegetarians?|vegans?|halal|kosher|casher|hallal|gluten free|lactose free|pescatarian"
    r"|no (beef|pork|seafood|nuts?)|vegetariene?s?|vegetalienne?s?|vegetalien|sans (porc|gluten|boeuf|lactose))\b"
    r"|全素|纯素|蛋奶素|奶素|素食|清真|不吃(牛|猪|羊|海鲜)肉?|无麸质"
)
_YES_NO_FRAME: Final = re.compile(
    r"\s*[(（]?\s*(?:y(?:es)?\s*/\s*n(?:o)?|o(?:ui)?\s*/\s*n(?:on)?|是\s*/?\s*否)\s*[)）]?\s*$|^(?:是否|要否)|\s*[?？]+\s*$",
    re.IGNORECASE,
)


def find_diet(header: str) -> str:
    """The diet in the header's own words, without what asks for yes or no; "" where it names none."""
    if _DIET.search(fold(header)) is None:
        return ""
    bare = header
    while (shorter := _YES_NO_FRAME.sub("", bare).strip()) != bare:
        bare = shorter
    return bare


_OTHER_REGISTRY_HEADER: Final = re.compile(
    r"\b(siren|siret|tva|vat|rcs|gst|ust|mst)\b|steuer|cukai|thuế|税号|纳税人|統編|税號", re.IGNORECASE
)
"""Headers of numbers that are kept as remarks, with what they are."""


def read_under_header(cell: SheetCell, column: SheetColumn) -> SheetCell:
    if column.field is SheetField.SECTORS:
        ticked = parse_yes_no(cell)
        return cell if ticked is None else SheetCell(column.header) if ticked else SheetCell()
    if column.field is SheetField.DIETARY:
        diet, asked = find_diet(column.header), parse_yes_no(cell)
        return cell if not diet or asked is None else SheetCell(diet) if asked else SheetCell()
    if column.field is SheetField.REMARKS and _OTHER_REGISTRY_HEADER.search(column.header) and get_cell_text(cell):
        return SheetCell(f"{column.header}: {get_cell_text(cell)}")
    if column.field in FULL_NAME_FIELDS and (bare := strip_country(remove_pronouns(cell.text))) != cell.text:
        return SheetCell(bare)
    if column.field in CONSENT_FIELDS and is_refusal_header(column.header):
        return SheetCell("no") if parse_consent(cell) else SheetCell()
    return cell
