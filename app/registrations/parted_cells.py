"""Cells that hold several things of a person: a name with a title, a phone or an address, a number with a WeChat ID."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from itertools import chain
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import lines, words
from app.registrations.column import Column
from app.registrations.contacts import EMAIL
from app.registrations.fields import NAMES_OF_PEOPLE, Field
from app.registrations.firm_and_post import firm_and_post
from app.registrations.headers import asked_together, is_firm_and_post
from app.registrations.listed_people import people_listed
from app.registrations.name_with_title import name_and_title, pieces
from app.registrations.role_words import is_role

F = Field
Cells = dict[tuple[Field, int], list[SheetCell]]

_ADDRESS: Final = re.compile(
    rf"(?:\b(?:e-?mail|courriel|mail|e)\s*[:：]\s*|(?:电子邮[箱件]|邮箱|电邮)\s*[:：]\s*)?({EMAIL.pattern})",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?:\b(?:tel|mobile|mob|hp|phone|cell|whatsapp|portable|tél)\b\.?\s*[:：]?\s*|\b[mtphodc]\s*[:：]\s*"
    r"|(?:联系电话|电话|手机号?|座机|固话)\s*[:：]?\s*)?"
    r"(?<![A-Za-z0-9])((?:\(\+?\d{1,4}\)|\+)?\s?\d[\d ().–-]{5,22}\d)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WECHAT: Final = re.compile(
    r"(?:微信|\bwe ?chat\b|\bweixin\b|\b[wv]x\b)\s*"
    r"(?:(?:(?:号|id\b)\s*[:：]?|[:：])\s*([a-z][\w-]{5,19})|([a-z](?=[a-z_-]{0,19}\d)[\w-]{5,19}))(?![\w@.-])",
    re.IGNORECASE | re.ASCII,
)
_EMPTY: Final = re.compile(r"[<(（\[【]\s*[>)）\]】]")
_IN_BRACKETS: Final = re.compile(r"[(（]([^()（）]+)[)）]")
_ENDS: Final = ' \t"“”,，;；、/|:：-–'
_MAY_TELL_IDS: Final = (F.WECHAT, F.EMAIL, F.PHONE, F.PHONE_WECHAT, F.LANDLINE)
_FULL_NAMES: Final = (*NAMES_OF_PEOPLE, F.FAMILY_NAME, F.GIVEN_NAME)


def contacts_apart(text: str) -> tuple[str, dict[Field, str]]:
    """(what is left, field → what was found): a name without the addresses, numbers and IDs beside it."""
    found: dict[Field, list[str]] = {}

    def take(field: Field, pattern: re.Pattern[str], text: str) -> str:
        def taken(match: re.Match[str]) -> str:
            said = next(filter(None, match.groups()), match[0]).strip()
            if field is F.PHONE and sum(map(str.isdigit, said)) < 7:
                return match[0]
            found.setdefault(field, []).append(said)
            return " "

        return pattern.sub(taken, text)

    left = unicodedata.normalize("NFKC", "\n".join(lines(text)))
    for field, pattern in ((F.EMAIL, _ADDRESS), (F.WECHAT, _WECHAT), (F.PHONE, _PHONE)):
        left = take(field, pattern, left)
    if not found:
        return text, {}
    left = "\n".join(line.strip(_ENDS) for line in lines(_EMPTY.sub(" ", left)))
    return left.strip(), {field: " / ".join(said) for field, said in found.items()}


def reaches(texts: Sequence[str]) -> Field | None:
    """Whether all say how to reach somebody and none whom: as e-mails, or as phones with whatever else; else None."""
    parted = [contacts_apart(text) for text in texts]
    if not parted or not all(told and not any(map(str.isalpha, left)) for left, told in parted):
        return None
    return F.EMAIL if all(F.EMAIL in told for _, told in parted) else F.PHONE


def part_cells(cells: Cells, titled: Set[int]) -> Cells:
    """The cells of a row by field and contact, each with one thing of a person. ``titled``: the contacts whose names
    stand with titles in one column. Who is reached but not named is the first."""
    found = {at: list(own) for at, own in cells.items()}
    for contact in sorted({contact for _, contact in cells}):
        reached = _part_names(found, contact)
        for wanted in _MAY_TELL_IDS:
            _part_ids(found, wanted, contact)
        if contact in titled and not any(map(words, found.get((F.TITLE, contact), []))):
            _part_titles(found, contact)
        if contact > 1 and ((reached and _names_no_other(found, contact)) or _is_of_first(found, contact)):
            _join_first(found, contact)
    return found


def _is_of_first(found: Cells, contact: int) -> bool:
    """Addresses and numbers of nobody, where the first has none."""
    reach = (found.get((wanted, 1), []) for wanted in _MAY_TELL_IDS)
    return not _name(found, contact) and bool(_name(found, 1)) and not any(map(words, chain.from_iterable(reach)))


def _names_no_other(found: Cells, contact: int) -> bool:
    """None but the first, or in brackets those who are named there: 13500000000（李明） 13500000001（王芳）."""
    own, first = _name(found, contact), _name(found, 1)
    said = " ".join(words(cell) for cell in found.get((F.REPRESENTATIVE, contact), ()))
    inside = _IN_BRACKETS.findall(said) if not _IN_BRACKETS.sub("", said).strip(_ENDS) else []
    return own in ("", first) or (bool(inside) and all(compact(name) in first for name in inside))


def part_posts(cells: Cells, columns: Sequence[Column]) -> None:
    """Take what somebody is out of the cells that hold a firm with it, as their header says: 单位及职务."""
    if not any(c.field is F.COMPANY and is_firm_and_post(asked_together(c.header)) for c in columns):
        return
    told = [firm_and_post(cell.text) for cell in cells.get((F.COMPANY, 1), [])]
    cells[F.COMPANY, 1] = [SheetCell(firm) for firm, _ in told]
    cells.setdefault((F.TITLE, 1), []).extend(SheetCell(post) for _, post in told if post)


def _join_first(found: Cells, contact: int) -> None:
    found.pop((F.REPRESENTATIVE, contact), None)
    for wanted in [wanted for wanted, number in found if number == contact]:
        own = found.setdefault((wanted, 1), [])
        said = {compact(cell.text) for cell in own}
        own += [cell for cell in found.pop((wanted, contact)) if compact(cell.text) not in said]


def _name(cells: Cells, contact: int) -> str:
    return compact(" ".join(words(cell) for wanted in _FULL_NAMES for cell in cells.get((wanted, contact), ())))


def _part_names(found: Cells, contact: int) -> bool:
    """Take out of the cells of the name what is none; whether there was any."""
    reached = False
    own = found.get((F.REPRESENTATIVE, contact), [])
    for at, cell in enumerate(own):
        left, told = contacts_apart(cell.text)
        if told:
            own[at] = SheetCell(left)
            for field, text in told.items():
                as_it_is = not left and len(told) == 1
                found.setdefault((field, contact), []).append(cell if as_it_is else SheetCell(text))
            reached = True
    return reached


def _part_ids(found: Cells, wanted: Field, contact: int) -> None:
    own = found.get((wanted, contact), [])
    for at, cell in enumerate(own):
        text = unicodedata.normalize("NFKC", cell.text)
        if match := _WECHAT.search(text):
            told = SheetCell(match[1] or match[2])
            if wanted is F.WECHAT:
                own[at] = told
            else:
                own[at] = SheetCell(text.replace(match[0], " ").strip(_ENDS))
                found.setdefault((F.WECHAT, contact), []).append(told)


def _part_titles(found: Cells, contact: int) -> None:
    """Not where several people are surely listed: they are told apart with their titles later."""
    cells = found.get((F.REPRESENTATIVE, contact), [])
    told = [names_and_titles(cell.text) for cell in cells]
    several = [people_listed("\n".join(lines(cell.text))) for cell in cells]
    even = all(len(names) == len(titles) for names, titles in told)
    if any(one.sure or (one.listed and not even) for one in several):
        return
    if any(titles for _, titles in told):
        found[F.REPRESENTATIVE, contact] = [SheetCell("\n".join(names)) for names, _ in told]
        found.setdefault((F.TITLE, contact), []).extend(SheetCell("\n".join(titles)) for _, titles in told if titles)


_PEOPLE: Final = re.compile(r"[\n;；、]")
_AND: Final = re.compile(r"\s*[/／&＆]\s*|\s+(?:and|et)\s+", re.IGNORECASE)


def names_and_titles(text: str) -> tuple[list[str], list[str]]:
    """Of a cell that holds both, as its header says: 王一 总经理; Mr Tan Wei, CEO; Tan Wei (CEO) and Lim Bo (CFO)."""
    names: list[str] = []
    titles: list[str] = []
    for part in _of_each(text):
        name, title = name_and_title(part)
        if names and len(titles) < len(names) and not title and is_role(part):
            titles.append(part)
            continue
        names.append(name)
        titles += [title] if title else []
    return names, titles


def _of_each(text: str) -> Iterator[str]:
    """What is said of each person; those of one line are told apart where each has a name and a role."""
    for line in lines(text):
        for part in _PEOPLE.split(line):
            told = pieces(part)
            apart = [piece for piece in _AND.split(part) if piece]
            if len(told) > 3 and [is_role(piece) for piece in told] == [False, True] * (len(told) // 2):
                yield from (f"{name}, {title}" for name, title in zip(told[::2], told[1::2], strict=True))
            elif len(apart) > 1 and all(is_role(name_and_title(piece)[1]) for piece in apart):
                yield from apart
            elif any(map(str.isalnum, part)):
                yield part.strip()
