"""What one row of a list says of a company and its people, with what was noted and what a person must decide;
several people in the cells of one row, where names, titles, emails and phones count alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.companies.identifiers import StockCode
from app.companies.names.parsing import compact, fold, has_chinese, pinyin
from app.companies.typed_text import is_empty_answer, is_pending_answer, split_lines, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.fields import SheetField
from app.sheets.job_titles import BRACKETED_TITLE, is_full_name, may_be_person_name
from app.sheets.listed_people import SPACED_NAME_COUNTRIES, ListedPerson, parse_listed_people
from app.sheets.salutations import SALUTATIONS

F = SheetField
_STRONG_SEPARATORS: Final = re.compile(r"(?<!\b[A-Za-z])[/／]|[/／](?![A-Za-z]\b)|[;；、|\n]")
"""Not the stroke of s/o, d/o, a/l."""
_ALL_SEPARATORS: Final = re.compile(rf"{_STRONG_SEPARATORS.pattern}|\s*[&＆]\s*|\s+(?:and|et)\s+", re.IGNORECASE)
_LIST_NUMBER: Final = re.compile(r"(?:^|\s)[(（]?\d{1,2}[.)）、]\s*(?=[^\W\d])")
"""Before each of several: 1) Tan Mei 2) Lim Bo."""
_SEPARATORS_AND_COMMAS: Final = re.compile(rf"{_ALL_SEPARATORS.pattern}|[,，]", re.IGNORECASE)
_BETWEEN_TWO_PEOPLE: Final = re.compile(r"[&＆;；]|\s(?:and|et)\s|以及|[和与及]", re.IGNORECASE)
"""Between names in two scripts: hardly one person's."""
_EMAIL_IN_BRACKETS: Final = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_SEPARATORS_BEFORE_EMAIL: Final = re.compile(r"[<>@,，;；、|\n]")
_TRIMMED_TEXT: Final = re.compile(r"\w(?:.*\w)?")
_MAX_NAME_LENGTH: Final = 60
_MAX_PEOPLE: Final = 40
"""A cell that lists more is a list of something else; comparing each with each would take long."""
_TEXT_FIELDS: Final = (F.REPRESENTATIVE_ZH, F.TITLE, F.TITLE_ZH, F.SALUTATION)


@dataclass(frozen=True, slots=True)
class SeparatedPeople:
    """``people``: field → value for each, fewer than two where there is one. ``sure``: all counts agree."""

    people: tuple[dict[str, Any], ...] = ()
    sure: bool = False


ContactCells = Mapping[SheetField, Sequence[SheetCell]]


@dataclass(frozen=True, slots=True)
class _NamedPeople:
    """``proven``: what stands in the cell of the names is enough to be sure; ``loose``: it is not, whatever their form;
    ``doubted``: nothing else can prove it either."""

    people: tuple[ListedPerson, ...] = ()
    proven: bool = False
    loose: bool = False
    doubted: bool = False


def separate_people(
    cells: ContactCells, emails: Sequence[str], phones: Sequence[str], country: str = ""
) -> SeparatedPeople:
    """``cells``: of one contact; ``emails``, ``phones``: all that were read there; ``country``: whence the firm is."""
    text = _join_lines(cells.get(F.REPRESENTATIVE, ()))
    spaced = country in SPACED_NAME_COUNTRIES
    possible_names = (
        _find_listed_names(text, spaced)
        or _find_names_in_two_columns(cells)
        or _find_chinese_names(cells, text, spaced)
        or _find_names_beside_emails(cells, text)
    )
    if possible_names is None:
        possible_names = _find_possible_names(text, emails, _split_into_count(cells.get(F.TITLE, ()), 2))
    names = [person.name for person in possible_names.people]
    if not 2 <= len(names) <= _MAX_PEOPLE:
        return SeparatedPeople()
    if (
        len(names) == 2
        and has_chinese(names[0]) != has_chinese(names[1])
        and not any(person.title for person in possible_names.people)
    ):
        if not _BETWEEN_TWO_PEOPLE.search(text):
            latin, chinese = sorted(names, key=has_chinese)
            return SeparatedPeople(({"representative": latin, "representative_zh": chinese},), sure=True)
        possible_names = _NamedPeople(possible_names.people, doubted=True)
    return _assign_values(possible_names, cells, emails, phones)


