"""Whether somebody needs an interpreter, in whatever words: Yes (Mandarin); No, speaks Chinese; 英文翻译."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold, has_chinese
from app.companies.names.words import word_set
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import NO, YES, tidy, yes_or_no
from app.registrations.places import languages_in

_UNSURE: Final = re.compile(
    r"\b(maybe|perhaps|possibly|depends?|not sure|unsure|either|peut etre|selon|eventuellement)\b"
    r"|也许|可能|或许|不确定|看情况|视情况|再定"
)
_OWN: Final = re.compile(
    r"\b(own|brings?|bringing|propre|leur|son)\b.*\b(interpret|translat|traduct)|自带|自备|自有|自行安排"
)
_NO: Final = re.compile(
    r"^(no|n|non|none|not|nope)\b|\b(no need|not (needed|required|necessary)|dont need|does not need"
    r"|pas (besoin|necessaire)|inutile)\b|不需|无需|不用|不要|不必|^否|^不|^无"
)
_YES: Final = re.compile(
    r"^(yes|y|oui|o|yep|ok)\b|\b(needed|needs?|required|requires?|necessary|please|necessaire|besoin|requis|requise)\b"
    r"|需|要|^是|^有"
)
_BUT: Final = re.compile(r"\b(but|except|unless|mais|sauf)\b|但|除")
_WORDS: Final = word_set(
    "interpreter interpreters interpretation interpreting translator translation to from into and or for only language"
    " interprete traducteur traduction en de du vers et pour"
)
_CHINESE_WORDS: Final = re.compile("口译|翻译|传译|译员|语种")
_PARTED: Final = re.compile(r"[\s/／|,，、;；()（）&+>→↔-]+|(?<=[\u3400-\u9fff]{2})(?:和|与|译)")


def interpreter_in(cell: SheetCell) -> bool | None:
    """None where it says neither. Who names a language only, or a pair of them, needs one for it."""
    told = yes_or_no(cell)
    text = fold(tidy(cell.text))
    if told is not None or not text or _UNSURE.search(text) or _OWN.search(text):
        return told
    if _NO.search(text):
        return None if _BUT.search(text) else False
    if _YES.search(text) or _names_languages(tidy(cell.text)):
        return True
    return None


def is_bare(cell: SheetCell) -> bool:
    """Whether nothing but yes or no stands there."""
    text = fold(tidy(cell.text)).replace(" ", "")
    return text in YES | NO | _BARE or (len(text) < 2 and not has_chinese(text))


_BARE: Final = word_set("needed notneeded required notrequired noneed 无需 不用 需 nonecessaire pasbesoin")


def _names_languages(text: str) -> bool:
    bare = _CHINESE_WORDS.sub(" ", text)
    parts = [part for part in _PARTED.split(bare) if part and fold(part) not in _WORDS]
    told = [languages_in(part) for part in parts]
    pairs = [part for part, (codes, _) in zip(parts, told, strict=True) if not codes and not _PAIR.fullmatch(part)]
    return bool(parts) and not pairs


_PAIR: Final = re.compile("[中英法日韩韓德俄西汉漢][中英法日韩韓德俄西汉漢文语語]{1,3}")
"""中英, 中法文."""
