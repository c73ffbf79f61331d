"""One row of a list → the cleaned values of a company and its people; what its answers say beside a yes or no stays
among the remarks, each with its question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.companies.fields import SHEET_FIELDS
from app.companies.identifiers import StockCodeStyle
from app.companies.locale_names import find_country
from app.companies.names.parsing import BRACKETS, compact, fold
from app.companies.typed_text import is_empty_answer, is_pending_answer, split_lines, tidy_text
from app.core.spreadsheets.text import LOST_CHARACTER
from app.core.spreadsheets.values import SheetCell, cell_address
from app.sheets.cells import (
    get_cell_text,
    is_any_yes_no,
    is_bare_interpreter_answer,
    is_ditto,
    is_plain_yes_no,
    is_without_company,
    parse_consent,
    parse_interpreter_need,
    parse_yes_no,
)
from app.sheets.column_contents import are_company_names
from app.sheets.company_country import find_country_in_name
from app.sheets.consent_headers import is_refusal_header
from app.sheets.contacts import is_same_as_mobile
from app.sheets.dates import DateOrder
from app.sheets.fields import (
    COMPANY_NAME_FIELDS,
    CONSENT_FIELDS,
    FULL_NAME_FIELDS,
    PERSON_NAME_FIELDS,
    SheetColumn,
    SheetField,
)
from app.sheets.header_forms import parse_company_header
from app.sheets.headers import guess_field, list_joint_fields
from app.sheets.listed_people import remove_unnamed_people
from app.sheets.person_cells import split_company_and_title_cells, split_person_cells, strip_country
from app.sheets.phrases import PhraseKind, get_phrase_keys
from app.sheets.row_facts import (
    MAX_COMPANY_CELL_LENGTH,
    is_number_or_day,
    parse_company_names,
    read_days,
    read_numbers,
    read_sizes,
)
from app.sheets.row_people import read_people
from app.sheets.row_values import RowValues
from app.sheets.rows import SheetRow
from app.sheets.salutations import remove_pronouns
from app.sheets.tables import SheetTable

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


_EXTENSION_HEADERS: Final = get_phrase_keys(PhraseKind.EXTENSION)
_PHONE_FIELDS: Final = frozenset({SheetField.LANDLINE, SheetField.PHONE, SheetField.PHONE_WECHAT})


def join_extensions(cells: Mapping[int, SheetCell], columns: tuple[SheetColumn, ...]) -> Mapping[int, SheetCell]:
    """The cells of a row, each extension behind its number; themselves where no column holds extensions."""
    pairs = _extension_columns(columns)
    if not pairs:
        return cells
    result = dict(cells)
    for extension, phone in pairs:
        digits = re.sub(r"\D", "", tidy_text(result.pop(extension, SheetCell()).text).removesuffix(".0"))
        number = tidy_text(result.get(phone, SheetCell()).text)
        if digits and len(digits) <= 6 and number:
            result[phone] = SheetCell(f"{number} ext. {digits}")
    return result


@lru_cache(maxsize=64)
def _extension_columns(columns: tuple[SheetColumn, ...]) -> tuple[tuple[int, int], ...]:
    """(column of extensions, the nearest one of phones at its left)."""
    phones = [
        column.number
        for column in columns
        if column.field in _PHONE_FIELDS and compact(column.header) not in _EXTENSION_HEADERS
    ]
    own = [
        column.number
        for column in columns
        if column.field in _PHONE_FIELDS and compact(column.header) in _EXTENSION_HEADERS
    ]
    return tuple((at, max(left)) for at in own if (left := [phone for phone in phones if phone < at]))


def remark_consents(read: RowValues, row: SheetRow, table: SheetTable) -> None:
    """A consent to something else counts for nothing here, nor does an answer that is no yes or no; what was said
    stays, with its question. Where one counts, what tells its source goes with it."""
    for column in table.all(SheetField.CONSENT_OTHER):
        text = get_cell_text(row.cells.get(column.number, SheetCell()))
        if text and not is_ditto(text):
            read.remark(f"{column.header}: {text}")
            read.note("consent_other")
    texts = []
    for column in (column for wanted in CONSENT_FIELDS for column in table.all(wanted)):
        text = tidy_text(row.cells.get(column.number, SheetCell()).text)
        if is_ditto(text):
            continue
        if parse_consent(SheetCell(text)) is None and (get_cell_text(SheetCell(text)) or is_pending_answer(text)):
            read.remark(f"{column.header}: {text}")
            read.note("consent_unread")
        elif text and not is_empty_answer(text) and not is_any_yes_no(text):
            texts.append(text)
    sources = [
        (c.header, get_cell_text(row.cells.get(c.number, SheetCell()))) for c in table.all(SheetField.CONSENT_SOURCE)
    ]
    texts += [f"{header}: {text}" for header, text in sources if text]
    if texts and any(wanted in read.values for wanted in CONSENT_FIELDS):
        read.values["consent_source"] = "; ".join(texts)
    elif texts:
        read.remark("; ".join(texts))
        read.note("consent_other")


def remark_interpreter(read: RowValues, row: SheetRow, table: SheetTable) -> None:
    """What an answer says beside its yes or no stays, as does one that is neither, with its question."""
    for column in table.all(SheetField.NEEDS_INTERPRETER):
        cell = row.cells.get(column.number, SheetCell())
        if (
            not get_cell_text(cell)
            or is_ditto(cell.text)
            or is_bare_interpreter_answer(cell)
            or is_any_yes_no(cell.text)
        ):
            continue
        read.remark(f"{column.header}: {tidy_text(cell.text)}")
        read.note("interpreter_unread" if parse_interpreter_need(cell) is None else "")


ColumnField = tuple[int, SheetField]
"""A column by its number and what it says, where a row goes on with the one above."""
_TEXT_FIELDS: Final = (
    *map(SheetField, SHEET_FIELDS),
    SheetField.COUNTRY,
    SheetField.CITY,
    SheetField.SECTORS,
    SheetField.ABOUT,
    SheetField.OFFERS,
    SheetField.SEEKS,
    SheetField.EXPORTS,
    SheetField.CERTIFICATES_HELD,
    SheetField.CERTIFICATES_NEEDED,
    SheetField.GROUP,
    SheetField.CATEGORY,
    SheetField.SALUTATION,
    SheetField.REPRESENTATIVE,
    SheetField.FAMILY_NAME,
    SheetField.GIVEN_NAME,
    SheetField.REPRESENTATIVE_ZH,
    SheetField.TITLE,
    SheetField.TITLE_ZH,
    SheetField.LANGUAGES,
    SheetField.DIETARY,
    SheetField.REMARKS,
)
_CONTACT_FIELDS: Final = (SheetField.EMAIL, SheetField.PHONE, SheetField.LANDLINE)
_SHARED_CONTACT_TERMS: Final = get_phrase_keys(PhraseKind.SHARED_CONTACT)
"""What headers call an address or a number that is not the person's own."""
_FIELDS_WITHOUT_DITTO: Final = frozenset(
    {SheetField.REMARKS, SheetField.CONSENT_OTHER, SheetField.CONSENT_SOURCE, *CONSENT_FIELDS}
)
"""Where a "ditto" below nothing says nothing."""
_ANSWER_FIELDS: Final = (SheetField.SITE_VISIT, SheetField.ATTENDING, SheetField.NEEDS_INTERPRETER, *CONSENT_FIELDS)
_FIELD_OF_WHOLE_COMPANY: Final = SheetField.NEEDS_INTERPRETER
"""Whoever of a firm's people needs one, the firm does."""
_ANSWER_PARSERS: Final = {SheetField.NEEDS_INTERPRETER: parse_interpreter_need}
_HEADER_WITH_ADDRESS: Final = re.compile(r"\baddress|\badresse|地址", re.IGNORECASE)
"""Headers of firms' names with their addresses, in the lines below the name."""


