"""The names that one text holds: in two scripts, with short and former names, as people type them into a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.companies.names import BRACKETS, CJK, colourless, compact, fold, has_chinese, place_in
from app.companies.unit_phrases import part_unit
from app.companies.words import words_of
from app.kernel.remembered import remembered


@dataclass(frozen=True, slots=True)
class Names:
    """What one text names: the names by script, in the order of the text, each as it was written."""

    latin: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.latin, *self.chinese)


_FORMER: Final = re.compile(
    r"^(formerly( known as)?|fka|f\.k\.a\.?|former name|aka|also known as|anciennement|ex"
    r"|原名|曾用名|简称|前称)(?![a-z])[:：\s]*",
    re.IGNORECASE,
)


_ALSO_TRADES_AS: Final = re.compile(
    r"\s*[,，;(（]?\s*(?<![a-z])(?:t/as?|t\.a\.|d/b/a|dba|o/a|trading as|trading name|doing business as"
    r"|operating as|sous l['’]enseigne|enseigne|nom commercial)(?![a-z])\s*[:：]?\s*"
    r"|\s*[,，;；(（]?\s*(?:商号|商號|商标名|品牌名)\s*[:：为為]\s*",
    re.IGNORECASE,
)
"""Stands between a firm's name and the one on its door."""


_UNITS: Final = words_of(
    "分店 门店 分公司 子公司 总公司 总部 总店 旗舰店 分行 总行 办事处 branch headoffice hq headquarters siege agence"
)
"""Behind a stroke: which of a firm's houses is meant, and no name of its own."""
_LIKE_A_FORMULA: Final = re.compile(r"^\s*[=+@＝＋＠-][^\n|]*[^\W\d_]\([^\n|]*$")
"""+SUM(A1) Ltd: its brackets hold no short form."""


@remembered
def names_in(text: str) -> Names:
    """Parts a cell like 叶水福集团 YCH Group (YCH) into its names; brackets that belong to a name stay inside."""
    text = _half_width(text)
    if _LIKE_A_FORMULA.match(text):
        return Names(chinese=(text.strip(),)) if has_chinese(text) else Names((text.strip(),))
    text, door = _at_the_door(text)
    found: list[str] = [door] if door else []

    def judge(bracket: re.Match[str]) -> str:
        inner, after = bracket[1].strip(), text[bracket.end() :].partition("\n")[0]
        if not fold(inner):
            return " "
        if _belongs(inner, after):
            return bracket[0].replace(" ", "\u2007")
        if any(map(str.isalpha, inner)):
            found.append(_FORMER.sub("", inner))
        return " "

    main = BRACKETS.sub(judge, text)
    lines = [piece for line in re.split(r"\s*[\n|]\s*|\s+[/／]\s+", main) for piece in _at_semicolons(line)]
    named = [line for line in lines if compact(line) not in _UNITS]
    parts = [part for line in named or lines for part in _by_script(line)]
    parts += [part for alias in found for part in _by_script(alias)]
    latin = tuple(dict.fromkeys(part for part in parts if not has_chinese(part)))
    chinese = tuple(dict.fromkeys(part for part in parts if has_chinese(part)))
    return Names(latin, chinese)


def _at_the_door(text: str) -> tuple[str, str]:
    """Eta Pte Ltd, Kopi Kings of Eta Pte Ltd t/a Kopi Kings; the second is "" where none is said."""
    said = _ALSO_TRADES_AS.search(text)
    if said is None or not fold(text[: said.start()]) or not fold(text[said.end() :]):
        return text, ""
    return text[: said.start()], text[said.end() :].strip(" )）\"“”'’")


def _at_semicolons(line: str) -> list[str]:
    """A semicolon parts two names where they are in two scripts; else it belongs to the name: Tav; Frères."""
    pieces = [piece for piece in re.split(r"\s*[;；]\s*", line) if fold(piece)]
    return pieces if len({has_chinese(piece) for piece in pieces}) == 2 else [line]


def _half_width(text: str) -> str:
    """Letters and brackets as everywhere else; a sign that would make a formula of the text stays as it was typed."""
    sign = text[:1] if text[:1] in "＝＋－＠" else ""
    return sign + unicodedata.normalize("NFKC", text[len(sign) :])


def _belongs(inner: str, after: str) -> bool:
    """Whether a bracket is part of the name: a place, a legal form, a branch or office, or a word in the middle that
    is no short form."""
    if place_in(inner) or colourless(inner) or part_unit(f"Firm ({inner})")[1]:
        return True
    next_word = next(filter(fold, after.split()), "")
    if next_word and not any(map(str.isalpha, inner)):
        return True
    goes_on = bool(next_word) and has_chinese(inner) == has_chinese(next_word)
    return goes_on and not (inner.isupper() and len(inner) <= 6) and not _FORMER.match(inner)


def _by_script(line: str) -> list[str]:
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
    joined = [(_joined(words) if script else " ".join(words)).strip(" ,，、-–—/:：;") for script, words in runs]
    return [part.replace("\u2007", " ") for part in joined if fold(part)]


def _has_letter(word: str) -> bool:
    return any(sign.isalpha() for sign in word)


def _joined(words: list[str]) -> str:
    """Chinese words in a row, without blanks between them but about what has no Chinese letter."""
    text = " ".join(words)
    return re.sub(f"(?<=[{CJK}）)]) (?=[{CJK}（(])", "", text)
