"""Codes of other lists of trades → sectors of the tree: SSIC (Singapore, 2020), NACE Rev.2 and Rev.2.1 (Europe, with
France's NAF) and ISIC Rev.4. One code may mean several sectors; then somebody must say which."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from app.companies.names import has_chinese
from app.companies.sectors import DATA, tree


class CodeList(StrEnum):
    ISIC5 = "isic5"
    ISIC4 = "isic4"
    NACE21 = "nace21"
    NACE2 = "nace2"
    SSIC = "ssic"


@dataclass(frozen=True, slots=True)
class Conversion:
    """``text``: the code as it was written, without words beside it; ``lists``: where it may be from, the newest first;
    ``codes``: what it means in the tree, the likeliest first, never empty."""

    text: str
    lists: tuple[CodeList, ...]
    codes: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return len(self.codes) == 1


MOST: Final = 6
"""Of more classes than this somebody rather chooses the groups that they lie in."""
MOST_GROUPS: Final = 9
"""Of more groups than this, the divisions."""
PLAINLY: Final = 0.8
"""A heading of whose classes this share lies in one of the tree means that one."""
_SECTION: Final = re.compile(r"^\(?(?:sections?\s*)?([A-V])\)?\s*(?:$|[-–—:：.]\s*\D)", re.IGNORECASE)
_EARLIER_SECTIONS: Final = {
    **{letter: letter for letter in "ABCDEFGHI"},
    "J": "JK",
    "K": "L",
    "L": "M",
    "M": "N",
    "N": "O",
    "O": "P",
    "P": "Q",
    "Q": "R",
    "R": "S",
    "S": "T",
    "T": "U",
    "U": "V",
}
"""Letters of ISIC Rev.4, NACE Rev.2 and SSIC 2020 → those of the tree, which parted information and communication."""
_LONGEST: Final = {CodeList.SSIC: 5}
_BOTH_ISIC: Final = (CodeList.ISIC5, CodeList.ISIC4)
_BOTH_NACE: Final = (CodeList.NACE21, CodeList.NACE2)
_NAMED: Final[tuple[tuple[re.Pattern[str], tuple[CodeList, ...]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), lists)
    for pattern, lists in (
        (r"\bssic(?![a-z])", (CodeList.SSIC,)),
        (r"\bnace\W*(?:r[eé]v\w*\W*)?2\.1\b", (CodeList.NACE21,)),
        (r"\bnace\W*(?:r[eé]v\w*\W*)?2\b(?!\.\d)", (CodeList.NACE2,)),
        (r"\bnace\b", _BOTH_NACE),
        (r"\b(?:naf|ape)\b", (CodeList.NACE2,)),
        (r"\b(?:isic|citi)\W*(?:r[eé]v\w*\W*)?4\b", (CodeList.ISIC4,)),
        (r"\b(?:isic|citi)\W*(?:r[eé]v\w*\W*)?5\b", (CodeList.ISIC5,)),
        (r"\b(?:isic|citi)\b|国际标准行业分类|國際標準行業分類", _BOTH_ISIC),
    )
)
_LABELS: Final = {
    "SSIC": (CodeList.SSIC,),
    "NACE Rev.2.1": (CodeList.NACE21,),
    "NACE Rev.2": (CodeList.NACE2,),
    "NACE": _BOTH_NACE,
    "ISIC Rev.4": (CodeList.ISIC4,),
    "ISIC Rev.5": (CodeList.ISIC5,),
    "ISIC": _BOTH_ISIC,
}
_CODE_HEADER: Final = re.compile(r"\bcodes?\b", re.IGNORECASE)
_NAME: Final = re.compile(
    r"^\W*(?:ssic|nace|naf|ape|isic|citi|国际标准行业分类|國際標準行業分類)(?![a-z])\W*"
    r"(?:r[eé]v\w*\W*\d(?:\.\d)?\b|2\.1\b|20\d\d\b)?(?:\s*codes?\b)?[\s:：.–-]*",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"^\(?([A-V])?\s?(\d{1,2}\.\d{1,2}|\d{2,5})\s?([A-Z])?\)?(?![\w.])", re.IGNORECASE)
_PARTS: Final = re.compile(r"[;；、\n]|[,，/／&](?=\s*(?:[a-z]+\W*)?\d)", re.IGNORECASE)


def conversions_in(text: str, header: str = "") -> tuple[Conversion, ...]:
    """The codes of other lists in a cell, each once: "SSIC 62011 / 63119", "62.01 Computer programming". ``header``: of
    its column, which may name the list. Nothing for words, and for bare numbers whose list nobody can tell."""
    found = (convert(part, header) for part in _PARTS.split(text))
    return tuple({one.text: one for one in found if one is not None}.values())


def convert(text: str, header: str = "") -> Conversion | None:
    """What one code means; None where it is none that is known."""
    named = lists_named(text) or lists_named(header)
    match = _CODE.match(bare_code(text))
    if match is None:
        coded = _BOTH_ISIC if _CODE_HEADER.search(header) and not has_chinese(header) else ()
        return _section(bare_code(text), named or coded)
    digits, letter = match[2], match[3]
    lists = named or _lists_by_shape(digits, letter or "", header)
    if not lists and match[1] and not has_chinese(header) and _lies_in(digits, match[1].upper()):
        lists = _BOTH_ISIC if header else (CodeList.ISIC5,)  # who types it to find a sector means this tree
    by_list = {one: found for one in lists if (found := _meant(one, digits))}
    codes = tuple(dict.fromkeys(code for found in by_list.values() for code in found))
    return Conversion(match[0].strip(), tuple(by_list), _few(codes)) if codes else None


def with_list(text: str, name: str) -> str:
    """A cell with the name of a list before each code that is one of it and names none; "" where none is."""
    said = lists_named(name)
    label = next((label for label, lists in _LABELS.items() if lists == said), "")
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    own = [bool(label) and not lists_named(part) and convert(part, label) is not None for part in parts]
    return "; ".join(f"{label} {part}" if mine else part for part, mine in zip(parts, own, strict=True)) * any(own)


def _lies_in(digits: str, letter: str) -> bool:
    """Whether the section of a division is the one that is written before it: G46; F51 is China's own."""
    section = tree().path(digits[:2])[0] if digits[:2] in tree() else ""
    return bool(section) and (section == letter or section in _EARLIER_SECTIONS.get(letter, ""))


