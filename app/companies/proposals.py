"""Which sectors to ask a firm to confirm: only those that its words give good evidence for, and none rather than
nonsense. A text is read clause by clause, so that each thing in a list finds its own sector."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.companies.keywords import Proposal, propose
from app.companies.roles import Role, role_in, trade_in, without_role
from app.companies.sectors import tree

MOST: Final = 5
LOOKED_AT: Final = 6
LEAST: Final = 0.4
"""How much of what a clause says a sector must answer, in parts of 1."""
BESIDE_BEST: Final = 0.7
"""And how much beside the best one."""
LEAST_TRADE: Final = 0.6
"""From here on a trade that a clause names is taken as it is named."""
ALL: Final = 0.85
"""From here on one sector says it all."""
MOST_OF_CLAUSE: Final = 2
_REMARK: Final = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")
_JOINED: Final = re.compile(r"\s+(?:and|et|or|ou|&)\s+|[和与及或]|以及")
_APART: Final = re.compile(r"[,;:/、，；：。！？]|\.\s|\.$|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing in a text; ``role``: what is done with it, where the words of this clause or of one joined to it say."""

    text: str
    role: Role | None


def to_confirm(text: str) -> tuple[str, ...]:
    """Up to five codes, in the order of the text. Of a code and one that lies in it only the first stands. A text that
    stands in brackets as a whole is a remark and means none: "(late registration)"."""
    if _REMARK.fullmatch(text):
        return ()
    kept: list[str] = []
    for code in _found(text):
        if not any(_of_one_line(code, other) for other in kept):
            kept.append(code)
    return tuple(kept[:MOST])


def _found(text: str) -> Iterator[str]:
    """One sentence that means one thing is taken whole ("research and development"), any other clause by clause."""
    whole = _evident(propose(text, LOOKED_AT))
    if whole and whole[0].score >= ALL and role_in(text) is None:
        yield from (one.code for one in whole)
        return
    for part in _APART.split(text):
        for clause in _clauses(part):
            yield from _of_clause(clause)


def _clauses(part: str) -> Iterator[Clause]:
    """Things joined by "and" share the role of the one that names it: "dealers in pumps and valves"."""
    texts = [each for each in _JOINED.split(part) if each.strip()]
    roles = [role_in(each) for each in texts]
    shared = next((role for role in roles if role), None)
    for text, role in zip(texts, roles, strict=True):
        yield Clause(text, role or shared)


def _of_clause(clause: Clause) -> Iterable[str]:
    found = _evident(propose(clause.text, LOOKED_AT))
    if clause.role is None:
        return [one.code for one in found[:MOST_OF_CLAUSE]]
    named = [one.code for one in found if one.code.startswith(clause.role) and one.score >= LEAST_TRADE]
    return named[:1] or _traded(clause, found)


def _traded(clause: Clause, found: tuple[Proposal, ...]) -> list[str]:
    """The trade in the goods; where they are none, what the clause says besides, and at last the role alone."""
    role = clause.role or Role.WHOLESALE
    goods = _evident(propose(without_role(clause.text), LOOKED_AT))
    trades = [trade for one in goods if (trade := trade_in(one.code, role))]
    return trades[:1] or [one.code for one in goods[:1]] or ([role.value] if role_in(clause.text) else [])


def _evident(found: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Those with evidence, the surest first."""
    best = max((one.score for one in found), default=0.0)
    sure = [one for one in found if one.score >= max(LEAST, BESIDE_BEST * best)]
    return tuple(sorted(sure, key=lambda one: -one.score))


def _of_one_line(code: str, other: str) -> bool:
    return code in tree().path(other) or other in tree().path(code)
