"""What headers of sheets of pairs call their columns, in English, Chinese and French."""

import re
from typing import Final

from app.companies.names.parsing import compact
from app.registrations.fields import COMPANY_NAMES
from app.registrations.headers import guess

NAMES: Final = ("one", "other")
KINDS: Final = (*NAMES, "priority", "time", "table")


def keys(words: str) -> frozenset[str]:
    """The words between strokes, as they are compared."""
    return frozenset(compact(word) for word in words.split("|"))


_ONE: Final = keys(
    "company a|company 1|firm a|firm 1|firm|company|asker|first company|our company|our firm|member|member company"
    "|甲方|甲|企业a|企业1|企业一|企业甲|甲企业|甲方企业|公司a|公司1|公司一|公司甲|甲方公司|我方|我方企业|本方企业|邀约方|发起方|会员企业"
    "|entreprise a|entreprise 1|entreprise|société a|société 1|société|demandeur|notre entreprise|première entreprise"
)
_OTHER: Final = keys(
    "company b|company 2|firm b|firm 2|partner|meets|meets with|with|asked|second company|counterpart|partner company"
    "|meeting with|to meet|counterparty|partner firm"
    "|乙方|乙|企业b|企业2|企业二|企业乙|乙企业|乙方企业|公司b|公司2|公司二|公司乙|乙方公司|对方|对方企业|对方公司|合作伙伴|洽谈对象"
    "|洽谈企业|约见企业|约见对象|受邀方|受邀企业|对接企业|与谁洽谈"
    "|entreprise b|entreprise 2|société b|société 2|partenaire|rencontre|avec|invité|entreprise rencontrée"
    "|entreprise partenaire|seconde entreprise|deuxième entreprise|à rencontrer"
)
_PRIORITY: Final = keys(
    "priority|prio|importance|priority level|level|rank|how important|优先级|优先级别|优先|优先度"
    "|重要性|重要程度|级别|意愿"
    "|priorité|importance|niveau|niveau de priorité|degré de priorité"
)
_TIME: Final = keys(
    "time|slot|time slot|date|date and time|when|start|starts|start time|begin|meeting time|meeting slot|hour"
    "|时间|时段|日期|日期时间|洽谈时间|洽谈时段|开始时间|约见时间|会面时间|对接时间|时刻"
    "|heure|horaire|créneau|quand|date et heure|heure de début|début|créneau horaire|heure du rendez-vous"
)
_TABLE: Final = keys(
    "table|table no|table number|desk|seat|place|桌|桌号|桌子|桌次|台号|洽谈桌|洽谈桌号|展位|座位|位置"
    "|n° de table|numéro de table|table n°|n° table|place|emplacement"
)
_WORDS: Final = (("priority", _PRIORITY), ("time", _TIME), ("table", _TABLE), ("other", _OTHER), ("one", _ONE))
_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")


def named(texts: dict[int, str]) -> dict[str, int]:
    """Kind → column, as far as the texts of a row (column → text) are headers; a second firm is the partner."""
    found: dict[str, int] = {}
    firms = []
    for at, text in sorted(texts.items()):
        kind = _kind(text)
        if kind is None or kind == "one":
            told = guess(text)
            if kind == "one" or (told is not None and told.exact and told.field in COMPANY_NAMES):
                firms.append(at)
        else:
            found.setdefault(kind, at)
    if firms:
        found["one"] = firms[0]
    if "other" not in found and len(firms) > 1:
        found["other"] = firms[1]
    return found


def _kind(text: str) -> str | None:
    tongues = (_CHINESE.sub(" ", text), "".join(_CHINESE.findall(text)))
    parts = {compact(part) for part in (text, *tongues, *re.split(r"[/／\n|（()）]", text))} - {""}
    return next((name for name, words in _WORDS if parts & words), None)