def _assign_values(
    named_people: _NamedPeople, cells: ContactCells, emails: Sequence[str], phones: Sequence[str]
) -> SeparatedPeople:
    count = len(named_people.people)
    parts_by_field: dict[str, Sequence[str]] = {
        wanted: _split_into_count(cells.get(wanted, ()), count) for wanted in _TEXT_FIELDS
    }
    parts_by_field |= {"email": _order_emails_by_name(named_people.people, emails), "phone": phones}
    apart = {name for name, parts in parts_by_field.items() if len(parts) not in (0, count)}
    apart -= {F.SALUTATION} if len(parts_by_field[F.SALUTATION]) == 1 else set()
    if any(person.title for person in named_people.people):
        apart |= {F.TITLE} if parts_by_field[F.TITLE] else set()
    commas = (
        len(parts_by_field[F.TITLE]) == count
        and len(_split_parts(_join_lines(cells.get(F.TITLE, ())), _ALL_SEPARATORS)) != count
    )
    full = all(is_full_name(person.name) for person in named_people.people) and not named_people.loose
    proven = named_people.proven or full or any(len(parts) == count for parts in parts_by_field.values())
    people = tuple(
        _list_person_values(at, person, parts_by_field, apart) for at, person in enumerate(named_people.people)
    )
    return SeparatedPeople(people, not apart and proven and not named_people.doubted and not commas)


def _list_person_values(
    at: int, listed_person: ListedPerson, parts_by_field: Mapping[str, Sequence[str]], apart: set[str]
) -> dict[str, Any]:
    """A title that is said once is everybody's who has none; a salutation that is, and what a column says beside, are
    the first one's."""
    values: dict[str, Any] = {"representative": listed_person.name}
    if has_chinese(listed_person.name):
        values["representative_zh"] = listed_person.name
    for wanted, parts in parts_by_field.items():
        if wanted == F.SALUTATION and len(parts) == 1:
            values |= {wanted: parts[0]} if at == 0 else {}
        elif parts and wanted not in apart:
            values[wanted] = parts[at]
        elif wanted in (F.TITLE, F.TITLE_ZH) and len(parts) == 1:
            values[wanted] = parts[0]
    if listed_person.title:
        beside = (
            [part for part in parts_by_field[F.TITLE] if compact(part) not in compact(listed_person.title)]
            if at == 0
            else []
        )
        values["title"] = "; ".join((listed_person.title, *beside))
    return values


def _find_listed_names(text: str, spaced: bool) -> _NamedPeople | None:
    """Those whom the cell of the names lists, each perhaps with a title."""
    listed_people = parse_listed_people(text, spaced=spaced)
    if listed_people.listed:
        part = listed_people.titled and not listed_people.sure
        return _NamedPeople(
            listed_people.listed, proven=listed_people.sure, loose=listed_people.loose or part, doubted=part
        )
    names = _split_parts(text, _ALL_SEPARATORS)
    if len(names) < 2 or not all(map(may_be_person_name, names)):
        return None
    titles = [" ".join(BRACKETED_TITLE.findall(name)) for name in names]
    names = [tidy_text(BRACKETED_TITLE.sub(" ", name)) for name in names]
    return _NamedPeople(tuple(map(ListedPerson, names, titles if all(titles) else [""] * len(names))))


