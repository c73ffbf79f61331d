"""Headers and contents of a sheet's columns → fields, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.companies.names import compact, has_chinese
from app.companies.words import CHINESE_LEGAL_FORMS, LEGAL_FORMS
from app.floor.spreadsheets.values import Cell
from app.registrations.cells import is_answer, is_none, is_to_come, tidy, website
from app.registrations.contacts import emails
from app.registrations.dates import moment_in
from app.registrations.fields import ALWAYS_LOOK, COMPANY_NAMES, CONSENTS, NAMES_OF_PEOPLE, PERSON_FIELDS, Field
from app.registrations.headers import Guess, guess, is_ambiguous
from app.registrations.names_of_people import without_address
from app.registrations.parted_cells import reaches

F = Field


class Certainty(StrEnum):
    SURE = "sure"
    LOOK = "look"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class Column:
    """``number`` counts from 1. ``header``: as in the sheet, on one line; ``above``: the group it stands under, or "".
    ``contact``: 1, or 2 and up where one row holds several people. ``chosen``: somebody said so."""

    number: int
    header: str
    above: str = ""
    field: Field = Field.UNUSED
    certainty: Certainty = Certainty.NOT_USED
    example: str = ""
    contact: int = 1
    hidden: bool = False
    chosen: bool = False

    @property
    def key(self) -> str:
        """Under which a choice is remembered for the next sheet."""
        return compact(self.header)


def recognise(
    headers: Sequence[tuple[int, str, str]],
    contents: Mapping[int, Sequence[Cell]],
    hidden: frozenset[int] = frozenset(),
    choices: Mapping[str, str] | None = None,
) -> tuple[Column, ...]:
    """One ``Column`` for each (number, header, group above). ``contents``: the cells below it; ``choices``: header
    key → field, from an earlier sheet or from the preview; these win."""
    found: list[Column] = []
    person_side = False
    plainly = any(guess(header) == Guess(F.COMPANY, True) and not is_ambiguous(header) for _, header, _ in headers)
    for number, header, above in headers:
        named = plainly or any(column.field is F.COMPANY for column in found)
        side = person_side or (named and is_ambiguous(header) and guess(header) == Guess(F.COMPANY, True))
        column = _column(number, header, above, contents.get(number, ()), side, number in hidden)
        if column.field in PERSON_FIELDS:
            person_side = True
        elif column.field in COMPANY_NAMES:
            person_side = False
        found.append(column)
    for mended in (_ticked_sectors, _helped_out, _in_two_scripts, _person_in_two_scripts):
        found = mended(found, contents)
    found = _without_rivals(_family_names(found))
    return tuple(_chosen(column, choices or {}) for column in found)


def _ticked_sectors(columns: list[Column], contents: Mapping[int, Sequence[Cell]]) -> list[Column]:
    """Below a group "Sectors", columns of ticks: each header is a sector."""

    def is_one(column: Column) -> bool:
        told = guess(column.above)
        texts = [tidy(cell.text) for cell in contents.get(column.number, ()) if tidy(cell.text)]
        return told is not None and told.field is F.SECTORS and all(map(is_answer, texts))

    return [
        replace(column, field=F.SECTORS, certainty=Certainty.LOOK) if column.header and is_one(column) else column
        for column in columns
    ]


_PERSON_GROUPS: Final = re.compile(
    r"contact|representative|delegate|participant|attendee|联系|参会人|代表|représentant|délégué", re.IGNORECASE
)
_COMPANY_GROUPS: Final = re.compile(r"company|firm|organi[sz]ation|企业|公司|单位|entreprise|société", re.IGNORECASE)


def _column(number: int, header: str, above: str, cells: Sequence[Cell], person_side: bool, hidden: bool) -> Column:
    texts = [text for cell in cells if (text := tidy(cell.text)) and not is_none(text) and not is_to_come(text)]
    if _PERSON_GROUPS.search(above):
        person_side = True
    elif _COMPANY_GROUPS.search(above):
        person_side = False
    column = Column(number, tidy(header), tidy(above), example=texts[0] if texts else "", hidden=hidden)
    told = guess(header, person_side)
    shown = by_content(texts)
    if told is not None and told.field in _NEVER_ANSWERS and _answers(texts):
        return replace(column, certainty=Certainty.LOOK)
    if told is None:
        return replace(column, field=shown, certainty=Certainty.LOOK) if shown else column
    if told.field in NAMES_OF_PEOPLE and (reached := reaches(texts)):
        return replace(column, field=reached, certainty=Certainty.LOOK)
    if shown is F.EMAIL and told.field is F.REPRESENTATIVE:
        named = all(without_address(text) for text in texts)
        return replace(column, field=told.field, certainty=Certainty.SURE if named else Certainty.LOOK)
    if shown and shown != told.field and shown in _TELLING and not _compatible(shown, told.field):
        return replace(column, field=shown, certainty=Certainty.LOOK)
    if told.field is F.UNUSED or (hidden and told.field not in COMPANY_NAMES):
        return column
    sure = (told.exact or shown == told.field) and told.field not in ALWAYS_LOOK
    return replace(column, field=told.field, certainty=Certainty.SURE if sure else Certainty.LOOK)


_NEVER_ANSWERS: Final = (PERSON_FIELDS | {*COMPANY_NAMES}) - {F.NEEDS_INTERPRETER, F.DIETARY, F.LANGUAGES}


def _answers(texts: Sequence[str]) -> bool:
    """Whether yes and no stand there, which are nobody's name or address."""
    return bool(texts) and sum(map(is_answer, texts)) >= 0.6 * len(texts)


