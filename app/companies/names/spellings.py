"""The names that one text holds, in two scripts; which of two names a reader meets first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol

from app.companies.names.parsing import (
    BRACKETS,
    CJK,
    compact,
    fold,
    has_chinese,
    is_colourless,
    parse_place,
    split_unit,
)
from app.companies.names.words import word_set
from app.core.texts import cached_by_text


@dataclass(frozen=True, slots=True)
class SpelledNames:
    """What one text names: the names by script, in the order of the text, each as it was written."""

    latin: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.latin, *self.chinese)


_FORMER_NAME: Final = re.compile(
    r"^(formerly( known as)?|fka|f\.k\.a\.?|former name|aka|also known as|anciennement|ex"
    r"|原名|曾用名|简称|前称)(?![a-z])[:：\s]*",
    re.IGNORECASE,
)


_TRADING_AS: Final = re.compile(
    r"\s*[,，;(（]?\s*(?<![a-z])(?:t/as?|t\.a\.|d/b/a|dba|o/a|trading as|trading name|doing business as"
    r"|operating as|sous l['’]enseigne|enseigne|nom commercial)(?![a-z])\s*[:：]?\s*"
    r"|\s*[,，;；(（]?\s*(?:商号|商號|商标名|品牌名)\s*[:：为為]\s*",
    re.IGNORECASE,
)
"""Stands between a firm's name and the one on its door."""


_UNIT_WORDS: Final = word_set(
    "分店 门店 分公司 子公司 总公司 总部 总店 旗舰店 分行 总行 办事处 branch headoffice hq headquarters siege agence"
)
"""Behind a stroke: which of a firm's houses is meant, and no name of its own."""
_FORMULA_PATTERN: Final = re.compile(r"^\s*[=+@＝＋＠-][^\n|]*[^\W\d_]\([^\n|]*$")
"""+SUM(A1) Ltd: its brackets hold no short form."""


@cached_by_text
def parse_names(text: str) -> SpelledNames:
    """Parts a cell like 叶水福集团 YCH Group (YCH) into its names; brackets that belong to a name stay inside."""
    text = _half_width(text)
    if _FORMULA_PATTERN.match(text):
        return SpelledNames(chinese=(text.strip(),)) if has_chinese(text) else SpelledNames((text.strip(),))
    text, door = _split_trading_name(text)
    aliases: list[str] = [door] if door else []

    def judge(bracket: re.Match[str]) -> str:
        inner, after = bracket[1].strip(), text[bracket.end() :].partition("\n")[0]
        if not fold(inner):
            return " "
        if _is_part_of_name(inner, after):
            return bracket[0].replace(" ", "\u2007")
        if any(map(str.isalpha, inner)):
            aliases.append(_FORMER_NAME.sub("", inner))
        return " "

    main = BRACKETS.sub(judge, text)
    lines = [piece for line in re.split(r"\s*[\n|]\s*|\s+[/／]\s+", main) for piece in _split_at_semicolons(line)]
    named = [line for line in lines if compact(line) not in _UNIT_WORDS]
    parts = [part for line in named or lines for part in _split_by_script(line)]
    parts += [part for alias in aliases for part in _split_by_script(alias)]
    latin = tuple(dict.fromkeys(part for part in parts if not has_chinese(part)))
    chinese = tuple(dict.fromkeys(part for part in parts if has_chinese(part)))
    return SpelledNames(latin, chinese)


def _split_trading_name(text: str) -> tuple[str, str]:
    """Eta Pte Ltd, Kopi Kings of Eta Pte Ltd t/a Kopi Kings; the second is "" where none is said."""
    match = _TRADING_AS.search(text)
    if match is None or not fold(text[: match.start()]) or not fold(text[match.end() :]):
        return text, ""
    return text[: match.start()], text[match.end() :].strip(" )）\"“”'’")


def _split_at_semicolons(line: str) -> list[str]:
    """A semicolon parts two names where they are in two scripts; else it belongs to the name: Tav; Frères."""
    pieces = [piece for piece in re.split(r"\s*[;；]\s*", line) if fold(piece)]
    return pieces if len({has_chinese(piece) for piece in pieces}) == 2 else [line]


def _half_width(text: str) -> str:
    """Letters and brackets as everywhere else; a sign that would make a formula of the text stays as it was typed."""
    sign = text[:1] if text[:1] in "＝＋－＠" else ""
    return sign + unicodedata.normalize("NFKC", text[len(sign) :])


def _is_part_of_name(inner: str, after: str) -> bool:
    """Whether a bracket is part of the name: a place, a legal form, a branch or office, or a word in the middle that
    is no short form."""
    if parse_place(inner) or is_colourless(inner) or split_unit(f"Firm ({inner})")[1]:
        return True
    next_word = next(filter(fold, after.split()), "")
    if next_word and not any(map(str.isalpha, inner)):
        return True
    goes_on = bool(next_word) and has_chinese(inner) == has_chinese(next_word)
    return goes_on and not (inner.isupper() and len(inner) <= 6) and not _FORMER_NAME.match(inner)


def _split_by_script(line: str) -> list[str]:
    """Runs of words in one script; Chinese words are joined. Latin glued before Chinese belongs to it: PSA国际港务.
    What has no letter is no name by itself, and stays with what stands beside it: 360 数科."""
    line = re.sub(f"(?<=[{CJK})）])(?=[A-Za-z][A-Za-z&.'’ -]+$)", " ", line)
    runs: list[tuple[bool, list[str]]] = []
    words = line.split()
    first = next((has_chinese(word) for word in words if _has_letter(word)), False)
    for word in words:
        script = has_chinese(word) if _has_letter(word) else runs[-1][0] if runs else first
        if not runs or runs[-1][0] != script:
            runs.append((script, []))
        runs[-1][1].append(word)
    joined = [(_join_words(words) if script else " ".join(words)).strip(" ,，、-–—/:：;") for script, words in runs]
    return [part.replace("\u2007", " ") for part in joined if fold(part)]


def _has_letter(word: str) -> bool:
    return any(sign.isalpha() for sign in word)


def _join_words(words: list[str]) -> str:
    """Chinese words in a row, without blanks between them but about what has no Chinese letter."""
    text = " ".join(words)
    return re.sub(f"(?<=[{CJK}）)]) (?=[{CJK}（(])", "", text)


class BilingualCompany(Protocol):
    """A firm in the shape of any feature: a Latin name, and perhaps a Chinese one."""

    @property
    def name(self) -> str: ...

    @property
    def name_zh(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class DisplayNames:
    """The name in the reader's script, and the other one ("" for none) with the ``lang`` of its markup."""

    first: str
    second: str
    second_lang: str


def display_names(company: BilingualCompany, language: str) -> DisplayNames:
    """Both names in the order for a reader of ``language`` (en, zh, fr); one that is the same is given once."""
    latin, chinese = company.name, company.name_zh or ""
    if not chinese or chinese == latin:
        return DisplayNames(latin, "", "")
    return DisplayNames(chinese, latin, "en") if language == "zh" else DisplayNames(latin, chinese, "zh-Hans")
