"""Columns for what an event asks besides the profile. They are for the event's own work: no consent speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.documents.csv import CellValue
from app.lists.columns import Column, Take, Terms, yes_or_no
from app.lists.rows import Row
from app.registrations.questions import Asked, QuestionKind, Subject

START: Final = "answer_"
"""Begins the name of each such column; the question's key follows."""


def answer_columns(questions: Iterable[Asked]) -> tuple[Column, ...]:
    """One column for each question, in their order."""
    return tuple(Column(f"{START}{one.key}", "inner", _taken(one), label=one.label) for one in questions)


def _taken(question: Asked) -> Take:
    def take(row: Row, terms: Terms) -> CellValue:
        if question.subject is Subject.PERSON:
            said = row.person.answers if row.person is not None else {}
        else:
            said = row.firm.answers
        return _written(question, said.get(question.id), terms.language)

    return take


def _written(question: Asked, said: object, language: str) -> CellValue:
    """Options by what they are called, numbers and days as such."""
    if said is None:
        return None
    if isinstance(said, bool):
        return yes_or_no(said)
    if isinstance(said, list | tuple):
        return "; ".join(question.option(str(key)).in_language(language)[0] for key in said)
    text = str(said)
    if question.kind is QuestionKind.CHOICE:
        return question.option(text).in_language(language)[0]
    try:
        if question.kind is QuestionKind.DATE:
            return date.fromisoformat(text)
        if question.kind is QuestionKind.NUMBER:
            return float(text) if "." in text else int(text)
    except ValueError:
        return text
    return text
