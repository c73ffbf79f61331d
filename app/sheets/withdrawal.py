"""What says that a company does not come, or may not, or only partly: a status, a remark, a bracket beside its name,
the name of a sheet, a heading over rows."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from app.companies.names.parsing import BRACKETS, compact, fold
from app.core.texts import cached_by_text
from app.sheets.phrases import PhraseKind, get_phrase_keys, list_phrase_keys

_WAITING_TERMS: Final = list_phrase_keys(PhraseKind.WAITING)
"""Tell wherever a word begins so, or in Chinese wherever they stand; not in Madis*on Hold*ings."""
_WAITING_HEADINGS: Final = get_phrase_keys(PhraseKind.WAITING_HEADING)
"""Tell beside nothing but words for a list, its firms or a number: "Reserve list 2", but not "Nature reserves"."""
_LIST_TERMS: Final = get_phrase_keys(PhraseKind.LIST_WORD)


def has_term(text: str, texts: tuple[str, ...]) -> bool:
    """Whether one of the words, run together, stands in the text: from the beginning of a word on where it has letters,
    anywhere where it has Chinese signs."""
    spoken = (fold(text).split(), fold(text.replace("’", " ").replace("'", " ")).split())
    begun = ["".join(words[at:]) for words in spoken for at in range(len(words))]
    latin, whole = tuple(term for term in texts if term.isascii()), compact(text)
    return any(rest.startswith(latin) for rest in begun) or any(term in whole for term in texts if not term.isascii())


@cached_by_text
def is_waiting_list_heading(text: str) -> bool:
    """Whether it says of all firms below it that somebody has still to say if they come."""
    if has_term(text, _WAITING_TERMS):
        return True
    words = {word for word in fold(text).split() if not word.isdigit()}
    return bool(words & _WAITING_HEADINGS) and words <= _WAITING_HEADINGS | _LIST_TERMS


_PROGRAMME_PARTS: Final = re.compile(
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
_ABSENCE_ON_DAY: Final = re.compile(
    r"\b(?:attend|join|come|participat|particip|vien)\w*(?: pas)? (?:on|for|le|for the|du) ?(?:the )?"
    r"(?:\d|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)"
)
"""Not there on the 18th: perhaps on the 19th."""
_CAUSE_OF_ABSENCE: Final = re.compile(
    r"\b(?:due|because|as|since|owing|clash\w*|conflict\w*|cause|suite|raison|car|en raison)\b|因|由于|冲突"
)
_ATTENDANCE_OF_OTHERS: Final = re.compile(
    r"\b(?:but|however|only|except|instead|deputy|replac\w*|substitut\w*|sends?|sending|still|rest|others|attends|comes"
    r"|will (?:attend|come|join)(?! next| another| in the)|(?:is|are) (?:attending|coming|joining)|mais|sauf|seulement"
    r"|uniquement|remplac\w*|a la place|envoie)\b"
    "|其余|其他|其它|仅|只|改派|改由|代替|替换|另派|委派|派员|由.{1,8}(?:参加|出席)|但|照常|仍|部分"
)


def is_partial_cancellation(clause: str) -> bool:
    """Whether what is cancelled in a clause is a dinner, a tour, a room: no more than a part, and not its cause."""
    text = fold(clause)
    part, cause = _PROGRAMME_PARTS.search(text), _CAUSE_OF_ABSENCE.search(text)
    return part is not None and (cause is None or part.start() < cause.start())


def is_single_day_absence(clause: str) -> bool:
    return _ABSENCE_ON_DAY.search(fold(clause)) is not None


def is_partial_attendance(text: str) -> bool:
    """Whether a text says beside that somebody comes: the others, a deputy, to the rest of it."""
    return _ATTENDANCE_OF_OTHERS.search(fold(text)) is not None


_WITHDRAWN_TERMS: Final = list_phrase_keys(PhraseKind.WITHDRAWN)
"""Tell wherever they stand in the name of a sheet or section, or in brackets behind a firm's name."""
_WITHDRAWN_BEGINNINGS: Final = (*_WITHDRAWN_TERMS, *list_phrase_keys(PhraseKind.WITHDRAWN_BEGINNING))
"""Tell where a remark or a status begins with them: "regrets, clash with AGM"."""
_WITHDRAWN_STATUSES: Final = get_phrase_keys(PhraseKind.WITHDRAWN_STATUS)
"""Tell of a status in which nothing else stands."""
_WITHDRAWN_STATUS_BEGINNINGS: Final = list_phrase_keys(PhraseKind.WITHDRAWN_STATUS_BEGINNING)
_UNDECIDED_STATUS_BEGINNINGS: Final = list_phrase_keys(PhraseKind.UNDECIDED_BEGINNING)
"""Tell of a status that begins with them that somebody has to say whether the firm comes."""
_WAITING_REMARKS: Final = get_phrase_keys(PhraseKind.WAITING_REMARK)
"""The same of a whole remark; "pending" and 待定 there may speak of anything."""
_PREAMBLE: Final = re.compile(
    r"^(status|状态|备注|remarks?)\b|^(has|have|had|is|are|was|now|they|firm|company|a|ont?|est|cest|sest|se)\b"
    r"|^(该|本|对方)?(企业|公司|单位)|^(已经?|现已?|均|确认|决定|通知|临时|突然|企业|公司)|^因.{1,10}?(?=取消|退出|不|无法|未能)"
    r"|^\d{1,2}\s?[月/. ]\s?\d{1,2}\s?[日号]?|^[昨今前][天日晚]|^于"
    r"|^(来电|去电|致电|来函|来信|电话|邮件|短信|微信)(告知|通知|确认|表示|说明|回复)?"
    r"|^(\d{1,2} )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b|^(called|phoned|rang|emailed|wrote|update)\b"
)
_CONTINUATION: Final = re.compile(
    r"^(参会|参加|出席|参展|展|报名|活动|行程|了|本次|此次|会议)"
    r"|^(by|on|due|as|since|per|because|via|e ?mail|mail|phone|call"
    r"|le|du|par|depuis|pour|cause|suite)\b.*"
    r"|^(from|in) (the |this |our )?(event|delegation|mission|trip|visit|list|programme?|fair"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|^(this|next) (year|time|round|month)|^(any ?more|after all|at all)"
    r"|^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fev|avr|mai|juin|juil|aout)[a-z]*|^[\d年月日号. ]+"
)
_NEGATION: Final = re.compile("(未|没有?|勿|不会)(?=取消|退出|撤)")
"""未取消: not cancelled."""
_CANCELLED_SERVICE: Final = re.compile(
    r"^(cancel\w*|annul\w*|取消)\s*(the |his |her |their |l[ae]s? |l)?(hotel|flight|room|booking|dinner|lunch|tour"
    r"|interpreter|transport|order|pick|vol|diner|repas|chambre|酒店|航班|机票|房|订|晚餐|午餐|参观|考察|翻译|接)"
)
"""Something else than taking part was cancelled."""