_TELLING: Final = frozenset({F.EMAIL, F.WEBSITE})
_MIXED: Final = frozenset({F.OFFERS, F.ABOUT, F.REMARKS, F.PHONE, F.PHONE_WECHAT, F.WECHAT, F.UNUSED})


def _compatible(shown: Field, told: Field) -> bool:
    """Whether contents of one kind may well stand under the other header: a web address in a description."""
    return told in _MIXED and not (shown is F.EMAIL and told in (F.PHONE, F.WECHAT))


def by_content(texts: Sequence[str]) -> Field | None:
    """What the cells themselves say, if three in five say the same."""
    if not texts:
        return None
    need = 0.6 * len(texts)
    tests = (
        (F.EMAIL, lambda text: bool(emails(Cell(text)).addresses)),
        (F.WEBSITE, lambda text: len(text) < 120 and bool(website(text)) and " " not in text),
        (
            F.PHONE,
            lambda text: (
                re.fullmatch(r"[+＋(（\d][\d\s()（）+/.;,–—-]{6,40}", text) is not None
                and len(re.findall(r"\d", text)) >= 7
                and moment_in(text) is None
            ),
        ),
    )
    return next((field for field, test in tests if sum(map(test, texts)) >= need), None)


def names_firms(texts: Sequence[str]) -> bool:
    """Whether most texts end in a legal form: a column of companies, whatever its header."""
    count = sum(1 for text in texts if _ends_in_legal_form(text))
    return bool(texts) and count >= 0.4 * len(texts)


def _ends_in_legal_form(text: str) -> bool:
    last = re.sub(r"(?<!\W)\W+$", "", text.lower()).split()[-1:]
    return text.endswith(CHINESE_LEGAL_FORMS) or (last != [] and re.sub(r"\W", "", last[0]) in LEGAL_FORMS)


def _helped_out(columns: list[Column], contents: Mapping[int, Sequence[Cell]]) -> list[Column]:
    """If no header names the companies, the column whose contents do; Chinese beside Latin ones is the Chinese name."""
    if any(column.field is F.COMPANY for column in columns):
        return columns
    for at, column in enumerate(columns):
        texts = [tidy(cell.text) for cell in contents.get(column.number, ()) if not is_none(cell.text)]
        if column.certainty is not Certainty.SURE and names_firms(texts):
            chinese = sum(map(has_chinese, texts)) > len(texts) / 2
            field = F.COMPANY_ZH if chinese and any(c.field is F.OTHER_NAME for c in columns) else F.COMPANY
            return [*columns[:at], replace(column, field=field, certainty=Certainty.LOOK), *columns[at + 1 :]]
    for rescue in (F.OTHER_NAME, F.COMPANY_ZH):
        if any(column.field is rescue for column in columns):
            return columns
    return columns


