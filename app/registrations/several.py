"""Several people in the cells of one row: told apart where names, titles, e-mails and phones count alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.companies.names.parsing import compact, fold, has_chinese, pinyin
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_none, is_to_come, lines, tidy
from app.registrations.fields import Field
from app.registrations.japanese_names import SPACED
from app.registrations.listed_people import Listed, people_listed
from app.registrations.role_words import BRACKETS, is_full, may_be_a_name
from app.registrations.salutations import SALUTATIONS

F = Field
_STRONG: Final = re.compile(r"(?<!\b[A-Za-z])[/／]|[/／](?![A-Za-z]\b)|[;；、|\n]")
"""Not the stroke of s/o, d/o, a/l."""
_ANY: Final = re.compile(rf"{_STRONG.pattern}|\s*[&＆]\s*|\s+(?:and|et)\s+", re.IGNORECASE)
_COUNTED: Final = re.compile(r"(?:^|\s)[(（]?\d{1,2}[.)）、]\s*(?=[^\W\d])")
"""Before each of several: 1) Tan Mei 2) Lim Bo."""
_COMMAS: Final = re.compile(rf"{_ANY.pattern}|[,，]", re.IGNORECASE)
_TWO_PEOPLE: Final = re.compile(r"[&＆;；]|\s(?:and|et)\s|以及|[和与及]", re.IGNORECASE)
"""Between names in two scripts: hardly one person's."""
_ADDRESS: Final = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_BEFORE_ADDRESS: Final = re.compile(r"[<>@,，;；、|\n]")
_FROM_WORD_TO_WORD: Final = re.compile(r"\w(?:.*\w)?")
_LONGEST_NAME: Final = 60
_MOST_PEOPLE: Final = 40
"""A cell that lists more is a list of something else; comparing each with each would take long."""
_TEXTS: Final = (F.REPRESENTATIVE_ZH, F.TITLE, F.TITLE_ZH, F.SALUTATION)


@dataclass(frozen=True, slots=True)
class Several:
    """``people``: field → value for each, fewer than two where there is one. ``sure``: all counts agree."""

    people: tuple[dict[str, Any], ...] = ()
    sure: bool = False


Cells = Mapping[Field, Sequence[SheetCell]]


@dataclass(frozen=True, slots=True)
class _Named:
    """``proven``: what stands in the cell of the names is enough to be sure; ``loose``: it is not, whatever their form;
    ``doubted``: nothing else can prove it either."""

    people: tuple[Listed, ...] = ()
    proven: bool = False
    loose: bool = False
    doubted: bool = False


def people_in(cells: Cells, emails: Sequence[str], phones: Sequence[str], country: str = "") -> Several:
    """``cells``: of one contact; ``emails``, ``phones``: all that were read there; ``country``: whence the firm is."""
    text = _text(cells.get(F.REPRESENTATIVE, ()))
    spaced = country in SPACED
    found = (
        _listed(text, spaced) or _of_two_columns(cells) or _in_chinese(cells, text, spaced) or _addressed(cells, text)
    )
    if found is None:
        found = _perhaps(text, emails, _parts_like(cells.get(F.TITLE, ()), 2))
    names = [one.name for one in found.people]
    if not 2 <= len(names) <= _MOST_PEOPLE:
        return Several()
    if (
        len(names) == 2
        and has_chinese(names[0]) != has_chinese(names[1])
        and not any(one.title for one in found.people)
    ):
        if not _TWO_PEOPLE.search(text):
            latin, chinese = sorted(names, key=has_chinese)
            return Several(({"representative": latin, "representative_zh": chinese},), sure=True)
        found = _Named(found.people, doubted=True)
    return _several(found, cells, emails, phones)


def _several(found: _Named, cells: Cells, emails: Sequence[str], phones: Sequence[str]) -> Several:
    count = len(found.people)
    told: dict[str, Sequence[str]] = {wanted: _parts_like(cells.get(wanted, ()), count) for wanted in _TEXTS}
    told |= {"email": _by_name(found.people, emails), "phone": phones}
    apart = {name for name, parts in told.items() if len(parts) not in (0, count)}
    apart -= {F.SALUTATION} if len(told[F.SALUTATION]) == 1 else set()
    if any(one.title for one in found.people):
        apart |= {F.TITLE} if told[F.TITLE] else set()
    commas = len(told[F.TITLE]) == count and len(_parts(_text(cells.get(F.TITLE, ())), _ANY)) != count
    full = all(is_full(one.name) for one in found.people) and not found.loose
    proven = found.proven or full or any(len(parts) == count for parts in told.values())
    people = tuple(_person(at, one, told, apart) for at, one in enumerate(found.people))
    return Several(people, not apart and proven and not found.doubted and not commas)


def _person(at: int, one: Listed, told: Mapping[str, Sequence[str]], apart: set[str]) -> dict[str, Any]:
    """A title that is said once is everybody's who has none; a salutation that is, and what a column says beside, are
    the first one's."""
    values: dict[str, Any] = {"representative": one.name}
    if has_chinese(one.name):
        values["representative_zh"] = one.name
    for wanted, found in told.items():
        if wanted == F.SALUTATION and len(found) == 1:
            values |= {wanted: found[0]} if at == 0 else {}
        elif found and wanted not in apart:
            values[wanted] = found[at]
        elif wanted in (F.TITLE, F.TITLE_ZH) and len(found) == 1:
            values[wanted] = found[0]
    if one.title:
        beside = [part for part in told[F.TITLE] if compact(part) not in compact(one.title)] if at == 0 else []
        values["title"] = "; ".join((one.title, *beside))
    return values


