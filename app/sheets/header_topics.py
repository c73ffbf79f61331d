"""Headers that ask in terms of their own: what a company offers, seeks and is certified for, when somebody arrives
or leaves; those that ask about nobody in the list."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from app.companies.locale_names import find_country
from app.companies.names.parsing import compact, fold, has_chinese, pinyin
from app.companies.names.words import CHINESE_PLACES
from app.core.texts import cached_by_text
from app.sheets.fields import SheetField
from app.sheets.header_forms import fold_without_elision
from app.sheets.phrases import PhraseKind, get_phrase_keys

_ARRIVAL_TERMS: Final = get_phrase_keys(PhraseKind.ARRIVAL)
_DEPARTURE_TERMS: Final = get_phrase_keys(PhraseKind.DEPARTURE)
_TRAVEL_FILLERS: Final = get_phrase_keys(PhraseKind.TRAVEL_FILLER)
_CHINESE_WHEN: Final = "(?:的?(?:具体)?(?:日期|时间|时刻)(?:[及和与/]?(?:日期|时间|时刻))?)"
_CHINESE_TRAVEL_PREFIX: Final = "^(?:预计|计划|拟|您的?)?"
_CHINESE_ARRIVAL: Final = re.compile(
    rf"{_CHINESE_TRAVEL_PREFIX}(?:抵达|到达|抵|到|来|赴|报到|入住)(.{{0,6}}?){_CHINESE_WHEN}$"
)
_CHINESE_DEPARTURE: Final = re.compile(
    rf"{_CHINESE_TRAVEL_PREFIX}(?:离开|离|返程|返回|返|回程|启程)(.{{0,6}}?){_CHINESE_WHEN}$"
)
_PLACE_CHARACTERS: Final = frozenset("渝京津沪蓉穗深汉杭宁港澳新法华会")


def parse_travel_header(label: str) -> SheetField | None:
    """``arrival`` or ``departure``; None where a header holds a word of anything else, a flight say."""
    if has_chinese(label):
        text = compact(label)
        for pattern, field in ((_CHINESE_ARRIVAL, SheetField.ARRIVAL), (_CHINESE_DEPARTURE, SheetField.DEPARTURE)):
            if (match := pattern.match(text)) and (not match[1] or _is_travel_place(match[1])):
                return field
        return None
    words = set(fold_without_elision(label).split())
    arrives, leaves = words & _ARRIVAL_TERMS, words & _DEPARTURE_TERMS
    if bool(arrives) == bool(leaves) or not all(map(_is_travel_place, words - arrives - leaves - _TRAVEL_FILLERS)):
        return None
    return SheetField.ARRIVAL if arrives else SheetField.DEPARTURE


def _is_travel_place(word: str) -> bool:
    return word in _PLACE_CHARACTERS or word in _chinese_place_names() or bool(find_country(word))


@cache
def _chinese_place_names() -> frozenset[str]:
    return frozenset(each for place in CHINESE_PLACES for each in (place, compact(pinyin(place))))


F = SheetField
_CHINESE_OFFERS: Final = get_phrase_keys(PhraseKind.OFFER, "zh")
_CHINESE_WEAK_OFFERS: Final = get_phrase_keys(PhraseKind.WEAK_OFFER, "zh")
"""Tell beside a thing or "you"; alone they may say anything."""
_CHINESE_SEEKS: Final = get_phrase_keys(PhraseKind.SEEK, "zh")
_CHINESE_WEAK_SEEKS: Final = get_phrase_keys(PhraseKind.WEAK_SEEK, "zh")
_CHINESE_HOPES: Final = get_phrase_keys(PhraseKind.HOPE)
_CHINESE_HOPE_OBJECTS: Final = get_phrase_keys(PhraseKind.HOPE_OBJECT)
_CHINESE_OBJECTS: Final = get_phrase_keys(PhraseKind.OBJECT, "zh")
_CHINESE_READERS: Final = get_phrase_keys(PhraseKind.READER)
_CHINESE_CERTIFICATES: Final = get_phrase_keys(PhraseKind.CERTIFICATE)
_CHINESE_NEEDS: Final = get_phrase_keys(PhraseKind.REQUIREMENT, "zh")
_CHINESE_WISH_FILLERS: Final = get_phrase_keys(PhraseKind.WISH_FILLER, "zh")
_CHINESE_WISH_TERMS: Final = frozenset[str]().union(
    _CHINESE_OFFERS,
    _CHINESE_WEAK_OFFERS,
    _CHINESE_SEEKS,
    _CHINESE_WEAK_SEEKS,
    _CHINESE_HOPES,
    _CHINESE_HOPE_OBJECTS,
    _CHINESE_OBJECTS,
    _CHINESE_READERS,
    _CHINESE_CERTIFICATES,
    _CHINESE_NEEDS,
    _CHINESE_WISH_FILLERS,
)
_CHINESE_WISH_TERM: Final = re.compile("|".join(sorted(_CHINESE_WISH_TERMS, key=len, reverse=True)))
_CHINESE_PLEASE_GIVE: Final = re.compile("^请您?提供")
"""Please give: not what the firm provides."""
_MAX_CHINESE_WISH_LENGTH: Final = 24
_CHINESE_COMPANY_ITSELF: Final = re.compile("(?:企业|公司|单位|机构)(?:名称)?$")
"""采购企业名称: the firm itself."""


def _parse_chinese_wish_header(text: str) -> SheetField | None:
    """``text``: folded, without blanks."""
    text = _CHINESE_PLEASE_GIVE.sub("", text)
    terms = set(_CHINESE_WISH_TERM.findall(text))
    if (
        len(text) > _MAX_CHINESE_WISH_LENGTH
        or _CHINESE_WISH_TERM.sub("", text)
        or (_CHINESE_COMPANY_ITSELF.search(text) and not terms & _CHINESE_HOPES)
    ):
        return None
    if terms & _CHINESE_CERTIFICATES:
        return F.CERTIFICATES_NEEDED if terms & _CHINESE_NEEDS else F.CERTIFICATES_HELD
    beside = terms & (_CHINESE_OBJECTS | _CHINESE_READERS)
    offers = terms & _CHINESE_OFFERS or (beside and terms & _CHINESE_WEAK_OFFERS)
    seeks = (
        terms & _CHINESE_SEEKS
        or (beside and terms & _CHINESE_WEAK_SEEKS)
        or (terms & _CHINESE_HOPES and terms & _CHINESE_HOPE_OBJECTS)
    )
    if offers:
        return None if terms & (_CHINESE_SEEKS | _CHINESE_WEAK_SEEKS) else F.OFFERS
    return F.SEEKS if seeks else None


_MAX_WISH_TERMS: Final = 14
_OFFER_VERBS: Final = get_phrase_keys(PhraseKind.OFFER)
_WEAK_OFFER_VERBS: Final = get_phrase_keys(PhraseKind.WEAK_OFFER)
"""Tell beside "what", "you" or a product; alone they may say anything."""
_SEEK_VERBS: Final = get_phrase_keys(PhraseKind.SEEK)
_WEAK_SEEK_VERBS: Final = get_phrase_keys(PhraseKind.WEAK_SEEK)
_HOLDING_TERMS: Final = get_phrase_keys(PhraseKind.HOLDING)
_REQUIREMENT_TERMS: Final = get_phrase_keys(PhraseKind.REQUIREMENT)
_CERTIFICATE_STEMS: Final = re.compile(r"^(?:certif|accredit|homologation|agrement)")
_QUESTION_TERMS: Final = get_phrase_keys(PhraseKind.QUESTION)
_OBJECT_TERMS: Final = get_phrase_keys(PhraseKind.OBJECT)
_PARTNER_TERMS: Final = get_phrase_keys(PhraseKind.PARTNER)
"""Part of a header only where it asks: "Distributors wanted" alone is what a firm says."""
_WISH_FILLERS: Final = get_phrase_keys(PhraseKind.WISH_FILLER)
_WANTS_TO_OFFER: Final = re.compile(
    r"\b(?:want|wish|like|hope|able|can|souhait\w+|voulez|desirez|pouvez) (?:to )?"
    r"(?:offer|propose|provide|supply|sell|export|promote|showcase|offrir|proposer|fournir|vendre|exporter|presenter)\b"
)


def parse_wish_header(label: str) -> SheetField | None:
    """What a whole header asks for, in any of the three languages; None where it holds a word of anything else."""
    if has_chinese(label):
        return _parse_chinese_wish_header(compact(label))
    folded = fold_without_elision(label)
    words = folded.split()
    terms = set(words)
    if not terms or len(words) > _MAX_WISH_TERMS:
        return None
    if any(map(_CERTIFICATE_STEMS.match, terms)):
        return _parse_certificate_header(terms)
    if not terms & _WISH_VERBS or terms - _WISH_TERMS or (terms & _PARTNER_TERMS and not terms & _QUESTION_TERMS):
        return None
    beside = bool(terms & (_QUESTION_TERMS | _OBJECT_TERMS | _PARTNER_TERMS))
    offers = bool(terms & _OFFER_VERBS or (beside and terms & _WEAK_OFFER_VERBS))
    seeks = bool(terms & _SEEK_VERBS or (beside and terms & _WEAK_SEEK_VERBS))
    if offers and (not seeks or _WANTS_TO_OFFER.search(folded)):
        return F.OFFERS
    return F.SEEKS if seeks and not offers else None


_WISH_VERBS: Final = _OFFER_VERBS | _WEAK_OFFER_VERBS | _SEEK_VERBS | _WEAK_SEEK_VERBS
_WISH_TERMS: Final = _WISH_VERBS | _QUESTION_TERMS | _OBJECT_TERMS | _PARTNER_TERMS | _WISH_FILLERS
_NEED_TERMS: Final = _SEEK_VERBS | _WEAK_SEEK_VERBS | _REQUIREMENT_TERMS


def _parse_certificate_header(texts: set[str]) -> SheetField | None:
    other = (
        {word for word in texts if not _CERTIFICATE_STEMS.match(word)}
        - _WISH_TERMS
        - _HOLDING_TERMS
        - _REQUIREMENT_TERMS
    )
    if other:
        return None
    return F.CERTIFICATES_NEEDED if texts & _NEED_TERMS and not texts & _HOLDING_TERMS else F.CERTIFICATES_HELD


_UNRELATED_PERSON: Final = re.compile(
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
_INVOICE: Final = re.compile(r"\b(invoic\w+|billing|bill to|facturation)\b")
_COMPANY_NAME: Final = re.compile(r"\b(company|firm|organi[sz]ation|entity|raison|entreprise|societe)\b")
"""Company name for the invoice may be the one column of the firms."""
_RECORD_KEY: Final = re.compile(
    r"(?<!wechat )(?<!weixin )(?<!email )(?<!mail )(?<!employee )\b(id|guid|uuid|ids)$|(?<!微信)编号$|\bip( address)?$"
)
_ADDRESS_KIND: Final = re.compile(
    r"\b(e ?mail|phone|website|address|tel|telephone|im)\b( \d)?( address)? (type|label|display name|status|opt out)$"
    r"|\bmailing (street|address|state\w*|province|zip|postal)\b"
)
_OTHER_NUMBER: Final = re.compile(
    r"[#№]|\b(id|ids|ip|ref|reference|order|ticket|booking|capital|amount|price|fees?|total|score|code|zip|postal|sgd|usd"
    r"|rmb|cny|eur|invoice|transaction|receipt)\b|单号|编号|资本|金额|订单|邮编|代码",
    re.IGNORECASE,
)
_OTHER_LINK: Final = re.compile(
    r"\b(linkedin|facebook|instagram|twitter|youtube|photo|picture|avatar|image|upload|attachments?|licen[cs]e|file|cv)\b"
    r"|执照|附件|照片|头像|上传",
    re.IGNORECASE,
)


@cached_by_text
def is_unrelated_header(header: str) -> bool:
    """Whether it asks about somebody or something beside the list: left out, whatever stands below."""
    folded = fold(header)
    invoiced = _INVOICE.search(folded) and not _COMPANY_NAME.search(folded)
    return bool(_UNRELATED_PERSON.search(folded) or _ADDRESS_KIND.search(folded) or invoiced)


@cached_by_text
def is_record_key_header(header: str) -> bool:
    """Whether it names the key of a record, of whatever: Primary Associated Company ID."""
    return _RECORD_KEY.search(fold(header)) is not None


def is_other_number_header(header: str) -> bool:
    """Whether digits below it may be anything but a phone: Order #, Paid-up capital (SGD)."""
    return _OTHER_NUMBER.search(header) is not None


def is_other_link_header(header: str) -> bool:
    """Whether web addresses below it are not of the firm's own site: LinkedIn URL, Photo, 营业执照."""
    return _OTHER_LINK.search(header) is not None
