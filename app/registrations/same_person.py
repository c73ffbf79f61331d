"""Whether two names may be one person's: in another order, spelling or script, with initials or a salutation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from app.companies.names.parsing import compact, fold, has_chinese, pinyin
from app.registrations.cells import is_to_come
from app.registrations.generic import is_generic
from app.registrations.held import differs
from app.registrations.role_words import is_role
from app.registrations.salutations import HAN, SALUTATIONS

_LIKE: Final = 0.8
"""Parts of a name that are so alike, from 0 to 1, may be one with a slip of the pen."""
_NO_NAME: Final = re.compile(r"[@\d]")
"""In an address or a number that stands for who is reached there."""
_SPOKEN: Final = re.compile(f"(?:{HAN}|老师|总|董|工|经理|主任)$")


class Likeness(StrEnum):
    """``SAME``: one name in two spellings; ``KIN``: a part in common, a slip of the pen, two scripts; ``OTHER``."""

    SAME = "same"
    KIN = "kin"
    OTHER = "other"


def is_another(said: Mapping[str, Any], held: Mapping[str, Any], *, beside: bool) -> bool:
    """Whether a row that shares an address with a person speaks of somebody else. Both: column → value; ``beside``: the
    person stands in the same list, so that one of the two names is no new spelling of the other."""
    mine, theirs = names_of(said), names_of(held)
    if not mine or not theirs:
        return False
    told = {likeness(one, other) for one in mine for other in theirs}
    if Likeness.SAME in told:
        return False
    sure = beside and Likeness.OTHER in told
    return sure or any(said.get(each) and held.get(each) and differs(each, said[each], held[each]) for each in _APART)


_APART: Final = ("title", "phone")


def names_of(person: Mapping[str, Any]) -> tuple[str, ...]:
    """What a person is called; nothing of one who only has an address or is a desk."""
    if is_generic(person):
        return ()
    full = " ".join(filter(None, (person.get("given_name"), person.get("family_name"))))
    told = dict.fromkeys(filter(None, (person.get("display_name"), person.get("name_zh"), full)))
    return tuple(name for name in told if not _NO_NAME.search(name) and not is_to_come(name))


def likeness(one: str, other: str) -> Likeness:
    """Of a name and a role, as of a name in two scripts, nobody knows: whoever is the CEO may be Tan Wei."""
    if compact(one) == compact(other):
        return Likeness.SAME
    if is_role(one) != is_role(other):
        return Likeness.KIN
    if has_chinese(one) and has_chinese(other):
        return _in_chinese(_SPOKEN.sub("", compact(one)), _SPOKEN.sub("", compact(other)))
    if has_chinese(one) or has_chinese(other):
        chinese, latin = (one, other) if has_chinese(one) else (other, one)
        return Likeness.SAME if _sounds_so(chinese, latin) else Likeness.KIN
    return _in_latin(_words(one), _words(other))


def _in_chinese(one: str, other: str) -> Likeness:
    return Likeness.SAME if one in other or other in one else Likeness.OTHER


def _sounds_so(chinese: str, latin: str) -> bool:
    """Whether a name in Latin letters is how the Chinese one sounds, in whatever order: Zhang Wei, Wei Zhang."""
    bare = re.sub(r"[^\u3400-\u9fff]", "", chinese)
    return sorted(pinyin(bare)) == sorted("".join(_words(latin)))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", fold(name)) if word and word not in SALUTATIONS]


def _in_latin(one: list[str], other: list[str]) -> Likeness:
    less, more = sorted((one, other), key=len)
    rest = [*more]
    alone = [word for word in less if not _takes(word, rest)]
    initials = "".join(word[0] for word in rest)
    if not alone or not rest or alone == [initials] or sorted("".join(one)) == sorted("".join(other)):
        return Likeness.SAME
    near = SequenceMatcher(None, "".join(alone), "".join(rest)).ratio() >= _LIKE
    return Likeness.KIN if near or len(alone) < len(less) else Likeness.OTHER


def _takes(word: str, rest: list[str]) -> bool:
    """Take the first of the rest that the word is, shortens or begins: Jon of Jonathan, J. of Jonathan."""
    found = next((each for each in rest if each == word), None)
    found = found or next((each for each in rest if _begins(word, each)), None)
    if found is not None:
        rest.remove(found)
    return found is not None


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) in (1, *range(3, 99)) and long.startswith(short)