def _listed(text: str, spaced: bool) -> _Named | None:
    """Those whom the cell of the names lists, each perhaps with a title."""
    found = people_listed(text, spaced=spaced)
    if found.listed:
        part = found.titled and not found.sure
        return _Named(found.listed, proven=found.sure, loose=found.loose or part, doubted=part)
    names = _parts(text, _ANY)
    if len(names) < 2 or not all(map(may_be_a_name, names)):
        return None
    titles = [" ".join(BRACKETS.findall(name)) for name in names]
    names = [tidy(BRACKETS.sub(" ", name)) for name in names]
    return _Named(tuple(map(Listed, names, titles if all(titles) else [""] * len(names))))


def _of_two_columns(cells: Cells) -> _Named | None:
    """Family names in one column, given names in another, as many in both."""
    if _text(cells.get(F.REPRESENTATIVE, ())):
        return None
    families, givens = (_parts(_text(cells.get(wanted, ())), _ANY) for wanted in (F.FAMILY_NAME, F.GIVEN_NAME))
    if max(len(families), len(givens)) < 2 or not all(map(may_be_a_name, (*families, *givens))):
        return None
    if len(families) == 1 and len(givens) > 1 and _TWO_PEOPLE.search(_text(cells[F.GIVEN_NAME])):
        return _Named(tuple(Listed(_full(families[0], given)) for given in givens), loose=True)
    if len(families) != len(givens):
        longer = max(families, givens, key=len)
        return _Named(tuple(map(Listed, longer)), doubted=True) if min(len(families), len(givens)) == 0 else None
    return _Named(tuple(map(Listed, map(_full, families, givens))), proven=True)


def _full(family: str, given: str) -> str:
    return f"{family}{given}" if has_chinese(family) else f"{given} {family}"


def _in_chinese(cells: Cells, text: str, spaced: bool) -> _Named | None:
    """The column of Chinese names lists several, and none other does."""
    found = _listed(_text(cells.get(F.REPRESENTATIVE_ZH, ())), spaced)
    if found is None or all(has_chinese(one.name) for one in found.people) is False:
        return None
    return _Named(found.people, found.proven, found.loose, found.doubted or bool(text))


def _addressed(cells: Cells, text: str) -> _Named | None:
    """The cells of addresses name whose they are: Tan Wei <tan@a.co>; Lim Bo <lim@a.co>."""
    said = _names_before_addresses(_text(cells.get(F.EMAIL, ())))
    names = list(dict.fromkeys(name for each, _ in said if may_be_a_name(name := tidy(each))))
    if len(names) < 2 or len({address.lower() for _, address in said}) < 2:
        return None
    same = not text or any(compact(text) in compact(name) or compact(name) in compact(text) for name in names)
    return _Named(tuple(map(Listed, names)), proven=same, doubted=not same)


def _names_before_addresses(text: str) -> list[tuple[str, str]]:
    """Each name with the address behind it. From address to address, so that its time grows with the length alone."""
    said, begin = list[tuple[str, str]](), 0
    for address in _ADDRESS.finditer(text):
        parts = map(_FROM_WORD_TO_WORD.search, _BEFORE_ADDRESS.split(text[begin : address.start()]))
        *_, name = ["", *(part[0] for part in parts if part)]
        if 2 <= len(name) <= _LONGEST_NAME:
            said.append((name, address[1]))
        begin = address.end()
    return said


def _perhaps(text: str, emails: Sequence[str], titles: Sequence[str]) -> _Named:
    """Single words with commas between them are a family and a given name, unless addresses or titles say otherwise."""
    names = _parts(text, _COMMAS)
    if (
        not 2 <= len(names) <= _MOST_PEOPLE
        or not all(map(may_be_a_name, names))
        or all(part not in text for part in ",，")
    ):
        return _Named()
    people = tuple(map(Listed, names))
    each = sorted(_owners(people, email) for email in emails) == [[at] for at in range(len(names))]
    return _Named(people, doubted=True) if each or len(titles) == len(names) else _Named()


def _by_name(people: Sequence[Listed], emails: Sequence[str]) -> Sequence[str]:
    """In the order of the people, where each address bears the name of one of them alone; else as they stand."""
    owners = [_owners(people, email) for email in emails]
    if (
        len(emails) != len(people)
        or any(len(own) != 1 for own in owners)
        or len({own[0] for own in owners}) < len(people)
    ):
        return emails
    return [emails[owners.index([at])] for at in range(len(people))]


def _owners(people: Sequence[Listed], email: str) -> list[int]:
    """The positions of those of whom something else than of the others stands before the @."""
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    words = [_words(one.name) for one in people]
    met = [{word for word in own if word in local} for own in words]
    return [at for at, own in enumerate(met) if own - set().union(*(words[:at] + words[at + 1 :]))]


def _words(name: str) -> set[str]:
    told = {pinyin(name)} if has_chinese(name) else set()
    return {
        word for word in (*fold(name).split(), *told) if len(word) > 1 and word.isascii() and word not in SALUTATIONS
    }


def _parts_like(cells: Sequence[SheetCell], wanted: int) -> list[str]:
    """As many parts as there are names, if strokes and lines, or else "and" too, or commas, part it so."""
    text = _text(cells)
    for separators in (_STRONG, _ANY, _COMMAS):
        if len(parts := _parts(text, separators)) == wanted:
            return parts
    return _parts(text, _STRONG)


def _text(cells: Sequence[SheetCell]) -> str:
    return "\n".join(line for cell in cells for line in lines(cell.text))


def _parts(text: str, separators: re.Pattern[str]) -> list[str]:
    parts = [tidy(part) for part in separators.split(_COUNTED.sub("\n", text))]
    return [part for part in parts if not is_none(part) and not is_to_come(part)]
