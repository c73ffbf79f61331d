"""Codes of other lists (SSIC, NACE, NAF, ISIC Rev.4), in cells or typed, as sectors of the tree."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from app.companies.names.parsing import has_chinese
from app.companies.sectors.tree import CLASS_DIGITS, DATA_FOLDER, proposed_code, sector_tree
from app.companies.sectors.vocabulary import fold_words


class CodeList(StrEnum):
    ISIC5 = "isic5"
    ISIC4 = "isic4"
    NACE21 = "nace21"
    NACE2 = "nace2"
    SSIC = "ssic"


@dataclass(frozen=True, slots=True)
class CodeConversion:
    """``text``: the code as it was written, without words beside it; ``lists``: where it may be from, the newest first;
    ``codes``: what it means in the tree, the likeliest first, never empty."""

    text: str
    lists: tuple[CodeList, ...]
    codes: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return len(self.codes) == 1


MAX_CLASSES: Final = 6
"""Of more classes than this somebody rather chooses the groups that they lie in."""
MAX_GROUPS: Final = 9
"""Of more groups than this, the divisions."""
PLAIN_SHARE: Final = 0.8
"""A heading of whose classes this share lies in one of the tree means that one."""
_SECTION_PATTERN: Final = re.compile(r"^\(?(?:sections?\s*)?([A-V])\)?\s*(?:$|[-–—:：.]\s*\D)", re.IGNORECASE)
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
_CODE_LENGTHS: Final = {CodeList.SSIC: 5}
_BOTH_ISIC: Final = (CodeList.ISIC5, CodeList.ISIC4)
_BOTH_NACE: Final = (CodeList.NACE21, CodeList.NACE2)
_LIST_PATTERNS: Final[tuple[tuple[re.Pattern[str], tuple[CodeList, ...]], ...]] = tuple(
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
_CODE_HEADER: Final = re.compile(r"\bcodes?\b", re.IGNORECASE)
_LIST_NAME: Final = re.compile(
    r"^\W*(?:ssic|nace|naf|ape|isic|citi|国际标准行业分类|國際標準行業分類)(?![a-z])\W*"
    r"(?:r[eé]v\w*\W*\d(?:\.\d)?\b|2\.1\b|20\d\d\b)?(?:\s*codes?\b)?[\s:：.–-]*",
    re.IGNORECASE,
)
_CODE_PATTERN: Final = re.compile(r"^\(?([A-V])?\s?(\d{1,2}\.\d{1,2}|\d{2,5})\s?([A-Z])?\)?(?![\w.])", re.IGNORECASE)
_CODE_BREAK: Final = re.compile(r"[;；、\n]|[,，/／&](?=\s*(?:[a-z]+\W*)?\d)", re.IGNORECASE)


def parse_conversions(text: str, header: str = "") -> tuple[CodeConversion, ...]:
    """The codes of other lists in a cell, each once: "SSIC 62011 / 63119", "62.01 Computer programming". ``header``: of
    its column, which may name the list. Nothing for words, and for bare numbers whose list nobody can tell."""
    conversions = (convert_code(part, header) for part in _CODE_BREAK.split(text))
    return tuple({conversion.text: conversion for conversion in conversions if conversion is not None}.values())


def convert_code(text: str, header: str = "") -> CodeConversion | None:
    """What one code means; None where it is none that is known."""
    named = parse_code_lists(text) or parse_code_lists(header)
    match = _CODE_PATTERN.match(bare_code(text))
    if match is None:
        coded = _BOTH_ISIC if _CODE_HEADER.search(header) and not has_chinese(header) else ()
        return _convert_section(bare_code(text), named or coded)
    digits, letter = match[2], match[3]
    lists = named or _lists_by_shape(digits, letter or "", header)
    if not lists and match[1] and not has_chinese(header) and _is_in_section(digits, match[1].upper()):
        lists = _BOTH_ISIC if header else (CodeList.ISIC5,)  # who types it to find a sector means this tree
    by_list = {code_list: meant for code_list in lists if (meant := _codes_meant(code_list, digits))}
    codes = tuple(dict.fromkeys(code for meant in by_list.values() for code in meant))
    return CodeConversion(match[0].strip(), tuple(by_list), _summarize_codes(codes)) if codes else None


def _is_in_section(digits: str, letter: str) -> bool:
    """Whether the section of a division is the one that is written before it: G46; F51 is China's own."""
    section = sector_tree().path(digits[:2])[0] if digits[:2] in sector_tree() else ""
    return bool(section) and (section == letter or section in _EARLIER_SECTIONS.get(letter, ""))


