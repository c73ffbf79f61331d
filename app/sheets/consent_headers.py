"""What a header asks leave for: to stand in the attendee list, to hand on addresses, to send them abroad, to be
shown in public, or else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.companies.locale_names import find_country
from app.companies.names.parsing import fold, parse_place
from app.sheets.fields import SheetField

F = SheetField
MAX_CONSENT_HEADER_LENGTH: Final = 300
"""Such a header may be a whole sentence."""


def _compile_any(*patterns: str) -> re.Pattern[str]:
    """Matches folded text; Chinese beside Latin words parts them."""
    return re.compile("|".join(patterns), re.ASCII)


_CONSENT: Final = _compile_any(
    r"\bconsent(s|ed|ing|ement|ements)?\b|\bconsens\b|\bagree(s|d)?\b|\bopt(ing)? ?(in|out)\b",
    r"同意|\bjaccepte\b|\b(pdpa|gdpr|rgpd)\b",
)
_POSSIBLE_CONSENT: Final = _compile_any(
    r"\bpermissions?\b|\bpermit(s|ted)?\b|\bauthori[sz](e|es|ation|ations)\b|\ballow(s|ed)?\b|\baccept(s|e)?\b",
    r"\b(ok(ay)?|happy|willing) to share\b",
    r"授权(?!代表|人|签|联系|委托|代理|经销)|允许|\bd?accords?\b|\b[jl]?autoris(e|es|ons|ation|ations)\b",
)
"""Words of consent that mean other things too, so that what is to be shared has to stand beside: 授权, accord."""
_PERMISSION: Final = _compile_any(
    r"\b(may|can|could) (we |i |you |the \w+ |chinese \w+ |it |they )?(be |also )*"
    r"(share[ds]?|list(ed)?|publish(ed)?|pass(ed)?|give[ns]?|forward(ed)?|transfer(red)?|disclose[ds]?|send|sent|print(ed)?"
    r"|shown?|appear|hand(ed)?|release[ds]?|circulated?)\b",
    r"\b(share|transfer|publish|list|disclose|send|forward)\b.*\bok(ay)?$|^(is it )?ok(ay)? (to|if|for)\b",
    r"^share\b.*\bwith\b|^(partager|transmettre|communiquer)\b.*\b(avec|aux?)\b",
    r"\bpe(ut|uvent) (etre |figurer|apparaitre)",
    r"(可否|能否|是否可以?|是否能够?|可以)(对外|[向将把在][\u3400-\u9fff]{1,10}?)?(公开|提供|共享|披露|公布|列入|刊登|转交|传输|出境)",
)
"""The same without a word of consent, so that a list, contacts, data or another country have to be named."""
_DATA: Final = _compile_any(
    r"\b(data|information|details|particulars)\b|信息|资料|数据|\bdonnees\b|\binformations\b|\btransfer abroad\b"
)
_DETAILS_PASSED_ON: Final = _compile_any(
    r"\bdetails\b.*\b(given|shar\w+|pass\w*|forward\w*|hand\w*|disclos\w+|releas\w+|provid\w+)\b",
    r"\b(giv\w+|shar\w+|pass\w*|forward\w*|hand\w*|disclos\w+|releas\w+|provid\w+)\b.*\b(my|our|their|your) details\b",
)
"""Of a person, handed on to somebody."""
_CONSENT_STEMS: Final = (
    "share",
    "partager",
    "transmettre",
    "communiquer",
    "may ",
    "can ",
    "could ",
    " ok",
    "ok ",
    "peut ",
    "peuvent ",
    "可",
    "能否",
    "是否能",
    "consen",
    "agree",
    "opt",
    "同意",
    "accept",
    "pdpa",
    "gdpr",
    "rgpd",
    "to share",
    "permi",
    "authori",
    "allow",
    "授权",
    "允许",
    "accord",
    "autoris",
)
"""One of them stands in every text that the two above find; told at once of the many that ask nothing."""
_SHARING: Final = _compile_any(
    r"\bshar(e|es|ed|ing)\b|\bpublish|\bpublic\b|\bdisclos|\bdata\b|\binformation\b|\brelease\b",
    r"公开|提供|共享|披露|公布|信息|资料|数据|\bpartag|\bcommuni|\bdiffus|\bdonnees\b|\bpubli|\btransm|\bdivulg",
)
_REFUSAL: Final = _compile_any(
    r"\b(do|does|did|will|would) not \w+|\bdont \w+|\bnot? (consent|agree|permission)|\bdisagree\w*",
    r"\brefus\w*( \w+)?|\bopt(ing)? ?out\b|\bobject\w*|\bwithdr\w+( \w+)*",
    r"不同意|不允许|拒绝|\bne \w+( pas)?|\bn(accept|autoris)\w*|\bs?oppos\w*",
)
_OBJECTION: Final = _compile_any(
    r"\bobjections?\b|\bobject to\b|\b(do|does|would|will) not (wish|want|like)\b|\bdont (wish|want)\b",
    r"\bne (souhait|veu|desir)\w+ pas\b|\boppositions?\b|\bsoppos\w+|不希望|不愿意?|不想|反对",
)
_OTHER_PURPOSE: Final = _compile_any(
    r"\bphoto|\bfilm|\bvideo|\bl?images?\b|\bpictures?\b|\brecord|\bmarketing|\bnewsletter|\bpromotion|\badverti",
    r"\bmailing|\bcontacted\b|\breceiv|\bprivacy|\bterms\b|\bconditions\b|\bprocess|\brules\b|\bpolicy|\bmedia\b",
    r"\b(pdpa|gdpr|rgpd)\b|照片|拍照|照相|拍摄|摄影|摄像|肖像|影像|图像|录像|录音|录制|视频|直播|营销|推广|推送|广告",
    r"短信|隐私|条款|协议|须知|规定|规则|处理|收集|使用|接收|承诺|声明|\bpublicit|prospection|\blettre d",
    r"\bconfidentialite|\btraitement|\breglement|\brecevoir|\bcontactee?s?\b|\bcharte",
)
_PRIVACY_LAW: Final = _compile_any(r"\b(pdpa|gdpr|rgpd)\b")
"""Say nothing of the purpose."""
_ABROAD: Final = _compile_any(
    r"\bcross ?border|\boverseas\b|\babroad\b|\boutside\b|\btransfer to\b|\binternational(ly)? transfer|\bother countr",
    r"\bleave the country\b|出境|跨境|境外|海外|国外|\btransfrontal|\bhors d|\bl?etranger|\bautres? pays\b",
    r"\btransferts? (international|vers)",
)
_TRANSFER_TO_PLACE: Final = re.compile(
    r"\b(?:transf\w+|sen[dt]\w*|pass\w*|forward\w*|hand\w*|envo\w+|transm\w+)\b.*?\b(?:to|into|in|vers|en|au|aux|a)"
    r" (?:the |la |l)?(?P<place>\w{3,}(?: \w+)??)(?= (?:for|and|or|as|under|during|pour|et|ou|dans|y|yes|o|oui)\b|$)"
    r"|(?:传输|传送|转移|发送|提供|转交|传递|共享).{0,6}?(?:到|至|给|往|予)"
    r"(?![\u3400-\u9fff]{0,6}(?:企业|公司|单位|客商|代表|方))(?P<there>[\u3400-\u9fff]{2,4})",
)
"""Data that go to a country or a city; "to Singapore companies" speaks of firms."""
_ATTENDEE_LIST: Final = _compile_any(
    r"\blist(s|ed|ing)?\b|\bdirectory\b|\bcatalog(ue)?\b|\b(hand)?book(let)?\b|\bbrochure\b",
    r"名单|名录|名册|会刊|手册|\bl?listes?\b|\bl?annuaire\b",
)
_PUBLIC: Final = _compile_any(
    r"\bpublic(ly)? (directory|list\w*|catalog(ue)?|page|register)\b|\bpublic(ly)?\b.*\b(shown|visible|display\w*)\b",
    r"\b(shown|visible|display\w*|listed|published?) (in|to|for) (the )?public\b",
    r"\b(web ?)?site\b|\bonline\b|\binternet\b|公开(企业)?(名录|名单|目录|展示)|官网|网站|互联网|网上|对外公开",
    r"\bl?annuaire (en ligne|public)\b|\bliste publique\b|\bau public\b|\bsite (web|internet)\b|\ben ligne\b",
)
"""Shown to anybody; a directory or a book alone may be for those who take part."""
_PRINTED: Final = _compile_any(
    r"\bcatalog(ue)?s?\b|\bbrochures?\b|\b(hand|year|programme |program )?book(let)?\b|\bjournal\b|\bmagazine\b",
    r"会刊|会册|手册|特刊|场刊|画册|\blivret\b|\bplaquette\b|\brevue\b",
)
"""Printed for those who come, or for whoever picks it up: only the chamber knows."""
_PARTICIPANTS: Final = _compile_any(r"\battendees?\b|\bparticipants?\b|\bdelegates?\b|参会|与会")
"""A list of these, beside the public."""
_CONTACTS: Final = _compile_any(
    r"\bcontacts\b|\bcontact (details?|info\w*|data|numbers?|particulars?|address\w*|sharing)\b|\bshar\w+ contact\b",
    r"\be ?mails?\b|\b(tele)?phones?\b|\bmobile\b|\bwechat\b|\b(business|name) cards?\b",
    r"联系|联络|电话|手机|邮箱|微信|名片|通讯录|\bcoordonnees\b|\bcourriels?\b|\bcartes? de visite\b",
)
_SOURCE: Final = _compile_any(
    r"\b(source|evidence|proof|basis|references?|ref|obtained|collected|given (on|by)|recorded (on|by|in)|signed on)\b",
    r"\b(date|how|when|where|via|method|origin|number|no)\b|来源|依据|凭证|凭据|证明|编号|日期|时间|方式|途径|何时|如何|出处",
    r"\b(origine|preuve|justificatif|piece|recueillie?s?|obtenue?s?|moyen|numero|quand|comment)\b",
)
"""Whence a consent is known, and since when: no consent itself."""
_SOURCE_OF: Final = _compile_any(
    r"^(source|evidence|proof|preuve|origine|justificatif|date)s? (of|de|du)\b",
    r"\bconsents?( form| letter| slip)? (form )?(received|obtained|collected|signed|given|recorded) "
    r"(date|on|by|how|when|via|in|paper|e ?mail|method)\b",
    r"\b(source|evidence|proof)$|(来源|依据|凭证|凭据|证明|日期|时间)$",
)
_PERSONAL: Final = _compile_any(r"\bpersonal\b|\bmy\b|\bmes\b|\bpersonnel(le)?s?\b|个人|本人")
_YES_NO: Final = _compile_any(r"\b(y|n|yes|no|o|oui|non|ou|or|et)\b|是|否|\s")


@dataclass(frozen=True, slots=True)
class ConsentHeader:
    """``field``: one of the consents; ``clear``: the header says what for, so that nobody has to be asked."""

    field: SheetField
    clear: bool


def parse_consent_header(label: str) -> ConsentHeader | None:
    """None for a header that asks no consent. One that names no purpose or another one, or asks for a no, is
    ``CONSENT_OTHER``, which never counts; one that tells whence the consents of a row are known is ``CONSENT_SOURCE``.
    A law says nothing of the purpose."""
    text = fold(label) if len(label) <= MAX_CONSENT_HEADER_LENGTH else ""
    if _is_objection(text):
        return ConsentHeader(F.CONSENT_OTHER, clear=False)
    if not _is_consent(text):
        return None
    if _is_consent_source(text):
        return ConsentHeader(F.CONSENT_SOURCE, clear=True)
    if _is_refusal(text):
        return ConsentHeader(F.CONSENT_OTHER, clear=False)
    contacts, listed = bool(_CONTACTS.search(text)), bool(_ATTENDEE_LIST.search(text))
    contacts = contacts or (not listed and bool(_DETAILS_PASSED_ON.search(text)) and not _PUBLIC.search(text))
    if _OTHER_PURPOSE.search(_PRIVACY_LAW.sub(" ", text)):
        return ConsentHeader(F.CONSENT_OTHER, clear=not (listed or contacts))
    if _ABROAD.search(text) or _is_transfer_to_place(text):
        return ConsentHeader(F.CONSENT_CROSS_BORDER, clear=True)
    public, printed = bool(_PUBLIC.search(text)), bool(_PRINTED.search(text))
    if contacts:
        return ConsentHeader(F.CONSENT_CONTACTS, clear=not (listed or public or printed))
    if printed and not public:
        return ConsentHeader(F.CONSENT_OTHER, clear=False)
    if public:
        both = listed and bool(_PARTICIPANTS.search(text))
        return ConsentHeader(F.CONSENT_LIST if both else F.CONSENT_PUBLIC, clear=not both)
    return ConsentHeader(F.CONSENT_LIST, clear=True) if listed else ConsentHeader(F.CONSENT_OTHER, clear=False)


def is_refusal_header(label: str) -> bool:
    """Whether a yes below the header refuses: I do not agree to be listed, Objection to publication."""
    text = fold(label) if len(label) <= MAX_CONSENT_HEADER_LENGTH else ""
    return _is_objection(text) or (_is_consent(text) and not _is_consent_source(text) and _is_refusal(text))


def _is_objection(text: str) -> bool:
    """Whether it asks for an objection, without a word of consent."""
    return _OBJECTION.search(text) is not None and any(
        pattern.search(text) for pattern in (_ATTENDEE_LIST, _CONTACTS, _PUBLIC, _ABROAD, _SHARING)
    )


def _is_consent_source(text: str) -> bool:
    if _SOURCE_OF.search(text):
        return True
    match = _SOURCE.search(text)
    if match is None or re.search(r"\b(yes|oui|[yo]) (no|non|n)\b", text):
        return False
    rest = _PRIVACY_LAW.sub(" ", _SOURCE.sub(" ", text))
    return not any(
        pattern.search(rest) for pattern in (_SHARING, _ATTENDEE_LIST, _CONTACTS, _ABROAD, _OTHER_PURPOSE, _REFUSAL)
    )


def concerns_personal_data(label: str) -> bool:
    """Whether what a header asks leave for are the data of the person in the row, and not of the firm alone."""
    text = fold(label) if len(label) <= MAX_CONSENT_HEADER_LENGTH else ""
    return bool(_CONTACTS.search(text) or _PERSONAL.search(text))


def _is_transfer_to_place(text: str) -> bool:
    match = _TRANSFER_TO_PLACE.search(text)
    if match is None:
        return False
    there = match["there"] or ""
    return any(
        parse_place(part) is not None or find_country(part) != ""
        for part in (match["place"], *(there[:length] for length in range(2, 5)))
        if part
    )


def _is_consent(text: str) -> bool:
    if not any(stem in text for stem in _CONSENT_STEMS):
        return False
    if _CONSENT.search(text):
        return True
    if _PERMISSION.search(text) and any(
        pattern.search(text) for pattern in (_ATTENDEE_LIST, _CONTACTS, _ABROAD, _DATA)
    ):
        return True
    if not _POSSIBLE_CONSENT.search(text):
        return False
    bare = not _YES_NO.sub("", _POSSIBLE_CONSENT.sub("", text))
    return bare or any(
        pattern.search(text) for pattern in (_SHARING, _ATTENDEE_LIST, _CONTACTS, _ABROAD, _OTHER_PURPOSE)
    )


def _is_refusal(text: str) -> bool:
    """Yes would mean no: "I do not agree to be listed". "Agree / disagree" only names both answers."""
    return bool(_REFUSAL.search(text)) and not _CONSENT.search(_REFUSAL.sub(" ", text))