_SUBSTITUTION: Final = re.compile(
    r"\breplaced? by\b|\binstead\b|\bsubstitut\w+|\bin (his|her|their) place\b|\bremplac\w+"
    r"|改由|改派|改为|换成|换为|换人|代替|替代|代为?参[加会]"
)
_MAX_REMARK_LENGTH: Final = 200
_CLAUSE_SEPARATORS: Final = re.compile(r"[,，;；。!！\n:：()（）]+|\.\s+|\s+[-–—]+\s+")
_LOOKALIKE_NAME: Final = "不来梅"
"""Bremen."""
_RETIRED_PERSON: Final = re.compile(r"\bretired\b")
"""In English somebody who works no more; retiré has withdrawn."""


class WithdrawalCertainty(Enum):
    """What a text says of coming. ``LIKELY``: with words beside it that somebody should see; ``UNSURE``: with words
    that speak against it, or of something unknown; ``NOTHING``: also where a part alone is cancelled."""

    NOTHING = 0
    UNSURE = 1
    LIKELY = 2
    WITHDRAWN = 3


def assess_withdrawal(text: str) -> WithdrawalCertainty:
    """What a remark or a status says by its beginning."""
    clauses = [clause for clause in _CLAUSE_SEPARATORS.split(text) if clause.strip()]
    if not clauses or _CANCELLED_SERVICE.match(fold(text)):
        return WithdrawalCertainty.NOTHING
    certainties = [_assess_clause(clause) for clause in clauses]
    if certainties[0] is WithdrawalCertainty.NOTHING:
        return WithdrawalCertainty.NOTHING
    withdrawn_clauses = [
        clause
        for clause, certainty in zip(clauses, certainties, strict=True)
        if certainty is not WithdrawalCertainty.NOTHING
    ]
    parts = [clause for clause in withdrawn_clauses if is_partial_cancellation(clause)]
    if parts == withdrawn_clauses:
        return WithdrawalCertainty.NOTHING
    if parts or is_partial_attendance(text):
        return WithdrawalCertainty.UNSURE
    return (
        WithdrawalCertainty.LIKELY
        if certainties[0] is WithdrawalCertainty.WITHDRAWN
        and len(clauses) > 1
        and not compact(clauses[0]).startswith(_WITHDRAWN_BEGINNINGS)
        else certainties[0]
    )


