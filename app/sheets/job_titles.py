"""Job titles and person's names, told apart: CEO, Sales Director, 总经理, directeur commercial; in one text, with or
without a sign between them; in the cells of a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.words import CHINESE_LEGAL_FORMS, LEGAL_FORMS
from app.companies.typed_text import tidy_text
from app.sheets.phrases import PhraseKind, get_phrase_keys
from app.sheets.salutations import (
    CHINESE_SALUTATIONS_PATTERN,
    LATIN_SALUTATIONS_PATTERN,
    SALUTATIONS,
    is_gender,
    is_salutation,
    split_salutation,
)

BRACKETED_TITLE: Final = re.compile(r"[(（]([^()（）]*)[)）]")
"""Behind a name: what somebody is."""
ACADEMIC_DEGREES: Final = get_phrase_keys(PhraseKind.DEGREE)
"""Letters behind a name that are nobody's initials."""
_TITLE_TERMS: Final = ACADEMIC_DEGREES | get_phrase_keys(PhraseKind.TITLE_WORD)
_TITLE_MODIFIERS: Final = get_phrase_keys(PhraseKind.TITLE_MODIFIER)
_DEPARTMENT_TERMS: Final = get_phrase_keys(PhraseKind.DEPARTMENT_WORD)
"""Words of titles that are nobody's name: Group Human Resources, Asia Pacific."""
_CHINESE_TITLE_TERMS: Final = re.compile(
    "部|处|科|室|经理|总监|主任|办公|秘书|董事|市场|销售|业务|副总|总裁|主管|会计|工程师|顾问|专员|监事|理事|主席|代表|"
    "助理|负责人|创始人|合伙人|老板|股东|法人|翻译|司机|驾驶员|随员|律师|总工|采购|财务|首席|执行|经办|研究员|领队|[会行院校局厂店站所组团队]长"
)
_CHINESE_DEPARTMENT_TERMS: Final = re.compile(
    "技术|产品|生产|运营|人力|资源|行政|国际|海外|亚太|中国|研发|工程|品牌|质量|物流|战略|投资|法务|客户|项目|信息|数据|供应链|"
    "环保|教育|文化|政府|事务|公共|关系|媒体|培训|高级|资深|区域|全国|华东|华南|华北|西南|集团|公司|企业|外贸|进出口|商务|综合"
)
_RANKS_PATTERN: Final = (
    "(?:总经理|经理|董事长|董事|总裁|总监|主任|主管|处长|科长|部长|会长|行长|秘书长|秘书|助理|负责人|工程师|副总|厂长|院长|校长|"
    "局长|店长|主席|理事长|理事|监事|顾问|代表|专员|会计|律师|翻译|创始人|合伙人)"
)
_RANK_MODIFIERS_PATTERN: Final = (
    "(?:副|常务|执行|高级|市场|销售|财务|商务|技术|运营|区域|大区|外贸|国际|行政|人事|首席|资深|采购|生产|业务|产品|研发|投资|项目|法务|"
    "集团|公司|总)"
)
_WITH_CHINESE_SALUTATION: Final = re.compile(f"(?:{CHINESE_SALUTATIONS_PATTERN})$")
_NAME_THEN_TITLE: Final = re.compile(f"^([\u3400-\u9fff]{{2,4}}?)({_RANK_MODIFIERS_PATTERN}*{_RANKS_PATTERN})$")
_TITLE_THEN_NAME: Final = re.compile(f"^({_RANK_MODIFIERS_PATTERN}*{_RANKS_PATTERN})([\u3400-\u9fff]{{2,3}})$")
_COMPANY_THEN_TITLE: Final = re.compile(f"^(.{{2,}}?)({_RANK_MODIFIERS_PATTERN}*{_RANKS_PATTERN})$")
CHINESE_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾"
    "夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪倪樊温纪柯颜庄翁巫施游沙章连鲁岳齐伍庞"
    "尤房关詹欧葛季柳华骆辛俞凌甘祝霍涂穆左卓蓝池聂岑祖简阮戚瞿牛费苗景单解裴栾宁冉晏"
)
CHINESE_COMPOUND_SURNAMES: Final = get_phrase_keys(PhraseKind.COMPOUND_SURNAME)


@lru_cache(maxsize=50_000)
def is_job_title(text: str) -> bool:
    """Whether it says what somebody is: CEO, Sales Director, 总经理."""
    if {compact(word) for word in text.split()} & _TITLE_TERMS:
        return True
    plain = compact(text) if has_chinese(text) else ""
    return _CHINESE_TITLE_TERMS.search(plain) is not None and not (
        len(plain) == 2 and plain[0] in CHINESE_SURNAMES and plain[1] in "科处室"
    )