def parse_row_values(
    row: SheetRow,
    table: SheetTable,
    style: StockCodeStyle,
    above: Mapping[ColumnField, SheetCell],
    country: str = "",
    orders: Mapping[SheetField, DateOrder] | None = None,
) -> RowValues:
    """``above``: the cells of the row above, for "ditto"; ``country``: of numbers without a country code;
    ``orders``: of the columns with days."""
    read = RowValues()
    unnamed: list[str] = []
    cells: dict[tuple[SheetField, int], list[SheetCell]] = {}
    own = _remove_addresses(join_extensions(row.cells, table.columns), table.columns)
    for column in _sort_own_contacts_first(table.columns):
        cell = own.get(column.number, SheetCell())
        if _is_ditto(cell, column) and (
            (at := (column.number, column.field)) in above or column.field in _FIELDS_WITHOUT_DITTO
        ):
            cell = above.get(at, SheetCell())
            read.note("ditto")
        cell = read_under_header(cell, column)
        if column.field in FULL_NAME_FIELDS and get_cell_text(cell) and remove_unnamed_people(cell.text) != cell.text:
            unnamed.append(get_cell_text(cell))
            cell = SheetCell(remove_unnamed_people(cell.text))
        cells.setdefault((column.field, column.contact), []).append(cell)
        if (text := tidy_text(cell.text)) and column.field is not SheetField.UNUSED:
            read.raw.setdefault(column.field, text)
        if (cell.error or cell.formula) and column.field not in (SheetField.UNUSED, SheetField.SERIAL):
            read.raw[column.field] = f"{cell_address(row.number, column.number)} {cell.error or '='}"
            read.look("email_formula") if column.field is SheetField.EMAIL else read.note("cell_error")
    _merge_middle_names(cells)
    _add_head_of_company(cells, table.columns, own)
    titled = {
        column.contact
        for column in table.columns
        if column.field is SheetField.REPRESENTATIVE and SheetField.TITLE in list_joint_fields(column.header)
    }
    split_company_and_title_cells(cells, table.columns)
    cells = split_person_cells(
        {
            at: (
                [cell for cell in field_cells if not is_plain_yes_no(cell.text)]
                if at[0] in FULL_NAME_FIELDS
                else field_cells
            )
            for at, field_cells in cells.items()
        },
        titled,
    )
    first = {wanted: field_cells for (wanted, contact), field_cells in cells.items() if contact == 1}
    first[_FIELD_OF_WHOLE_COMPANY] = [
        cell for (wanted, _), field_cells in cells.items() if wanted is _FIELD_OF_WHOLE_COMPANY for cell in field_cells
    ]
    named, note = parse_company_names(first)
    read.values.update(named)
    read.note(note)
    _remove_missing_company(read)
    _require_decisions(read, first, table, row)
    _read_texts(read, first)
    _remark_unnamed_people(read, unnamed)
    read_days(read, first, orders or {})
    remark_consents(read, row, table)
    remark_interpreter(read, row, table)
    read_numbers(read, first, style)
    read_sizes(read, first)
    read_people(read, cells, table.columns, _find_country(read) or country)
    return read


