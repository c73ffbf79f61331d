"""The people of a row of a sheet: names, addresses and numbers, out of whatever cells they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.companies.names.parsing import has_chinese
from app.core.spreadsheets.values import SheetCell
from app.sheets import person_cells
from app.sheets.cells import get_cell_text, is_vip
from app.sheets.contacts import (
    ParsedPhone,
    is_also_wechat,
    is_assigned_number,
    is_date_cell,
    is_same_as_mobile,
    parse_emails,
    parse_phones,
    parse_phones_beside_emails,
)
from app.sheets.fields import SheetColumn, SheetField
from app.sheets.person_cells import find_name_before_email, remove_email_behind_name
from app.sheets.row_values import RowValues, SeparatedPeople, separate_people

_PHONE_FIELDS: Final = (SheetField.PHONE, SheetField.PHONE_WECHAT, SheetField.LANDLINE)

_FURTHER_CONTACT_FIELDS: Final = (
    SheetField.REPRESENTATIVE,
    SheetField.REPRESENTATIVE_ZH,
    SheetField.FAMILY_NAME,
    SheetField.GIVEN_NAME,
    SheetField.SALUTATION,
    SheetField.TITLE,
    SheetField.TITLE_ZH,
    SheetField.LANGUAGES,
    SheetField.DIETARY,
)


def read_people(
    read: RowValues,
    cells: Mapping[tuple[SheetField, int], list[SheetCell]],
    columns: tuple[SheetColumn, ...],
    country: str,
) -> None:
    """Put the first person among the values of the company, those of further columns into ``people``, and those who may
    share the cells of the first into ``several``. ``country``: of numbers without a country code."""
    first = {wanted: cell for (wanted, contact), cell in cells.items() if contact == 1}
    _read_contacts(read, read.values, first, country)
    read.values |= _read_vip(first)
    read.several = _separate_contact(first, read.values, country)
    for contact in sorted({column.contact for column in columns} - {1}):
        person: dict[str, Any] = {}
        theirs = {wanted: own_cells for (wanted, number), own_cells in cells.items() if number == contact}
        for wanted in _FURTHER_CONTACT_FIELDS:
            if text := "; ".join(filter(None, map(get_cell_text, theirs.get(wanted, [])))):
                person[wanted.value] = text
        _read_contacts(read, person, theirs, country)
        if person:
            person |= _read_vip(theirs)
            several = _separate_contact(theirs, person, country)
            read.further |= {len(read.people): several} if several.people else {}
            read.people.append(person)


def _read_vip(cells: Mapping[SheetField, list[SheetCell]]) -> dict[str, bool]:
    """Only a yes says anything of somebody."""
    return {SheetField.VIP.value: True} if any(map(is_vip, cells.get(SheetField.VIP, []))) else {}


def _separate_contact(
    cells: Mapping[SheetField, list[SheetCell]], person: Mapping[str, Any], country: str
) -> SeparatedPeople:
    emails, numbers = (
        [value for value in (person.get(name, ""), *person.get(f"more_{name}s", [])) if value]
        for name in ("email", "phone")
    )
    return separate_people(cells, emails, [] if _has_column_for_each_number(cells, len(numbers)) else numbers, country)


def _has_column_for_each_number(cells: Mapping[SheetField, list[SheetCell]], numbers: int) -> bool:
    """Whether each number stands in a column of its own: a mobile and a landline are one person's."""
    filled = sum(1 for wanted in _PHONE_FIELDS for cell in cells.get(wanted, []) if get_cell_text(cell))
    return numbers > 1 and filled == numbers


def _read_contacts(
    read: RowValues, person: dict[str, Any], cells: Mapping[SheetField, list[SheetCell]], country: str
) -> None:
    of_phone = [
        cell
        for wanted in (SheetField.PHONE, SheetField.PHONE_WECHAT, SheetField.LANDLINE, SheetField.REPRESENTATIVE)
        for cell in cells.get(wanted, [])
    ]
    beside = _read_emails(read, person, cells.get(SheetField.EMAIL, []), of_phone, country)
    numbers = {wanted: _read_phones(read, cells.get(wanted, []), country) for wanted in _PHONE_FIELDS}
    numbers[SheetField.EMAIL] = _note_phone_codes(read, beside)
    first, *rest = list(dict.fromkeys(number for field_numbers in numbers.values() for number in field_numbers)) or [""]
    wechat = next(filter(None, map(get_cell_text, cells.get(SheetField.WECHAT, []))), "")
    mobile = next(iter(numbers[SheetField.PHONE]), "" if cells.get(SheetField.PHONE) else first)
    if is_same_as_mobile(wechat) or (
        not wechat and any(is_also_wechat(cell.text) for cell in cells.get(SheetField.PHONE, []))
    ):
        wechat = mobile
    name = remove_email_behind_name(person.get("representative") or _join_family_and_given_name(person))
    name = name or find_name_before_email(cells.get(SheetField.EMAIL, []))
    values = {
        "phone": first,
        "more_phones": rest,
        "wechat": wechat or next(iter(numbers[SheetField.PHONE_WECHAT]), ""),
        "representative": name,
        "representative_zh": person.get("representative_zh") or (name if has_chinese(name) else ""),
    }
    person.update({field: value for field, value in values.items() if value})
    person_cells.separate_name_parts(person)


