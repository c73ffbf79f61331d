"""Headers that ask when somebody arrives or leaves, and where: Date of arrival in Chongqing, 抵渝时间."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from app.companies.names.parsing import compact, has_chinese, pinyin
from app.companies.names.words import CHINESE_PLACES, word_set
from app.registrations.fields import Field
from app.registrations.header_forms import unelided
from app.registrations.places import country_of

_ARRIVES: Final = word_set("arrival arrivals arrive arrives arriving arr eta arrivee arrivees")
_LEAVES: Final = word_set(
    "departure departures depart departs departing etd return retour depart departs leave leaving"
)
_BESIDE: Final = word_set(
    """
    date dates time day and or of in at to from the on your expected estimated planned local
    heure jour et de du d a au en le la prevu prevue prevus
    """
)
_WHEN_ZH: Final = "(?:的?(?:具体)?(?:日期|时间|时刻)(?:[及和与/]?(?:日期|时间|时刻))?)"
_FIRST_ZH: Final = "^(?:预计|计划|拟|您的?)?"
_ARRIVES_ZH: Final = re.compile(rf"{_FIRST_ZH}(?:抵达|到达|抵|到|来|赴|报到|入住)(.{{0,6}}?){_WHEN_ZH}$")
_LEAVES_ZH: Final = re.compile(rf"{_FIRST_ZH}(?:离开|离|返程|返回|返|回程|启程)(.{{0,6}}?){_WHEN_ZH}$")
_SHORT_PLACES: Final = frozenset("渝京津沪蓉穗深汉杭宁港澳新法华会")


def travel_in(label: str) -> Field | None:
    """``arrival`` or ``departure``; None where a header holds a word of anything else, a flight say."""
    if has_chinese(label):
        text = compact(label)
        for pattern, field in ((_ARRIVES_ZH, Field.ARRIVAL), (_LEAVES_ZH, Field.DEPARTURE)):
            if (found := pattern.match(text)) and (not found[1] or _is_place(found[1])):
                return field
        return None
    words = set(unelided(label).split())
    arrives, leaves = words & _ARRIVES, words & _LEAVES
    if bool(arrives) == bool(leaves) or not all(map(_is_place, words - arrives - leaves - _BESIDE)):
        return None
    return Field.ARRIVAL if arrives else Field.DEPARTURE


def _is_place(word: str) -> bool:
    return word in _SHORT_PLACES or word in _places() or bool(country_of(word))


@cache
def _places() -> frozenset[str]:
    return frozenset(each for place in CHINESE_PLACES for each in (place, compact(pinyin(place))))