def _merge_middle_names(cells: dict[tuple[SheetField, int], list[SheetCell]]) -> None:
    """A middle name in a column of its own is one of the given names, behind the first; beside a full name it stays as
    a remark."""
    for contact in [contact for wanted, contact in cells if wanted is SheetField.MIDDLE_NAME]:
        given, middle = cells.get((SheetField.GIVEN_NAME, contact), []), cells.pop((SheetField.MIDDLE_NAME, contact))
        if given or (SheetField.REPRESENTATIVE, contact) not in cells:
            cells[SheetField.GIVEN_NAME, contact] = [
                SheetCell(" ".join(filter(None, map(get_cell_text, (*given, *middle)))))
            ]
        else:
            cells.setdefault((SheetField.REMARKS, 1), []).extend(middle)


def _add_head_of_company(
    cells: dict[tuple[SheetField, int], list[SheetCell]], columns: tuple[SheetColumn, ...], own: Mapping[int, SheetCell]
) -> None:
    """Who heads the firm, where the row names nobody else."""
    if any(
        get_cell_text(cell)
        for (wanted, _), field_cells in cells.items()
        if wanted in PERSON_NAME_FIELDS
        for cell in field_cells
    ):
        return
    heads = [own[column.number] for column in columns if column.stands_in and column.number in own]
    if heads and not any(column.chosen for column in columns if column.stands_in):
        cells[SheetField.REPRESENTATIVE, 1] = heads[:1]


