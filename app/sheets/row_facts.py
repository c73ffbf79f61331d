"""The company's names, numbers, sizes and web address in one row of a list, and its days: when somebody arrives and
leaves, when the company registered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.companies.facts import is_script_address
from app.companies.identifiers import (
    StockCodeStyle,
    has_uen_shape,
    has_uscc_shape,
    is_possible_registry_number,
    parse_registry_number,
    parse_stock_code,
)
from app.companies.names.spellings import parse_names
from app.companies.names.words import LEGAL_ENDINGS, LEGAL_FORMS, word_set
from app.companies.typed_text import find_website, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import (
    format_serial_moment,
    get_cell_text,
    parse_cell_day,
    parse_employees,
    parse_founding_year,
    parse_products,
)
from app.sheets.dates import (
    DateOrder,
    ParsedMoment,
    is_date_without_year,
    is_impossible_date,
    parse_compact_moment,
    parse_moment,
    parse_moment_near,
)
from app.sheets.fields import COMPANY_NAME_FIELDS, SheetField
from app.sheets.row_values import RowValues

F = SheetField
_LIST_NUMBER: Final = re.compile(r"^\s*[(（]?\d{1,3}\s*[.、)）]\s*(?=[^\W\d])")
MAX_COMPANY_CELL_LENGTH: Final = 400
"""A firm's names in one cell, in two scripts and with a former one, are shorter; what follows is not read."""
_FARM_LEGAL_FORMS: Final = word_set("scea gaec earl sca scop")
_LEGAL_FORM_LINE: Final = re.compile(
    rf"\n(?=(?:{'|'.join(sorted(LEGAL_FORMS | LEGAL_ENDINGS | _FARM_LEGAL_FORMS, key=len, reverse=True))})\W*(?:\n|$))",
    re.IGNORECASE,
)
"""Before a line with nothing but a legal form, which goes on with the name above it."""
_NAME_SEPARATORS: Final = re.compile(r"[\n|]|\s[/／]\s")
"""Signs that part several names in the cell of one firm."""


def parse_company_names(cells: Mapping[SheetField, list[SheetCell]]) -> tuple[dict[str, Any], str]:
    """(field → value, what to note or ""). ``company`` is the Latin name or else the Chinese one; what else the cells
    name becomes ``other_names``."""
    texts = {wanted: _join_name_lines(cells.get(wanted, [])) for wanted in COMPANY_NAME_FIELDS}
    texts[F.OTHER_NAME] = re.sub(r"\s*[;；]\s*", "\n", texts[F.OTHER_NAME])
    names_by_field = {wanted: parse_names(text) for wanted, text in texts.items()}
    latin = [name for names in names_by_field.values() for name in names.latin]
    chinese = [name for names in names_by_field.values() for name in names.chinese]
    values: dict[str, Any] = {}
    if latin or chinese:
        values["company"] = latin[0] if latin else chinese[0]
    if chinese:
        values["company_zh"] = chinese[0]
    if others := list(dict.fromkeys((*latin[1:], *chinese[1:]))):
        values["other_names"] = others
    parted = (
        _NAME_SEPARATORS.search(texts[F.COMPANY])
        and max(map(len, (names_by_field[F.COMPANY].latin, names_by_field[F.COMPANY].chinese))) > 1
    )
    return values, "more_names" if parted else ""