def _section(text: str, lists: tuple[CodeList, ...]) -> Conversion | None:
    """What the letter of a section means, C or "C - Manufacturing", where the list is named."""
    found = _SECTION.match(text)
    if found is None:
        return None
    letter = found[1].upper()
    earlier = set(lists) - {CodeList.ISIC5, CodeList.NACE21}
    told = [letter] if len(earlier) < len(lists) else []
    codes = dict.fromkeys((*told, *(_EARLIER_SECTIONS.get(letter, "") if earlier else "")))
    return Conversion(text.strip(), lists, tuple(codes)) if codes else None


def bare_code(text: str) -> str:
    """What a text says without the name of a list before it: 62.01 of "NACE Rev.2 62.01"."""
    return _NAME.sub("", text.strip())


def lists_named(text: str) -> tuple[CodeList, ...]:
    """The lists that a header or a cell names, the newest first; empty where it names none."""
    return next((lists for pattern, lists in _NAMED if pattern.search(text)), ())


def _lists_by_shape(digits: str, letter: str, header: str) -> tuple[CodeList, ...]:
    """62011 is Singapore's, 62.01 Europe's, 6201Z France's; 6201 is ISIC's, but not under a Chinese header, where it is
    as probably China's own."""
    if "." in digits:
        return _BOTH_NACE
    if letter:
        return (CodeList.NACE2,) if len(digits) == 4 else ()
    if len(digits) == 5:
        return (CodeList.SSIC,)
    return _BOTH_ISIC if len(digits) == 4 and not has_chinese(header) else ()


def _meant(one: CodeList, digits: str) -> tuple[str, ...]:
    """Spreadsheets drop a zero in front (01.11 → 1.11) and behind a point (62.10 → 62.1). A code of five digits that
    Singapore's list does not have means what its class does, or its group."""
    before, point, after = digits.partition(".")
    whole = before.zfill(2) + after if point else digits
    tries = [whole, whole + "0"] if point else [whole, "0" + whole]
    if one is CodeList.SSIC:
        tries += [code[:digits] for digits in (4, 3) for code in tries if len(code) == 5]
    return next((found for code in tries if (found := _of_list(one, code))), ())


def parents_of(conversion: Conversion) -> tuple[str, ...]:
    """What lies over all that a code may mean, group or division, for who cannot tell which of them it is."""
    if conversion.sure:
        return ()
    paths = [tree().path(code) for code in conversion.codes]
    shared = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
    return tuple(code for code in shared[-1:] if code.isdecimal() and code not in conversion.codes)


def _of_list(one: CodeList, code: str) -> tuple[str, ...]:
    if one is CodeList.ISIC5:
        return (code,) if code in tree() else ()
    table = _tables()[one]
    if code in table:
        return table[code]
    return _of_heading(table, code) if 2 <= len(code) < _LONGEST.get(one, 4) else ()


def _of_heading(table: Mapping[str, tuple[str, ...]], heading: str) -> tuple[str, ...]:
    """A division or group means what most of the classes under it mean, at its own level."""
    under = [codes for code, codes in table.items() if code.startswith(heading)]
    if len(set(under)) == 1:
        return under[0]
    counted = Counter(code[: min(len(heading), 4)] for codes in under for code in codes)
    likeliest, rows = counted.most_common(1)[0] if counted else ("", 0)
    if likeliest in tree() and rows >= PLAINLY * counted.total():
        return (likeliest,)
    return tuple(code for code, _ in counted.most_common() if code in tree())


def _few(codes: Iterable[str]) -> tuple[str, ...]:
    """Many classes are said by the division of most of them and by their groups, many groups by their divisions."""
    told = tuple(dict.fromkeys(codes))
    if len(told) <= MOST:
        return told
    groups = tuple(dict.fromkeys(code[:3] for code in told))
    divisions = tuple(code for code, _ in Counter(code[:2] for code in told).most_common())
    return tuple(dict.fromkeys((divisions[0], *groups))) if len(groups) <= MOST_GROUPS else divisions


@cache
def _tables() -> Mapping[CodeList, Mapping[str, tuple[str, ...]]]:
    found: dict[CodeList, dict[str, tuple[str, ...]]] = {}
    for one, code, codes in _rows():
        found.setdefault(one, {})[code] = codes
    return found


def _rows() -> Iterator[tuple[CodeList, str, tuple[str, ...]]]:
    with (DATA / "earlier_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield CodeList(row["list"]), row["code"], tuple(row["isic5"].split())
