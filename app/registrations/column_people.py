"""Which of several people each column speaks of, and second columns for what the firm or a person has one of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import has_chinese
from app.registrations.column import Certainty, Column
from app.registrations.fields import CONSENTS, NAMING_IN_LATIN, PERSON_FIELDS, Field
from app.registrations.header_whose import number_in

F = Field
_SEVERAL: Final = frozenset(
    {
        *(F.EMAIL, F.PHONE, F.LANDLINE, F.DIETARY, F.REMARKS, F.SEEKS, F.OFFERS, F.ABOUT, F.OTHER_NAME),
        *(F.PHONE_WECHAT, F.SECTORS, F.PRODUCTS, F.EXPORTS, F.CONSENT_OTHER, F.CONSENT_SOURCE, F.ATTENDING, F.UNUSED),
    }
)
_SAID_OF_EACH: Final = (
    frozenset({F.TITLE, F.TITLE_ZH}),
    frozenset({F.EMAIL, F.PHONE, F.LANDLINE, F.WECHAT, F.PHONE_WECHAT}),
)


def _name_said(column: Column) -> tuple[Field, bool]:
    """A family name and 姓 may be one person's."""
    return column.field, column.field is not F.REPRESENTATIVE and has_chinese(column.header)


def without_rivals(columns: list[Column]) -> list[Column]:
    """A second column for the same field: another person's where a name comes twice, more of the same for e-mails and
    the like, else left out for a person to look at. Two for one consent have to be answered alike for a yes."""
    names = [_name_said(column) for column in columns if column.field in NAMING_IN_LATIN]
    several_people = len(names) > len(set(names))
    numbers = _numbers_of_people(columns)
    headers = [column.key for column in columns if column.field in NAMING_IN_LATIN]
    alike = bool(numbers) or len(set(headers)) < len(headers)
    seen: set[tuple[Field, int]] = set()
    contact, people, kept = 1, 1, list[Column]()
    sure = {column.field: column.number for column in reversed(columns) if column.certainty is Certainty.SURE}
    for column in sorted(columns, key=lambda column: column.number):
        if several_people and column.field in PERSON_FIELDS:
            if numbers:
                contact = _whose(column, numbers, contact)
            elif (column.field, contact) in seen and _begins_another(column.field, contact, seen):
                contact = people + 1
            people = max(people, contact)
            if alike and _is_unsaid(column):
                shared = _is_shared(column, columns)
                contact = 1 if shared else _after_names(column.field, contact, people, seen)
            column = replace(column, contact=contact)
        if (column.field, column.contact) in seen and column.field in CONSENTS:
            column = replace(column, certainty=Certainty.LOOK)
        elif column.field not in _SEVERAL and (
            (column.field, column.contact) in seen or _gives_way(column, sure.get(column.field, column.number))
        ):
            column = replace(column, field=F.UNUSED, certainty=Certainty.LOOK)
        seen.add((column.field, column.contact))
        kept.append(column)
    return kept


def _gives_way(column: Column, sure: int) -> bool:
    """A guessed column of what the firm has one of, before one that says it plainly: Parent company before Company."""
    return column.certainty is Certainty.LOOK and sure > column.number and column.field not in PERSON_FIELDS


def _numbers_of_people(columns: Sequence[Column]) -> dict[int, int]:
    """Number in the headers → which of the people, where their names bear different ones: Delegate 1, Delegate 2; empty
    where they do not. Somebody without a number beside a first one leads them."""
    named = [(column.field, _number(column)) for column in columns if column.field in NAMING_IN_LATIN]
    led = any((field, 1) in named for field, number in named if number == 0)
    numbers = sorted({number if led else number or 1 for _, number in named})
    told = len(numbers) > 1 and len(set(named)) == len(named)
    return {number: at for at, number in enumerate(numbers, 1)} if told else {}


def _whose(column: Column, numbers: dict[int, int], contact: int) -> int:
    """Without a number, somebody's only where it names them or stands in their group: 领队 beside 随行人员1."""
    number = _number(column)
    unsaid = number == 0 and column.field not in NAMING_IN_LATIN and not column.above
    return contact if unsaid else numbers.get(number, contact)


def _is_unsaid(column: Column) -> bool:
    return _number(column) == 0 and column.field not in NAMING_IN_LATIN and not column.above


def _is_shared(column: Column, columns: Sequence[Column]) -> bool:
    """What comes once where the other addresses bear the numbers of their people: Delegate 2 E-mail, Common mobile."""
    kind = next((kind for kind in _SAID_OF_EACH if column.field in kind), frozenset())
    numbered = any(_number(one) for one in columns if one.field in kind)
    return numbered and sum(one.field is column.field for one in columns) == 1


def _after_names(field: Field, contact: int, people: int, seen: set[tuple[Field, int]]) -> int:
    """Behind the names of several people, what is said of none of them yet begins with the first, and goes on with the
    next where it is said again: Name 1, Name 2, E-mail, Phone."""
    kind = next((kind for kind in _SAID_OF_EACH if field in kind), frozenset())
    if not kind or people == 1:
        return contact
    if not any((one, at) in seen for one in kind for at in range(1, people + 1)):
        return 1
    return contact + 1 if (field, contact) in seen and contact < people else contact


def _number(column: Column) -> int:
    """Of the group above where that has one: below Delegate 2 stands Phone 1."""
    return number_in(column.above) or number_in(column.header)


def _begins_another(field: Field, contact: int, seen: set[tuple[Field, int]]) -> bool:
    """Whether a field that this contact has begins the next one: a name does, and a salutation behind the names."""
    named = any((name, contact) in seen for name in NAMING_IN_LATIN)
    return field in NAMING_IN_LATIN or (field is F.SALUTATION and named)