def _find_names_in_two_columns(cells: ContactCells) -> _NamedPeople | None:
    """Family names in one column, given names in another, as many in both."""
    if _join_lines(cells.get(F.REPRESENTATIVE, ())):
        return None
    families, givens = (
        _split_parts(_join_lines(cells.get(wanted, ())), _ALL_SEPARATORS) for wanted in (F.FAMILY_NAME, F.GIVEN_NAME)
    )
    if max(len(families), len(givens)) < 2 or not all(map(may_be_person_name, (*families, *givens))):
        return None
    if len(families) == 1 and len(givens) > 1 and _BETWEEN_TWO_PEOPLE.search(_join_lines(cells[F.GIVEN_NAME])):
        return _NamedPeople(
            tuple(ListedPerson(_join_family_and_given_name(families[0], given)) for given in givens), loose=True
        )
    if len(families) != len(givens):
        longer = max(families, givens, key=len)
        return (
            _NamedPeople(tuple(map(ListedPerson, longer)), doubted=True)
            if min(len(families), len(givens)) == 0
            else None
        )
    return _NamedPeople(tuple(map(ListedPerson, map(_join_family_and_given_name, families, givens))), proven=True)


def _join_family_and_given_name(family: str, given: str) -> str:
    return f"{family}{given}" if has_chinese(family) else f"{given} {family}"


def _find_chinese_names(cells: ContactCells, text: str, spaced: bool) -> _NamedPeople | None:
    """The column of Chinese names lists several, and none other does."""
    listed_names = _find_listed_names(_join_lines(cells.get(F.REPRESENTATIVE_ZH, ())), spaced)
    if listed_names is None or all(has_chinese(person.name) for person in listed_names.people) is False:
        return None
    return _NamedPeople(
        listed_names.people, listed_names.proven, listed_names.loose, listed_names.doubted or bool(text)
    )


def _find_names_beside_emails(cells: ContactCells, text: str) -> _NamedPeople | None:
    """The cells of addresses name whose they are: Tan Wei <tan@a.co>; Lim Bo <lim@a.co>."""
    names_before_emails = _list_names_before_emails(_join_lines(cells.get(F.EMAIL, ())))
    names = list(dict.fromkeys(name for each, _ in names_before_emails if may_be_person_name(name := tidy_text(each))))
    if len(names) < 2 or len({address.lower() for _, address in names_before_emails}) < 2:
        return None
    same = not text or any(compact(text) in compact(name) or compact(name) in compact(text) for name in names)
    return _NamedPeople(tuple(map(ListedPerson, names)), proven=same, doubted=not same)


def _list_names_before_emails(text: str) -> list[tuple[str, str]]:
    """Each name with the address behind it. From address to address, so that its time grows with the length alone."""
    result, begin = list[tuple[str, str]](), 0
    for address in _EMAIL_IN_BRACKETS.finditer(text):
        parts = map(_TRIMMED_TEXT.search, _SEPARATORS_BEFORE_EMAIL.split(text[begin : address.start()]))
        *_, name = ["", *(part[0] for part in parts if part)]
        if 2 <= len(name) <= _MAX_NAME_LENGTH:
            result.append((name, address[1]))
        begin = address.end()
    return result


def _find_possible_names(text: str, emails: Sequence[str], titles: Sequence[str]) -> _NamedPeople:
    """Single words with commas between them are a family and a given name, unless addresses or titles say otherwise."""
    names = _split_parts(text, _SEPARATORS_AND_COMMAS)
    if (
        not 2 <= len(names) <= _MAX_PEOPLE
        or not all(map(may_be_person_name, names))
        or all(part not in text for part in ",，")
    ):
        return _NamedPeople()
    people = tuple(map(ListedPerson, names))
    each = sorted(_find_owners(people, email) for email in emails) == [[at] for at in range(len(names))]
    return _NamedPeople(people, doubted=True) if each or len(titles) == len(names) else _NamedPeople()


def _order_emails_by_name(people: Sequence[ListedPerson], emails: Sequence[str]) -> Sequence[str]:
    """In the order of the people, where each address bears the name of one of them alone; else as they stand."""
    owners = [_find_owners(people, email) for email in emails]
    if (
        len(emails) != len(people)
        or any(len(own) != 1 for own in owners)
        or len({own[0] for own in owners}) < len(people)
    ):
        return emails
    return [emails[owners.index([at])] for at in range(len(people))]


