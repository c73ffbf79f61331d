"""One row of a sheet → the cleaned values of a firm and its person, with what to note and what a person must settle."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.companies.names import has_chinese
from app.companies.websites import runs
from app.floor.spreadsheets.values import Cell, address
from app.registrations import names_of_people
from app.registrations.cells import day, is_answer, is_ditto, moment_of_number, tidy, website, words, yes_or_no
from app.registrations.codes import CodeStyle, StockCode, registry_number, stock_code
from app.registrations.columns import Column
from app.registrations.contacts import Phone, emails, phones, phones_beside
from app.registrations.dates import moment_in
from app.registrations.dialling import is_given_out
from app.registrations.fields import CONSENTS, Field
from app.registrations.names_of_people import name_before_address, without_address
from app.registrations.places import country_of
from app.registrations.row_names import names_of_row
from app.registrations.rows import Row
from app.registrations.several import Several, people_in
from app.registrations.tables import Table

F = Field
_TEXTS: Final = (
    F.COUNTRY,
    F.CITY,
    F.SECTORS,
    F.ABOUT,
    F.OFFERS,
    F.SEEKS,
    F.CERTIFICATES_HELD,
    F.CERTIFICATES_NEEDED,
    F.GROUP,
    F.CATEGORY,
    F.SALUTATION,
    F.REPRESENTATIVE,
    F.FAMILY_NAME,
    F.GIVEN_NAME,
    F.REPRESENTATIVE_ZH,
    F.TITLE,
    F.TITLE_ZH,
    F.LANGUAGES,
    F.DIETARY,
    F.REMARKS,
)
_MOMENTS: Final = (F.ARRIVAL, F.DEPARTURE)
_ANSWERS: Final = (F.SITE_VISIT, F.ATTENDING, F.NEEDS_INTERPRETER, *CONSENTS)
_NAMES_OF_PEOPLE: Final = frozenset({F.REPRESENTATIVE, F.REPRESENTATIVE_ZH})


@dataclass(slots=True)
class Values:
    """``values``: field → str, bool, date or (for ``more_emails``, ``more_phones``, ``other_names``) list of str; only
    what the sheet says. ``raw``: field → the cell as it stands. ``looks``: codes a person must settle; ``notes``:
    codes of what was cleaned. ``suggestions``: field → what was probably meant. ``people``: the other contacts of the
    same row; ``several``: those who may stand in the cells of the first."""

    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: dict[str, str] = field(default_factory=dict)
    code: StockCode = field(default_factory=StockCode)
    people: list[dict[str, Any]] = field(default_factory=list)
    several: Several = field(default_factory=Several)

    def note(self, code: str) -> None:
        if code and code not in self.notes:
            self.notes.append(code)

    def look(self, code: str) -> None:
        if code and code not in self.looks:
            self.looks.append(code)


def values_of(
    row: Row,
    table: Table,
    style: CodeStyle,
    above: Mapping[Field, Cell],
    country: str = "",
    orders: Mapping[Field, str] | None = None,
) -> Values:
    """``above``: the cells of the row above by field, for "ditto"; ``country``: of numbers without a country code;
    ``orders``: of the columns with days, see ``dates.order_in``."""
    read = Values()
    cells: dict[tuple[Field, int], list[Cell]] = {}
    for column in table.columns:
        cell = row.cells.get(column.number, Cell())
        if is_ditto(cell.text) and column.field in above:
            cell = above[column.field]
            read.note("ditto")
        if column.field is F.SECTORS and (ticked := yes_or_no(cell)) is not None:
            cell = Cell(column.header) if ticked else Cell()
        cells.setdefault((column.field, column.contact), []).append(cell)
        if (text := tidy(cell.text)) and column.field is not F.UNUSED:
            read.raw.setdefault(column.field, text)
        if (cell.error or cell.formula) and column.field not in (F.UNUSED, F.SERIAL):
            read.raw[column.field] = f"{address(row.number, column.number)} {cell.error or '='}"
            read.look("email_formula") if column.field is F.EMAIL else read.note("cell_error")
    cells = {at: _no_answers(at[0], found) for at, found in cells.items()}
    first = {wanted: found for (wanted, contact), found in cells.items() if contact == 1}
    named, note = names_of_row(first)
    read.values.update(named)
    read.note(note)
    _texts(read, first, orders or {})
    _remark_consents(read, row, table)
    _numbers(read, first, style)
    _people(read, cells, table.columns, country_of(read.values.get("country", "")) or country)
    return read


def _no_answers(wanted: Field, cells: list[Cell]) -> list[Cell]:
    """Yes and no are nobody's name."""
    return [cell for cell in cells if not is_answer(cell.text)] if wanted in _NAMES_OF_PEOPLE else cells


