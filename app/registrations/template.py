"""The sheet that a chamber may start from: bilingual, and read without a question when it comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.documents.xlsx import WorkbookColumn, to_template
from app.registrations.template_columns import COLUMNS, TemplateColumn

_LANGUAGES: Final = {"en": (0, 1), "zh": (1, 0), "fr": (2, 1)}
"""Language → which words come first and second; Chinese is always one of the two."""
_SHEET: Final = ("Firms", "企业", "Entreprises")
_GUIDE: Final = ("How to fill", "填写说明", "Mode d’emploi")
_GUIDE_HEAD: Final = (
    ("Column", "栏目", "Colonne"),
    ("What to write", "填写要求", "Que saisir"),
    ("Example", "示例", "Exemple"),
)
_ANSWERS: Final = (("Yes", "No"), ("是", "否"), ("Oui", "Non"))


def filename(language: str) -> str:
    """Of the template in a language and its second one: ``qiao-template-en-zh.xlsx``."""
    return f"qiao-template-{language}-{'en' if language == 'zh' else 'zh'}.xlsx"


def template(language: str, *, made_at: datetime) -> bytes:
    """``language``: ``en``, ``zh`` or ``fr``; English for any other."""
    pair = _LANGUAGES.get(language, _LANGUAGES["en"])
    columns = [
        WorkbookColumn(header=header(each, pair), width=each.width, choices=_answers(each, pair), is_day=each.is_day)
        for each in COLUMNS
    ]
    first, second = pair
    head = [_GUIDE_HEAD[0][first], _GUIDE_HEAD[1][first], _GUIDE_HEAD[1][second], _GUIDE_HEAD[2][first]]
    guide = [head, *([header(each, pair), each.hint[first], each.hint[second], each.example] for each in COLUMNS)]
    return to_template(
        columns, name=_both(_SHEET, pair, " "), guide_name=_both(_GUIDE, pair, " "), guide=guide, made_at=made_at
    )


def header(column: TemplateColumn, pair: tuple[int, int]) -> str:
    """Both languages on a line each; one line where they say the same."""
    return _both(column.name, pair, "\n")


def _both(words: tuple[str, str, str], pair: tuple[int, int], between: str) -> str:
    return between.join(dict.fromkeys(words[at] for at in pair))


def _answers(column: TemplateColumn, pair: tuple[int, int]) -> tuple[str, ...]:
    return tuple(f"{_ANSWERS[pair[0]][at]} {_ANSWERS[pair[1]][at]}" for at in (0, 1)) if column.is_answer else ()