def _is_ditto(cell: SheetCell, column: SheetColumn) -> bool:
    """Of a WeChat ID, "same" says that it is under the mobile number."""
    return is_ditto(cell.text) and not (column.field is SheetField.WECHAT and is_same_as_mobile(cell.text))


def _remove_addresses(cells: Mapping[int, SheetCell], columns: tuple[SheetColumn, ...]) -> Mapping[int, SheetCell]:
    """Firms' names alone, where their header asks for the address too, which stands in the lines below."""
    both = [c.number for c in columns if c.field in COMPANY_NAME_FIELDS and _HEADER_WITH_ADDRESS.search(c.header)]
    firsts = {at: next(iter(split_lines(cells[at].text)), "") for at in both if at in cells}
    return {**cells, **{at: SheetCell(name) for at, name in firsts.items()}} if firsts else cells


def _find_country(read: RowValues) -> str:
    """What the row says, else what the firm's names tell."""
    country = find_country(read.values.get("country", ""))
    return country or find_country_in_name(str(read.values.get(name, "")) for name in ("company", "company_zh"))


@lru_cache(maxsize=64)
def _sort_own_contacts_first(columns: tuple[SheetColumn, ...]) -> tuple[SheetColumn, ...]:
    """Of several addresses and numbers a person's own come before the firm's: E-mail before Company e-mail."""
    return tuple(
        sorted(
            columns,
            key=lambda column: (
                column.field in _CONTACT_FIELDS
                and (_is_shared_contact(column.header) or (column.header != "" and guess_field(column.header) is None))
            ),
        )
    )


def _is_shared_contact(header: str) -> bool:
    return bool(parse_company_header(header)) or not _SHARED_CONTACT_TERMS.isdisjoint(
        re.split(r"[\W_]+", header.lower())
    )


def _remark_unnamed_people(read: RowValues, cells: list[str]) -> None:
    for text in cells:
        read.remark(text)
        read.note("people_unnamed")


def _remove_missing_company(read: RowValues) -> None:
    """Somebody who comes for no firm, self-employed, has to be asked for what to stand for; what they said is kept."""
    if is_without_company(name := str(read.values.get("company", ""))):
        del read.values["company"]
        read.values.pop("company_zh", None)
        read.remark(name)


def _require_decisions(
    read: RowValues, cells: Mapping[SheetField, list[SheetCell]], table: SheetTable, row: SheetRow
) -> None:
    """Names that can hardly be a firm's, and letters that were lost before the sheet came here."""
    if any(
        len(cell.text) > MAX_COMPANY_CELL_LENGTH for wanted in COMPANY_NAME_FIELDS for cell in cells.get(wanted, [])
    ):
        read.look("company_long")
    if is_number_or_day(str(read.values.get("company", ""))):
        read.look("company_number")
    name = str(read.values.get("company", ""))
    heads = (
        []
        if re.search(r"[,;/&，；、]", name)
        else [guess_field(text) for text in (name, BRACKETS.sub("", name)) if name]
    )
    if heads and all(head is not None and head.exact and head.field not in CONSENT_FIELDS for head in heads):
        read.look("company_header")
    doubted = any(c.people and not c.chosen and c.number in row.cells for c in table.columns)
    if name and doubted and not are_company_names([name]):
        read.look("company_person")
    used = [
        row.cells[c.number].text for c in table.columns if c.field is not SheetField.UNUSED and c.number in row.cells
    ]
    if lost := [text for text in used if LOST_CHARACTER in text]:
        read.look("letters_lost")
        read.raw["doubtful_letters"] = "; ".join(lost)


def _read_texts(read: RowValues, cells: Mapping[SheetField, list[SheetCell]]) -> None:
    for wanted in _TEXT_FIELDS:
        if text := "; ".join(filter(None, map(get_cell_text, cells.get(wanted, [])))):
            read.values[wanted.value] = text
    for wanted in _ANSWER_FIELDS:
        reads = parse_consent if wanted in CONSENT_FIELDS else _ANSWER_PARSERS.get(wanted, parse_yes_no)
        get = [answer for cell in cells.get(wanted, []) if (answer := reads(cell)) is not None]
        if get:
            combined = any(get) if wanted is _FIELD_OF_WHOLE_COMPANY else get[0]
            read.values[wanted.value] = all(get) if wanted in CONSENT_FIELDS else combined
