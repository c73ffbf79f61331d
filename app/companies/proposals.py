"""Which sectors to ask a firm to confirm: only those that its words give good evidence for, and none rather than
nonsense. A text is read clause by clause, so that each thing in a list finds its own sector."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.companies.keywords import Proposal, propose
from app.companies.phrases import KEYWORD, phrases
from app.companies.roles import Role, role_in, trade_in, without_role
from app.companies.sector_names import LONGEST_LIST, codes_named
from app.companies.sectors import tree
from app.companies.vocabulary import words

MOST: Final = 5
MOST_OF_ONE: Final = 2
"""Of a text that is a single clause; of a list each clause has one."""
LOOKED_AT: Final = 6
WIDELY: Final = 40
SURE: Final = 0.95
LEAST: Final = 0.4
"""How much of what a clause says a sector must answer, in parts of 1."""
NEAR: Final = 0.2
"""And how much to be offered besides, for who may add it or not."""
LEAST_OF_WORD: Final = 0.7
"""And where the clause is a single word."""
BESIDE_BEST: Final = 0.8
"""And how much beside the best one."""
LEAST_TRADE: Final = 0.6
"""From here on a trade that a clause names is taken as it is named."""
ALL: Final = 0.85
"""From here on one sector says all that the text says."""
_ALONE: Final = """
    agency agent asset assets broker cargo chain city clinic consumer contact content data design development device
    distribution driving energy engineering equipment facility fleet goods heavy hotel industrial industry
    infrastructure instrument investment leisure light line machine maintenance manufacture manufacturing market
    material medical medium network operator park part passenger plant private procurement product production
    professional programme project research retail risk secretary service site small software storage supply system
    technology technical transport unit vehicle website wealth
    agence appareil bureau centre chaine conseil contact equipement gestion industrie industriel materiel materiaux
    marche produit projet reseau service site technologie type vente
    设备 服务 产品 技术 项目 工程 平台 系统 资金 运营 市场 材料 管理 贸易 生产 设计 制造 机构 开发 数据 基金
    规划 支持 基础 设施 能源 网站 商店 厨房 零售 联系 咨询 客运 货运
"""
_GENERAL: Final = frozenset(word for each in _ALONE.split() for word in words(each))
"""Words that mean no sector unless another word of the clause says more."""
_REMARK: Final = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")
_JOINED: Final = re.compile(r"\s+(?:and|et|or|ou|&)\s+|[和与及或]|以及")
_APART: Final = re.compile(r"[,;:/、，；：。！？]|\.\s|\.$|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing in a text; ``role``: what is done with it, if the words of this clause or of one joined to it say."""

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


def nearest(text: str) -> tuple[str, ...]:
    """Up to five codes to choose from, the surest first: those that ``to_confirm`` gives, then what else is near. For
    who picks them one by one; nothing for a remark."""
    sure = to_confirm(text)
    if _REMARK.fullmatch(text):
        return sure
    return tuple(dict.fromkeys((*sure, *(one.code for one in _meant(text)))))[:MOST]


def beside(text: str, sure: Collection[str]) -> tuple[str, ...]:
    """What to offer besides the codes that stand there already, the nearest first: so many that there are five in all.
    Nothing for a remark, nothing that the words hardly touch."""
    if _REMARK.fullmatch(text):
        return ()
    near = [one.code for one in _meant(text) if one.score >= NEAR]
    return tuple(dict.fromkeys(code for code in near if code not in sure))[: max(0, MOST - len(sure))]


def says_nothing(text: str) -> bool:
    """A remark, or no word at all."""
    return not words(text) or _REMARK.fullmatch(text) is not None


def _found(text: str) -> list[str]:
    """A text that is one thing is taken whole ("research and development"), any other clause by clause."""
    if codes := codes_named(text):
        return [*codes[:MOST]]
    is_list = len(text) <= LONGEST_LIST
    whole = _evident(text)
    if whole and whole[0].score >= ALL and role_in(text) is None:
        return [one.code for one in whole[:MOST_OF_ONE]]
    clauses = [clause for part in _APART.split(text) for clause in _clauses(part, whole=is_list)]
    most = MOST_OF_ONE if len(clauses) == 1 else 1
    return [
        code
        for clause in clauses
        for code in (is_list and clause.role is None and codes_named(clause.text)[:most]) or _of_clause(clause)[:most]
    ]


def _clauses(part: str, *, whole: bool) -> Iterator[Clause]:
    """Things joined by "and" share the role of the one that names it: "dealers in pumps and valves". ``whole``: what
    names a sector is not parted ("transport and storage")."""
    if whole and codes_named(part):
        yield Clause(part, None)
        return
    texts = [each for each in _JOINED.split(part) if each.strip()]
    roles = [role_in(each) for each in texts]
    shared = next((role for role in roles if role), None)
    for text, role in zip(texts, roles, strict=True):
        yield Clause(text, role or shared)


def _of_clause(clause: Clause) -> list[str]:
    found = _evident(clause.text)
    if clause.role is None:
        return [one.code for one in found]
    named = [one.code for one in found if one.code.startswith(clause.role) and one.score >= LEAST_TRADE]
    return named[:1] or _traded(clause.text, clause.role)


def _traded(text: str, role: Role) -> list[str]:
    """The trade in the goods; where they are none, what the clause says besides, and at last the role alone."""
    goods = [one.code for one in _evident(without_role(text))]
    trades = [trade for code in goods if (trade := trade_in(code, role))]
    return trades[:1] or goods[:1] or ([role.value] if role_in(text) else [])


def _evident(text: str) -> tuple[Proposal, ...]:
    """The sectors with evidence, the surest first."""
    said = words(text)
    found = _meant(text)
    best = max((one.score for one in found), default=0.0)
    if _GENERAL.issuperset(said) and (len(said) < 2 or best < ALL):
        return ()
    least = max(LEAST if len(said) > 1 else LEAST_OF_WORD, BESIDE_BEST * best)
    return tuple(sorted((one for one in found if one.score >= least), key=lambda one: -one.score))


def _meant(text: str) -> tuple[Proposal, ...]:
    """What a phrase may mean: before what is less than sure the sector of a keyword that it is word for word
    ("finance", not financial leasing), nothing that stands on its general words alone ("food distribution" is no power
    grid)."""
    found = propose(text, LOOKED_AT)
    if max((one.score for one in found), default=0.0) < SURE:
        named = _keywords().get(tuple(words(text)), ())
        found = (*(Proposal(code, 1.0) for code in named), *(one for one in found if one.code not in named))
    telling = [word for word in words(text) if word not in _GENERAL]
    if not telling or not _GENERAL.intersection(words(text)):
        return found
    divisions = {tree().path(one.code)[:2] for one in propose(" ".join(telling), WIDELY)}
    return tuple(one for one in found if tree().path(one.code)[:2] in divisions)


@cache
def _keywords() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The sectors of each keyword, by its words."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase in phrases():
        said = tuple(words(phrase.text))
        if phrase.weight == KEYWORD and said:
            found[said] = tuple(dict.fromkeys((*found.get(said, ()), phrase.code)))
    return found


def _of_one_line(code: str, other: str) -> bool:
    return code in tree().path(other) or other in tree().path(code)