def _assess_clause(clause: str) -> WithdrawalCertainty:
    begun = _strip_preamble(clause)
    phrase_length = _measure_withdrawn_phrase(begun) or _measure_withdrawn_beginning(begun)
    rest = begun[phrase_length:].strip()
    while phrase_length and rest and (match := _CONTINUATION.match(rest)) and match.end():
        rest = rest[match.end() :].strip()
    if not phrase_length:
        return WithdrawalCertainty.NOTHING
    return WithdrawalCertainty.UNSURE if rest or is_single_day_absence(clause) else WithdrawalCertainty.WITHDRAWN


def is_withdrawn_remark(text: str) -> bool:
    """Whether a remark says that the firm does not come, and nothing that speaks against it."""
    return assess_withdrawal(text) is WithdrawalCertainty.WITHDRAWN


def may_be_withdrawn_remark(text: str) -> bool:
    """Whether a remark speaks of withdrawing at its beginning and of more, 已取消，改派张三, or further on."""
    certainty = assess_withdrawal(text)
    return certainty in (WithdrawalCertainty.UNSURE, WithdrawalCertainty.LIKELY) or (
        certainty is WithdrawalCertainty.NOTHING and _is_withdrawn_in_later_clause(text)
    )


def _is_withdrawn_in_later_clause(text: str) -> bool:
    """Whether a later clause alone says so, of the whole: 老板出差，不去了."""
    later = [clause for clause in _CLAUSE_SEPARATORS.split(text)[1:] if not _CANCELLED_SERVICE.match(fold(clause))]
    withdrawn_clauses = [clause for clause in later if _assess_clause(clause) is WithdrawalCertainty.WITHDRAWN]
    return (
        bool(withdrawn_clauses)
        and not any(map(is_partial_cancellation, withdrawn_clauses))
        and not is_partial_attendance(text)
    )


def is_withdrawn_status(text: str) -> bool:
    """The same of a cell whose column asks who comes: it needs less to say so, and may have words before it."""
    word = compact(text)
    certainty = assess_withdrawal(text)
    if (
        not word
        or _CANCELLED_SERVICE.match(fold(text))
        or word.startswith(_UNDECIDED_STATUS_BEGINNINGS)
        or certainty is WithdrawalCertainty.UNSURE
    ):
        return False
    if certainty is not WithdrawalCertainty.NOTHING or word in _WITHDRAWN_STATUSES:
        return True
    return (word.startswith(_WITHDRAWN_STATUS_BEGINNINGS) or _has_withdrawn_clause(text)) and not _is_contradicted(text)


def _has_withdrawn_clause(text: str) -> bool:
    """Whether a Chinese clause says so anywhere, of more than a part: 企业来电告知取消."""
    clauses = [fold(clause) for clause in _CLAUSE_SEPARATORS.split(text.replace(_LOOKALIKE_NAME, ""))]
    signs = [withdrawn_term for withdrawn_term in _WITHDRAWN_TERMS if not withdrawn_term.isascii()]
    return any(
        any(sign in clause for sign in signs) and not _NEGATION.search(clause) and not is_partial_cancellation(clause)
        for clause in clauses
    )


def _is_contradicted(text: str) -> bool:
    return is_partial_attendance(text) or is_partial_cancellation(text)


