"""Whether the cells of a column say who comes, whatever its header: approved, cancelled by self, 已取消, 待确认."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.companies.names.parsing import compact, fold
from app.companies.names.words import word_set
from app.registrations.withdrawal import is_withdrawal, status_unsure, status_withdrawn

_MOST: Final = 0.6
_LONGEST: Final = 40
_COMES: Final = word_set(
    """
    ok okay oui confirmed confirm approved accepted registered attending yes coming comes checkedin paid new open
    确认 已确认 参加 参会 出席 已报名 已审核 已通过 通过 审核通过 正常 待跟进 跟进中 已联系
    完成 支払い済み 申込済み 出席予定
    confirme confirmee inscrit inscrite present presente accepte acceptee valide validee
    """
)


_ASKS: Final = re.compile(
    r"\b(status|statut|state|stage|etape|phase|attend\w*|confirm\w*|rsvp|repl(y|ies)|respon[sd]\w*|reponses?|approv\w*"
    r"|registration|inscription|result|decision|outcome|presence|participation)\b"
    r"|状态|情况|确认|结果|参会|参加|出席|报名|回复|审批|审核|ステータス|出欠"
)
_OF_ELSE: Final = re.compile(
    r"\b(hotel|room|flight|vol|visa|pay\w*|paiement|invoice|facture|fees?|deposit|dinner|diner|lunch|meals?|repas|meetings?"
    r"|tours?|visits?|visite|bookings?|orders?|commande|contract|grant|loan|member\w*|subscription|transport|bus|coach"
    r"|passport|consent|certificat\w*|delivery|shipment)\b"
    r"|酒店|住宿|机票|航班|签证|付款|缴费|费用|发票|晚宴|午餐|用餐|考察|参观|洽谈|预订|订单|会员|护照|合同|同意"
)


def says_who_comes(header: str, texts: Sequence[str]) -> bool:
    """The header speaks of a state or an answer, and not of a hotel or a fee; most are words of a status, and one at
    least says that somebody does not come."""
    said_of = fold(header)
    if not _ASKS.search(said_of) or _OF_ELSE.search(said_of):
        return False
    gone = [is_withdrawal(text) or status_withdrawn(text) for text in texts]
    said = [one or compact(text) in _COMES or status_unsure(text) for text, one in zip(texts, gone, strict=True)]
    short = all(len(text) <= _LONGEST for text in texts)
    return any(gone) and short and sum(said) >= _MOST * len(texts)
