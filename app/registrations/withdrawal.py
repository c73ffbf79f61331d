"""What says that a firm does not come, or may not: a status, a remark, words beside its name, a heading over rows."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from app.companies.names.parsing import BRACKETS, compact, fold
from app.companies.names.words import word_set
from app.core.texts import cached_by_text
from app.registrations.partly import comes_somehow, is_one_day, is_part
from app.registrations.waiting import is_named

_GONE: Final = (
    "withdrawn", "withdrew", "withdrawal", "cancelled", "canceled", "cancellation", "notattending", "notcoming",
    "notparticipating", "notjoining", "nolongerattending", "nolongercoming", "nolongerparticipating", "nolongerjoining",
    "unabletoattend", "unabletojoin", "unabletocome", "cannotattend", "cannotcome", "cannotjoin", "willnotattend",
    "willnotjoin", "willnotcome", "wontcome", "wontattend", "wontjoin", "cantcome", "cantattend", "cantjoin",
    "cantmakeit", "cannotmakeit", "unabletomakeit", "wontmakeit", "willnotbejoining", "willnotbeattending",
    "willnotbecoming", "willnotbeparticipating", "notgoing", "nolongerinterested", "withdrawing", "pullingout",
    "droppingout", "pulledout", "droppedout", "backedout", "noshow",
    "退出", "取消", "不参加", "未参加", "不参会", "不参展", "不出席", "不来", "不去", "来不了", "去不了",
    "无法参加", "无法参会", "无法出席", "不能参加", "不能出席", "未能参加", "撤回", "撤展", "退展", "已退", "作废",
    "缺席", "撤销", "キャンセル", "欠席", "婉拒", "谢绝", "放弃参",
    "tarikdiri", "menarikdiri", "batal",
    "desist", "annul", "neparticipepas", "neparticiperapas", "nevientpas", "neviendrapas", "nepeutpas",
)  # fmt: skip
"""Tell wherever they stand in the name of a sheet or section, or in brackets behind a firm's name."""
_BEGINS_GONE: Final = (
    *_GONE, "dropped", "declined", "removed", "rejected", "regret", "apologies", "excused", "retir",
)  # fmt: skip
"""Tell where a remark or a status begins with them: "regrets, clash with AGM"."""
_WHOLE: Final = word_set(
    """
    cancel cancels cancl canc cxl cxld cnl wd wdn withdraw withdraws out unable cannot dropout nogo
    请假 放弃 撤 退
    """
)
"""Tell of a status in which nothing else stands."""
_STATUS_BEGINS: Final = ("absent", "excuse", "decline", "empech", "renonce", "abandon")
_UNSURE: Final = (
    "waitlist", "waitinglist", "waitlisted", "onhold", "pending", "tentative", "unconfirmed", "notconfirmed",
    "notyetconfirmed", "tobeconfirmed", "toconfirm", "provisional", "maybe", "perhaps", "awaiting", "underreview",
    "undecided", "notsure", "standby", "noreply", "noresponse", "tbc", "tba", "tbd", "hold", "unsure", "kiv",
    "keepinview", "sansreponse", "pasdereponse",
    "待定", "待确认", "待回复", "待审", "候补", "等候", "等待", "暂定", "暂缓", "未确认", "未定", "未回复", "不确定",
    "考虑中",
    "listedattente", "enattente", "aconfirmer", "nonconfirm", "provisoire", "peutetre", "sousreserve",
)  # fmt: skip
"""Tell of a status that begins with them that somebody has to say whether the firm comes."""
_WAITS: Final = word_set(
    """
    waitlist waitlisted waitinglist onthewaitinglist onhold standby tentative kiv keepinview
    候补 候补名单 等候名单 暂缓 listedattente 待回复 待反馈
    """
)
"""The same of a whole remark; "pending" and 待定 there may speak of anything."""
_BEFORE: Final = re.compile(
    r"^(status|状态|备注|remarks?)\b|^(has|have|had|is|are|was|now|they|firm|company|a|ont?|est|cest|sest|se)\b"
    r"|^(该|本|对方)?(企业|公司|单位)|^(已经?|现已?|均|确认|决定|通知|临时|突然|企业|公司)|^因.{1,10}?(?=取消|退出|不|无法|未能)"
    r"|^\d{1,2}\s?[月/. ]\s?\d{1,2}\s?[日号]?|^[昨今前][天日晚]|^于"
    r"|^(来电|去电|致电|来函|来信|电话|邮件|短信|微信)(告知|通知|确认|表示|说明|回复)?"
    r"|^(\d{1,2} )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b|^(called|phoned|rang|emailed|wrote|update)\b"
)
_AFTER: Final = re.compile(
    r"^(参会|参加|出席|参展|展|报名|活动|行程|了|本次|此次|会议)"
    r"|^(by|on|due|as|since|per|because|via|e ?mail|mail|phone|call"
    r"|le|du|par|depuis|pour|cause|suite)\b.*"
    r"|^(from|in) (the |this |our )?(event|delegation|mission|trip|visit|list|programme?|fair"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|^(this|next) (year|time|round|month)|^(any ?more|after all|at all)"
    r"|^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fev|avr|mai|juin|juil|aout)[a-z]*|^[\d年月日号. ]+"
)
_TURNED_ROUND: Final = re.compile("(未|没有?|勿|不会)(?=取消|退出|撤)")
"""未取消: not cancelled."""
_NOT_OF_THE_FIRM: Final = re.compile(
    r"^(cancel\w*|annul\w*|取消)\s*(the |his |her |their |l[ae]s? |l)?(hotel|flight|room|booking|dinner|lunch|tour"
    r"|interpreter|transport|order|pick|vol|diner|repas|chambre|酒店|航班|机票|房|订|晚餐|午餐|参观|考察|翻译|接)"
)
"""Something else than taking part was cancelled."""


