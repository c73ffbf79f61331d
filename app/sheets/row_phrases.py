"""Phrases of rows that are of no company: a total, a note, a signature, an example, a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.companies.names.parsing import compact, fold, parse_place
from app.sheets.column_contents import are_company_names
from app.sheets.phrases import PhraseKind, get_phrase_keys

_COUNTED_PATTERN: Final = (
    r"(?:pax|companies|company|firms?|delegates?|participants?|persons?|people|attendees?|representatives?|exhibitors"
    r"|organi[sz]ations|entities|members|guests|entreprises?|societes?|personnes?|participantes?|delegues?|exposants"
    r"|representants?|membres|invites)"
)
_TOTAL: Final = re.compile(
    rf"^(grand |sub ?)?totals?( (number|no))?( of)?( \d+)?( {_COUNTED_PATTERN})?( \d+)?$"
    r"|^(合计|总计|小计|共计|总数|合 计|总 计)|^共 ?\d+ ?[家人名个]|^(sous )?total( general)?$"
    rf"|^(grand |sub ?|sous )?total(( (and|et|of|de|soit))? \d+ {_COUNTED_PATTERN})+$"
)
_NUMBER_OF_PATTERN: Final = (
    rf"(?:(?:total )?(?:no|nos|number|nr|nb|nbr?e?|count|nombre)(?: total)?(?: of| de| des| d)? ?d?{_COUNTED_PATTERN}"
    rf"(?: (?:attending|registered|confirmed|total|inscrite?s|present\w*))?"
    rf"|(?:grand |sub ?|sous )totals?(?: [^\d]{{1,30}})?|{_COUNTED_PATTERN}(?: count| total)?"
    r"|(?:参会|参加|出席|参展|报名|实到)?(?:企业|公司|单位|人员|代表|参会|总)?(?:总?(?:家数|人数|户数|数量?|数)|总计|合计))"
)
_COUNT: Final = re.compile(rf"^{_NUMBER_OF_PATTERN} ?\d+ ?[家人名个位]?$")
"""No. of firms: 5, Pax: 6, 人数: 2."""
_COUNT_LABEL: Final = re.compile(rf"^(?:{_NUMBER_OF_PATTERN}|attending|confirmed|registered|inscrite?s)$")
_NUMBERED_NAME: Final = re.compile(
    r"^(company|firm|person|participant|delegate|attendee|representative|entreprise|societe) \d+$"
)
"""So a made-up list calls its firms, too."""
_FIGURE: Final = re.compile(rf"^(\d+( \w+)?|confirmed|registered|attending)$|^{_NUMBER_OF_PATTERN} ?\d+$")
_FOOTNOTE: Final = re.compile(
    r"^\s*((?!\*ST[\u4e00-\u9fff])[*†‡※#]|\(\*\)|注[:：\s\d一二1]|注\b|备注[:：]|说明[:：]|填表说明|notes?\b|n\.?b\.?\b|"
    r"remarks?\s*[:：]|remarques?\s*[:：]|"
    r"prepared by|approved by|compiled by|last updated|updated\s*[:：]?\s+(on|as|\d)|source\s*[:：]|"
    r"mis à jour|version du \d|\(?cont['’]?d\b|\(?continue[sd]?\b(?= (on|over|from|next))|suite (page|au verso)|"
    r"接下页|续下页|转下页|"
    r"填表人|制表|page \d+|第 ?\d+ ?页|[-–] ?\d+ ?[-–]$|审核人?|联系人[:：]|填报|截至|"
    r"établi par|arrêtée? la présente|légende|legend\b|please |veuillez|请)",
    re.IGNORECASE,
)
_END_OF_LIST: Final = re.compile(
    r"^\W*(end( of (the )?(list|document|file|table|sheet|page))?|fin( (de (la )?|du )(liste|document|tableau))?"
    r"|以下空白|以下无正文|以下無正文|完|结束|結束|列表结束)\W*$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
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
_PLACEHOLDER_COMPANY: Final = re.compile(
    r"^\s*(x{2,}|×{2,}|＊{2,}|\*{2,}|[○〇◯]{2,}|某{1,2})[^\W\d_]{0,12}(公司|企业|集团|工厂|厂|单位)\s*$", re.IGNORECASE
)
"""Whom an example names: XX有限公司, 某某有限公司."""
_TEST_COMPANIES: Final = get_phrase_keys(PhraseKind.TEST_COMPANY)
"""Whom somebody names to try a form."""
_NAME_LIKE_NOTE: Final = re.compile(
    r"^\s*(notes?|legend|example|sample|part|section|group)\s+(?![\W\d])", re.IGNORECASE
)
"""What begins notes and headings, and names: Legend Holdings Corp, Sample Technologies Pte Ltd."""
_IN_BRACKETS: Final = re.compile(r"^[(（\[【].*[)）\]】]$")
"""What to write stands so below a header: (full legal name)."""
_SECTION: Final = re.compile(
    r"^\s*([一二三四五六七八九十甲乙丙丁戊]+\s*[、.．]|[（(][一二三四五六七八九十]+[)）]|第.+[部分类组]|part\s+\w+|section\s+\w+|group\s+\w+|[A-Z]\s*[.)]\s|[IVX]+\s*[.)]\s)",
    re.IGNORECASE,
)


_COMPANIES_HEADING: Final = re.compile(
    r"\b(companies|firms|exhibitors|participants|delegates|entreprises|societes|exposants)( list)?$"
    r"|(企业|公司|单位|代表团)(名单|名录|列表|代表)$"
)


def is_heading(text: str) -> bool:
    """Whether the words are those of a heading over firms: Malaysian companies, 参会企业名单, 新加坡企业."""
    folded = fold(text)
    whose = re.sub("(方|籍)?(企业|公司|单位)$", "", folded)
    return bool(_COMPANIES_HEADING.search(folded)) or (whose != folded and parse_place(whose) is not None)


def is_total(text: str) -> bool:
    return bool(_TOTAL.search(fold(text)))


_MAX_TOTAL_LENGTH: Final = 200
"""Of a total."""
_TOTAL_OF_NAME: Final = re.compile(
    r"^(.{2,}?)[\s:：-]*\b(?:sub-?)?totals?$|^(.{2,}?)\s*(?:合计|小计|汇总|总计)$", re.IGNORECASE
)


def find_name_in_total(text: str) -> str:
    """Whose total it is: Finance Total → Finance; "" for any other text."""
    match = _TOTAL_OF_NAME.match(text) if len(text) <= _MAX_TOTAL_LENGTH else None
    return (match[1] or match[2]).strip() if match else ""


def is_count(texts: Sequence[str]) -> bool:
    """Whether a row only counts, in one cell or in several: No. of firms: 5 and No. of pax: 6; Firms and 5."""
    first, *rest = texts
    folded = fold(first)
    if not (_COUNT.match(folded) or (rest and _COUNT_LABEL.match(folded))):
        return False
    made_up = _NUMBERED_NAME.match(folded) is not None and not re.search(r"[:：]", first)
    return not made_up and all(_FIGURE.match(fold(text)) for text in rest)


def is_hint(text: str) -> bool:
    return bool(_IN_BRACKETS.match(text))


def _is_company_name(text: str) -> bool:
    return bool(_NAME_LIKE_NOTE.match(text)) and are_company_names([text])


def is_note(text: str) -> bool:
    return (
        bool(_END_OF_LIST.match(text))
        or is_signature(text)
        or (bool(_FOOTNOTE.match(text)) and not _is_company_name(text))
    )


def is_signature(text: str) -> bool:
    """Whether the row that begins so tells who made, checked or signed the list."""
    return bool(_SIGNATURE.match(text)) and not are_company_names([text])


def is_section(text: str) -> bool:
    return bool(_SECTION.match(text)) and not _is_company_name(text)


def is_example(text: str) -> bool:
    """Whether a number or a firm's name says that its row only shows how to fill in the list."""
    return (
        bool(_PLACEHOLDER_COMPANY.match(text))
        or compact(text) in _TEST_COMPANIES
        or (bool(_EXAMPLE.match(text)) and not _is_company_name(text))
    )