def is_number_or_day(name: str) -> bool:
    """Whether what stands for a firm's name is rather of another column: 3, 2027-03-01, 62345678."""
    return re.fullmatch(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*", name) is not None or parse_moment(name) is not None


def _join_name_lines(cells: list[SheetCell]) -> str:
    """Line breaks part names, so they are kept here; the number of a list before a name is none of it."""
    texts = (_LIST_NUMBER.sub("", cell.text[:MAX_COMPANY_CELL_LENGTH]) for cell in cells if get_cell_text(cell))
    return _LEGAL_FORM_LINE.sub(
        " ", "\n".join("\n".join(filter(None, map(tidy_text, text.splitlines()))) for text in texts)
    )


_USCC_LENGTH: Final = 18
_FIELDS_WITH_WEBSITES: Final = (SheetField.OFFERS, SheetField.ABOUT, SheetField.REMARKS)


def read_numbers(read: RowValues, cells: Mapping[SheetField, list[SheetCell]], style: StockCodeStyle) -> None:
    addresses = [_parse_website(read, tidy_text(cell.text)) for cell in cells.get(SheetField.WEBSITE, [])]
    anywhere = [find_website(text) for wanted, text in read.raw.items() if wanted in _FIELDS_WITH_WEBSITES]
    if address := next(filter(None, (*addresses, *anywhere)), ""):
        read.values["website"] = address
    for wanted in (SheetField.UEN, SheetField.USCC):
        for cell in cells.get(wanted, []):
            number = parse_registry_number(cell.text)
            why = _find_number_problem(wanted, number)
            if number and not why:
                read.values.setdefault(wanted.value, number)
            elif number or get_cell_text(cell):
                read.note(why or "registry_unreadable")
                read.remark(f"{wanted.value.upper()}: {get_cell_text(cell)}")
    for cell in cells.get(SheetField.STOCK_CODE, []):
        read.set_code(parse_stock_code(cell, lettered=style.lettered, six_digits=style.six_digits))


def _find_number_problem(wanted: SheetField, number: str) -> str:
    """Why it can be no registry number, "" where it can."""
    if has_uscc_shape(number) or has_uen_shape(number):
        return "" if is_possible_registry_number(number) else "registry_check"
    if wanted is SheetField.USCC and len(number) == _USCC_LENGTH:
        return "registry_letters"
    return "" if is_possible_registry_number(number) else "registry_unreadable"


def read_sizes(read: RowValues, cells: Mapping[SheetField, list[SheetCell]]) -> None:
    """A number of people or a year that cannot be read stays as a remark."""
    if products := parse_products(cells.get(SheetField.PRODUCTS, [])):
        read.values["products"] = products
    for cell in cells.get(SheetField.FOUNDED, []):
        _set_or_remark(read, SheetField.FOUNDED, cell, parse_founding_year(cell))
    for cell in cells.get(SheetField.EMPLOYEES, []):
        _set_or_remark(read, SheetField.EMPLOYEES, cell, parse_employees(cell.text))


def _set_or_remark(read: RowValues, wanted: SheetField, cell: SheetCell, value: str | int | None) -> None:
    text = get_cell_text(cell)
    if value:
        read.values.setdefault(wanted.value, value)
    elif text:
        read.remark(text)


def _parse_website(read: RowValues, text: str) -> str:
    """The web address of a cell; what would run as a script or open a file is none, and stays as a remark."""
    if not is_script_address(text):
        return find_website(text)
    read.remark(text)
    return ""


_MOMENT_FIELDS: Final = (SheetField.ARRIVAL, SheetField.DEPARTURE)
_ISO_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
"""A moment that was read as one."""
_MAX_DISTANCE_FROM_EVENT: Final = timedelta(days=366)
_MIN_YEAR: Final = 1900
"""Before it, 18 Jan 0930 tells the hour."""


def read_days(
    read: RowValues, cells: Mapping[SheetField, list[SheetCell]], orders: Mapping[SheetField, DateOrder]
) -> None:
    """Put arrival, departure and the day of registration among the values. ``orders``: of the columns with days."""
    for wanted in _MOMENT_FIELDS:
        order = orders.get(wanted, DateOrder())
        moments = {cell: format_serial_moment(cell) for cell in cells.get(wanted, [])}
        if text := "; ".join(
            filter(None, (moment or _parse_moment(read, cell, order) for cell, moment in moments.items()))
        ):
            read.values[wanted.value] = text
            _require_decision_if_distant(read, text, order)
            read.note("date_was_number" if any(moments.values()) else "")
    if _is_before(read.values.get(SheetField.DEPARTURE, ""), read.values.get(SheetField.ARRIVAL, "")):
        read.look("date_before_arrival")
        read.raw.setdefault("doubtful_day", f"{read.values[SheetField.ARRIVAL]} – {read.values[SheetField.DEPARTURE]}")
    for cell in cells.get(SheetField.REGISTERED_AT, []):
        order = orders.get(SheetField.REGISTERED_AT, DateOrder())
        cell_day = parse_cell_day(cell, order.first)
        if order.assumed and parse_cell_day(cell).code == "date_ambiguous":
            read.note("date_order_assumed")
        read.note(cell_day.code)
        if cell_day.day:
            read.values["registered_at"] = cell_day.day


def _require_decision_if_distant(read: RowValues, text: str, order: DateOrder) -> None:
    """Nobody arrives a year before or after: a serial number or a year of another calendar was meant otherwise."""
    if order.around and _ISO_MOMENT.fullmatch(text):
        day = date.fromisoformat(text[:10])
        if not min(order.around) - _MAX_DISTANCE_FROM_EVENT <= day <= max(order.around) + _MAX_DISTANCE_FROM_EVENT:
            read.look("date_far")
            read.raw.setdefault("doubtful_day", text)


def _is_before(moment: str, other: str) -> bool:
    """Whether a day comes before another, as far as both are days; of one day the time tells, where both have one."""
    if not (_ISO_MOMENT.fullmatch(moment) and _ISO_MOMENT.fullmatch(other)):
        return False
    alike = min(len(moment), len(other))
    return moment[:alike] < other[:alike]


def _parse_moment(read: RowValues, cell: SheetCell, order: DateOrder) -> str:
    """A moment as 2027-03-17 21:40, a midnight as its day; anything else as it stands, and asked for where day and
    month could be swapped."""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    text = get_cell_text(cell)
    day_without_year = parse_moment(text, order.first) or parse_compact_moment(text)
    if (
        (day_without_year is None or day_without_year.day.year < _MIN_YEAR)
        and is_date_without_year(text)
        and not is_impossible_date(text)
    ):
        day_without_year = _parse_day_without_year(read, text, order)
    if day_without_year is None and is_impossible_date(text):
        read.look("date_impossible")
        read.raw["doubtful_day"] = text
    if day_without_year is not None and day_without_year.ambiguous:
        read.look("date_ambiguous")
        read.raw["doubtful_day"] = text
    elif order.assumed and (plain := parse_moment(text)) is not None and plain.ambiguous:
        read.note("date_order_assumed")
    return text if day_without_year is None or day_without_year.ambiguous else day_without_year.text


def _parse_day_without_year(read: RowValues, text: str, order: DateOrder) -> ParsedMoment | None:
    """A day without a year: of the event's where it is near that, else to be asked for; a note where nobody knows when
    the event is."""
    moment_near = parse_moment_near(text, order.around, order.first)
    if moment_near is not None:
        read.note("date_year_taken")
    elif order.around:
        read.look("date_without_year")
        read.raw["doubtful_day"] = text
    else:
        read.note("date_without_year")
    return moment_near
