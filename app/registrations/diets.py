"""Diets that a header names, so that a yes below it is that diet: Vegetarian (Y/N), 是否清真."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold

_DIETS: Final = re.compile(
    r"\b(vegetarians?|vegans?|halal|kosher|casher|hallal|gluten free|lactose free|pescatarian"
    r"|no (beef|pork|seafood|nuts?)|vegetariene?s?|vegetalienne?s?|vegetalien|sans (porc|gluten|boeuf|lactose))\b"
    r"|全素|纯素|蛋奶素|奶素|素食|清真|不吃(牛|猪|羊|海鲜)肉?|无麸质"
)
_AROUND: Final = re.compile(
    r"\s*[(（]?\s*(?:y(?:es)?\s*/\s*n(?:o)?|o(?:ui)?\s*/\s*n(?:on)?|是\s*/?\s*否)\s*[)）]?\s*$|^(?:是否|要否)|\s*[?？]+\s*$",
    re.IGNORECASE,
)


def diet_in(header: str) -> str:
    """The diet in the header's own words, without what asks for yes or no; "" where it names none."""
    if _DIETS.search(fold(header)) is None:
        return ""
    bare = header
    while (shorter := _AROUND.sub("", bare).strip()) != bare:
        bare = shorter
    return bare
