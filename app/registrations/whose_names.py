"""Whose names stand in a column whose header leaves that open: the group above, the cells and the neighbours tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_none, tidy
from app.registrations.column import Certainty, Column
from app.registrations.column_contents import names_firms
from app.registrations.fields import COMPANY_NAMES, NAMING_SOMEBODY, Field
from app.registrations.headers import is_ambiguous
from app.registrations.people_contents import may_say_people, says_people

F = Field
Contents = Mapping[int, Sequence[SheetCell]]

_PERSON_GROUPS: Final = re.compile(
    r"contact|representative|delegate|participant|attendee|联系|参会人|代表|représentant|délégué", re.IGNORECASE
)
_COMPANY_GROUPS: Final = re.compile(r"company|firm|organi[sz]ation|企业|公司|单位|entreprise|société", re.IGNORECASE)


def of_a_person(group: str) -> bool:
    return _PERSON_GROUPS.search(group) is not None


def of_a_firm(group: str) -> bool:
    return not of_a_person(group) and _COMPANY_GROUPS.search(group) is not None


def told_whose(columns: list[Column], contents: Contents) -> list[Column]:
    """``contents``: the cells below each column, by its number."""
    return _doubted(_in_english(_beside_firms(columns, contents)), contents)


def _texts(column: Column, contents: Contents) -> list[str]:
    return [tidy(cell.text) for cell in contents.get(column.number, ()) if tidy(cell.text) and not is_none(cell.text)]


def _beside_firms(columns: list[Column], contents: Contents) -> list[Column]:
    """Where nobody is named yet, a bare "Name" beside other names of firms is the person's if people stand there, or
    a title beside it."""
    if any(column.field in NAMING_SOMEBODY for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}
    for at, column in enumerate(columns):
        if column.field is not F.COMPANY or not is_ambiguous(column.header) or of_a_firm(column.above):
            continue
        texts = _texts(column, contents)
        others = {one.field for one in columns if one is not column} & {*COMPANY_NAMES}
        greeted = bool(others) and says_people(texts)
        posted = bool(others - {F.COMPANY_ZH}) and bool({column.number - 1, column.number + 1} & titles)
        if (greeted or posted) and not names_firms(texts):
            named = replace(column, field=F.REPRESENTATIVE, certainty=Certainty.SURE if greeted else Certainty.LOOK)
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _in_english(columns: list[Column]) -> list[Column]:
    """Where no other column has the firms' names, those in English are no further ones."""
    if any(column.field is F.COMPANY for column in columns):
        return columns
    english = [column for column in columns if column.field is F.OTHER_NAME and is_ambiguous(column.header)]
    return [replace(one, field=F.COMPANY) if one in english[:1] else one for one in columns]


def _doubted(columns: list[Column], contents: Contents) -> list[Column]:
    """Where nobody is named, and people seem to stand where firms should, somebody has to look."""
    if any(column.field in NAMING_SOMEBODY for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}

    def names_people(column: Column) -> bool:
        texts = _texts(column, contents)
        if column.field is not F.COMPANY or names_firms(texts):
            return False
        posted = is_ambiguous(column.header) and bool({column.number - 1, column.number + 1} & titles)
        return says_people(texts) or (posted and bool(texts) and may_say_people(texts))

    return [replace(one, certainty=Certainty.LOOK, people=True) if names_people(one) else one for one in columns]