def _in_two_scripts(columns: list[Column], contents: Mapping[int, Sequence[Cell]]) -> list[Column]:
    """Of two columns of companies, "Company" and "公司名称", the one in Chinese has the Chinese names."""
    named = [column for column in columns if column.field is F.COMPANY]
    chinese = [column for column in named if _is_chinese(contents.get(column.number, ()))]
    if len(named) != 2 or len(chinese) != 1 or any(column.field is F.COMPANY_ZH for column in columns):
        return columns
    return [replace(column, field=F.COMPANY_ZH) if column is chinese[0] else column for column in columns]


def _person_in_two_scripts(columns: list[Column], contents: Mapping[int, Sequence[Cell]]) -> list[Column]:
    """Side by side, "Name" and "姓名" with names in Chinese are one person's."""
    named = [column for column in columns if column.field is F.REPRESENTATIVE]
    chinese = [column for column in named if _is_chinese(contents.get(column.number, ()))]
    beside = len(named) == 2 and columns.index(named[1]) - columns.index(named[0]) == 1
    told = {has_chinese(column.header): column for column in named}
    if not beside or len(told) < 2 or chinese != [told[True]] or any(c.field is F.REPRESENTATIVE_ZH for c in columns):
        return columns
    return [replace(column, field=F.REPRESENTATIVE_ZH) if column is told[True] else column for column in columns]


def _is_chinese(cells: Sequence[Cell]) -> bool:
    texts = [tidy(cell.text) for cell in cells if tidy(cell.text) and not is_none(cell.text)]
    return sum(map(has_chinese, texts)) > len(texts) / 2


def _family_names(columns: list[Column]) -> list[Column]:
    """Beside a given name, a bare "Name" is the family name."""
    told = {column.field for column in columns}
    if F.GIVEN_NAME not in told or F.FAMILY_NAME in told:
        return columns
    return [
        replace(column, field=F.FAMILY_NAME)
        if column.field is F.REPRESENTATIVE and is_ambiguous(column.header)
        else column
        for column in columns
    ]


_SEVERAL: Final = frozenset(
    {
        *(F.EMAIL, F.PHONE, F.LANDLINE, F.REMARKS, F.SEEKS, F.OFFERS, F.ABOUT, F.OTHER_NAME),
        *(F.PHONE_WECHAT, F.SECTORS, F.PRODUCTS, F.EXPORTS, F.CONSENT_OTHER, F.ATTENDING, F.UNUSED),
    }
)


_BEGINS_A_PERSON: Final = frozenset({F.REPRESENTATIVE, F.FAMILY_NAME, F.GIVEN_NAME})


def _name_said(column: Column) -> tuple[Field, bool]:
    """A family name and 姓 may be one person's."""
    return column.field, column.field is not F.REPRESENTATIVE and has_chinese(column.header)


def _without_rivals(columns: list[Column]) -> list[Column]:
    """A second column for the same field: another person's where a name comes twice, more of the same for e-mails and
    the like, else left out for a person to look at."""
    names = [_name_said(column) for column in columns if column.field in _BEGINS_A_PERSON]
    several_people = len(names) > len(set(names))
    seen: set[tuple[Field, int]] = set()
    contact, kept = 1, []
    for column in sorted(columns, key=lambda column: column.number):
        if several_people and column.field in PERSON_FIELDS:
            if (column.field, contact) in seen and _begins_another(column.field, contact, seen):
                contact += 1
            column = replace(column, contact=contact)
        if (column.field, column.contact) in seen and column.field not in _SEVERAL:
            kept_as = F.CONSENT_OTHER if column.field in CONSENTS else F.UNUSED
            column = replace(column, field=kept_as, certainty=Certainty.LOOK)
        seen.add((column.field, column.contact))
        kept.append(column)
    return kept


def _begins_another(field: Field, contact: int, seen: set[tuple[Field, int]]) -> bool:
    """Whether a field that this contact has begins the next one: a name does, and a salutation behind the names."""
    named = any((name, contact) in seen for name in _BEGINS_A_PERSON)
    return field in _BEGINS_A_PERSON or (field is F.SALUTATION and named)


def _chosen(column: Column, choices: Mapping[str, str]) -> Column:
    wanted = choices.get(column.key)
    if not column.key or wanted is None or wanted not in set(Field):
        return column
    field = Field(wanted)
    certainty = Certainty.NOT_USED if field is F.UNUSED else Certainty.SURE
    return replace(column, field=field, certainty=certainty, chosen=True)