def split_people(read: RowValues) -> None:
    """Those who stand in one cell become people of their own; what is nobody's stays with the first."""
    others = _split_person(read.values, read.several) if read.several.people else []
    people = []
    for at, person in enumerate(read.people):
        people += [person, *(_split_person(person, read.further[at]) if at in read.further else [])]
    if len(people) + len(others) > len(read.people):
        has_more = any("more_emails" in values for values in (read.values, *people))
        read.notes = [code for code in read.notes if code != "more_emails" or has_more]
        read.note("people_split")
    read.people = [*others, *people]


def _split_person(person: dict[str, Any], several: SeparatedPeople) -> list[dict[str, Any]]:
    """Make of the person the first of several; the others."""
    first, *others = several.people
    for name in ("email", "phone"):
        if others and name in first:
            person.pop(f"more_{name}s", None)
    for name in ("representative_zh", "title_zh", "salutation", "family_name", "given_name"):
        person.pop(name, None)
    person.update(first)
    for each_person in (person, *others):
        person_cells.separate_name_parts(each_person)
    return others


def _read_phones(read: RowValues, cells: list[SheetCell], country: str) -> list[str]:
    """A day among them is no number, and stays as a remark."""
    days = [cell for cell in cells if is_date_cell(cell)]
    for cell in days:
        read.remark(get_cell_text(cell))
        read.note("phone_was_day")
    phone_cells = [cell for cell in cells if cell not in days]
    return _note_phone_codes(
        read, [phone for cell in phone_cells for phone in parse_phones(_remove_emails(cell), country)]
    )


def _remove_emails(cell: SheetCell) -> SheetCell:
    """The cell without the addresses in it, which have digits of their own; itself where it has none."""
    addresses = parse_emails(cell).addresses
    if not addresses:
        return cell
    text = cell.text
    for address in addresses:
        text = re.sub(re.escape(address), " ", text, flags=re.IGNORECASE)
    return SheetCell(text)


def _note_phone_codes(read: RowValues, parsed_phones: Sequence[ParsedPhone]) -> list[str]:
    for phone in parsed_phones:
        for code in (*phone.codes, "" if is_assigned_number(phone.number) else "phone_invalid"):
            (read.look if code == "phone_digits_lost" else read.note)(code)
    return [phone.number for phone in parsed_phones if phone.number]


def _join_family_and_given_name(person: Mapping[str, Any]) -> str:
    """Family and given name in the order of their script."""
    family, given = person.get("family_name", ""), person.get("given_name", "")
    return f"{family}{given}" if has_chinese(family + given) else f"{given} {family}".strip()


def _read_emails(
    read: RowValues, person: dict[str, Any], cells: list[SheetCell], of_phone: list[SheetCell], country: str
) -> list[ParsedPhone]:
    """Keep the addresses, those in the cells of phones last; the phones that stand in the cells of addresses."""
    addresses: list[str] = []
    beside: list[ParsedPhone] = []
    for cell in cells:
        emails, numbers = parse_emails(cell), parse_phones_beside_emails(cell, country)
        addresses += emails.addresses
        beside += numbers
        if not (numbers and not emails.suggestion and emails.code == "email_unreadable") or "@" in cell.text:
            read.look(emails.code)
        if emails.suggestion:
            read.suggestions["email"] = emails.suggestion
    addresses += [address for cell in of_phone for address in parse_emails(cell).addresses]
    if addresses:
        person["email"] = addresses[0]
    if rest := [address for address in dict.fromkeys(addresses) if address != addresses[0]]:
        person["more_emails"] = rest
        read.note("more_emails")
    return beside
