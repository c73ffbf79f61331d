"""What the columns of a list tell of each other: where a header leaves something open, such as whose names it asks
for, group, cells and neighbours decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import fold, has_chinese
from app.companies.typed_text import is_empty_answer, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import is_plain_yes_no
from app.sheets.column_contents import are_company_names
from app.sheets.executive_columns import is_executive_header
from app.sheets.fields import (
    COMPANY_NAME_FIELDS,
    LATIN_NAME_FIELDS,
    PERSON_NAME_FIELDS,
    ColumnCertainty,
    SheetColumn,
    SheetField,
)
from app.sheets.header_forms import find_person_number, parse_person_header
from app.sheets.headers import guess_field, is_ambiguous_name, is_company_and_title, list_joint_fields
from app.sheets.job_titles import (
    are_chinese_names,
    are_job_titles,
    are_names_with_salutation,
    may_be_full_names,
)

F = SheetField
ColumnContents = Mapping[int, Sequence[SheetCell]]

_PERSON_GROUP: Final = re.compile(
    r"contact|representative|delegate|participant|attendee|联系|参会人|代表|représentant|délégué", re.IGNORECASE
)
_COMPANY_GROUP: Final = re.compile(r"company|firm|organi[sz]ation|企业|公司|单位|entreprise|société", re.IGNORECASE)


def is_person_group(group: str) -> bool:
    return _PERSON_GROUP.search(group) is not None


def is_company_group(group: str) -> bool:
    return not is_person_group(group) and _COMPANY_GROUP.search(group) is not None


def resolve_name_owners(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """``contents``: the cells below each column, by its number."""
    return _mark_doubtful_companies(
        _resolve_english_names(_resolve_names_beside_companies(columns, contents)), contents
    )


def _filled_texts(column: SheetColumn, contents: ColumnContents) -> list[str]:
    return [
        tidy_text(cell.text)
        for cell in contents.get(column.number, ())
        if tidy_text(cell.text) and not is_empty_answer(cell.text)
    ]


def _resolve_names_beside_companies(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Where nobody is named yet, a bare "Name" beside other names of companies is the person's if people stand there,
    or a title beside it."""
    if any(column.field in PERSON_NAME_FIELDS for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}
    for at, column in enumerate(columns):
        if column.field is not F.COMPANY or not is_ambiguous_name(column.header) or is_company_group(column.above):
            continue
        texts = _filled_texts(column, contents)
        others = {other.field for other in columns if other is not column} & {*COMPANY_NAME_FIELDS}
        greeted = bool(others) and are_names_with_salutation(texts)
        posted = bool(others - {F.COMPANY_ZH}) and bool({column.number - 1, column.number + 1} & titles)
        if (greeted or posted) and not are_company_names(texts):
            named = replace(
                column, field=F.REPRESENTATIVE, certainty=ColumnCertainty.SURE if greeted else ColumnCertainty.LOOK
            )
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _resolve_english_names(columns: list[SheetColumn]) -> list[SheetColumn]:
    """Where no other column has the firms' names, those in English are no further ones."""
    if any(column.field is F.COMPANY for column in columns):
        return columns
    english = [column for column in columns if column.field is F.OTHER_NAME and is_ambiguous_name(column.header)]
    return [replace(column, field=F.COMPANY) if column in english[:1] else column for column in columns]


