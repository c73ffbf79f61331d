"""What a firm stays away from while it comes to the event: a dinner, a tour; and who comes in its stead."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold

_PARTS: Final = re.compile(
    r"\b(?:(?:welcome|closing|farewell|gala)\b|breakfasts?|lunch\w*|dinners?|suppers?|banquets?|meals?|buffet|cocktails?"
    r"|receptions?|drinks|golf|karaoke|tours?|visits?|sightseeing|excursions?|outings?|cruise|bus(?:es)?|coach|shuttle"
    r"|transfers?|transport|pick ?ups?|airport|hotels?|rooms?|flights?|tickets?|visas?|interpret\w*|translat\w*|booths?"
    r"|stands?|rehearsals?|briefings?|photo\w*|networking|sessions?|workshops?|seminars?|talks?|panels?|roundtables?"
    r"|day (?:\d|one|two|three)|(?:first|second|third|last|1st|2nd|3rd) day"
    r"|petit dejeuner|dejeuner|diners?|repas|soirees?|visites?|navettes?|vols?|chambres?|traduct\w*|ateliers?"
    r"|seances?|tables? rondes?|(?:premier|deuxieme|second|dernier) jour|(?:premiere|seconde|derniere) journee)\b"
    "|晚宴|晚餐|晚饭|午宴|午餐|午饭|早餐|用餐|宴会|欢迎宴|酒会|招待会|冷餐|茶歇|参观|考察|游览|观光|夜游|接机|送机"
    "|接送|接站|大巴|班车|用车|酒店|住宿|航班|机票|订房|翻译|合影|彩排|分论坛|论坛|沙龙|培训|高尔夫|第[一二三]天|首日"
)
_ON_A_DAY: Final = re.compile(
    r"\b(?:attend|join|come|participat|particip|vien)\w*(?: pas)? (?:on|for|le|for the|du) ?(?:the )?"
    r"(?:\d|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)"
)
"""Not there on the 18th: perhaps on the 19th."""
_CAUSE: Final = re.compile(
    r"\b(?:due|because|as|since|owing|clash\w*|conflict\w*|cause|suite|raison|car|en raison)\b|因|由于|冲突"
)
_COMES: Final = re.compile(
    r"\b(?:but|however|only|except|instead|deputy|replac\w*|substitut\w*|sends?|sending|still|rest|others|attends|comes"
    r"|will (?:attend|come|join)(?! next| another| in the)|(?:is|are) (?:attending|coming|joining)|mais|sauf|seulement"
    r"|uniquement|remplac\w*|a la place|envoie)\b"
    "|其余|其他|其它|仅|只|改派|改由|代替|替换|另派|委派|派员|由.{1,8}(?:参加|出席)|但|照常|仍|部分"
)


def is_part(clause: str) -> bool:
    """Whether what is cancelled in a clause is a dinner, a tour, a room: no more than a part, and not its cause."""
    text = fold(clause)
    part, cause = _PARTS.search(text), _CAUSE.search(text)
    return part is not None and (cause is None or part.start() < cause.start())


def is_one_day(clause: str) -> bool:
    return _ON_A_DAY.search(fold(clause)) is not None


def comes_somehow(text: str) -> bool:
    """Whether a text says beside that somebody comes: the others, a deputy, to the rest of it."""
    return _COMES.search(fold(text)) is not None
