"""The people of a row of a sheet: names, addresses and numbers, out of whatever cells they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.companies.names.parsing import has_chinese
from app.core.spreadsheets.values import SheetCell
from app.registrations import names_of_people
from app.registrations.cells import is_vip, words
from app.registrations.column import Column
from app.registrations.contacts import Phone, emails, has_wechat, is_as_mobile, is_day, phones, phones_beside
from app.registrations.dialling import is_given_out
from app.registrations.fields import Field
from app.registrations.names_of_people import name_before_address, without_address
from app.registrations.several import Several, people_in
from app.registrations.values import Values

_PHONES: Final = (Field.PHONE, Field.PHONE_WECHAT, Field.LANDLINE)

_TOLD_OF_OTHERS: Final = (
    *(Field.REPRESENTATIVE, Field.REPRESENTATIVE_ZH, Field.FAMILY_NAME, Field.GIVEN_NAME, Field.SALUTATION),
    *(Field.TITLE, Field.TITLE_ZH, Field.LANGUAGES, Field.DIETARY),
)


def read_people(
    read: Values, cells: Mapping[tuple[Field, int], list[SheetCell]], columns: tuple[Column, ...], country: str
) -> None:
    """Put the first person among the values of the firm, those of further columns into ``people``, and those who may
    share the cells of the first into ``several``. ``country``: of numbers without a country code."""
    first = {wanted: found for (wanted, contact), found in cells.items() if contact == 1}
    _contacts(read, read.values, first, country)
    read.values |= _vip(first)
    read.several = _several(first, read.values, country)
    for contact in sorted({column.contact for column in columns} - {1}):
        person: dict[str, Any] = {}
        theirs = {wanted: found for (wanted, number), found in cells.items() if number == contact}
        for wanted in _TOLD_OF_OTHERS:
            if text := "; ".join(filter(None, map(words, theirs.get(wanted, [])))):
                person[wanted.value] = text
        _contacts(read, person, theirs, country)
        if person:
            person |= _vip(theirs)
            several = _several(theirs, person, country)
            read.further |= {len(read.people): several} if several.people else {}
            read.people.append(person)


def _vip(cells: Mapping[Field, list[SheetCell]]) -> dict[str, bool]:
    """Only a yes says anything of somebody."""
    return {Field.VIP.value: True} if any(map(is_vip, cells.get(Field.VIP, []))) else {}


def _several(cells: Mapping[Field, list[SheetCell]], person: Mapping[str, Any], country: str) -> Several:
    emails, numbers = (
        [one for one in (person.get(name, ""), *person.get(f"more_{name}s", [])) if one] for name in ("email", "phone")
    )
    return people_in(cells, emails, [] if _of_columns(cells, len(numbers)) else numbers, country)


def _of_columns(cells: Mapping[Field, list[SheetCell]], numbers: int) -> bool:
    """Whether each number stands in a column of its own: a mobile and a landline are one person's."""
    told = sum(1 for wanted in _PHONES for cell in cells.get(wanted, []) if words(cell))
    return numbers > 1 and told == numbers


def _contacts(read: Values, person: dict[str, Any], cells: Mapping[Field, list[SheetCell]], country: str) -> None:
    of_phone = [
        cell
        for wanted in (Field.PHONE, Field.PHONE_WECHAT, Field.LANDLINE, Field.REPRESENTATIVE)
        for cell in cells.get(wanted, [])
    ]
    beside = _emails(read, person, cells.get(Field.EMAIL, []), of_phone, country)
    numbers = {wanted: _phones(read, cells.get(wanted, []), country) for wanted in _PHONES}
    numbers[Field.EMAIL] = _noted(read, beside)
    first, *rest = list(dict.fromkeys(number for found in numbers.values() for number in found)) or [""]
    wechat = next(filter(None, map(words, cells.get(Field.WECHAT, []))), "")
    mobile = next(iter(numbers[Field.PHONE]), "" if cells.get(Field.PHONE) else first)
    if is_as_mobile(wechat) or (not wechat and any(has_wechat(cell.text) for cell in cells.get(Field.PHONE, []))):
        wechat = mobile
    name = without_address(person.get("representative") or _full_name(person))
    name = name or name_before_address(cells.get(Field.EMAIL, []))
    told = {
        "phone": first,
        "more_phones": rest,
        "wechat": wechat or next(iter(numbers[Field.PHONE_WECHAT]), ""),
        "representative": name,
        "representative_zh": person.get("representative_zh") or (name if has_chinese(name) else ""),
    }
    person.update({field: value for field, value in told.items() if value})
    names_of_people.tell_apart(person)


def tell_apart(read: Values) -> None:
    """Those who stand in one cell become people of their own; what is nobody's stays with the first."""
    others = _apart(read.values, read.several) if read.several.people else []
    people = []
    for at, person in enumerate(read.people):
        people += [person, *(_apart(person, read.further[at]) if at in read.further else [])]
    if len(people) + len(others) > len(read.people):
        kept = any("more_emails" in one for one in (read.values, *people))
        read.notes = [code for code in read.notes if code != "more_emails" or kept]
        read.note("people_split")
    read.people = [*others, *people]


def _apart(person: dict[str, Any], several: Several) -> list[dict[str, Any]]:
    """Make of the person the first of several; the others."""
    first, *others = several.people
    for name in ("email", "phone"):
        if others and name in first:
            person.pop(f"more_{name}s", None)
    for name in ("representative_zh", "title_zh", "salutation", "family_name", "given_name"):
        person.pop(name, None)
    person.update(first)
    for one in (person, *others):
        names_of_people.tell_apart(one)
    return others


def _phones(read: Values, cells: list[SheetCell], country: str) -> list[str]:
    """A day among them is no number, and stays as a remark."""
    days = [cell for cell in cells if is_day(cell)]
    for cell in days:
        read.remark(words(cell))
        read.note("phone_was_day")
    told = [cell for cell in cells if cell not in days]
    return _noted(read, [phone for cell in told for phone in phones(_without_emails(cell), country)])


def _without_emails(cell: SheetCell) -> SheetCell:
    """The cell without the addresses in it, which have digits of their own; itself where it has none."""
    found = emails(cell).addresses
    if not found:
        return cell
    text = cell.text
    for one in found:
        text = re.sub(re.escape(one), " ", text, flags=re.IGNORECASE)
    return SheetCell(text)


def _noted(read: Values, found: Sequence[Phone]) -> list[str]:
    for phone in found:
        for code in (*phone.codes, "" if is_given_out(phone.number) else "phone_invalid"):
            (read.look if code == "phone_digits_lost" else read.note)(code)
    return [phone.number for phone in found if phone.number]


def _full_name(person: Mapping[str, Any]) -> str:
    """Family and given name in the order of their script."""
    family, given = person.get("family_name", ""), person.get("given_name", "")
    return f"{family}{given}" if has_chinese(family + given) else f"{given} {family}".strip()


def _emails(
    read: Values, person: dict[str, Any], cells: list[SheetCell], of_phone: list[SheetCell], country: str
) -> list[Phone]:
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