def is_part_of_job_title(text: str) -> bool:
    """Whether its words can only go on with a title: Asia Pacific, Human Resources, 亚太区."""
    if has_chinese(text):
        return is_job_title(text) or _CHINESE_DEPARTMENT_TERMS.search(compact(text)) is not None
    return is_job_title(text) or bool(set(fold(text).split()) & _DEPARTMENT_TERMS)


def may_be_person_name(text: str) -> bool:
    """Whether it may name a person: no contact, no role."""
    text = tidy_text(BRACKETED_TITLE.sub(" ", text))
    words = [compact(word) for word in text.split()]
    if re.search(r"[\d@:：]", text) or len(compact(text)) < 2 or set(words) <= SALUTATIONS:
        return False
    return not is_job_title(text)


def is_likely_person_name(text: str) -> bool:
    """The same, and its form is that of a name: up to seven words without a firm's legal form, or 2 to 4 signs."""
    bare = tidy_text(BRACKETED_TITLE.sub(" ", text))
    if not may_be_person_name(bare) or is_part_of_job_title(bare):
        return False
    if not has_chinese(bare):
        words = [compact(word) for word in bare.split()]
        return len(words) <= 7 and not set(words) & LEGAL_FORMS and not re.search(r"[^\w\s.'’ʼ`/()-]|_", bare)
    signs = _WITH_CHINESE_SALUTATION.sub("", compact(re.sub(r"[A-Za-z.'’ -]", "", bare)))
    return 2 <= len(signs) <= 4 and not bare.endswith(CHINESE_LEGAL_FORMS)


def split_glued_title(text: str) -> tuple[str, str]:
    """(name, title) of 王一总经理; the text and "" where no title ends it."""
    match = _NAME_THEN_TITLE.match(compact(text)) if has_chinese(text) else None
    if match is None or is_job_title(match[1]) or len(compact(text)) != len(text):
        return text, ""
    return text[: match.end(1)], text[match.end(1) :]


def split_glued_leading_title(text: str) -> tuple[str, str]:
    """(name, title) of 总经理王一; the text and "" where no title begins it."""
    match = _TITLE_THEN_NAME.match(compact(text)) if has_chinese(text) else None
    if match is None or is_part_of_job_title(match[2]) or len(compact(text)) != len(text):
        return text, ""
    return text[match.end(1) :], text[: match.end(1)]


def split_company_and_glued_title(text: str) -> tuple[str, str]:
    """(firm, title) of 太平船务执行主席; the text and "" where no title ends it."""
    match = _COMPANY_THEN_TITLE.match(text)
    return (match[1].strip(), match[2]) if match else (text, "")


def split_trailing_title(text: str) -> tuple[str, str]:
    """(name, title) where words of a title end the text: Mr Tan Wei General Manager; else the text and ""."""
    words = text.split()
    title_flags = [compact(word) in _TITLE_TERMS for word in words]
    start = len(words)
    while start and (
        title_flags[start - 1] or compact(words[start - 1]) in _TITLE_MODIFIERS or words[start - 1] == "&"
    ):
        start -= 1
    return (" ".join(words[:start]), " ".join(words[start:])) if start > 1 and any(title_flags[start:]) else (text, "")


def split_leading_title(text: str) -> tuple[str, str]:
    """(name, title) where words of a title begin the text and two others end it: CEO Tan Wei; else the text and ""."""
    words = text.split()
    end = 0
    while end < len(words) and compact(words[end]) in _TITLE_TERMS | _TITLE_MODIFIERS:
        end += 1
    has_title = any(compact(word) in _TITLE_TERMS for word in words[:end])
    return (" ".join(words[end:]), " ".join(words[:end])) if has_title and len(words) - end > 1 else (text, "")


def is_full_name(name: str) -> bool:
    """Family and given name."""
    return 2 <= len(compact(name)) <= 4 if has_chinese(name) else len(name.split()) > 1


_NAME_WITH_BRACKETED_TITLE: Final = re.compile(r"^(?P<name>[^()（）]{2,60}?)\s*[(（](?P<title>[^()（）]+)[)）]$")
_PIECE_SEPARATORS: Final = re.compile(r"\s*[,，|:：]\s*|\s*(?<!\b[A-Za-z])[/／]\s*|\s+[-–—]\s+")


def split_name_and_title(part: str) -> tuple[str, str]:
    """Of one person; the text and "" where no title can be told from the name."""
    if match := _NAME_WITH_BRACKETED_TITLE.match(part.strip()):
        return match["name"].strip(), match["title"].strip()
    into_pieces = split_into_pieces(part)
    if len(into_pieces) < 2:
        return _split_glued_name_and_title(part)
    first, *rest = into_pieces
    if is_job_title(first):
        return (part, "") if is_job_title(rest[-1]) else (rest[-1], ", ".join([first, *rest[:-1]]))
    if not has_chinese(first) and len(into_pieces) > 2 and _is_family_name_first(into_pieces):
        return ", ".join(into_pieces[:2]), ", ".join(into_pieces[2:])
    whole = any(map(is_job_title, rest)) or len(first.split()) > 1 or has_chinese(first)
    return (first, ", ".join(rest)) if whole else (part, "")


