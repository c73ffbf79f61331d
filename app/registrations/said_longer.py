"""A name that goes on where another ends: Falcon Fans, Falcon Fans Overseas. Houses call several firms so, and one
person often speaks for all of them."""

from __future__ import annotations

from typing import Final

from app.companies.names.parsing import ChineseName, LatinName
from app.companies.names.words import word_set
from app.registrations.compared_firm import Firm
from app.registrations.duplicates import Outcome, Verdict

_ENOUGH: Final = word_set("registry_number stock_code name name_zh name_spelling")
_HOLDING: Final = frozenset({"holding", "控股"})


def are_perhaps_two(firm: Firm, other: Firm, verdict: Verdict, *, listed_both: bool) -> bool:
    """Whether what was taken for the same rests on a name that is the other's beginning. Who is known in full may be
    said shortly, so that the known name has to be the shorter one; ``listed_both``: by the same people, who would write
    one firm in one way."""
    told = set(verdict.because)
    if verdict.outcome is not Outcome.SAME or told & _ENOUGH:
        return False
    if "name_without_group" in told:
        return listed_both and _holds(firm, other)
    return bool(told & {"name_short", "name_kin"}) and (
        _goes_on(firm, other) or (listed_both and _goes_on(other, firm))
    )


def _goes_on(longer: Firm, shorter: Firm) -> bool:
    latin = [_latin_goes_on(x, y) for x in longer.latin for y in shorter.latin]
    chinese = [_chinese_goes_on(x, y) for x in longer.chinese for y in shorter.chinese]
    return any(latin) and all(chinese) if latin else any(chinese)


def _latin_goes_on(longer: LatinName, shorter: LatinName) -> bool:
    """By whole words: Intl for International is none more."""
    return len(shorter.core) < len(longer.core) and longer.core[: len(shorter.core)] == shorter.core


def _chinese_goes_on(longer: ChineseName, shorter: ChineseName) -> bool:
    return len(shorter.core) < len(longer.core) and longer.core.startswith(shorter.core)


def _holds(firm: Firm, other: Firm) -> bool:
    """Whether one says in each script that it holds shares, and the other does not."""
    latin = [bool((x.soft ^ y.soft) & _HOLDING) for x in firm.latin for y in other.latin]
    chinese = [bool((x.soft ^ y.soft) & _HOLDING) for x in firm.chinese for y in other.chinese]
    told = latin + chinese
    return bool(told) and all(told)
