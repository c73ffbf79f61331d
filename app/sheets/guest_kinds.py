"""Which rows are of guests rather than companies: officials, press, speakers, staff of the chamber."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.companies.names.parsing import compact, fold
from app.sheets.column_contents import are_company_names
from app.sheets.fields import SheetField
from app.sheets.phrases import PhraseKind, get_phrase_keys

F = SheetField
_CERTAIN_TERMS: Final = {
    category: get_phrase_keys(PhraseKind(f"guest_{category}"))
    for category in ("official", "press", "speaker", "chamber")
}
_POSSIBLE_TERMS: Final = {
    category: get_phrase_keys(PhraseKind(f"perhaps_{category}")) for category in ("official", "press", "chamber")
}
"""Trades and kinds of firms too: they count where the row looks like nobody's firm."""
_HONOUR_TERMS: Final = get_phrase_keys(PhraseKind.GUEST_OF_HONOUR)
"""Say of an office of a state that its people are guests; of a firm they say that it is a welcome one."""
_LEADER_OF_DELEGATION: Final = re.compile(
    r"^(deputy )?(head|leader|chief|deputy|co leader|secretary|coordinator|manager)s? (of|to) (the )?"
    r"(delegation|mission|group)$"
    r"|^(delegation|mission) (deputy )?(head|leader|secretary|coordinator|manager|staff)s?$"
    r"|^(chef|cheffe|secretaire)s? de (la )?(delegation|mission)$|^(代表团)?(副?团长|秘书长?)$|^领队$"
)
"""Who leads a delegation: an office's people are guests there, a firm's are not."""
_CHAMBER_NAME: Final = re.compile(r"\bchambers? of (commerce|industr)|\bchambre de commerce\b|(商会|贸促会|工商联)$")
_AUTHORITY_NAME: Final = re.compile(
    r"\b(embassy|high commission|consulate|ministry|permanent mission|ambassade|haut commissariat|consulat|ministere)\b"
    r"|大使馆|领事馆|总领馆|使领馆|[^\W\d_]部$|政府|人民代表大会|委员会$"
)
_JOINING_SIGNS: Final = re.compile(r"\s*(?:&|＆|/|、|及|和|与|\band\b|\bet\b)\s*", re.IGNORECASE)
_PEOPLE_AT_END: Final = re.compile("(?:代表|人员|嘉宾|representatives?|delegates?|representants?)$")
_ASSOCIATION_TERMS: Final = get_phrase_keys(PhraseKind.ASSOCIATION)
_AUTHORITY_HEADING: Final = re.compile(
    "[\u3400-\u9fff]{0,6}(?:[省市区县]领导|[省市区县]级(?:部门|机关|单位)(?:领导|代表)?)"
)
"""Headings of a protocol's lists: 重庆市领导, 市级部门."""
_COMPANY_TERMS: Final = get_phrase_keys(PhraseKind.COMPANY_CATEGORY)
"""Categories that say of a row under any heading that it is a firm."""
_HEADING_NOISE: Final = re.compile(
    r"\b(lists?|delegations?|delegates?|guests?|members?|invited|attending|participants?|contacts?|of|the|and|et|liste|des?"
    r"|invites?)\b|(名单|名录|列表|代表团|一览表)$|^(出席|参会|拟邀|邀请|新方|中方|外方)|\d+"
)
_HEADING_NUMBER: Final = re.compile(
    r"^\s*([一二三四五六七八九十甲乙丙丁戊]+\s*[、.．]|[(（][一二三四五六七八九十\d]+[)）]|(part|section|group)\s+\w\b|[A-Z\d]+\s*[.)、]\s)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GuestKind:
    """``category``: as on the badge. ``sure``: the word means nothing else."""

    category: str
    sure: bool


def find_guest_kind(text: str) -> GuestKind | None:
    """What a category, or the heading over rows or on a sheet, says; None where it says anything else besides."""
    plain = _HEADING_NUMBER.sub("", text)
    for key in (compact(plain), "".join(_HEADING_NOISE.sub(" ", fold(plain)).split())):
        for words, sure in ((_CERTAIN_TERMS, True), (_POSSIBLE_TERMS, False)):
            for category, known in words.items():
                if key in known:
                    return GuestKind(category, sure)
    if _AUTHORITY_HEADING.fullmatch(compact(plain)):
        return GuestKind("official", sure=False)
    return _find_joint_guest_kind(plain)


def _find_joint_guest_kind(text: str) -> GuestKind | None:
    """Officials beside others: 政府及商协会代表, Government and association representatives."""
    parts = [_PEOPLE_AT_END.sub("", compact(part)) for part in _JOINING_SIGNS.split(text)]
    if len(parts) < 2:
        return None
    kinds = [
        GuestKind("chamber", sure=False) if part in _ASSOCIATION_TERMS else find_guest_kind(part) for part in parts
    ]
    is_official = None not in kinds and any(kind is not None and kind.category == "official" for kind in kinds)
    return GuestKind("official", sure=False) if is_official else None


def find_guest_category(category: str, section: str, sheet: str, values: Mapping[str, Any]) -> str:
    """The category of the guest that a row is; "" for a company. What the row says of itself comes before the heading
    that it stands under, and that before the name of its sheet."""
    if compact(category) in _COMPANY_TERMS:
        return ""
    kind = next((guest_kind for text in (category, section, sheet) if (guest_kind := find_guest_kind(text))), None)
    kind = kind or _find_kind_by_office(category, section, fold(str(values.get("company", ""))))
    return kind.category if kind is not None and (kind.sure or not _is_like_company(values)) else ""


def _find_kind_by_office(category: str, section: str, office: str) -> GuestKind | None:
    """Whom an office of a state, or a chamber, sends in a place of honour or to lead."""
    leads = any(_LEADER_OF_DELEGATION.search(fold(text)) for text in (category, section))
    if _AUTHORITY_NAME.search(office) and (leads or compact(category) in _HONOUR_TERMS):
        return GuestKind("official", sure=False)
    return GuestKind("chamber", sure=False) if leads and _CHAMBER_NAME.search(office) else None


def _is_like_company(values: Mapping[str, Any]) -> bool:
    fields = (F.OFFERS, F.SEEKS, F.SECTORS, F.STOCK_CODE, F.UEN, F.USCC)
    return are_company_names([str(values.get("company", ""))]) or any(values.get(field) for field in fields)
