"""Whether the cells of a column hold people or what they are, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.companies.names.parsing import compact, has_chinese
from app.companies.names.words import word_set
from app.registrations.role_words import COMPOUND_SURNAMES, SURNAMES, is_full, is_of_title, is_role, reads_as_name
from app.registrations.salutations import HAN, LATIN, is_gender, is_salutation, without_salutation

MOST: Final = 0.6
"""So many of the cells say the same."""
LONGEST: Final = 80
_MOST_SALUTATIONS: Final = 60
"""A column of salutations has few different ones."""
_RANKS: Final = word_set(
    """
    ceo cfo coo cto cio cmo md gm vp svp evp avp agm dgm director manager head chairman chairwoman chairperson president
    founder cofounder partner owner executive officer secretary supervisor engineer consultant treasurer principal
    directeur directrice gerant gerante responsable fondateur fondatrice pdg dg presidente chef secretaire ingenieur
    """
)
_CHINESE_RANKS: Final = re.compile(
    "经理|总监|主任|董事|总裁|副总|主管|工程师|助理|负责人|创始人|合伙人|秘书长?$|[会行院校局厂部处科]长$"
)

_FIRM_SIGNS: Final = re.compile(
    "公司|集团|银行|商会|协会|学院|大学|医院|科技|控股|实业|物流|中心|工厂|厂$|社$|局$|股份"
)

_GREETED: Final = re.compile(rf"(?:{LATIN}|m)\b\.?\s+\w|[\u3400-\u9fff]{{1,4}}\s?(?:{HAN})$", re.IGNORECASE)


def says_titles(texts: Sequence[str]) -> bool:
    """CEO, MD / Sales Manager, 总经理: what people are, and no name beside it."""
    return bool(texts) and sum(map(_is_title, texts)) >= MOST * len(texts)


def may_say_titles(texts: Sequence[str]) -> bool:
    """The same in words that other columns have too, sectors above all, but for one that is a rank."""
    told = [text for text in texts if len(text) <= LONGEST and is_of_title(text)]
    return len(told) >= MOST * max(1, len(texts)) and any(map(_is_title, texts))


def says_salutations(texts: Sequence[str]) -> bool:
    """Mr, Ms, Dr, 女士, M., Mme and nothing beside; an M alone may be a gender."""
    if len(set(texts)) > _MOST_SALUTATIONS:
        return False
    told = [text for text in texts if is_salutation(text)]
    return bool(told) and len(told) >= MOST * len(texts) and any(not is_gender(text) for text in told)


def says_genders(texts: Sequence[str]) -> bool:
    """Male and female, 男 and 女, M and F."""
    return bool(texts) and sum(map(is_gender, texts)) >= MOST * len(texts) and not says_salutations(texts)


def says_chinese_people(texts: Sequence[str]) -> bool:
    """Two to four signs that begin with a family name, and no firm among them."""
    said = [compact(text) for text in texts]
    named = [text for text in said if text[:1] in SURNAMES or text[:2] in COMPOUND_SURNAMES]
    persons = all(2 <= len(text) <= 4 and _FIRM_SIGNS.search(text) is None for text in said)
    return bool(said) and persons and len(named) >= 0.8 * len(said)


def says_people(texts: Sequence[str]) -> bool:
    """Mr Tan, Dr Lim Bo, 王女士: each is addressed."""
    return bool(texts) and sum(bool(without_salutation(one)[0] or _is_greeted(one)) for one in texts) >= MOST * len(
        texts
    )


def may_say_people(texts: Sequence[str]) -> bool:
    """Full names, hardly any twice."""
    named = [text for text in texts if reads_as_name(text) and is_full(text)]
    return len(named) >= 0.8 * max(1, len(texts)) and len(set(named)) >= 0.8 * max(1, len(named))


def _is_greeted(text: str) -> bool:
    return len(text) < LONGEST and bool(_GREETED.match(text) or without_salutation(text)[0])


def _is_title(text: str) -> bool:
    if len(text) > LONGEST or not is_role(text):
        return False
    if has_chinese(text):
        return _CHINESE_RANKS.search(compact(text)) is not None
    return (
        bool({compact(word) for word in re.split(r"[\W_]+", text) if word} & _RANKS) and not without_salutation(text)[0]
    )
