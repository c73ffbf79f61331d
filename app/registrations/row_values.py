"""One row of a sheet → the cleaned values of a firm and its person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import BRACKETS
from app.companies.names.words import word_set
from app.core.spreadsheets.text import LOST_CHARACTER
from app.core.spreadsheets.values import SheetCell, cell_address
from app.registrations.cells import (
    consent_in,
    is_answer,
    is_ditto,
    is_no_firm,
    lines,
    tidy,
    words,
    yes_or_no,
)
from app.registrations.codes import CodeStyle
from app.registrations.column import Column
from app.registrations.column_cells import told_under
from app.registrations.column_contents import names_firms
from app.registrations.contacts import is_as_mobile
from app.registrations.country_in_name import country_in_name
from app.registrations.dates import Order
from app.registrations.extensions import with_extensions
from app.registrations.fields import COMPANY_NAMES, CONSENTS, NAMES_OF_PEOPLE, NAMING_SOMEBODY, Field
from app.registrations.header_whose import of_firm
from app.registrations.headers import asked_together, guess
from app.registrations.interpreter_answers import interpreter_in
from app.registrations.parted_cells import part_cells, part_posts
from app.registrations.places import country_of
from app.registrations.row_days import read_days
from app.registrations.row_facts import read_numbers, read_sizes
from app.registrations.row_names import LONGEST_CELL, is_number_or_day, names_of_row
from app.registrations.row_people import read_people
from app.registrations.row_remarks import remark_consents, remark_interpreter
from app.registrations.rows import Row
from app.registrations.tables import Table
from app.registrations.unnamed_people import named_in
from app.registrations.values import Values

Below = tuple[int, Field]
"""A column by its number and what it says, where a row goes on with the one above."""
_TEXTS: Final = (
    Field.COUNTRY,
    Field.CITY,
    Field.SECTORS,
    Field.ABOUT,
    Field.OFFERS,
    Field.SEEKS,
    Field.EXPORTS,
    Field.CERTIFICATES_HELD,
    Field.CERTIFICATES_NEEDED,
    Field.GROUP,
    Field.CATEGORY,
    Field.SALUTATION,
    Field.REPRESENTATIVE,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME,
    Field.REPRESENTATIVE_ZH,
    Field.TITLE,
    Field.TITLE_ZH,
    Field.LANGUAGES,
    Field.DIETARY,
    Field.REMARKS,
)
_REACHED: Final = (Field.EMAIL, Field.PHONE, Field.LANDLINE)
_SHARED: Final = word_set("general main office secretary assistant asst pa home private")
"""What headers call an address or a number that is not the person's own."""
_TOLD_ASIDE: Final = frozenset({Field.REMARKS, Field.CONSENT_OTHER, Field.CONSENT_SOURCE, *CONSENTS})
"""Where a "ditto" below nothing says nothing."""
_ANSWERS: Final = (Field.SITE_VISIT, Field.ATTENDING, Field.NEEDS_INTERPRETER, *CONSENTS)
_FOR_ALL: Final = Field.NEEDS_INTERPRETER
"""Whoever of a firm's people needs one, the firm does."""
_READS: Final = {Field.NEEDS_INTERPRETER: interpreter_in}
_ADDRESS_TOO: Final = re.compile(r"\baddress|\badresse|地址", re.IGNORECASE)
"""Headers of firms' names with their addresses, in the lines below the name."""


def values_of(
    row: Row,
    table: Table,
    style: CodeStyle,
    above: Mapping[Below, SheetCell],
    country: str = "",
    orders: Mapping[Field, Order] | None = None,
) -> Values:
    """``above``: the cells of the row above, for "ditto"; ``country``: of numbers without a country code;
    ``orders``: of the columns with days."""
    read = Values()
    unnamed: list[str] = []
    cells: dict[tuple[Field, int], list[SheetCell]] = {}
    own = _without_addresses(with_extensions(row.cells, table.columns), table.columns)
    for column in _own_first(table.columns):
        cell = own.get(column.number, SheetCell())
        if _is_ditto(cell, column) and ((at := (column.number, column.field)) in above or column.field in _TOLD_ASIDE):
            cell = above.get(at, SheetCell())
            read.note("ditto")
        cell = told_under(cell, column, table.columns, row.cells)
        if column.field in NAMES_OF_PEOPLE and words(cell) and named_in(cell.text) != cell.text:
            unnamed.append(words(cell))
            cell = SheetCell(named_in(cell.text))
        cells.setdefault((column.field, column.contact), []).append(cell)
        if (text := tidy(cell.text)) and column.field is not Field.UNUSED:
            read.raw.setdefault(column.field, text)
        if (cell.error or cell.formula) and column.field not in (Field.UNUSED, Field.SERIAL):
            read.raw[column.field] = f"{cell_address(row.number, column.number)} {cell.error or '='}"
            read.look("email_formula") if column.field is Field.EMAIL else read.note("cell_error")
    _with_middle_names(cells)
    _stand_in(cells, table.columns, own)
    titled = {column.contact for column in table.columns if _holds_titles(column)}
    part_posts(cells, table.columns)
    cells = part_cells({at: _no_answers(at[0], found) for at, found in cells.items()}, titled)
    first = {wanted: found for (wanted, contact), found in cells.items() if contact == 1}
    first[_FOR_ALL] = [one for (wanted, _), found in cells.items() if wanted is _FOR_ALL for one in found]
    named, note = names_of_row(first)
    read.values.update(named)
    read.note(note)
    _without_firm(read)
    _doubts(read, first, table, row)
    _texts(read, first)
    _keep_unnamed(read, unnamed)
    read_days(read, first, orders or {})
    remark_consents(read, row, table)
    remark_interpreter(read, row, table)
    read_numbers(read, first, style)
    read_sizes(read, first)
    read_people(read, cells, table.columns, _country(read) or country)
    return read


