"""What stands around a person's name: a salutation before or behind it, pronouns, the family name in capitals;
titles in two scripts."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import compact, has_chinese
from app.companies.names.words import word_set
from app.sheets.phrases import PhraseKind, get_phrase_keys, list_phrases

_LATIN_SALUTATIONS: Final = frozenset(text for text in list_phrases(PhraseKind.SALUTATION) if not has_chinese(text))
_CHINESE_SALUTATIONS: Final = frozenset(filter(has_chinese, list_phrases(PhraseKind.SALUTATION)))
_CHINESE_TITLES_OF_HONOUR: Final = frozenset(list_phrases(PhraseKind.TITLE_OF_HONOUR))
"""Malaysian titles of honour, which stand before a name in Chinese."""
SALUTATIONS: Final = (
    _LATIN_SALUTATIONS
    | _CHINESE_SALUTATIONS
    | (_CHINESE_TITLES_OF_HONOUR - {"敦"})
    | get_phrase_keys(PhraseKind.SHORT_SALUTATION)
)
"""What is nobody's name wherever it stands."""
_SALUTATIONS_IN_COLUMN: Final = SALUTATIONS | get_phrase_keys(PhraseKind.COLUMN_SALUTATION)
"""The others may be part of a name, unless they stand in a column of salutations."""
LATIN_SALUTATIONS_PATTERN, CHINESE_SALUTATIONS_PATTERN = (
    "|".join(map(re.escape, sorted(_LATIN_SALUTATIONS))),
    "|".join(map(re.escape, sorted(_CHINESE_SALUTATIONS))),
)
"""For patterns: what stands before a name, and behind one in Chinese."""
_HONOURABLE_PATTERN: Final = r"(?:the\s+)?(?:hon\b\.?|honou?rable\b)\s*"
_PROFESSIONS_PATTERN: Final = r"dr\.-ing\.|(?:ir|ts|ar|er|ing|hon)\.|ir(?=\s+(?:dr|ts|ar)\b)|ma[iî]tre\b"
"""Engineers, technologists and architects in Malaysia and Singapore and the honourable, with a dot that no name has;
lawyers in French."""
_SALUTATION_BEFORE: Final = re.compile(
    rf"^((?:(?:(?:{LATIN_SALUTATIONS_PATTERN})\b\.?|{_PROFESSIONS_PATTERN})\s*)+(?:{_HONOURABLE_PATTERN})?"
    r"|the\s+hon(?:\b\.?|ou?rable\b)\s*)(?=[^\W\d_])",
    re.IGNORECASE,
)
_CHINESE_SALUTATION_BEFORE: Final = re.compile(
    rf"^((?:{'|'.join(sorted(_CHINESE_TITLES_OF_HONOUR - {'敦'}, key=len, reverse=True))})(?:博士|教授)?|敦(?=\s))\s*"
    r"(?=[\u3400-\u9fff]{2,4}$)"
)
_EL_HADJ: Final = re.compile(r"^(El[ -]Hadji?)\s+(?=[^\W\d_])", re.IGNORECASE)
_SALUTATION_IN_BRACKETS: Final = re.compile(
    rf"^((?:chief\s*)?[(（]\s*(?:{LATIN_SALUTATIONS_PATTERN})\b\.?\s*[)）])\s*(?=[^\W\d_])", re.IGNORECASE
)
"""Chief (Mrs.) Okafor."""
_PRONOUNS: Final = re.compile(
    r"\s*[(（\[]\s*(?:he|she|they|him|her|them|elle|il|iel)(?:\s*/\s*(?:he|she|they|him|her|hers|his|them|theirs|elle|il|iel|lui))+\s*[)）\]]",
    re.IGNORECASE,
)
_MONSIEUR: Final = re.compile(r"^(M\.)\s*(?=[^\W\d_][^\W\d_'’-]+)")
"""Before a name in full; M. K. Tan has two initials."""
_SALUTATION_BEHIND: Final = re.compile(
    rf"(?<![\s,，])(?:[\s,，]*[(（]\s*((?:{LATIN_SALUTATIONS_PATTERN}|M)\b\.?)\s*[)）]|[\s,，]+((?:{LATIN_SALUTATIONS_PATTERN})\b\.?))$",
    re.IGNORECASE,
)
_CHINESE_SALUTATION_BEHIND: Final = re.compile(
    rf"(?<=[\u3400-\u9fff]{{2}})[\s(（]*({CHINESE_SALUTATIONS_PATTERN})[)）]?$"
)
_GENDER_BEHIND: Final = re.compile(r"(?<=[\u3400-\u9fff]{2})\s*[(（]\s*([男女])[士性]?\s*[)）]$")
_SALUTATION_BY_GENDER: Final = {"男": "先生", "女": "女士"}
_NAME_SEPARATORS: Final = re.compile(r"[/／;；、|\n&＆]|\s(?:and|et)\s", re.IGNORECASE)
_PATRONYMIC_STROKES: Final = re.compile(r"\b[asd]/[lop]\b", re.IGNORECASE)
"""Son or daughter of, within one name: Kumar s/o Raman, Siti a/p Rahman."""
_PARTICLES: Final = word_set("de da di du des del della dos van von der den ter ten la le el al bin binti ibn")
_CAPITALS_WITH_VOWEL: Final = re.compile(r"NG|.*[AEIOUYÀ-Þ].*")

