"""A code that is typed instead of words: of the tree, or of a list that firms know theirs from (SSIC, NACE, ISIC)."""

from __future__ import annotations

import re
from typing import Final

from app.companies.correspondence import bare_code, convert, lists_named
from app.companies.phrases import proposed_for
from app.companies.sectors import CLASS_DIGITS, tree
from app.companies.vocabulary import fold

_PREFIX: Final = re.compile(r"^(ssic|nace|naf|ape|isic|citi)[\s:.#/_–—-]*(?=[a-v]?\d)")
"""As people set the list's name before a code: SSIC64191, SSIC: 64191, NACE-62.01."""
LEAST_DIGITS: Final = 3
_OWN: Final = re.compile(r"[a-v]?\d{1,6}|[a-v]")
_BETWEEN: Final = re.compile(r"[\s,;/+、，；]+")
_SEVERAL_DIGITS: Final = re.compile(r"\d{2,4}")
_OTHER: Final = re.compile(r"[a-v]?\s?\d[\d.]*\s?[a-z]?")


def typed_code(query: str) -> tuple[str, ...] | None:
    """The sectors that a typed code means, the likeliest first; empty for a code that nobody knows. None where the
    query is no code. A code of the tree finds itself and what lies under it, then what it meant in earlier lists; one
    of a longer, national list that has no such code the class that it begins with."""
    wanted = _PREFIX.sub(r"\1 ", fold(query).strip().strip(".:()#"))
    if not lists_named(wanted) and _OWN.fullmatch(wanted):
        found = [*_own(wanted.upper()), *_converted(wanted)] or _longest_known(wanted)
    elif _OTHER.fullmatch(bare := bare_code(wanted)):
        found = [*_converted(wanted)] or _longest_known(bare)
    else:
        return None
    return tuple(dict.fromkeys(proposed_for(code, tree()) for code in found))


def sectors_typed(query: str) -> frozenset[str]:
    """What a query means, with all below, that is nothing but codes of the tree with two digits or more, one or several
    (6419 4923; C27, 6419): any of them. Empty for anything else, a name with a number too."""
    codes = [code.lstrip("abcdefghijklmnopqrstuv") for code in _BETWEEN.split(fold(query)) if code]
    if not all(_SEVERAL_DIGITS.fullmatch(code) and code in tree() for code in codes):
        return frozenset()
    return frozenset(each for code in codes for each in tree().under(code))


def _own(wanted: str) -> list[str]:
    digits = wanted.lstrip("ABCDEFGHIJKLMNOPQRSTUV")
    if not digits:
        return [wanted, *tree().children(wanted)]
    return [code for code in tree().codes if code.startswith(digits)]


def _converted(wanted: str) -> tuple[str, ...]:
    meant = convert(wanted)
    return meant.codes if meant is not None else ()


def _longest_known(wanted: str) -> list[str]:
    """The sector whose code is the longest beginning of these digits, three at least; empty if there is none."""
    digits = wanted.lstrip("abcdefghijklmnopqrstuv")
    lengths = range(len(digits) - 1, LEAST_DIGITS - 1, -1) if len(digits) > CLASS_DIGITS else ()
    return [code for length in lengths if (code := digits[:length]) in tree()][:1]
