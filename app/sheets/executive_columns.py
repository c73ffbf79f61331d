"""Who heads a company, in headers and columns: such a person comes to the event only where a list or a row names
nobody else, or somebody chose so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.core.texts import cached_by_text
from app.sheets.fields import PERSON_FIELDS, PERSON_NAME_FIELDS, ColumnCertainty, SheetColumn, SheetField
from app.sheets.header_forms import find_person_number, parse_person_header
from app.sheets.phrases import PhraseKind, get_phrase_keys

_EXECUTIVE_TERMS: Final = get_phrase_keys(PhraseKind.EXECUTIVE)
_RANK_TERMS: Final = get_phrase_keys(PhraseKind.EXECUTIVE_RANK)
_EXECUTIVE_FILLERS: Final = get_phrase_keys(PhraseKind.EXECUTIVE_FILLER)
_CONTACT_TERMS: Final = get_phrase_keys(PhraseKind.CONTACT)
_EXECUTIVE_PHRASE: Final = re.compile(
    r"\b(managing (director|partner)|general manager|head of (the )?(company|firm|organi[sz]ation|business)|"
    r"directeur general|directrice generale)\b"
)
_CHINESE_EXECUTIVE: Final = re.compile(
    r"(?:企业|公司|单位|机构|主要|本)*(?:负责人|法定代表人|法人代表|法人|董事长|总经理|总裁|老板|东主|创始人|实际控制人|领导|主席)"
    r"(?:[/、或及兼]?(?:负责人|董事长|总经理|总裁|老板|首席执行官))?(?:的?(?:中文|英文)?(?:姓名|名字|名称))?"
)
_CHINESE_CONTACT: Final = re.compile(r"(?:的)?(?:联系)?(?:电话|手机号?码?|邮箱|电邮|微信号?|职务|职位|联系方式)$")


@cached_by_text
def is_executive_header(header: str) -> bool:
    return _names_only_executives(header)


@cached_by_text
def is_about_executive(header: str) -> bool:
    """The same, or it asks how to reach such a person, or for the title: CEO Email, 负责人电话."""
    if has_chinese(header):
        return _names_only_executives(_CHINESE_CONTACT.sub("", compact(header)))
    return _names_only_executives(" ".join(word for word in fold(header).split() if word not in _CONTACT_TERMS))


def _names_only_executives(header: str) -> bool:
    if has_chinese(header):
        return _CHINESE_EXECUTIVE.fullmatch(compact(header)) is not None
    folded = fold(header)
    words = [word for word in folded.split() if word not in _EXECUTIVE_FILLERS]
    names_executive = not _EXECUTIVE_TERMS.isdisjoint(words) or _EXECUTIVE_PHRASE.search(folded) is not None
    return names_executive and all(word in _EXECUTIVE_TERMS | _RANK_TERMS for word in words)


F = SheetField
_FIELDS_WITH_NAME: Final = frozenset({F.TITLE, F.TITLE_ZH, F.SALUTATION, *PERSON_NAME_FIELDS})


def leave_out_executives(columns: list[SheetColumn], choices: Mapping[str, str]) -> list[SheetColumn]:
    """Leaves out, for a person to look at, the heads of companies beside those who come, with all that is theirs alone.
    ``choices``: header key → field; who was chosen there comes too."""
    leaders = [column for column in columns if _is_executive_column(column) and not column.hidden]
    others = [column for column in columns if column.field in PERSON_NAME_FIELDS and column not in leaders]
    if not leaders or not others or all(find_person_number(other.header) > 1 for other in others):
        return columns
    chosen = {
        leader.number: F(choice) for leader in leaders if (choice := choices.get(leader.key)) in PERSON_NAME_FIELDS
    }
    if chosen:
        return [replace(column, field=chosen.get(column.number, column.field)) for column in columns]
    names = {column.number for column in leaders}
    theirs = _executive_column_numbers(columns, names, max(column.number for column in others))
    return [
        replace(column, field=F.UNUSED, certainty=ColumnCertainty.LOOK, stands_in=column.number in names)
        if column.number in theirs
        else column
        for column in columns
    ]


def _is_executive_column(column: SheetColumn) -> bool:
    """By its own header, or a name below a group of such."""
    named = column.field in PERSON_NAME_FIELDS
    return is_executive_header(column.header) or (named and is_executive_header(column.above))


def _executive_column_numbers(columns: list[SheetColumn], leaders: set[int], last_other: int) -> set[int]:
    """The numbers of the leaders' columns. What stands behind a leader's name is theirs before another name, and
    behind the last one if it is a title or if who comes has it already."""
    numbers, has = set(leaders), set[SheetField]()
    behind_leader = False
    for column in sorted(columns, key=lambda column: column.number):
        if column.number in leaders or column.field in PERSON_NAME_FIELDS:
            behind_leader = column.number in leaders
            continue
        if column.field not in PERSON_FIELDS:
            continue
        taken = column.number < last_other or column.field in _FIELDS_WITH_NAME or column.field in has
        own = parse_person_header(column.header) is not None
        if (
            is_about_executive(column.header)
            or is_executive_header(column.above)
            or (behind_leader and taken and not own)
        ):
            numbers.add(column.number)
        else:
            has.add(column.field)
    return numbers