_LIST_SEPARATORS: Final = re.compile(r"[/／,，、|]")
_GENDERS: Final = get_phrase_keys(PhraseKind.GENDER)


def is_salutation(text: str) -> bool:
    """Whether it only says how somebody is addressed: Mr, Dr., Mr/Ms, 女士."""
    words = [compact(word) for word in re.split(r"[\W_]+", text) if word]
    return bool(words) and len(words) <= 6 and _SALUTATIONS_IN_COLUMN.issuperset(words)


def is_gender(text: str) -> bool:
    """Male, 女, F; and M, which is Monsieur in a column of salutations."""
    return compact(text) in _GENDERS


def is_salutation_header(header: str) -> bool:
    """Whether a header, or what stands in its brackets, lists salutations: Mr/Ms/Dr, Title (Mr/Mrs/Ms)."""
    if _LIST_SEPARATORS.search(header) is None:
        return False
    inside = re.findall(r"[(（]([^()（）]+)[)）]", header)
    return any(_LIST_SEPARATORS.search(part) and is_salutation(part) for part in (header, *inside))


def split_salutation(name: str) -> tuple[str, str]:
    """(salutation or "", the name without it); 张伟（男） is 张伟, 先生. Several names in one cell stay as they are."""
    if _has_several_names(name):
        return "", name
    for pattern in (
        _SALUTATION_BEFORE,
        _CHINESE_SALUTATION_BEFORE,
        _EL_HADJ,
        _SALUTATION_IN_BRACKETS,
        _MONSIEUR,
        _SALUTATION_BEHIND,
        _CHINESE_SALUTATION_BEHIND,
        _GENDER_BEHIND,
    ):
        if match := pattern.search(name):
            salutation = next(filter(None, match.groups())).strip()
            salutation = _SALUTATION_BY_GENDER.get(salutation, salutation)
            rest = f"{name[: match.start()]}{name[match.end() :]}".strip(" ,，")
            return (salutation, rest) if len(compact(rest)) > 1 else ("", name)
    return "", name


def _has_several_names(name: str) -> bool:
    return _NAME_SEPARATORS.search(_PATRONYMIC_STROKES.sub(" ", name)) is not None


def remove_pronouns(name: str) -> str:
    """Kwame Boateng (He/Him) → Kwame Boateng."""
    return _PRONOUNS.sub("", name) if "/" in name else name


_FAMILY_FIRST: Final = re.compile(
    r"^((?:(?:de|van|von|der|den|la|le|du|di|bin|al) )*[^\W\d_](?:[^\W\d_]|['’-])+)[,，]\s*"
    r"((?:[^\W\d_](?:[^\W\d_]|['’.-])*)(?: [^\W\d_](?:[^\W\d_]|['’.-])*){0,2})$",
    re.IGNORECASE,
)
"""Tan, Sarah; Dupont, Jean-Pierre."""


def split_family_and_given_name(name: str) -> tuple[str, str]:
    """(family, given) where one part of the name, at its beginning or end, stands in capitals, or the family name alone
    before a comma; else two blanks."""
    if match := _FAMILY_FIRST.match(name):
        return match[1].strip(), match[2].strip()
    words = name.replace(",", " ").split()
    if has_chinese(name) or _has_several_names(name) or not 2 <= len(words) <= 6:
        return "", ""
    capitals = [_is_in_capitals(word) for word in words]
    if all(capitals) or not any(capitals):
        return "", ""
    first, end = capitals.index(True), len(words) - capitals[::-1].index(True)
    if not all(capitals[first:end]) or (first and end < len(words)):
        return "", ""
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:end]), " ".join(words[:first] + words[end:])


def _is_in_capitals(word: str) -> bool:
    """A whole word, no initials: DORJ, LI, O'NEIL; not J.K. or CK."""
    letters = re.sub(r"['’-]", "", word)
    return (
        letters.isalpha()
        and letters.isupper()
        and len(letters) > 1
        and bool(len(letters) > 3 or _CAPITALS_WITH_VOWEL.fullmatch(letters))
    )


_TITLE_SEPARATORS: Final = re.compile(
    r"\s*[/／|;；,，\n()（）]\s*|(?<=[^\W\d_\u3400-\u9fff]{4})\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z]{4})"
)


def split_title_by_script(title: str) -> tuple[str, str]:
    """(Latin, Chinese) of a title that says both; two blanks for one in a single script, or mixed as in IT总监."""
    if not has_chinese(title):
        return "", ""
    parts = [part for part in _TITLE_SEPARATORS.split(title) if part]
    latin = [part for part in parts if not has_chinese(part)]
    chinese = [part for part in parts if has_chinese(part)]
    if not latin or not chinese or any(re.search(r"[A-Za-z]{4}", part) for part in chinese):
        return "", ""
    return ", ".join(latin), "、".join(chinese)