def _remark_consents(read: Values, row: Row, table: Table) -> None:
    """A consent to something else counts for nothing here; what was said stays, with its question."""
    asked = [column for column in table.columns if column.field is F.CONSENT_OTHER]
    told = [(column, text) for column in asked if (text := words(row.cells.get(column.number, Cell())))]
    if told:
        said = [f"{column.header}: {text}" for column, text in told]
        read.values["remarks"] = "; ".join(filter(None, (read.values.get("remarks", ""), *said)))


def _texts(read: Values, cells: Mapping[Field, list[Cell]], orders: Mapping[Field, str]) -> None:
    for wanted in _TEXTS:
        if text := "; ".join(filter(None, map(words, cells.get(wanted, [])))):
            read.values[wanted.value] = text
    for wanted in _MOMENTS:
        order = orders.get(wanted, "")
        moments = {cell: moment_of_number(cell) for cell in cells.get(wanted, [])}
        if text := "; ".join(filter(None, (found or _clock(read, cell, order) for cell, found in moments.items()))):
            read.values[wanted.value] = text
            read.note("date_was_number" if any(moments.values()) else "")
    for wanted in _ANSWERS:
        told = [answer for cell in cells.get(wanted, []) if (answer := yes_or_no(cell)) is not None]
        if told:
            read.values[wanted.value] = all(told) if wanted in CONSENTS else told[0]
    for cell in cells.get(F.REGISTERED_AT, []):
        found = day(cell, orders.get(F.REGISTERED_AT, ""))
        read.note(found.code)
        if found.day:
            read.values["registered_at"] = found.day


def _clock(read: Values, cell: Cell, order: str) -> str:
    """A moment as 2027-03-17 21:40, a midnight as its day; anything else as it stands, and asked for where day and
    month could be swapped."""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    text = words(cell)
    found = moment_in(text, order)
    if found is not None and found.ambiguous:
        read.look("date_ambiguous")
        read.raw["doubtful_day"] = text
    return text if found is None or found.ambiguous else found.text


def _numbers(read: Values, cells: Mapping[Field, list[Cell]], style: CodeStyle) -> None:
    addresses = [_address(read, tidy(cell.text)) for cell in cells.get(F.WEBSITE, [])]
    anywhere = [website(text) for wanted, text in read.raw.items() if wanted in (F.OFFERS, F.ABOUT, F.REMARKS)]
    if address := next(filter(None, (*addresses, *anywhere)), ""):
        read.values["website"] = address
    for wanted in (F.UEN, F.USCC):
        if number := next(filter(None, (registry_number(cell.text) for cell in cells.get(wanted, []))), ""):
            read.values[wanted.value] = number
    for cell in cells.get(F.STOCK_CODE, []):
        set_code(read, stock_code(cell, lettered=style.lettered, six_digits=style.six_digits))


def _address(read: Values, text: str) -> str:
    """The web address of a cell; what would run as a script or open a file is none, and stays as a remark."""
    if not runs(text):
        return website(text)
    read.values["remarks"] = "; ".join(filter(None, (read.values.get("remarks", ""), text)))
    return ""


def set_code(read: Values, code: StockCode) -> None:
    read.code = code
    if code.text:
        read.values["stock_code"] = code.text
    if code.code in ("code_became_number", "code_unreadable"):
        read.look(code.code)
        read.suggestions["stock_code"] = code.suggestion
    else:
        read.note(code.code)


def _people(
    read: Values, cells: Mapping[tuple[Field, int], list[Cell]], columns: tuple[Column, ...], country: str
) -> None:
    first = {wanted: found for (wanted, contact), found in cells.items() if contact == 1}
    _contacts(read, read.values, first, country)
    said = [[read.values.get(name, ""), *read.values.get(f"more_{name}s", [])] for name in ("email", "phone")]
    read.several = people_in(first, *(list(filter(None, found)) for found in said))
    for contact in sorted({column.contact for column in columns} - {1}):
        person: dict[str, Any] = {}
        theirs = {wanted: found for (wanted, number), found in cells.items() if number == contact}
        for wanted in (F.REPRESENTATIVE, F.REPRESENTATIVE_ZH, F.TITLE, F.SALUTATION, F.DIETARY):
            if text := "; ".join(filter(None, map(words, theirs.get(wanted, [])))):
                person[wanted.value] = text
        _contacts(read, person, theirs, country)
        if person:
            read.people.append(person)


