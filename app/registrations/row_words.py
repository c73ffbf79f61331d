"""What the words of a row say that is no firm: a total, a note, a signature, an example, a heading."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names import fold, place_in
from app.registrations.columns import names_firms

_COUNTED: Final = "pax|companies|company|firms|delegates|participants|persons|people|entreprises|societes|personnes"
_TOTAL: Final = re.compile(
    rf"^(grand |sub ?)?totals?( (number|no))?( of)?( \d+)?( ({_COUNTED}))?( \d+)?$"
    r"|^(合计|总计|小计|共计|总数|合 计|总 计)|^共 ?\d+ ?[家人名个]|^(sous )?total( general)?$"
)
_FOOTNOTE: Final = re.compile(
    r"^\s*([*†‡※#]|\(\*\)|注[:：\s\d一二1]|注\b|备注[:：]|说明[:：]|填表说明|notes?\b|n\.?b\.?\b|"
    r"remarks?\s*[:：]|remarques?\s*[:：]|"
    r"prepared by|approved by|compiled by|last updated|updated (on|as)|source\s*[:：]|"
    r"填表人|制表|page \d+|第 ?\d+ ?页|[-–] ?\d+ ?[-–]$|审核人?|联系人[:：]|填报|截至|"
    r"établi par|légende|legend\b|please |veuillez|请)",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(
    r"^\s*[(（]?\s*((prepared|approved|compiled|checked|reviewed|verified|submitted|completed|filled in|signed|endorsed"
    r"|authori[sz]ed|updated|certified)( and \w+)? by|authori[sz]ed signat(ure|ory)|company stamp|date signed"
    r"|(établie?|préparée?|remplie?|rédigée?|validée?|vérifiée?|approuvée?|signée?|certifiée?) par"
    r"|cachet de l.+|(signat(ure|ory)|cachet|signature d.+|visa d.+)(?=\s*[:：_])"
    r"|(填表|填报|填写|制表|审核|审批|复核|核准|经办|报送|编制|负责|制单|上报)(人员?|单位|部门|日期|时间)?(签字|签名|签章|盖章)?"
    r"|(单位|部门|公司|企业|主管)?(领导|负责人|法人|法定代表人|经办人|代表)(签字|签名|签章|盖章)"
    r"|(单位|公司|企业)?(盖章|公章|签章|签字|签名)(处|日期)?)\s*[)）]?\s*([:：_]|$)",
    re.IGNORECASE,
)
"""Who made or signed the list; names and numbers stand in other cells."""
_EXAMPLE: Final = re.compile(
    r"^\s*[(（\[【]?\s*(e\.?\s?g\.?(?=[\s:：,)]|$)|example\b|sample\b|for example|ex\s*(?=[.:：)]|$)"
    r"|(par )?exemple\b|p\. ?ex|例如|例子?\s*(?=[:：)）\]】]|$)|举例|[示样范]例|填写[示样范]例)",
    re.IGNORECASE,
)
_MADE_UP: Final = re.compile(
    r"^\s*(x{2,}|×{2,}|＊{2,}|\*{2,}|[○〇◯]{2,}|某{1,2})[^\W\d_]{0,12}(公司|企业|集团|工厂|厂|单位)\s*$", re.IGNORECASE
)
"""Whom an example names: XX有限公司, 某某有限公司."""
_ALSO_A_NAME: Final = re.compile(r"^\s*(notes?|legend|example|sample|part|section|group)\s+(?![\W\d])", re.IGNORECASE)
"""What begins notes and headings, and names: Legend Holdings Corp, Sample Technologies Pte Ltd."""
_IN_BRACKETS: Final = re.compile(r"^[(（\[【].*[)）\]】]$")
"""What to write stands so below a header: (full legal name)."""
_SECTION: Final = re.compile(
    r"^\s*([一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[)）]|第.+[部分类组]|part\s+\w+|section\s+\w+|group\s+\w+|[A-Z]\s*[.)]\s|[IVX]+\s*[.)]\s)",
    re.IGNORECASE,
)


_OF_FIRMS: Final = re.compile(
    r"\b(companies|firms|exhibitors|participants|delegates|entreprises|societes|exposants)( list)?$"
    r"|(企业|公司|单位|代表团)(名单|名录|列表|代表)$"
)


def is_heading(text: str) -> bool:
    """Whether the words are those of a heading over firms: Malaysian companies, 参会企业名单, 新加坡企业."""
    said = fold(text)
    whose = re.sub("(方|籍)?(企业|公司|单位)$", "", said)
    return bool(_OF_FIRMS.search(said)) or (whose != said and place_in(whose) is not None)


def is_total(text: str) -> bool:
    return bool(_TOTAL.search(fold(text)))


def is_hint(text: str) -> bool:
    return bool(_IN_BRACKETS.match(text))


def _is_name(text: str) -> bool:
    return bool(_ALSO_A_NAME.match(text)) and names_firms([text])


def is_note(text: str) -> bool:
    return is_signed(text) or (bool(_FOOTNOTE.match(text)) and not _is_name(text))


def is_signed(text: str) -> bool:
    """Whether the row that begins so tells who made, checked or signed the list."""
    return bool(_SIGNED.match(text)) and not names_firms([text])


def is_section(text: str) -> bool:
    return bool(_SECTION.match(text)) and not _is_name(text)


def is_example(text: str) -> bool:
    """Whether a number or a firm's name says that its row only shows how to fill in the list."""
    return bool(_MADE_UP.match(text)) or (bool(_EXAMPLE.match(text)) and not _is_name(text))
