"""A header without what frames it: articles, questions, requests, plurals; whose it is, a person's, the second one's
or the company's; each with what is left of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.core.texts import cached_by_text
from app.sheets.phrases import PhraseKind, get_phrase_keys, list_header_abbreviations

_ABBREVIATIONS: Final = list_header_abbreviations()
_ELISION: Final = re.compile(r"\b(?:[cdjlmnst]|qu)['’ʼ](?=\w)", re.IGNORECASE)
MAX_CHINESE_HEADER_LENGTH: Final = 30
_FRAME_TERMS: Final = get_phrase_keys(PhraseKind.FRAME)
_REQUEST_PREFIX: Final = re.compile(
    r"^(?:please |kindly )*(?:state|list|indicate|give|enter|specify|write|describe|name|tell us|provide|fill in|select"
    r"|choose) (?=the |your |our |all |any |what |which |who )"
)
_OWNER_ENDINGS: Final = (
    "company",
    "firm",
    "organisation",
    "organization",
    "busines",
    "entreprise",
    "societe",
    "structure",
    "contact",
    "participant",
    "representant",
    "delegue",
    "delegate",
    "representative",
    "attendee",
)
_OWNER_SUFFIX: Final = re.compile(r" (?:of|from|de|du|des) (?:the |your |our |la |votre |notre )?\w+$")
_ACTIVITY_ENDINGS: Final = (" do", " does", " fait", " faites", " faire")
"""What does your company do? asks more than for the company."""
_CHINESE_REQUEST_PREFIX: Final = re.compile(
    "^(?:请您?|烦请)(?:填写|填报|填|说明|列出|列明|列举|注明|提供|输入|选择|写明|写出|写|描述|简述)?(?:一下)?"
)
_CHINESE_OWNER_PREFIX: Final = re.compile("^(?:您|你|贵|我|本|该)们?的?")
_CHINESE_COMPANY_PREFIX: Final = re.compile("^(?:公司|企业|单位|机构|司|方)的?")
_CHINESE_QUESTION_PREFIX: Final = re.compile(
    "^(?:会说|会讲|掌握|使用|属于|来自)?(?:哪些|哪个|哪种|哪类|哪一|什么|何种)(?:个|种|类)?"
)
_CHINESE_QUESTION_SUFFIX: Final = re.compile("(?:是什么|是谁|有哪些|是哪些|是哪个|叫什么|为何|是多少|是哪里)?[吗呢]?$")


def fold_without_elision(text: str) -> str:
    """Folded, without what is elided before a word: l'entreprise → entreprise."""
    return fold(_ELISION.sub("", text) if "'" in text or "’" in text or "ʼ" in text else text)


def list_latin_keys(text: str) -> tuple[str, ...]:
    """What is left of a header in Latin script, each word in the singular, without blanks; then the same without whose
    it is, where that comes last. None where nothing is left."""
    if has_chinese(text):
        return ()
    folded = _REQUEST_PREFIX.sub("", fold_without_elision(text))
    if folded.endswith(_ACTIVITY_ENDINGS):
        return ()
    parts = [folded, _OWNER_SUFFIX.sub("", folded)] if folded.rstrip("s").endswith(_OWNER_ENDINGS) else [folded]
    keys = ("".join(make_singular(word) for word in part.split() if word not in _FRAME_TERMS) for part in parts)
    return tuple(filter(None, keys))


def expand_abbreviations(text: str) -> str:
    """A header with its shortened words in full: Biz Reg No. → business registration no; "" where none is shortened."""
    words = [] if has_chinese(text) else fold(text).split()
    return (
        " ".join(_ABBREVIATIONS.get(word, word) for word in words)
        if any(word in _ABBREVIATIONS for word in words)
        else ""
    )


