"""In which of our languages a text of a sheet is written: by its own words, else by its column, header and sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from app.companies.names.parsing import fold, has_chinese
from app.core.texts import cached_by_text
from app.sheets.phrases import PhraseKind, get_phrase_keys

TextLanguage = Literal["en", "fr", "zh"]
DECISIVE_LEAD: Final = 2.0
"""From this lead on a text's own words decide."""
_MAX_READ_LENGTH: Final = 600
_FRENCH_FUNCTION_TERMS: Final = get_phrase_keys(PhraseKind.FUNCTION_WORD, "fr")
_ENGLISH_FUNCTION_TERMS: Final = get_phrase_keys(PhraseKind.FUNCTION_WORD, "en")
_FRENCH_TRADE_TERMS: Final = get_phrase_keys(PhraseKind.TRADE_WORD, "fr")
_ENGLISH_TRADE_TERMS: Final = get_phrase_keys(PhraseKind.TRADE_WORD, "en")
_FRENCH_ONLY_TERMS: Final = _FRENCH_TRADE_TERMS - _ENGLISH_TRADE_TERMS
_ENGLISH_ONLY_TERMS: Final = _ENGLISH_TRADE_TERMS - _FRENCH_TRADE_TERMS
_FRENCH_ELISION: Final = re.compile(r"\b(?:[dlnjsmtc]|qu)['’][aeiouyhàâéèêëîïôœù]", re.IGNORECASE)
_ACCENTED_TERM: Final = re.compile(r"(?<!\w)[^\W\dA-ZÀ-Þ_][\w]*?[àâçéèêëîïôœùû]\w*|(?<!\w)[àâçéèêëîïôœùû]\w*")
_ACCENTED_NAME: Final = re.compile(r"(?<!\w)[A-ZÀ-Þ]\w*?[àâçéèêëîïôœùû]\w*|(?<!\w)[ÀÂÇÉÈÊËÎÏÔŒÙÛ]\w*")
"""With a capital it may be a name: Nestlé."""
_FRENCH_ENDINGS: Final = ("eaux", "ments", "iques", "elles", "euse", "euses", "aires", "trice", "trices")
_ENGLISH_ENDINGS: Final = ("ing", "ings", "ness", "ship", "ships", "ware", "wares", "ties", "ally", "ed")


@cached_by_text
def measure_leaning(text: str) -> float:
    """How far the words of a text in Latin script speak for French (above 0) or English (below 0); 0 where they do not
    tell."""
    text = text[:_MAX_READ_LENGTH]
    words = fold(text).split()
    distinct_words = set(words)
    french = sum(word in _FRENCH_FUNCTION_TERMS for word in words) + len(distinct_words & _FRENCH_ONLY_TERMS)
    english = sum(word in _ENGLISH_FUNCTION_TERMS for word in words) + len(distinct_words & _ENGLISH_ONLY_TERMS)
    ends = sum(word.endswith(_FRENCH_ENDINGS) - word.endswith(_ENGLISH_ENDINGS) for word in distinct_words) / 2
    return french - english + ends + _measure_french_signs(text)


def _measure_french_signs(text: str) -> float:
    """What accents and elisions speak for French."""
    elided = 2 * len(_FRENCH_ELISION.findall(text)) if "'" in text or "’" in text else 0
    return (
        elided if text.isascii() else elided + len(_ACCENTED_TERM.findall(text)) + len(_ACCENTED_NAME.findall(text)) / 2
    )


def measure_common_leaning(texts: Iterable[str], least: float = 0.5) -> float:
    """Of many texts together, such as a row of headers: from -1 (all in English) to 1 (all in French). ``least``: how
    far a text has to lean to count."""
    leanings = [lean for text in texts if not has_chinese(text) and abs(lean := measure_leaning(text)) >= least]
    return sum(1 if lean > 0 else -1 for lean in leanings) / len(leanings) if leanings else 0.0


def detect_language(text: str, around: float) -> TextLanguage:
    """``around``: what column, header and sheet speak for, above 0 French; it decides where the text is unsure."""
    if has_chinese(text):
        return "zh"
    lean = measure_leaning(text)
    if abs(lean) >= DECISIVE_LEAD:
        return "fr" if lean > 0 else "en"
    return "fr" if max(-1.0, min(1.0, lean)) + around > 0 else "en"