def _with_middle_names(cells: dict[tuple[Field, int], list[SheetCell]]) -> None:
    """A middle name in a column of its own is one of the given names, behind the first; beside a full name it stays as
    a remark."""
    for contact in [contact for wanted, contact in cells if wanted is Field.MIDDLE_NAME]:
        given, middle = cells.get((Field.GIVEN_NAME, contact), []), cells.pop((Field.MIDDLE_NAME, contact))
        if given or (Field.REPRESENTATIVE, contact) not in cells:
            cells[Field.GIVEN_NAME, contact] = [SheetCell(" ".join(filter(None, map(words, (*given, *middle)))))]
        else:
            cells.setdefault((Field.REMARKS, 1), []).extend(middle)


def _stand_in(
    cells: dict[tuple[Field, int], list[SheetCell]], columns: tuple[Column, ...], own: Mapping[int, SheetCell]
) -> None:
    """Who heads the firm, where the row names nobody else."""
    if any(words(cell) for (wanted, _), found in cells.items() if wanted in NAMING_SOMEBODY for cell in found):
        return
    heads = [own[column.number] for column in columns if column.stands_in and column.number in own]
    if heads and not any(column.chosen for column in columns if column.stands_in):
        cells[Field.REPRESENTATIVE, 1] = heads[:1]


def _is_ditto(cell: SheetCell, column: Column) -> bool:
    """Of a WeChat ID, "same" says that it is under the mobile number."""
    return is_ditto(cell.text) and not (column.field is Field.WECHAT and is_as_mobile(cell.text))


def _without_addresses(cells: Mapping[int, SheetCell], columns: tuple[Column, ...]) -> Mapping[int, SheetCell]:
    """Firms' names alone, where their header asks for the address too, which stands in the lines below."""
    both = [c.number for c in columns if c.field in COMPANY_NAMES and _ADDRESS_TOO.search(c.header)]
    firsts = {at: next(iter(lines(cells[at].text)), "") for at in both if at in cells}
    return {**cells, **{at: SheetCell(name) for at, name in firsts.items()}} if firsts else cells


def _country(read: Values) -> str:
    """What the row says, else what the firm's names tell."""
    said = country_of(read.values.get("country", ""))
    return said or country_in_name(str(read.values.get(name, "")) for name in ("company", "company_zh"))


@lru_cache(maxsize=64)
def _own_first(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Of several addresses and numbers a person's own come before the firm's: E-mail before Company e-mail."""
    return tuple(sorted(columns, key=lambda column: column.field in _REACHED and _comes_last(column.header)))


def _comes_last(header: str) -> bool:
    """Also where the contents alone tell what stands there."""
    return _is_shared(header) or (header != "" and guess(header) is None)


def _is_shared(header: str) -> bool:
    return bool(of_firm(header)) or not _SHARED.isdisjoint(re.split(r"[\W_]+", header.lower()))


def _keep_unnamed(read: Values, cells: list[str]) -> None:
    for text in cells:
        read.remark(text)
        read.note("people_unnamed")


def _holds_titles(column: Column) -> bool:
    return column.field is Field.REPRESENTATIVE and Field.TITLE in asked_together(column.header)


def _without_firm(read: Values) -> None:
    """Somebody who comes for no firm, self-employed, has to be asked for what to stand for; what they said is kept."""
    if is_no_firm(name := str(read.values.get("company", ""))):
        del read.values["company"]
        read.values.pop("company_zh", None)
        read.remark(name)


def _doubts(read: Values, cells: Mapping[Field, list[SheetCell]], table: Table, row: Row) -> None:
    """Names that can hardly be a firm's, and letters that were lost before the sheet came here."""
    if any(len(cell.text) > LONGEST_CELL for wanted in COMPANY_NAMES for cell in cells.get(wanted, [])):
        read.look("company_long")
    if is_number_or_day(str(read.values.get("company", ""))):
        read.look("company_number")
    name = str(read.values.get("company", ""))
    heads = [] if re.search(r"[,;/&，；、]", name) else [guess(text) for text in (name, BRACKETS.sub("", name)) if name]
    if heads and all(found is not None and found.exact and found.field not in CONSENTS for found in heads):
        read.look("company_header")
    doubted = any(c.people and not c.chosen and c.number in row.cells for c in table.columns)
    if name and doubted and not names_firms([name]):
        read.look("company_person")
    used = [row.cells[c.number].text for c in table.columns if c.field is not Field.UNUSED and c.number in row.cells]
    if lost := [text for text in used if LOST_CHARACTER in text]:
        read.look("letters_lost")
        read.raw["doubtful_letters"] = "; ".join(lost)


def _no_answers(wanted: Field, cells: list[SheetCell]) -> list[SheetCell]:
    """Yes and no are nobody's name."""
    return [cell for cell in cells if not is_answer(cell.text)] if wanted in NAMES_OF_PEOPLE else cells


def _texts(read: Values, cells: Mapping[Field, list[SheetCell]]) -> None:
    for wanted in _TEXTS:
        if text := "; ".join(filter(None, map(words, cells.get(wanted, [])))):
            read.values[wanted.value] = text
    for wanted in _ANSWERS:
        reads = consent_in if wanted in CONSENTS else _READS.get(wanted, yes_or_no)
        told = [answer for cell in cells.get(wanted, []) if (answer := reads(cell)) is not None]
        if told:
            one = any(told) if wanted is _FOR_ALL else told[0]
            read.values[wanted.value] = all(told) if wanted in CONSENTS else one