def _contacts(read: Values, person: dict[str, Any], cells: Mapping[Field, list[Cell]], country: str) -> None:
    of_phone = [
        cell for wanted in (F.PHONE, F.PHONE_WECHAT, F.LANDLINE, F.REPRESENTATIVE) for cell in cells.get(wanted, [])
    ]
    beside = _emails(read, person, cells.get(F.EMAIL, []), of_phone, country)
    numbers = {
        wanted: _phones(read, cells.get(wanted, []), country) for wanted in (F.PHONE, F.PHONE_WECHAT, F.LANDLINE)
    }
    numbers[F.EMAIL] = _noted(read, beside)
    first, *rest = list(dict.fromkeys(number for found in numbers.values() for number in found)) or [""]
    wechat = next(filter(None, map(words, cells.get(F.WECHAT, []))), "")
    name = without_address(person.get("representative") or _full_name(person))
    name = name or name_before_address(cells.get(F.EMAIL, []))
    told = {
        "phone": first,
        "more_phones": rest,
        "wechat": wechat or next(iter(numbers[F.PHONE_WECHAT]), ""),
        "representative": name,
        "representative_zh": person.get("representative_zh") or (name if has_chinese(name) else ""),
    }
    person.update({field: value for field, value in told.items() if value})
    names_of_people.tell_apart(person)


def tell_apart(read: Values) -> None:
    """Those who stand in one cell become people of their own; what is nobody's stays with the first."""
    first, *others = read.several.people
    if others:
        for name in ("email", "phone"):
            if name in first:
                read.values.pop(f"more_{name}s", None)
        read.notes = [code for code in read.notes if code != "more_emails" or "more_emails" in read.values]
        read.note("people_split")
    for name in ("representative_zh", "title_zh", "salutation"):
        read.values.pop(name, None)
    read.values.update(first)
    read.people = [*others, *read.people]
    for one in (read.values, *others):
        names_of_people.tell_apart(one)


def _phones(read: Values, cells: list[Cell], country: str) -> list[str]:
    return _noted(read, [phone for cell in cells for phone in phones(_without_emails(cell), country)])


def _without_emails(cell: Cell) -> Cell:
    """The cell without the addresses in it, which have digits of their own; itself where it has none."""
    found = emails(cell).addresses
    if not found:
        return cell
    text = cell.text
    for one in found:
        text = re.sub(re.escape(one), " ", text, flags=re.IGNORECASE)
    return Cell(text)


def _noted(read: Values, found: Sequence[Phone]) -> list[str]:
    for phone in found:
        for code in (*phone.codes, "" if is_given_out(phone.number) else "phone_invalid"):
            read.note(code)
    return [phone.number for phone in found]


def _full_name(person: Mapping[str, Any]) -> str:
    """Family and given name in the order of their script."""
    family, given = person.get("family_name", ""), person.get("given_name", "")
    return f"{family}{given}" if has_chinese(family + given) else f"{given} {family}".strip()


def _emails(read: Values, person: dict[str, Any], cells: list[Cell], of_phone: list[Cell], country: str) -> list[Phone]:
    """Keep the addresses, those in the cells of phones last; the phones that stand in the cells of addresses."""
    addresses: list[str] = []
    beside: list[Phone] = []
    for cell in cells:
        found, numbers = emails(cell), phones_beside(cell, country)
        addresses += found.addresses
        beside += numbers
        if not (numbers and not found.suggestion and found.code == "email_unreadable") or "@" in cell.text:
            read.look(found.code)
        if found.suggestion:
            read.suggestions["email"] = found.suggestion
    addresses += [address for cell in of_phone for address in emails(cell).addresses]
    if addresses:
        person["email"] = addresses[0]
    if rest := [address for address in dict.fromkeys(addresses) if address != addresses[0]]:
        person["more_emails"] = rest
        read.note("more_emails")
    return beside
