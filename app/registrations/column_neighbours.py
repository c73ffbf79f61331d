"""What the columns of a list tell of each other: where a header leaves something open, its neighbours decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import fold, has_chinese
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_answer, is_none, tidy
from app.registrations.column import Certainty, Column
from app.registrations.column_contents import names_firms
from app.registrations.fields import NAMING_IN_LATIN, NAMING_SOMEBODY, Field
from app.registrations.header_leaders import names_a_leader
from app.registrations.header_whose import number_in, of_person
from app.registrations.headers import asked_together, guess, is_ambiguous, is_firm_and_post
from app.registrations.people_contents import may_say_people, may_say_titles, says_chinese_people, says_titles

F = Field
Contents = Mapping[int, Sequence[SheetCell]]


def told_by_neighbours(columns: list[Column], contents: Contents) -> list[Column]:
    """``contents``: the cells below each column, by its number."""
    for mended in (
        *(_ticked_sectors, _posts, _offices, _bare_titles, _chinese_people, _helped_out),
        *(_people_beside, _titles_beside, _in_two_scripts, _person_in_two_scripts),
    ):
        columns = mended(columns, contents)
    return _family_names(columns)


def _ticked_sectors(columns: list[Column], contents: Contents) -> list[Column]:
    """Below a group "Sectors", columns of ticks: each header is a sector."""

    def is_one(column: Column) -> bool:
        told = guess(column.above) if column.above else None
        if told is None or told.field is not F.SECTORS:
            return False
        return all(is_answer(text) for cell in contents.get(column.number, ()) if (text := tidy(cell.text)))

    return [
        replace(column, field=F.SECTORS, certainty=Certainty.LOOK) if column.header and is_one(column) else column
        for column in columns
    ]


def _bare_titles(columns: list[Column], contents: Contents) -> list[Column]:
    """Beside "Designation" a bare "Title" without titles below it is one of salutations, or nothing to go by."""
    titles = [column for column in columns if column.field is F.TITLE]
    if len(titles) < 2:
        return columns
    bare = [column for column in titles if column.key in _BARE_TITLES and not says_titles(_texts(column, contents))]
    if not bare or len(bare) == len(titles):
        return columns
    greeted = any(column.field is F.SALUTATION for column in columns)
    become = F.UNUSED if greeted else F.SALUTATION
    return [replace(one, field=become, certainty=Certainty.LOOK) if one in bare else one for one in columns]


def _posts(columns: list[Column], _: Contents) -> list[Column]:
    """Beside a column of firms, 单位及职务 holds titles."""
    firms = [column for column in columns if column.field is F.COMPANY]
    joint = [column for column in firms if is_firm_and_post(asked_together(column.header))]
    if not joint or len(joint) == len(firms):
        return columns
    return [replace(one, field=F.TITLE, certainty=Certainty.LOOK) if one in joint else one for one in columns]


_OFFICES: Final = re.compile(r"\b(agency|ministry|affiliation|outlet|ministere)\b|机构|媒体")


def _offices(columns: list[Column], _: Contents) -> list[Column]:
    """Beside a column of firms, one of agencies or ministries tells of somebody else."""
    firms = [column for column in columns if column.field is F.COMPANY]
    offices = [column for column in firms if _OFFICES.search(fold(column.header))]
    if len(offices) == len(firms):
        return columns
    return [replace(one, field=F.UNUSED, certainty=Certainty.LOOK) if one in offices else one for one in columns]


_BARE_TITLES: Final = ("title", "titre", "称呼")


def _texts(column: Column, contents: Contents) -> list[str]:
    return [tidy(cell.text) for cell in contents.get(column.number, ()) if not is_none(cell.text)]


def _chinese_people(columns: list[Column], contents: Contents) -> list[Column]:
    """ "Chinese name" does not say whose; below it stand names of people where the list names people and firms."""
    told = {column.field for column in columns}
    if F.REPRESENTATIVE_ZH in told or not told & NAMING_IN_LATIN or F.COMPANY not in told:
        return columns
    for at, column in enumerate(columns):
        unsaid = column.field is F.COMPANY_ZH and not column.above and is_ambiguous(column.header)
        if unsaid and says_chinese_people(_texts(column, contents)):
            named = replace(column, field=F.REPRESENTATIVE_ZH, certainty=Certainty.LOOK)
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _helped_out(columns: list[Column], contents: Contents) -> list[Column]:
    """If no header names the companies, the column whose contents do; Chinese beside Latin ones is the Chinese name."""
    if any(column.field is F.COMPANY for column in columns):
        return columns
    for at, column in enumerate(columns):
        texts = _texts(column, contents)
        if column.certainty is not Certainty.SURE and names_firms(texts):
            chinese = sum(map(has_chinese, texts)) > len(texts) / 2
            field = F.COMPANY_ZH if chinese and any(c.field is F.OTHER_NAME for c in columns) else F.COMPANY
            return [*columns[:at], replace(column, field=field, certainty=Certainty.LOOK), *columns[at + 1 :]]
    return columns


def _people_beside(columns: list[Column], contents: Contents) -> list[Column]:
    """Where no column names the people: full names under an unknown header beside their titles, or under none, or
    those of who heads the firm."""
    if any(column.field in NAMING_SOMEBODY for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}
    headless = not any(column.header for column in columns)
    for at, column in enumerate(columns):
        unknown = column.field is F.UNUSED and guess(column.header) is None and not column.hidden
        texts = _texts(column, contents)
        beside = headless or names_a_leader(column.header) or bool({column.number - 1, column.number + 1} & titles)
        if unknown and beside and may_say_people(texts):
            named = replace(column, field=F.REPRESENTATIVE, certainty=Certainty.LOOK)
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _titles_beside(columns: list[Column], contents: Contents) -> list[Column]:
    """In a list without headers, right behind the people, what they are in wider words: Business Development."""
    if any(column.header for column in columns) or any(column.field is F.TITLE for column in columns):
        return columns
    people = {column.number + 1 for column in columns if column.field is F.REPRESENTATIVE}
    return [
        replace(one, field=F.TITLE, certainty=Certainty.LOOK)
        if one.field is F.UNUSED and one.number in people and may_say_titles(_texts(one, contents))
        else one
        for one in columns
    ]


def _in_two_scripts(columns: list[Column], contents: Contents) -> list[Column]:
    """Of two columns of companies, "Company" and "公司名称", the one in Chinese has the Chinese names."""
    named = [column for column in columns if column.field is F.COMPANY]
    chinese = [column for column in named if _is_chinese(contents.get(column.number, ()))]
    numbered = any(number_in(column.header) > 1 for column in named)
    if len(named) != 2 or numbered or len(chinese) != 1 or any(column.field is F.COMPANY_ZH for column in columns):
        return columns
    return [replace(column, field=F.COMPANY_ZH) if column is chinese[0] else column for column in columns]


def _person_in_two_scripts(columns: list[Column], contents: Contents) -> list[Column]:
    """Side by side, "Name" and "姓名" with names in Chinese are one person's."""
    named = [column for column in columns if column.field is F.REPRESENTATIVE]
    chinese = [column for column in named if _is_chinese(contents.get(column.number, ()))]
    beside = len(named) == 2 and columns.index(named[1]) - columns.index(named[0]) == 1
    told = {has_chinese(column.header): column for column in named}
    if not beside or len(told) < 2 or chinese != [told[True]] or any(c.field is F.REPRESENTATIVE_ZH for c in columns):
        return columns
    return [replace(column, field=F.REPRESENTATIVE_ZH) if column is told[True] else column for column in columns]


def _is_chinese(cells: Sequence[SheetCell]) -> bool:
    texts = [tidy(cell.text) for cell in cells if tidy(cell.text) and not is_none(cell.text)]
    return sum(map(has_chinese, texts)) > len(texts) / 2


def _family_names(columns: list[Column]) -> list[Column]:
    """Beside a given name, a bare "Name" is the family name."""
    told = {column.field for column in columns}
    if F.GIVEN_NAME not in told or F.FAMILY_NAME in told:
        return columns
    return [
        replace(column, field=F.FAMILY_NAME)
        if column.field is F.REPRESENTATIVE and _is_bare_name(column.header)
        else column
        for column in columns
    ]


def _is_bare_name(header: str) -> bool:
    """A name without a word whether it is the full one: Name, Nom du participant."""
    whose = of_person(header)
    return is_ambiguous(header) or (whose is not None and is_ambiguous(whose.rest))
