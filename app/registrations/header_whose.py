"""Whose a header says something is: of a person, perhaps of the second one, or of the firm. Delegate 2 Title, Name of
person, 代表1职务 and About the company, each with what is left of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.words import word_set
from app.core.texts import cached_by_text
from app.registrations.header_forms import LONGEST_CHINESE, unelided
from app.registrations.header_phrases import SHORT


@dataclass(frozen=True, slots=True)
class Whose:
    """``rest``: the header without whose it is, "" where it says nothing else. ``number``: which of several people, 0
    where it does not say so."""

    rest: str
    number: int = 0


_PEOPLE: Final = word_set(
    """
    person persons delegate delegates participant participants representative representatives rep reps attendee
    attendees visitor visitors contact contacts
    delegue delegues deleguee deleguees representant representants representante participante participantes personne
    personnes interlocuteur interlocutrice
    """
)
_COUNTED: Final = word_set("pax guest guests member members passenger passengers traveller travellers traveler")
"""Somebody of the delegation where a number follows, else a count or a kind: Pax 2 Name, No. of pax."""
_NUMBERS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "premier": 1, "premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
}  # fmt: skip
_BESIDE: Final = word_set(
    """
    main primary principal principale key lead nominated nominee appointed designated registered travelling
    other additional accompanying alternate alternative autre
    of from for the to de du des la le your our no n nr
    """
)
_COUNTS: Final = word_set("no number numbers nombre nb num nr many total")
_DIGITS: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|[eè]re|e|[eè]me)\b|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_ORDINAL: Final = "1-9一二三四五六七八九"
_OF_PERSON_ZH: Final = re.compile(
    rf"(?:第?([{_ORDINAL}])(?:位|名|号)?)?"
    r"(?:(?:参会|与会|出席|参加|参展|来访|出访|随行|陪同|同行|洽谈|主要)(?:代表|人员|嘉宾|成员|人|者)"
    r"|(?<!法定)(?<!法人)代表(?![团处作产性])|人员(?![规数])|联系人|联络[人员]|报名人|来宾|嘉宾|团员)"
    rf"(?:(?:第?([{_ORDINAL}])(?:位|名|号)?)(?![^\W\d_]*[届期]))?"
)
_FIRM: Final = word_set(
    """
    company companies firm organisation organization business corporate enterprise entity exhibitor
    entreprise societe organisme structure etablissement
    """
)
_BESIDE_FIRM: Final = word_set("of from for the de du des la le your our votre notre brief short")
_OF_FIRM_ZH: Final = re.compile("^(?:贵|本|我)?(?:公司|企业|单位|机构)的?")


@cached_by_text
def of_person(label: str) -> Whose | None:
    """None where the header speaks of no person, or only counts them."""
    if has_chinese(label):
        return _of_person_zh(compact(label))
    words = _words(label)
    if any(map(_number, words)) and not _counts(words):
        words = ["person" if word in _COUNTED else word for word in words]
    if not any(word in _PEOPLE for word in words) or (_counts(words) and "contact" in words):
        return None
    numbers = [found for word in words if (found := _number(word))]
    rest = [word for word in words if word not in _PEOPLE | _BESIDE and not _number(word)]
    if len(numbers) > 1 or (not rest and not numbers and _counts(words)):
        return None
    return Whose(" ".join(rest), numbers[0] if numbers else 0)


def _words(label: str) -> list[str]:
    parted = _DIGITS.sub(" ", unicodedata.normalize("NFKC", label))
    return [word for word in re.split(r"[\W_]+", unelided(parted)) if word]


def _counts(words: list[str]) -> bool:
    return not _COUNTS.isdisjoint(words)


def _number(word: str) -> int:
    return int(word) if re.fullmatch("[1-9]", word) else _NUMBERS.get(word, 0)


def _of_person_zh(text: str) -> Whose | None:
    found = _OF_PERSON_ZH.search(text) if len(text) <= LONGEST_CHINESE else None
    if found is None:
        return None
    rest = re.sub(r"^的|的$", "", f"{text[: found.start()]}{text[found.end() :]}")
    said = found[1] or found[2] or ""
    return Whose(rest, f" {_ORDINAL[2:]}".find(said) + 1 if said and not said.isdigit() else int(said or 0))


def number_in(label: str) -> int:
    """Which of several people a header or the group above it speaks of: Name 2, Delegate 2, 第二代表; 0 for none."""
    if whose := of_person(label):
        return whose.number
    numbers = re.findall(r"(?<![\d.])[1-9](?![\d.])", unicodedata.normalize("NFKC", label))
    return int(numbers[0]) if len(numbers) == 1 else 0


@cached_by_text
def of_firm(label: str) -> str:
    """What is left of a header that speaks of the firm: About the company → about; "" for any other."""
    if has_chinese(label):
        text = compact(label)
        rest = _OF_FIRM_ZH.sub("", text) if len(text) <= LONGEST_CHINESE else text
        return rest if rest != text else ""
    words = unelided(label).split()
    if _FIRM.isdisjoint(words):
        return ""
    return " ".join(word for word in words if word not in _FIRM | _BESIDE_FIRM)


_IN_CHINESE: Final = re.compile(
    r"\s*[(（\[]?\s*(?:\bin )?\bchinese(?: characters?| script)?\b\s*[)）\]]?"
    r"|\s*[(（\[]?\s*\b(?:en )?(?:caracteres )?chinois(?:e|es)?\b\s*[)）\]]?|中文|汉字",
    re.IGNORECASE,
)


def in_chinese(label: str) -> str:
    """A header without the words that ask for Chinese: Designation (Chinese) → Designation; "" for any other."""
    text = compact(label) if has_chinese(label) else fold(label)
    rest, count = _IN_CHINESE.subn(" ", text)
    return rest.strip(" ()（）") if count else ""


_OF_A_PASSPORT: Final = re.compile(
    r"[\s(（,-]*\b(?:as|per|shown|in|like|same|comme|tel que|sur|figurant)\b[^()（）]*"
    r"\b(?:passport|passeport|nric|ic|id)\b.*$"
    r"|[\s(（]*(?:与|同|按|须与)?护照(?:上|一致|姓名)?.*$",
    re.IGNORECASE,
)


def of_a_passport(label: str) -> str:
    """What is asked as it stands in a passport: Name (as in NRIC/Passport) → Name; "" for any other."""
    rest, count = _OF_A_PASSPORT.subn("", label)
    return rest.strip() if count else ""


_TELLING: Final = re.compile(
    "person|pax|guest|member|passenger|travell?er|delegat|delegue|particip|represent|attendee|visitor|contact|interlocut|compan|firm|organi|business|corporate"
    "|enterpris|entrepris|entity|exhibitor|societe|structure|etabliss|arriv|depart|return|retour|leav|pass?eport|passport"
    "|nric|chinese|chinois|代表|人员|[参与]会|出席|参加|参展|来访|出访|随行|陪同|同行|联系人|联络[人员]|报名人|来宾|嘉宾|团员"
    "|^(?:[贵本我您])?(?:公司|企业|单位|机构)|^(?:预计|计划|拟|您的?)?(?:抵|到|来|赴|报到|入住|离|返|回程|启程)|中文|汉字|护照"
)
_SHORT: Final = re.compile(rf"\b(?:{'|'.join(sorted(SHORT))}|reps?|eta|etd|arr|ic|id)\b", re.IGNORECASE)
_NAMES_A_FIRM: Final = re.compile(
    r"\b(?:ltd|limited|inc|plc|llc|llp|pte|bhd|berhad|gmbh|holdings?|corporation)\b|有限(?:责任)?公司|股份",
    re.IGNORECASE,
)


@cached_by_text
def may_say_whose(text: str, key: str) -> bool:
    """Whether anything here, in shortened words or about a journey could stand in a header at all; most texts of a
    sheet are none. ``key``: the text folded, without blanks."""
    if _NAMES_A_FIRM.search(text):
        return False
    return _TELLING.search(key) is not None or _SHORT.search(text) is not None