def _is_family_name_first(texts: list[str]) -> bool:
    """DURAND, Paul, Directeur commercial."""
    family, given, *rest = texts
    return len(family.split()) == 1 and is_likely_person_name(given) and any(map(is_job_title, rest))


def split_into_pieces(part: str) -> list[str]:
    """What signs part, or in Chinese blanks."""
    parts = [piece for piece in _PIECE_SEPARATORS.split(part.strip()) if piece]
    return parts if len(parts) > 1 or not has_chinese(part) else part.split()


def _split_glued_name_and_title(part: str) -> tuple[str, str]:
    """Without a sign between them, the title behind or in front."""
    ways = (
        (split_glued_title, split_glued_leading_title)
        if has_chinese(part)
        else (split_trailing_title, split_leading_title)
    )
    return next((pair for way in ways if (pair := way(part))[1]), (part, ""))


MIN_SHARE_OF_CELLS: Final = 0.6
"""So many of the cells say the same."""
MAX_CELL_LENGTH: Final = 80
_MAX_DISTINCT_SALUTATIONS: Final = 60
"""A column of salutations has few different ones."""
_RANK_TERMS: Final = get_phrase_keys(PhraseKind.RANK)
_CHINESE_RANK_TERMS: Final = re.compile(
    "经理|总监|主任|董事|总裁|副总|主管|工程师|助理|负责人|创始人|合伙人|秘书长?$|[会行院校局厂部处科]长$"
)


_COMPANY_SIGNS: Final = re.compile(
    "公司|集团|银行|商会|协会|学院|大学|医院|科技|控股|实业|物流|中心|工厂|厂$|社$|局$|股份"
)

_WITH_SALUTATION: Final = re.compile(
    rf"(?:{LATIN_SALUTATIONS_PATTERN}|m)\b\.?\s+\w|[\u3400-\u9fff]{{1,4}}\s?(?:{CHINESE_SALUTATIONS_PATTERN})$",
    re.IGNORECASE,
)


def are_job_titles(texts: Sequence[str]) -> bool:
    """CEO, MD / Sales Manager, 总经理: what people are, and no name beside it."""
    return bool(texts) and sum(map(_is_job_title_alone, texts)) >= MIN_SHARE_OF_CELLS * len(texts)


def are_salutations(texts: Sequence[str]) -> bool:
    """Mr, Ms, Dr, 女士, M., Mme and nothing beside; an M alone may be a gender."""
    if len(set(texts)) > _MAX_DISTINCT_SALUTATIONS:
        return False
    salutations = [text for text in texts if is_salutation(text)]
    return (
        bool(salutations)
        and len(salutations) >= MIN_SHARE_OF_CELLS * len(texts)
        and any(not is_gender(text) for text in salutations)
    )


def are_genders(texts: Sequence[str]) -> bool:
    """Male and female, 男 and 女, M and F."""
    return bool(texts) and sum(map(is_gender, texts)) >= MIN_SHARE_OF_CELLS * len(texts) and not are_salutations(texts)


def are_names_with_salutation(texts: Sequence[str]) -> bool:
    """Mr Tan, Dr Lim Bo, 王女士: each is addressed."""
    return bool(texts) and sum(
        bool(split_salutation(text)[0] or _has_salutation(text)) for text in texts
    ) >= MIN_SHARE_OF_CELLS * len(texts)


def may_be_full_names(texts: Sequence[str]) -> bool:
    """Full names, hardly any twice."""
    named = [text for text in texts if is_likely_person_name(text) and is_full_name(text)]
    return len(named) >= 0.8 * max(1, len(texts)) and len(set(named)) >= 0.8 * max(1, len(named))


def _has_salutation(text: str) -> bool:
    return len(text) < MAX_CELL_LENGTH and bool(_WITH_SALUTATION.match(text) or split_salutation(text)[0])


def _is_job_title_alone(text: str) -> bool:
    if len(text) > MAX_CELL_LENGTH or not is_job_title(text):
        return False
    if has_chinese(text):
        return _CHINESE_RANK_TERMS.search(compact(text)) is not None
    return (
        bool({compact(word) for word in re.split(r"[\W_]+", text) if word} & _RANK_TERMS)
        and not split_salutation(text)[0]
    )


def are_chinese_names(texts: Sequence[str]) -> bool:
    """Two to four signs that begin with a family name, and no firm among them."""
    names = [compact(text) for text in texts]
    named = [text for text in names if text[:1] in CHINESE_SURNAMES or text[:2] in CHINESE_COMPOUND_SURNAMES]
    persons = all(2 <= len(text) <= 4 and _COMPANY_SIGNS.search(text) is None for text in names)
    return bool(names) and persons and len(named) >= 0.8 * len(names)
