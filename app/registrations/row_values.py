"""One row of a sheet → the cleaned values of a firm and its person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.companies.websites import runs
from app.floor.spreadsheets.encodings import LOST
from app.floor.spreadsheets.values import Cell, address
from app.registrations.cells import day, is_answer, is_ditto, moment_of_number, tidy, website, words, yes_or_no
from app.registrations.codes import CodeStyle, can_be_registered, registry_number, stock_code
from app.registrations.columns import Column
from app.registrations.dates import Order, is_no_day, moment_in
from app.registrations.facts_said import employees_in, founded_in, products_in
from app.registrations.fields import COMPANY_NAMES, CONSENTS, NAMES_OF_PEOPLE, Field
from app.registrations.headers import asked_together
from app.registrations.parted_cells import part_cells
from app.registrations.places import country_of
from app.registrations.row_names import LONGEST_CELL, is_number_or_day, names_of_row
from app.registrations.row_people import read_people
from app.registrations.rows import Row
from app.registrations.tables import Table
from app.registrations.values import Values

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
_MOMENTS: Final = (Field.ARRIVAL, Field.DEPARTURE)
_READ: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
"""A moment that was read as one."""
_ANSWERS: Final = (Field.SITE_VISIT, Field.ATTENDING, Field.NEEDS_INTERPRETER, *CONSENTS)
_MAY_NAME_A_SITE: Final = (Field.OFFERS, Field.ABOUT, Field.REMARKS)


def values_of(
    row: Row,
    table: Table,
    style: CodeStyle,
    above: Mapping[Field, Cell],
    country: str = "",
    orders: Mapping[Field, Order] | None = None,
) -> Values:
    """``above``: the cells of the row above by field, for "ditto"; ``country``: of numbers without a country code;
    ``orders``: of the columns with days."""
    read = Values()
    cells: dict[tuple[Field, int], list[Cell]] = {}
    for column in table.columns:
        cell = row.cells.get(column.number, Cell())
        if is_ditto(cell.text) and column.field in above:
            cell = above[column.field]
            read.note("ditto")
        if column.field is Field.SECTORS and (ticked := yes_or_no(cell)) is not None:
            cell = Cell(column.header) if ticked else Cell()
        cells.setdefault((column.field, column.contact), []).append(cell)
        if (text := tidy(cell.text)) and column.field is not Field.UNUSED:
            read.raw.setdefault(column.field, text)
        if (cell.error or cell.formula) and column.field not in (Field.UNUSED, Field.SERIAL):
            read.raw[column.field] = f"{address(row.number, column.number)} {cell.error or '='}"
            read.look("email_formula") if column.field is Field.EMAIL else read.note("cell_error")
    titled = {column.contact for column in table.columns if _holds_titles(column)}
    cells = part_cells({at: _no_answers(at[0], found) for at, found in cells.items()}, titled)
    first = {wanted: found for (wanted, contact), found in cells.items() if contact == 1}
    named, note = names_of_row(first)
    read.values.update(named)
    read.note(note)
    _doubts(read, first, table, row)
    _texts(read, first)
    _days(read, first, orders or {})
    _remark_consents(read, row, table)
    _numbers(read, first, style)
    _sizes(read, first)
    read_people(read, cells, table.columns, country_of(read.values.get("country", "")) or country)
    return read


def _holds_titles(column: Column) -> bool:
    return column.field is Field.REPRESENTATIVE and Field.TITLE in asked_together(column.header)


def _doubts(read: Values, cells: Mapping[Field, list[Cell]], table: Table, row: Row) -> None:
    """Names that can hardly be a firm's, and letters that were lost before the sheet came here."""
    if any(len(cell.text) > LONGEST_CELL for wanted in COMPANY_NAMES for cell in cells.get(wanted, [])):
        read.look("company_long")
    if is_number_or_day(str(read.values.get("company", ""))):
        read.look("company_number")
    used = [row.cells[c.number].text for c in table.columns if c.field is not Field.UNUSED and c.number in row.cells]
    if lost := [text for text in used if LOST in text]:
        read.look("letters_lost")
        read.raw["doubtful_letters"] = "; ".join(lost)


def _no_answers(wanted: Field, cells: list[Cell]) -> list[Cell]:
    """Yes and no are nobody's name."""
    return [cell for cell in cells if not is_answer(cell.text)] if wanted in NAMES_OF_PEOPLE else cells


def _remark_consents(read: Values, row: Row, table: Table) -> None:
    """A consent to something else counts for nothing here; what was said stays, with its question."""
    for column in table.all(Field.CONSENT_OTHER):
        if text := words(row.cells.get(column.number, Cell())):
            read.remark(f"{column.header}: {text}")


