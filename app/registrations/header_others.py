"""Headers that speak of nobody in the list and of nothing that it needs: whom to call in an emergency, a spouse, who
filled in or keeps the record, the key of a record, what kind an address is of."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold
from app.core.texts import cached_by_text

_OTHERS: Final = re.compile(
    r"^do not modify\b|\brow checksum\b"
    r"|\bemergency\b|\bnext of kin\b|\bspouses?\b|\bhusband\b|\bwife\b|\bconjointe?s?\b|\bepouse?x?\b|\burgence\b"
    r"|\b(person|who|contact) (is |are )?(filling|completing|submitting)\b"
    r"|\b(filled( in| out)?|completed|submitted|created|modified|updated|entered|imported) by\b"
    r"|\b(referred|introduced|recommended|invited) by\b|\breferr(er|al)s?\b|\bparrain\w*|推荐人|介绍人|邀请人"
    r"|\b(account|contact|lead|record|deal|opportunity|list|file) owner\b|\bassigned to\b"
    r"|\bfinance contact\b"
    r"|\baccounts payable\b"
    r"|\b(old|former|previous|outgoing|replaced) (delegate|representative|contact|participant|attendee|person"
    r"|name of|e ?mail|phone|mobile|title|designation)s?\b|\bancien(ne)? (delegue|representant|contact|participant)"
    r"|^(?:原|前任)(?:参会|联系|负责|代表)"
    r"|\bphonetic\b|\bfurigana\b|フリカナ|ふりかな"
    r"|紧急联系|紧急情况|配偶|家属|填表人|填报人|提交者|提交人|创建人|创建者|更新人|修改人|录入人|(?:开票|发票|收票)(?:人|联系|邮箱|电话|地址)"
)
"""Folded, so that kana have lost their marks."""
_INVOICED: Final = re.compile(r"\b(invoic\w+|billing|bill to|facturation)\b")
_NAMES_A_FIRM: Final = re.compile(r"\b(company|firm|organi[sz]ation|entity|raison|entreprise|societe)\b")
"""Company name for the invoice may be the one column of the firms."""
_KEY: Final = re.compile(
    r"(?<!wechat )(?<!weixin )(?<!email )(?<!mail )(?<!employee )\b(id|guid|uuid|ids)$|(?<!微信)编号$|\bip( address)?$"
)
_KIND: Final = re.compile(
    r"\b(e ?mail|phone|website|address|tel|telephone|im)\b( \d)?( address)? (type|label|display name|status|opt out)$"
    r"|\bmailing (street|address|state\w*|province|zip|postal)\b"
)
_NUMBERED: Final = re.compile(
    r"[#№]|\b(id|ids|ip|ref|reference|order|ticket|booking|capital|amount|price|fees?|total|score|code|zip|postal|sgd|usd"
    r"|rmb|cny|eur|invoice|transaction|receipt)\b|单号|编号|资本|金额|订单|邮编|代码",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"\b(linkedin|facebook|instagram|twitter|youtube|photo|picture|avatar|image|upload|attachments?|licen[cs]e|file|cv)\b"
    r"|执照|附件|照片|头像|上传",
    re.IGNORECASE,
)


@cached_by_text
def of_others(header: str) -> bool:
    """Whether it asks about somebody or something beside the list: left out, whatever stands below."""
    said = fold(header)
    invoiced = _INVOICED.search(said) and not _NAMES_A_FIRM.search(said)
    return bool(_OTHERS.search(said) or _KIND.search(said) or invoiced)


@cached_by_text
def is_key(header: str) -> bool:
    """Whether it names the key of a record, of whatever: Primary Associated Company ID."""
    return _KEY.search(fold(header)) is not None


def counts_or_numbers(header: str) -> bool:
    """Whether digits below it may be anything but a phone: Order #, Paid-up capital (SGD)."""
    return _NUMBERED.search(header) is not None


def leads_elsewhere(header: str) -> bool:
    """Whether web addresses below it are not of the firm's own site: LinkedIn URL, Photo, 营业执照."""
    return _ELSEWHERE.search(header) is not None