def _find_owners(people: Sequence[ListedPerson], email: str) -> list[int]:
    """The positions of those of whom something else than of the others stands before the @."""
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    words = [_list_name_parts(person.name) for person in people]
    met = [{word for word in own if word in local} for own in words]
    return [at for at, own in enumerate(met) if own - set().union(*(words[:at] + words[at + 1 :]))]


def _list_name_parts(name: str) -> set[str]:
    transliterations = {pinyin(name)} if has_chinese(name) else set()
    return {
        word
        for word in (*fold(name).split(), *transliterations)
        if len(word) > 1 and word.isascii() and word not in SALUTATIONS
    }


def _split_into_count(cells: Sequence[SheetCell], wanted: int) -> list[str]:
    """As many parts as there are names, if strokes and lines, or else "and" too, or commas, part it so."""
    text = _join_lines(cells)
    for separators in (_STRONG_SEPARATORS, _ALL_SEPARATORS, _SEPARATORS_AND_COMMAS):
        if len(parts := _split_parts(text, separators)) == wanted:
            return parts
    return _split_parts(text, _STRONG_SEPARATORS)


def _join_lines(cells: Sequence[SheetCell]) -> str:
    return "\n".join(line for cell in cells for line in split_lines(cell.text))


def _split_parts(text: str, separators: re.Pattern[str]) -> list[str]:
    parts = [tidy_text(part) for part in separators.split(_LIST_NUMBER.sub("\n", text))]
    return [part for part in parts if not is_empty_answer(part) and not is_pending_answer(part)]


@dataclass(slots=True)
class RowValues:
    """``values``: field → str, bool, date or (for ``more_emails``, ``more_phones``, ``other_names``) list of str; only
    what the sheet says. ``raw``: field → the cell as it stands. ``looks``: codes a person must settle; ``notes``:
    codes of what was cleaned. ``suggestions``: field → what was probably meant. ``people``: the other contacts of the
    same row; ``several``: those who may stand in the cells of the first, ``further``: in those of the others, by
    position among the ``people``."""

    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: dict[str, str] = field(default_factory=dict)
    code: StockCode = field(default_factory=StockCode)
    people: list[dict[str, Any]] = field(default_factory=list)
    several: SeparatedPeople = field(default_factory=SeparatedPeople)
    further: dict[int, SeparatedPeople] = field(default_factory=dict)

    def copy(self) -> RowValues:
        """Whose changes leave this one as it is."""
        return replace(
            self,
            values=_copy_values(self.values),
            raw=dict(self.raw),
            looks=list(self.looks),
            notes=list(self.notes),
            suggestions=dict(self.suggestions),
            people=[_copy_values(person) for person in self.people],
            several=_copy_separated_people(self.several),
            further={at: _copy_separated_people(several) for at, several in self.further.items()},
        )

    @property
    def all_several(self) -> list[SeparatedPeople]:
        return [several for several in (self.several, *self.further.values()) if several.people]

    def note(self, code: str) -> None:
        if code and code not in self.notes:
            self.notes.append(code)

    def look(self, code: str) -> None:
        if code and code not in self.looks:
            self.looks.append(code)

    def remark(self, text: str) -> None:
        """Keep among the remarks what has no place of its own."""
        self.values["remarks"] = "; ".join(filter(None, (self.values.get("remarks", ""), text)))

    def set_code(self, code: StockCode) -> None:
        self.code = code
        if code.text:
            self.values["stock_code"] = code.text
        if code.code in ("code_became_number", "code_unreadable"):
            self.look(code.code)
            self.suggestions["stock_code"] = code.suggestion
        else:
            self.note(code.code)


def _copy_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, list) else value for name, value in values.items()}


def _copy_separated_people(several: SeparatedPeople) -> SeparatedPeople:
    return replace(several, people=tuple(map(_copy_values, several.people)))