def _texts(read: Values, cells: Mapping[Field, list[Cell]]) -> None:
    for wanted in _TEXTS:
        if text := "; ".join(filter(None, map(words, cells.get(wanted, [])))):
            read.values[wanted.value] = text
    for wanted in _ANSWERS:
        told = [answer for cell in cells.get(wanted, []) if (answer := yes_or_no(cell)) is not None]
        if told:
            read.values[wanted.value] = all(told) if wanted in CONSENTS else told[0]


def _days(read: Values, cells: Mapping[Field, list[Cell]], orders: Mapping[Field, Order]) -> None:
    for wanted in _MOMENTS:
        order = orders.get(wanted, Order())
        moments = {cell: moment_of_number(cell) for cell in cells.get(wanted, [])}
        if text := "; ".join(filter(None, (found or _clock(read, cell, order) for cell, found in moments.items()))):
            read.values[wanted.value] = text
            read.note("date_was_number" if any(moments.values()) else "")
    if _is_before(read.values.get(Field.DEPARTURE, ""), read.values.get(Field.ARRIVAL, "")):
        read.look("date_before_arrival")
        read.raw.setdefault("doubtful_day", f"{read.values[Field.ARRIVAL]} – {read.values[Field.DEPARTURE]}")
    for cell in cells.get(Field.REGISTERED_AT, []):
        order = orders.get(Field.REGISTERED_AT, Order())
        found = day(cell, order.first)
        if order.assumed and day(cell).code == "date_ambiguous":
            read.note("date_order_assumed")
        read.note(found.code)
        if found.day:
            read.values["registered_at"] = found.day


def _is_before(one: str, other: str) -> bool:
    """Whether a day comes before another, as far as both are days; of one day the time tells, where both have one."""
    if not (_READ.fullmatch(one) and _READ.fullmatch(other)):
        return False
    alike = min(len(one), len(other))
    return one[:alike] < other[:alike]


def _clock(read: Values, cell: Cell, order: Order) -> str:
    """A moment as 2027-03-17 21:40, a midnight as its day; anything else as it stands, and asked for where day and
    month could be swapped."""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    text = words(cell)
    found = moment_in(text, order.first)
    if found is None and is_no_day(text):
        read.look("date_impossible")
        read.raw["doubtful_day"] = text
    if found is not None and found.ambiguous:
        read.look("date_ambiguous")
        read.raw["doubtful_day"] = text
    elif order.assumed and (plain := moment_in(text)) is not None and plain.ambiguous:
        read.note("date_order_assumed")
    return text if found is None or found.ambiguous else found.text


def _numbers(read: Values, cells: Mapping[Field, list[Cell]], style: CodeStyle) -> None:
    addresses = [_address(read, tidy(cell.text)) for cell in cells.get(Field.WEBSITE, [])]
    anywhere = [website(text) for wanted, text in read.raw.items() if wanted in _MAY_NAME_A_SITE]
    if address := next(filter(None, (*addresses, *anywhere)), ""):
        read.values["website"] = address
    for wanted in (Field.UEN, Field.USCC):
        for cell in cells.get(wanted, []):
            number = registry_number(cell.text)
            if can_be_registered(number):
                read.values.setdefault(wanted.value, number)
            elif number or words(cell):
                read.note("registry_unreadable")
                read.remark(f"{wanted.value.upper()}: {words(cell)}")
    for cell in cells.get(Field.STOCK_CODE, []):
        read.set_code(stock_code(cell, lettered=style.lettered, six_digits=style.six_digits))


def _sizes(read: Values, cells: Mapping[Field, list[Cell]]) -> None:
    """A number of people or a year that cannot be read stays as a remark."""
    if products := products_in(cells.get(Field.PRODUCTS, [])):
        read.values["products"] = products
    for cell in cells.get(Field.FOUNDED, []):
        _keep(read, Field.FOUNDED, cell, founded_in(cell))
    for cell in cells.get(Field.EMPLOYEES, []):
        _keep(read, Field.EMPLOYEES, cell, employees_in(cell.text))


def _keep(read: Values, wanted: Field, cell: Cell, found: str | int | None) -> None:
    text = words(cell)
    if found:
        read.values.setdefault(wanted.value, found)
    elif text:
        read.remark(text)


def _address(read: Values, text: str) -> str:
    """The web address of a cell; what would run as a script or open a file is none, and stays as a remark."""
    if not runs(text):
        return website(text)
    read.remark(text)
    return ""