_CHANGED: Final = re.compile(
    r"\breplaced? by\b|\binstead\b|\bsubstitut\w+|\bin (his|her|their) place\b|\bremplac\w+"
    r"|改由|改派|改为|换成|换为|换人|代替|替代|代为?参[加会]"
)
_LONGEST: Final = 200
_CLAUSES: Final = re.compile(r"[,，;；。!！\n:：()（）]+|\.\s+|\s+[-–—]+\s+")
_LOOKS_LIKE_IT: Final = "不来梅"
"""Bremen."""
_PENSIONED: Final = re.compile(r"\bretired\b")
"""In English somebody who works no more; retiré has withdrawn."""


class Told(Enum):
    """What a text says of coming. ``LIKELY``: with words beside it that somebody should see; ``UNSURE``: with words
    that speak against it, or of something unknown; ``NOTHING``: also where a part alone is cancelled."""

    NOTHING = 0
    UNSURE = 1
    LIKELY = 2
    GONE = 3


def told(text: str) -> Told:
    """What a remark or a status says by its beginning."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if not clauses or _NOT_OF_THE_FIRM.match(fold(text)):
        return Told.NOTHING
    found = [_of_clause(clause) for clause in clauses]
    if found[0] is Told.NOTHING:
        return Told.NOTHING
    told_of = [clause for clause, one in zip(clauses, found, strict=True) if one is not Told.NOTHING]
    parts = [clause for clause in told_of if is_part(clause)]
    if parts == told_of:
        return Told.NOTHING
    if parts or comes_somehow(text):
        return Told.UNSURE
    return Told.LIKELY if found[0] is Told.GONE and len(clauses) > 1 and not _is_plain(clauses[0]) else found[0]


def _of_clause(clause: str) -> Told:
    begun = _begun(clause)
    gone = _gone_at(begun) or _begins_at(begun)
    rest = begun[gone:].strip()
    while gone and rest and (found := _AFTER.match(rest)) and found.end():
        rest = rest[found.end() :].strip()
    if not gone:
        return Told.NOTHING
    return Told.UNSURE if rest or is_one_day(clause) else Told.GONE


def _is_plain(clause: str) -> bool:
    """Whether it begins with the word itself, and one that says it without more: "regrets", not "absent"."""
    return compact(clause).startswith(_BEGINS_GONE)


def says_withdrawn(text: str) -> bool:
    """Whether a remark says that the firm does not come, and nothing that speaks against it."""
    return told(text) is Told.GONE


def may_say_withdrawn(text: str) -> bool:
    """Whether a remark speaks of withdrawing at its beginning and of more, 已取消，改派张三, or further on."""
    said = told(text)
    return said in (Told.UNSURE, Told.LIKELY) or (said is Told.NOTHING and _says_further_on(text))


def _says_further_on(text: str) -> bool:
    """Whether a later clause alone says so, of the whole: 老板出差，不去了."""
    later = [clause for clause in _CLAUSES.split(text)[1:] if not _NOT_OF_THE_FIRM.match(fold(clause))]
    told_of = [clause for clause in later if _of_clause(clause) is Told.GONE]
    return bool(told_of) and not any(map(is_part, told_of)) and not comes_somehow(text)


def status_withdrawn(text: str) -> bool:
    """The same of a cell whose column asks who comes: it needs less to say so, and may have words before it."""
    word = compact(text)
    said = told(text)
    if not word or _NOT_OF_THE_FIRM.match(fold(text)) or word.startswith(_UNSURE) or said is Told.UNSURE:
        return False
    if said is not Told.NOTHING or word in _WHOLE:
        return True
    return (word.startswith(_STATUS_BEGINS) or _holds_gone(text)) and not _spoken_against(text)


def _holds_gone(text: str) -> bool:
    """Whether a Chinese clause says so anywhere, of more than a part: 企业来电告知取消."""
    clauses = [fold(clause) for clause in _CLAUSES.split(text.replace(_LOOKS_LIKE_IT, ""))]
    signs = [gone for gone in _GONE if not gone.isascii()]
    return any(
        any(gone in clause for gone in signs) and not _TURNED_ROUND.search(clause) and not is_part(clause)
        for clause in clauses
    )


def _spoken_against(text: str) -> bool:
    return comes_somehow(text) or is_part(text)


def status_unsure(text: str) -> bool:
    """Whether a status says that it is not decided: a waiting list, on hold, pending; or that somebody else comes."""
    if compact(text).startswith(_UNSURE) or text.strip() in ("?", "？", "??") or _CHANGED.search(fold(text)):
        return True
    said = told(text)
    return (
        said is Told.UNSURE
        or (said is Told.NOTHING and _says_further_on(text))
        or (_holds_gone(text) and _spoken_against(text))
    )


def remark_waits(text: str) -> bool:
    """Whether a remark says nothing but that the firm stands on a waiting list or on hold."""
    return compact(text) in _WAITS


def is_withdrawal(text: str) -> bool:
    """Whether a whole cell says nothing but that the firm does not come, and when, how or why: "withdrawn 12/3"."""
    rest = _begun(text)
    gone = _gone_at(rest)
    rest = rest[gone:].strip()
    while gone and rest and (found := _AFTER.match(rest)) and found.end():
        rest = rest[found.end() :].strip()
    return bool(gone) and not rest


def _begun(text: str) -> str:
    """The folded text without what may stand before the word that tells: 该企业已…, they have…"""
    rest = _PENSIONED.sub("", fold(text.replace(_LOOKS_LIKE_IT, ""))).strip() if len(text) <= _LONGEST else ""
    while found := _BEFORE.match(rest):
        rest = rest[found.end() :].strip()
    return rest


def _gone_at(text: str) -> int:
    """How long the words are that say so, from the beginning; 0 where none stand there."""
    words = text.split()
    for count in (1, 2, 3, 4):
        said = "".join(words[:count])
        if said in _WORDS or (count > 1 and said in _GONE):
            return len(" ".join(words[:count]))
    if text.isascii():
        return 0
    return next((len(gone) for gone in _GONE if not gone.isascii() and text.startswith(gone)), 0)


def _begins_at(text: str) -> int:
    """The same of the words that a remark begins with, whatever their endings: "desistement"."""
    words = text.split()
    for count in (1, 2, 3, 4):
        if "".join(words[:count]).startswith(_BEGINS_GONE):
            return len(" ".join(words[:count]))
    return 0


_WORDS: Final = frozenset(_GONE) | word_set(
    """
    cancel desiste desistement desistee annule annulee annulation retire retiree
    absent absente absents excuse excusee excuses excused
    """
)


_LEGEND: Final = re.compile(r"\b(struck|strike|striked|strikethrough|crossed|barre)\w*\b|删除线|划掉|划线")
"""Explains how the rows of those who withdrew look: names struck out have withdrawn."""


@cached_by_text
def heads_withdrawn(text: str) -> bool:
    """Whether the name of a sheet or section says of all firms below it that they do not come."""
    if _LEGEND.search(fold(text)):
        return False
    return not is_part(text) and (says_withdrawn(text) or is_named(text.replace(_LOOKS_LIKE_IT, ""), _GONE))


def without_withdrawal(name: str) -> str | None:
    """The firm's name without "(withdrawn)" or "CANCELLED:" beside it; None where nothing such stands there."""
    for found in BRACKETS.finditer(name):
        if heads_withdrawn(found[1]) or compact(found[1]) in ("wd", "cancel", "cxl"):
            return " ".join(f"{name[: found.start()]} {name[found.end() :]}".split())
    parts = re.split(r"\s+[-–—]+\s+|\s*[:：]\s*", name)
    kept = [part for part in parts if not is_withdrawal(part)]
    return " - ".join(kept) if kept and len(kept) < len(parts) else None