def _mark_doubtful_companies(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Where nobody is named, and people seem to stand where firms should, somebody has to look."""
    if any(column.field in PERSON_NAME_FIELDS for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}

    def names_people(column: SheetColumn) -> bool:
        texts = _filled_texts(column, contents)
        if column.field is not F.COMPANY or are_company_names(texts):
            return False
        posted = is_ambiguous_name(column.header) and bool({column.number - 1, column.number + 1} & titles)
        return are_names_with_salutation(texts) or (posted and bool(texts) and may_be_full_names(texts))

    return [
        replace(column, certainty=ColumnCertainty.LOOK, people=True) if names_people(column) else column
        for column in columns
    ]


def resolve_by_neighbours(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """``contents``: the cells below each column, by its number."""
    for mended in (
        _resolve_ticked_sectors,
        _resolve_company_and_title,
        _resolve_authorities,
        _resolve_bare_titles,
        _resolve_chinese_names,
        _find_companies,
        _find_people,
        _resolve_bilingual_companies,
        _resolve_bilingual_people,
    ):
        columns = mended(columns, contents)
    return _resolve_family_names(columns)


def _resolve_ticked_sectors(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Below a group "Sectors", columns of ticks: each header is a sector."""

    def is_one(column: SheetColumn) -> bool:
        guess = guess_field(column.above) if column.above else None
        if guess is None or guess.field is not F.SECTORS:
            return False
        return all(is_plain_yes_no(text) for cell in contents.get(column.number, ()) if (text := tidy_text(cell.text)))

    return [
        replace(column, field=F.SECTORS, certainty=ColumnCertainty.LOOK) if column.header and is_one(column) else column
        for column in columns
    ]


def _resolve_bare_titles(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Beside "Designation" a bare "Title" without titles below it is one of salutations, or nothing to go by."""
    titles = [column for column in columns if column.field is F.TITLE]
    if len(titles) < 2:
        return columns
    bare = [
        column
        for column in titles
        if column.key in _BARE_TITLE_HEADERS and not are_job_titles(_answer_texts(column, contents))
    ]
    if not bare or len(bare) == len(titles):
        return columns
    greeted = any(column.field is F.SALUTATION for column in columns)
    become = F.UNUSED if greeted else F.SALUTATION
    return [
        replace(column, field=become, certainty=ColumnCertainty.LOOK) if column in bare else column
        for column in columns
    ]


def _resolve_company_and_title(columns: list[SheetColumn], _: ColumnContents) -> list[SheetColumn]:
    """Beside a column of firms, 单位及职务 holds titles."""
    companies = [column for column in columns if column.field is F.COMPANY]
    joint = [column for column in companies if is_company_and_title(list_joint_fields(column.header))]
    if not joint or len(joint) == len(companies):
        return columns
    return [
        replace(column, field=F.TITLE, certainty=ColumnCertainty.LOOK) if column in joint else column
        for column in columns
    ]


_AUTHORITY_HEADER: Final = re.compile(r"\b(agency|ministry|affiliation|outlet|ministere)\b|机构|媒体")


def _resolve_authorities(columns: list[SheetColumn], _: ColumnContents) -> list[SheetColumn]:
    """Beside a column of firms, one of agencies or ministries tells of somebody else."""
    companies = [column for column in columns if column.field is F.COMPANY]
    offices = [column for column in companies if _AUTHORITY_HEADER.search(fold(column.header))]
    if len(offices) == len(companies):
        return columns
    return [
        replace(column, field=F.UNUSED, certainty=ColumnCertainty.LOOK) if column in offices else column
        for column in columns
    ]


_BARE_TITLE_HEADERS: Final = ("title", "titre", "称呼")


def _answer_texts(column: SheetColumn, contents: ColumnContents) -> list[str]:
    return [tidy_text(cell.text) for cell in contents.get(column.number, ()) if not is_empty_answer(cell.text)]


def _resolve_chinese_names(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """ "Chinese name" does not say whose; below it stand names of people where the list names people and firms."""
    fields = {column.field for column in columns}
    if F.REPRESENTATIVE_ZH in fields or not fields & LATIN_NAME_FIELDS or F.COMPANY not in fields:
        return columns
    for at, column in enumerate(columns):
        unsaid = column.field is F.COMPANY_ZH and not column.above and is_ambiguous_name(column.header)
        if unsaid and are_chinese_names(_answer_texts(column, contents)):
            named = replace(column, field=F.REPRESENTATIVE_ZH, certainty=ColumnCertainty.LOOK)
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _find_companies(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """If no header names the companies, the column whose contents do; Chinese beside Latin ones is the Chinese name."""
    if any(column.field is F.COMPANY for column in columns):
        return columns
    for at, column in enumerate(columns):
        texts = _answer_texts(column, contents)
        if column.certainty is not ColumnCertainty.SURE and are_company_names(texts):
            chinese = sum(map(has_chinese, texts)) > len(texts) / 2
            field = F.COMPANY_ZH if chinese and any(c.field is F.OTHER_NAME for c in columns) else F.COMPANY
            return [*columns[:at], replace(column, field=field, certainty=ColumnCertainty.LOOK), *columns[at + 1 :]]
    return columns


def _find_people(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Where no column names the people: full names under an unknown header beside their titles, or under none, or
    those of who heads the company."""
    if any(column.field in PERSON_NAME_FIELDS for column in columns):
        return columns
    titles = {column.number for column in columns if column.field is F.TITLE}
    headless = not any(column.header for column in columns)
    for at, column in enumerate(columns):
        unknown = column.field is F.UNUSED and guess_field(column.header) is None and not column.hidden
        texts = _answer_texts(column, contents)
        beside = headless or is_executive_header(column.header) or bool({column.number - 1, column.number + 1} & titles)
        if unknown and beside and may_be_full_names(texts):
            named = replace(column, field=F.REPRESENTATIVE, certainty=ColumnCertainty.LOOK)
            return [*columns[:at], named, *columns[at + 1 :]]
    return columns


def _resolve_bilingual_companies(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Of two columns of companies, "Company" and "公司名称", the one in Chinese has the Chinese names."""
    named = [column for column in columns if column.field is F.COMPANY]
    chinese = [column for column in named if _is_mostly_chinese(contents.get(column.number, ()))]
    numbered = any(find_person_number(column.header) > 1 for column in named)
    if len(named) != 2 or numbered or len(chinese) != 1 or any(column.field is F.COMPANY_ZH for column in columns):
        return columns
    return [replace(column, field=F.COMPANY_ZH) if column is chinese[0] else column for column in columns]


def _resolve_bilingual_people(columns: list[SheetColumn], contents: ColumnContents) -> list[SheetColumn]:
    """Side by side, "Name" and "姓名" with names in Chinese are one person's."""
    named = [column for column in columns if column.field is F.REPRESENTATIVE]
    chinese = [column for column in named if _is_mostly_chinese(contents.get(column.number, ()))]
    beside = len(named) == 2 and columns.index(named[1]) - columns.index(named[0]) == 1
    column_by_script = {has_chinese(column.header): column for column in named}
    if (
        not beside
        or len(column_by_script) < 2
        or chinese != [column_by_script[True]]
        or any(c.field is F.REPRESENTATIVE_ZH for c in columns)
    ):
        return columns
    return [
        replace(column, field=F.REPRESENTATIVE_ZH) if column is column_by_script[True] else column for column in columns
    ]


def _is_mostly_chinese(cells: Sequence[SheetCell]) -> bool:
    texts = [tidy_text(cell.text) for cell in cells if tidy_text(cell.text) and not is_empty_answer(cell.text)]
    return sum(map(has_chinese, texts)) > len(texts) / 2


def _resolve_family_names(columns: list[SheetColumn]) -> list[SheetColumn]:
    """Beside a given name, a bare "Name" is the family name."""
    fields = {column.field for column in columns}
    if F.GIVEN_NAME not in fields or F.FAMILY_NAME in fields:
        return columns
    return [
        replace(column, field=F.FAMILY_NAME)
        if column.field is F.REPRESENTATIVE and _is_bare_name_header(column.header)
        else column
        for column in columns
    ]


def _is_bare_name_header(header: str) -> bool:
    """A name without a word whether it is the full one: Name, Nom du participant."""
    whose = parse_person_header(header)
    return is_ambiguous_name(header) or (whose is not None and is_ambiguous_name(whose.rest))