def _convert_section(text: str, lists: tuple[CodeList, ...]) -> CodeConversion | None:
    """What the letter of a section means, C or "C - Manufacturing", where the list is named."""
    match = _SECTION_PATTERN.match(text)
    if match is None:
        return None
    letter = match[1].upper()
    earlier = set(lists) - {CodeList.ISIC5, CodeList.NACE21}
    own_letters = [letter] if len(earlier) < len(lists) else []
    codes = dict.fromkeys((*own_letters, *(_EARLIER_SECTIONS.get(letter, "") if earlier else "")))
    return CodeConversion(text.strip(), lists, tuple(codes)) if codes else None


def bare_code(text: str) -> str:
    """What a text says without the name of a list before it: 62.01 of "NACE Rev.2 62.01"."""
    return _LIST_NAME.sub("", text.strip())


def parse_code_lists(text: str) -> tuple[CodeList, ...]:
    """The lists that a header or a cell names, the newest first; empty where it names none."""
    return next((lists for pattern, lists in _LIST_PATTERNS if pattern.search(text)), ())


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


def _codes_meant(code_list: CodeList, digits: str) -> tuple[str, ...]:
    """Spreadsheets drop a zero in front (01.11 → 1.11) and behind a point (62.10 → 62.1). A code of five digits that
    Singapore's list does not have means what its class does, or its group."""
    before, point, after = digits.partition(".")
    whole = before.zfill(2) + after if point else digits
    tries = [whole, whole + "0"] if point else [whole, "0" + whole]
    if code_list is CodeList.SSIC:
        tries += [code[:digits] for digits in (4, 3) for code in tries if len(code) == 5]
    return next((codes for code in tries if (codes := _codes_in_list(code_list, code))), ())


def common_parents(conversion: CodeConversion) -> tuple[str, ...]:
    """What lies over all that a code may mean, group or division, for who cannot tell which of them it is."""
    if conversion.sure:
        return ()
    paths = [sector_tree().path(code) for code in conversion.codes]
    shared = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
    return tuple(code for code in shared[-1:] if code.isdecimal() and code not in conversion.codes)


def _codes_in_list(code_list: CodeList, code: str) -> tuple[str, ...]:
    if code_list is CodeList.ISIC5:
        return (code,) if code in sector_tree() else ()
    table = _conversion_tables()[code_list]
    if code in table:
        return table[code]
    return _codes_of_heading(table, code) if 2 <= len(code) < _CODE_LENGTHS.get(code_list, 4) else ()


def _codes_of_heading(table: Mapping[str, tuple[str, ...]], heading: str) -> tuple[str, ...]:
    """A division or group means what most of the classes under it mean, at its own level."""
    under = [codes for code, codes in table.items() if code.startswith(heading)]
    if len(set(under)) == 1:
        return under[0]
    counted = Counter(code[: min(len(heading), 4)] for codes in under for code in codes)
    likeliest, rows = counted.most_common(1)[0] if counted else ("", 0)
    if likeliest in sector_tree() and rows >= PLAIN_SHARE * counted.total():
        return (likeliest,)
    return tuple(code for code, _ in counted.most_common() if code in sector_tree())