def make_singular(word: str) -> str:
    """As headers are compared: of a plural in -s or -x its singular; some other words lose their last letter too."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss") else word


def list_chinese_keys(text: str) -> tuple[str, ...]:
    """The same of a Chinese header (folded, without blanks): whole, then without whose it is; most telling first."""
    if not has_chinese(text) or len(text) > MAX_CHINESE_HEADER_LENGTH:
        return ()
    asked = _CHINESE_QUESTION_SUFFIX.sub("", _CHINESE_REQUEST_PREFIX.sub("", text))
    own = _CHINESE_OWNER_PREFIX.sub("", asked)
    bare = _CHINESE_COMPANY_PREFIX.sub("", own) if own != asked else own
    return tuple(
        dict.fromkeys(
            key for part in (asked, own, bare) for key in (part, _CHINESE_QUESTION_PREFIX.sub("", part)) if key
        )
    )


@dataclass(frozen=True, slots=True)
class HeaderOwner:
    """``rest``: the header without whose it is, "" where it says nothing else. ``number``: which of several people, 0
    where it does not say so."""

    rest: str
    number: int = 0


_PERSON_TERMS: Final = get_phrase_keys(PhraseKind.PERSON)
_NUMBERED_PERSON_TERMS: Final = get_phrase_keys(PhraseKind.NUMBERED_PERSON)
"""Somebody of the delegation where a number follows, else a count or a kind: Pax 2 Name, No. of pax."""
_NUMBER_TERMS: Final = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "premier": 1,
    "premiere": 1,
    "deuxieme": 2,
    "seconde": 2,
    "troisieme": 3,
    "quatrieme": 4,
}
_PERSON_FILLERS: Final = get_phrase_keys(PhraseKind.PERSON_FILLER)
_COUNT_TERMS: Final = get_phrase_keys(PhraseKind.COUNT)
_DIGIT_BOUNDARY: Final = re.compile(
    r"(?<=\d)(?:st|nd|rd|th|er|[eè]re|e|[eè]me)\b|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
_ORDINAL_SIGNS: Final = "1-9一二三四五六七八九"
_CHINESE_PERSON: Final = re.compile(
    rf"(?:第?([{_ORDINAL_SIGNS}])(?:位|名|号)?)?"
    r"(?:(?:参会|与会|出席|参加|参展|来访|出访|随行|陪同|同行|洽谈|主要)(?:代表|人员|嘉宾|成员|人|者)"
    r"|(?<!法定)(?<!法人)代表(?![团处作产性])|人员(?![规数])|联系人|联络[人员]|报名人|来宾|嘉宾|团员)"
    rf"(?:(?:第?([{_ORDINAL_SIGNS}])(?:位|名|号)?)(?![^\W\d_]*[届期]))?"
)
_COMPANY_TERMS: Final = get_phrase_keys(PhraseKind.COMPANY)
_COMPANY_FILLERS: Final = get_phrase_keys(PhraseKind.COMPANY_FILLER)
_CHINESE_COMPANY: Final = re.compile("^(?:贵|本|我)?(?:公司|企业|单位|机构)的?")


@cached_by_text
def parse_person_header(label: str) -> HeaderOwner | None:
    """None where the header speaks of no person, or only counts them."""
    if has_chinese(label):
        return _parse_chinese_person_header(compact(label))
    words = _split_terms(label)
    if any(map(_parse_number_term, words)) and not _has_count_term(words):
        words = ["person" if word in _NUMBERED_PERSON_TERMS else word for word in words]
    if not any(word in _PERSON_TERMS for word in words) or (_has_count_term(words) and "contact" in words):
        return None
    numbers = [number_term for word in words if (number_term := _parse_number_term(word))]
    rest = [word for word in words if word not in _PERSON_TERMS | _PERSON_FILLERS and not _parse_number_term(word)]
    if len(numbers) > 1 or (not rest and not numbers and _has_count_term(words)):
        return None
    return HeaderOwner(" ".join(rest), numbers[0] if numbers else 0)


def _split_terms(label: str) -> list[str]:
    parted = _DIGIT_BOUNDARY.sub(" ", unicodedata.normalize("NFKC", label))
    return [word for word in re.split(r"[\W_]+", fold_without_elision(parted)) if word]


def _has_count_term(words: list[str]) -> bool:
    return not _COUNT_TERMS.isdisjoint(words)


def _parse_number_term(word: str) -> int:
    return int(word) if re.fullmatch("[1-9]", word) else _NUMBER_TERMS.get(word, 0)


def _parse_chinese_person_header(text: str) -> HeaderOwner | None:
    match = _CHINESE_PERSON.search(text) if len(text) <= MAX_CHINESE_HEADER_LENGTH else None
    if match is None:
        return None
    rest = re.sub(r"^的|的$", "", f"{text[: match.start()]}{text[match.end() :]}")
    ordinal = match[1] or match[2] or ""
    return HeaderOwner(
        rest, f" {_ORDINAL_SIGNS[2:]}".find(ordinal) + 1 if ordinal and not ordinal.isdigit() else int(ordinal or 0)
    )


def find_person_number(label: str) -> int:
    """Which of several people a header or the group above it speaks of: Name 2, Delegate 2, 第二代表; 0 for none."""
    if whose := parse_person_header(label):
        return whose.number
    numbers = re.findall(r"(?<![\d.])[1-9](?![\d.])", unicodedata.normalize("NFKC", label))
    return int(numbers[0]) if len(numbers) == 1 else 0


@cached_by_text
def parse_company_header(label: str) -> str:
    """What is left of a header that speaks of the firm: About the company → about; "" for any other."""
    if has_chinese(label):
        text = compact(label)
        rest = _CHINESE_COMPANY.sub("", text) if len(text) <= MAX_CHINESE_HEADER_LENGTH else text
        return rest if rest != text else ""
    words = fold_without_elision(label).split()
    if _COMPANY_TERMS.isdisjoint(words):
        return ""
    return " ".join(word for word in words if word not in _COMPANY_TERMS | _COMPANY_FILLERS)


_CHINESE_REQUESTED: Final = re.compile(
    r"\s*[(（\[]?\s*(?:\bin )?\bchinese(?: characters?| script)?\b\s*[)）\]]?"
    r"|\s*[(（\[]?\s*\b(?:en )?(?:caracteres )?chinois(?:e|es)?\b\s*[)）\]]?|中文|汉字",
    re.IGNORECASE,
)


def parse_chinese_request_header(label: str) -> str:
    """A header without the words that ask for Chinese: Designation (Chinese) → Designation; "" for any other."""
    text = compact(label) if has_chinese(label) else fold(label)
    rest, count = _CHINESE_REQUESTED.subn(" ", text)
    return rest.strip(" ()（）") if count else ""


_PASSPORT_SUFFIX: Final = re.compile(
    r"[\s(（,-]*\b(?:as|per|shown|in|like|same|comme|tel que|sur|figurant)\b[^()（）]*"
    r"\b(?:passport|passeport|nric|ic|id)\b.*$"
    r"|[\s(（]*(?:与|同|按|须与)?护照(?:上|一致|姓名)?.*$",
    re.IGNORECASE,
)


def parse_passport_header(label: str) -> str:
    """What is asked as it stands in a passport: Name (as in NRIC/Passport) → Name; "" for any other."""
    rest, count = _PASSPORT_SUFFIX.subn("", label)
    return rest.strip() if count else ""


_OWNER_STEMS: Final = re.compile(
    "person|pax|guest|member|passenger|travell?er|delegat|delegue|particip|represent|attendee|visitor|contact|interlocut|compan|firm|organi|business|corporate"
    "|enterpris|entrepris|entity|exhibitor|societe|structure|etabliss|arriv|depart|return|retour|leav|pass?eport|passport"
    "|nric|chinese|chinois|代表|人员|[参与]会|出席|参加|参展|来访|出访|随行|陪同|同行|联系人|联络[人员]|报名人|来宾|嘉宾|团员"
    "|^(?:[贵本我您])?(?:公司|企业|单位|机构)|^(?:预计|计划|拟|您的?)?(?:抵|到|来|赴|报到|入住|离|返|回程|启程)|中文|汉字|护照"
)
_SHORT_TERMS: Final = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(_ABBREVIATIONS)))}|reps?|eta|etd|arr|ic|id)\b", re.IGNORECASE
)
_COMPANY_NAME_MARK: Final = re.compile(
    r"\b(?:ltd|limited|inc|plc|llc|llp|pte|bhd|berhad|gmbh|holdings?|corporation)\b|有限(?:责任)?公司|股份",
    re.IGNORECASE,
)


@cached_by_text
def may_name_owner(text: str, key: str) -> bool:
    """Whether anything here, in shortened words or about a journey could stand in a header at all; most texts of a
    sheet are none. ``key``: the text folded, without blanks."""
    if _COMPANY_NAME_MARK.search(text):
        return False
    return _OWNER_STEMS.search(key) is not None or _SHORT_TERMS.search(text) is not None
