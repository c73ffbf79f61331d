"""Numbers, years, sizes and web addresses of one row's firm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.companies.facts import is_script_address
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import (
    tidy,
    website,
    words,
)
from app.registrations.codes import (
    CodeStyle,
    can_be_registered,
    looks_like_uen,
    looks_like_uscc,
    registry_number,
    stock_code,
)
from app.registrations.facts_said import employees_in, founded_in, products_in
from app.registrations.fields import Field
from app.registrations.tables import Table
from app.registrations.values import Values

_USCC_LENGTH: Final = 18
_MAY_NAME_A_SITE: Final = (Field.OFFERS, Field.ABOUT, Field.REMARKS)


def read_numbers(read: Values, cells: Mapping[Field, list[SheetCell]], style: CodeStyle) -> None:
    addresses = [_address(read, tidy(cell.text)) for cell in cells.get(Field.WEBSITE, [])]
    anywhere = [website(text) for wanted, text in read.raw.items() if wanted in _MAY_NAME_A_SITE]
    if address := next(filter(None, (*addresses, *anywhere)), ""):
        read.values["website"] = address
    for wanted in (Field.UEN, Field.USCC):
        for cell in cells.get(wanted, []):
            number = registry_number(cell.text)
            why = _why_none(wanted, number)
            if number and not why:
                read.values.setdefault(wanted.value, number)
            elif number or words(cell):
                read.note(why or "registry_unreadable")
                read.remark(f"{wanted.value.upper()}: {words(cell)}")
    for cell in cells.get(Field.STOCK_CODE, []):
        read.set_code(stock_code(cell, lettered=style.lettered, six_digits=style.six_digits))


def _why_none(wanted: Field, number: str) -> str:
    """Why it can be no registry number, "" where it can."""
    if looks_like_uscc(number) or looks_like_uen(number):
        return "" if can_be_registered(number) else "registry_check"
    if wanted is Field.USCC and len(number) == _USCC_LENGTH:
        return "registry_letters"
    return "" if can_be_registered(number) else "registry_unreadable"


def read_sizes(read: Values, cells: Mapping[Field, list[SheetCell]]) -> None:
    """A number of people or a year that cannot be read stays as a remark."""
    if products := products_in(cells.get(Field.PRODUCTS, [])):
        read.values["products"] = products
    for cell in cells.get(Field.FOUNDED, []):
        _keep(read, Field.FOUNDED, cell, founded_in(cell))
    for cell in cells.get(Field.EMPLOYEES, []):
        _keep(read, Field.EMPLOYEES, cell, employees_in(cell.text))


def keep_founded(read: Values, table: Table, this_year: int) -> None:
    """A year that is still to come stays as a remark."""
    if read.values.get(Field.FOUNDED, 0) > this_year:
        header = next((column.header for column in table.all(Field.FOUNDED)), "")
        read.remark(f"{header}: {read.values.pop(Field.FOUNDED)}")
        read.note("founded_later")


def _keep(read: Values, wanted: Field, cell: SheetCell, found: str | int | None) -> None:
    text = words(cell)
    if found:
        read.values.setdefault(wanted.value, found)
    elif text:
        read.remark(text)


def _address(read: Values, text: str) -> str:
    """The web address of a cell; what would run as a script or open a file is none, and stays as a remark."""
    if not is_script_address(text):
        return website(text)
    read.remark(text)
    return ""