def _summarize_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Many classes are said by the division of most of them and by their groups, many groups by their divisions."""
    unique_codes = tuple(dict.fromkeys(codes))
    if len(unique_codes) <= MAX_CLASSES:
        return unique_codes
    groups = tuple(dict.fromkeys(code[:3] for code in unique_codes))
    divisions = tuple(code for code, _ in Counter(code[:2] for code in unique_codes).most_common())
    return tuple(dict.fromkeys((divisions[0], *groups))) if len(groups) <= MAX_GROUPS else divisions


@cache
def _conversion_tables() -> Mapping[CodeList, Mapping[str, tuple[str, ...]]]:
    tables: dict[CodeList, dict[str, tuple[str, ...]]] = {}
    for code_list, code, codes in _conversion_rows():
        tables.setdefault(code_list, {})[code] = codes
    return tables


def _conversion_rows() -> Iterator[tuple[CodeList, str, tuple[str, ...]]]:
    with (DATA_FOLDER / "earlier_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield CodeList(row["list"]), row["code"], tuple(row["isic5"].split())


_LIST_PREFIX: Final = re.compile(r"^(ssic|nace|naf|ape|isic|citi)[\s:.#/_–—-]*(?=[a-v]?\d)")
"""As people set the list's name before a code: SSIC64191, SSIC: 64191, NACE-62.01."""
MIN_DIGITS: Final = 3
_TREE_CODE: Final = re.compile(r"[a-v]?\d{1,6}|[a-v]")
_CODE_SEPARATORS: Final = re.compile(r"[\s,;/+、，；]+")
_TREE_DIGITS: Final = re.compile(r"\d{2,4}")
_LIST_CODE: Final = re.compile(r"[a-v]?\s?\d[\d.]*\s?[a-z]?")


def parse_typed_code(query: str) -> tuple[str, ...] | None:
    """The sectors that a typed code means, the likeliest first; empty for a code that nobody knows. None where the
    query is no code. A code of the tree finds itself and what lies under it, then what it meant in earlier lists; one
    of a longer, national list that has no such code the class that it begins with."""
    typed = _LIST_PREFIX.sub(r"\1 ", fold_words(query).strip().strip(".:()#"))
    if not parse_code_lists(typed) and _TREE_CODE.fullmatch(typed):
        codes = [*_tree_codes(typed.upper()), *_converted_codes(typed)] or _longest_known_code(typed)
    elif _LIST_CODE.fullmatch(bare := bare_code(typed)):
        codes = [*_converted_codes(typed)] or _longest_known_code(bare)
    else:
        return None
    return tuple(dict.fromkeys(proposed_code(code, sector_tree()) for code in codes))


def parse_sector_codes(query: str) -> frozenset[str]:
    """What a query means, with all below, that is nothing but codes of the tree with two digits or more, one or several
    (6419 4923; C27, 6419): any of them. Empty for anything else, a name with a number too."""
    codes = [code.lstrip("abcdefghijklmnopqrstuv") for code in _CODE_SEPARATORS.split(fold_words(query)) if code]
    if not all(_TREE_DIGITS.fullmatch(code) and code in sector_tree() for code in codes):
        return frozenset()
    return frozenset(each for code in codes for each in sector_tree().subtree(code))


def _tree_codes(typed: str) -> list[str]:
    digits = typed.lstrip("ABCDEFGHIJKLMNOPQRSTUV")
    if not digits:
        return [typed, *sector_tree().children(typed)]
    return [code for code in sector_tree().codes if code.startswith(digits)]


def _converted_codes(typed: str) -> tuple[str, ...]:
    conversion = convert_code(typed)
    return conversion.codes if conversion is not None else ()


def _longest_known_code(typed: str) -> list[str]:
    """The sector whose code is the longest beginning of these digits, three at least; empty if there is none."""
    digits = typed.lstrip("abcdefghijklmnopqrstuv")
    lengths = range(len(digits) - 1, MIN_DIGITS - 1, -1) if len(digits) > CLASS_DIGITS else ()
    return [code for length in lengths if (code := digits[:length]) in sector_tree()][:1]
