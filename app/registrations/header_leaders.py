"""Headers that ask who heads the firm: CEO, Name of owner, 负责人, dirigeant. Such a person need not come."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.words import word_set
from app.core.texts import cached_by_text

_LEADERS: Final = word_set(
    """
    ceo ceos md gm chairman chairwoman chairperson president owner owners proprietor founder boss director directors
    executive dirigeant dirigeante dirigeants gerant gerante pdg dg presidente patron proprietaire fondateur
    """
)
_HEADS: Final = word_set("managing general chief head executive officer partner manager directeur directrice generale")
_BESIDE: Final = word_set(
    """
    name names full the of or and s your our company firm organisation organization business enterprise chinese english
    nom noms prenom et du de de la le societe entreprise
    """
)
_REACH: Final = word_set(
    """
    email mail e mobile phone telephone tel hp handphone no nos number contact designation title position wechat
    courriel portable mobile
    """
)
_TWO_WORDS: Final = re.compile(
    r"\b(managing (director|partner)|general manager|head of (the )?(company|firm|organi[sz]ation|business)|"
    r"directeur general|directrice generale)\b"
)
_IN_CHINESE: Final = re.compile(
    r"(?:企业|公司|单位|机构|主要|本)*(?:负责人|法定代表人|法人代表|法人|董事长|总经理|总裁|老板|东主|创始人|实际控制人|领导|主席)"
    r"(?:[/、或及兼]?(?:负责人|董事长|总经理|总裁|老板|首席执行官))?(?:的?(?:中文|英文)?(?:姓名|名字|名称))?"
)
_REACH_CHINESE: Final = re.compile(r"(?:的)?(?:联系)?(?:电话|手机号?码?|邮箱|电邮|微信号?|职务|职位|联系方式)$")


@cached_by_text
def names_a_leader(header: str) -> bool:
    return _leads(header)


@cached_by_text
def is_of_a_leader(header: str) -> bool:
    """The same, or it asks how to reach such a person, or for the title: CEO Email, 负责人电话."""
    if has_chinese(header):
        return _leads(_REACH_CHINESE.sub("", compact(header)))
    return _leads(" ".join(word for word in fold(header).split() if word not in _REACH))


def _leads(header: str) -> bool:
    if has_chinese(header):
        return _IN_CHINESE.fullmatch(compact(header)) is not None
    said = fold(header)
    words = [word for word in said.split() if word not in _BESIDE]
    told = not _LEADERS.isdisjoint(words) or _TWO_WORDS.search(said) is not None
    return told and all(word in _LEADERS | _HEADS for word in words)
