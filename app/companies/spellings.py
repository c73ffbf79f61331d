"""The names that one text holds: in two scripts, with short and former names, as people type them into a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.companies.names import BRACKETS, CJK, colourless, fold, has_chinese, place_in


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


@lru_cache(maxsize=50_000)
def names_in(text: str) -> Names:
    """Parts a cell like 叶水福集团 YCH Group (YCH) into its names; brackets that belong to a name stay inside."""
    text = _half_width(text)
    found: list[str] = []

    def judge(bracket: re.Match[str]) -> str:
        inner, after = bracket[1].strip(), text[bracket.end() :].partition("\n")[0]
        if not fold(inner):
            return " "
        if _belongs(inner, after):
            return bracket[0].replace(" ", "\u2007")
        found.append(_FORMER.sub("", inner))
        return " "

    main = BRACKETS.sub(judge, text)
    lines = [piece for line in re.split(r"\s*[\n|]\s*|\s+[/／]\s+", main) for piece in _at_semicolons(line)]
    parts = [part for line in lines for part in _by_script(line)]
    parts += [part for alias in found for part in _by_script(alias)]
    latin = tuple(dict.fromkeys(part for part in parts if not has_chinese(part)))
    chinese = tuple(dict.fromkeys(part for part in parts if has_chinese(part)))
    return Names(latin, chinese)


def _at_semicolons(line: str) -> list[str]:
    """A semicolon parts two names where they are in two scripts; else it belongs to the name: Tav; Frères."""
    pieces = [piece for piece in re.split(r"\s*[;；]\s*", line) if fold(piece)]
    return pieces if len({has_chinese(piece) for piece in pieces}) == 2 else [line]


def _half_width(text: str) -> str:
    """Letters and brackets as everywhere else; a sign that would make a formula of the text stays as it was typed."""
    sign = text[:1] if text[:1] in "＝＋－＠" else ""
    return sign + unicodedata.normalize("NFKC", text[len(sign) :])


def _belongs(inner: str, after: str) -> bool:
    """Whether a bracket is part of the name: a place, a legal form, or a word in the middle that is no short form."""
    if place_in(inner) or colourless(inner):
        return True
    next_word = next(filter(fold, after.split()), "")
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