def is_undecided_status(text: str) -> bool:
    """Whether a status says that it is not decided: a waiting list, on hold, pending; or that somebody else comes."""
    if (
        compact(text).startswith(_UNDECIDED_STATUS_BEGINNINGS)
        or text.strip() in ("?", "？", "??")
        or _SUBSTITUTION.search(fold(text))
    ):
        return True
    certainty = assess_withdrawal(text)
    return (
        certainty is WithdrawalCertainty.UNSURE
        or (certainty is WithdrawalCertainty.NOTHING and _is_withdrawn_in_later_clause(text))
        or (_has_withdrawn_clause(text) and _is_contradicted(text))
    )


def is_waiting_remark(text: str) -> bool:
    """Whether a remark says nothing but that the firm stands on a waiting list or on hold."""
    return compact(text) in _WAITING_REMARKS


def is_withdrawal(text: str) -> bool:
    """Whether a whole cell says nothing but that the firm does not come, and when, how or why: "withdrawn 12/3"."""
    rest = _strip_preamble(text)
    phrase_length = _measure_withdrawn_phrase(rest)
    rest = rest[phrase_length:].strip()
    while phrase_length and rest and (match := _CONTINUATION.match(rest)) and match.end():
        rest = rest[match.end() :].strip()
    return bool(phrase_length) and not rest


def _strip_preamble(text: str) -> str:
    """The folded text without what may stand before the word that tells: 该企业已…, they have…"""
    rest = (
        _RETIRED_PERSON.sub("", fold(text.replace(_LOOKALIKE_NAME, ""))).strip()
        if len(text) <= _MAX_REMARK_LENGTH
        else ""
    )
    while match := _PREAMBLE.match(rest):
        rest = rest[match.end() :].strip()
    return rest


def _measure_withdrawn_phrase(text: str) -> int:
    """How long the words are that say so, from the beginning; 0 where none stand there."""
    words = text.split()
    for count in (1, 2, 3, 4):
        phrase = "".join(words[:count])
        if phrase in _WITHDRAWN_PHRASES or (count > 1 and phrase in _WITHDRAWN_TERMS):
            return len(" ".join(words[:count]))
    if text.isascii():
        return 0
    return next(
        (
            len(withdrawn_term)
            for withdrawn_term in _WITHDRAWN_TERMS
            if not withdrawn_term.isascii() and text.startswith(withdrawn_term)
        ),
        0,
    )


def _measure_withdrawn_beginning(text: str) -> int:
    """The same of the words that a remark begins with, whatever their endings: "desistement"."""
    words = text.split()
    for count in (1, 2, 3, 4):
        if "".join(words[:count]).startswith(_WITHDRAWN_BEGINNINGS):
            return len(" ".join(words[:count]))
    return 0


_WITHDRAWN_PHRASES: Final = frozenset(_WITHDRAWN_TERMS) | get_phrase_keys(PhraseKind.WITHDRAWN_PHRASE)


_STRIKETHROUGH_LEGEND: Final = re.compile(
    r"\b(struck|strike|striked|strikethrough|crossed|barre)\w*\b|删除线|划掉|划线"
)
"""Explains how the rows of those who withdrew look: names struck out have withdrawn."""


@cached_by_text
def is_withdrawn_heading(text: str) -> bool:
    """Whether the name of a sheet or section says of all firms below it that they do not come."""
    if _STRIKETHROUGH_LEGEND.search(fold(text)):
        return False
    return not is_partial_cancellation(text) and (
        is_withdrawn_remark(text) or has_term(text.replace(_LOOKALIKE_NAME, ""), _WITHDRAWN_TERMS)
    )


def remove_withdrawal(name: str) -> str | None:
    """The firm's name without "(withdrawn)" or "CANCELLED:" beside it; None where nothing such stands there."""
    for match in BRACKETS.finditer(name):
        if is_withdrawn_heading(match[1]) or compact(match[1]) in ("wd", "cancel", "cxl"):
            return " ".join(f"{name[: match.start()]} {name[match.end() :]}".split())
    parts = re.split(r"\s+[-–—]+\s+|\s*[:：]\s*", name)
    remaining = [part for part in parts if not is_withdrawal(part)]
    return " - ".join(remaining) if remaining and len(remaining) < len(parts) else None
