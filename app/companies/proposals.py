"""Which sectors to ask a firm to confirm: only those that its words give good evidence for, and none rather than
nonsense."""

from __future__ import annotations

import re
from typing import Final

from app.companies.keywords import Proposal, propose
from app.companies.sectors import tree

MOST: Final = 4
LOOKED_AT: Final = 8
LEAST: Final = 0.25
"""How much of what the words say a sector must answer, in parts of 1."""
BESIDE_BEST: Final = 0.65
"""And how much beside the best one."""
_REMARK: Final = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")


def to_confirm(text: str) -> tuple[str, ...]:
    """Up to four codes, the likeliest first. Of a code and one that lies in it only the likelier stands. A text that
    stands in brackets as a whole is a remark and means none: "(late registration)"."""
    if _REMARK.fullmatch(text):
        return ()
    found = propose(text, LOOKED_AT)
    best = max((one.score for one in found), default=0.0)
    kept: list[str] = []
    for one in found:
        if _has_evidence(one, best) and not any(_of_one_line(one.code, other) for other in kept):
            kept.append(one.code)
    return tuple(kept[:MOST])


def _has_evidence(one: Proposal, best: float) -> bool:
    return one.score >= LEAST and one.score >= BESIDE_BEST * best


def _of_one_line(code: str, other: str) -> bool:
    return code in tree().path(other) or other in tree().path(code)
