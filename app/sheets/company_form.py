"""A form that one company filled in: labels at the left of their values or above them, perhaps with a table of
people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count
from typing import Final

from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.fields import COMPANY_NAME_FIELDS, PERSON_FIELDS, PERSON_NAME_FIELDS, SheetField
from app.sheets.form_fields import (
    MAX_FORM_LABEL_LENGTH,
    FormLabel,
    FormValues,
    find_labels,
    has_tick,
    parse_boxed_consent,
    starts_with_box,
    strip_label,
)
from app.sheets.form_layout import (
    find_form_layout,
    find_people_rows,
    heads_people_table,
    is_company_list,
    is_explanation,
    remove_answers_below,
    remove_answers_beside,
)
from app.sheets.grid import SheetGrid
from app.sheets.headers import guess_field

_MAX_FORM_ROWS: Final = 300
_HEADING_FIELDS: Final = PERSON_NAME_FIELDS | {*COMPANY_NAME_FIELDS}
"""Labels that may head others: Representative 1 above Name and Title."""
_QUESTION_ENDS: Final = ("?", "？", ":", "：")
_MAX_HEADING_LENGTH: Final = 40
_INSTRUCTION: Final = re.compile(r"请|\bplease\b|\bveuillez\b|\bmerci de\b", re.IGNORECASE)
"""Tells a note to whoever fills the form in from what was filled in."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """``above``: the heading that it stands under, "" for none. ``row``: where its value stands."""

    label: str
    above: str
    cell: SheetCell
    row: int


_FormPerson = tuple[int, tuple[FormAnswer, ...]]
"""The row that somebody stands in, and what is said of them."""


@dataclass(frozen=True, slots=True)
class CompanyForm:
    """``row``: of the company's name. ``people``: of the table of people below, (row, answers) each. ``is_guide``: it
    only explains how to fill in another sheet."""

    row: int
    answers: tuple[FormAnswer, ...]
    people: tuple[_FormPerson, ...] = ()
    is_guide: bool = False


def find_company_form(grid: SheetGrid, *, declared: bool = False) -> CompanyForm | None:
    """None for a list. ``declared``: somebody said that it is a form, whatever it looks like."""
    if grid.last_row > _MAX_FORM_ROWS:
        return None
    labels = find_labels(grid)
    if not declared and is_company_list(grid, labels):
        return None
    names = [label for label in labels.values() if label.field in COMPANY_NAME_FIELDS]
    shape = next(
        (shape for name in names if (shape := find_form_layout(grid, labels, name))), "beside" if declared else ""
    )
    if not shape:
        return None
    labels = remove_answers_beside(grid, labels) if shape == "beside" else remove_answers_below(labels)
    guide = not declared and is_explanation(grid, min(name.row for name in names))
    return replace(_FormReader(grid, labels, shape).form(), is_guide=guide)


class _FormReader(FormValues):
    """Goes through the labels and takes each one's value."""

    def form(self) -> CompanyForm:
        tables = {row for row in find_people_rows(self.labels) if heads_people_table(self.grid, self.labels, row)}
        people = self._persons(sorted(tables))
        beside = [] if people else self._people_beside()
        answers = [answer for row in sorted(self.grid.own) if row not in tables for answer in self._row(row)]
        answers = self._under_headings(answers)
        name = next((answer.row for answer in answers if _is_company_name_answer(answer)), 0)
        first = name or min((label.row for label in self.labels.values()), default=1)
        people = [(0, ()), *beside] if beside else people
        return CompanyForm(first, tuple(answers), tuple(people))

    def _persons(self, headers: list[int]) -> list[_FormPerson]:
        """Those of all tables; one that names nobody goes on with the people of the table before it."""
        form_people: list[_FormPerson] = []
        block = 0
        for header in headers:
            named = any(label.field in PERSON_NAME_FIELDS for label in self._own_labels(header))
            people = list(self._people(header))
            if not block or (named and any(map(_has_name, form_people[-block:]))):
                form_people, block = [*form_people, *people], len(people)
                continue
            for at, (_, answers) in enumerate(people):
                place = len(form_people) - block + min(at, block - 1)
                form_people[place] = form_people[place][0], (*form_people[place][1], *answers)
        return form_people

    def _own_labels(self, row: int) -> list[FormLabel]:
        """Of a row; one that spans further rows, at the left of a table, is a heading of those."""
        own = [label for label in self.labels.values() if label.row == row]
        return [label for label in own if label.bottom == min(each.bottom for each in own)]

    def _people(self, header: int) -> Iterator[_FormPerson]:
        own = self._own_labels(header)
        row = own[0].bottom + 1
        while self._holds_a_person(row):
            self.labels = {at: label for at, label in self.labels.items() if at[0] != row}
            answers = [
                FormAnswer(label.text, "", cell, row)
                for label in own
                if label.field is not SheetField.SERIAL and (cell := self.filled(row, label.column)) is not None
            ]
            self.used.update((row, column) for column in self.grid.own[row])
            if answers:
                yield row, tuple(answers)
            row += 1

    def _holds_a_person(self, row: int) -> bool:
        """What somebody is may be called as a label is, an interpreter, but neither their name nor most of the row."""
        own = self.grid.own.get(row, {})
        labels = [column for column in own if (row, column) in self.labels]
        texts = self.grid.texts(row)
        if len(texts) == 1 and (texts[0].endswith(_QUESTION_ENDS) or starts_with_box(texts[0])):
            return False
        if len(own) == 1 and self.grid.origin.get((row, min(own) + 1)) == (row, min(own)):
            return False  # a heading of the form, across the table
        return bool(own) and min(own) not in labels and 2 * len(labels) < len(own)

    def _people_beside(self) -> list[_FormPerson]:
        """People in columns of their own, the first one's at the labels: of the others, each as a row of the labels,
        or as one below the form where they are more."""
        rows = [label for label in self.labels.values() if label.field in PERSON_FIELDS and label.inline is None]
        answers_by_column: dict[int, list[FormAnswer]] = {}
        for label in rows:
            for column in range(label.right + 2, self.grid.last_column + 1):
                cell = self.filled(label.row, column)
                ends = (label.row, column) in self.grid.origin or (label.row, column) in self.labels
                if cell is None or ends or (label.row, column - 1) in self.labels:
                    break
                answers_by_column.setdefault(column, []).append(FormAnswer(label.text, "", cell, label.row))
        people = [answers for _, answers in sorted(answers_by_column.items()) if len(answers) >= 2]
        self.used.update((answer.row, column) for column, answers in answers_by_column.items() for answer in answers)
        places = chain(dict.fromkeys(label.row for label in rows), count(self.grid.last_row + 1))
        return [(row, tuple(answers)) for row, answers in zip(places, people, strict=False)]

    def _row(self, row: int) -> Iterator[FormAnswer]:
        for column in sorted(self.grid.own[row]):
            label = self.labels.get((row, column))
            if label is None:
                yield from self._unlabelled(row, column)
            elif label.inline and label.field is SheetField.REMARKS and _INSTRUCTION.search(label.inline):
                self.used.add(label.place)
            elif label.inline:
                self.used.add(label.place)
                yield FormAnswer(label.text, "", SheetCell(label.inline), row)
            elif value := self.value(label):
                yield FormAnswer(label.text, "", *value)

    def _unlabelled(self, row: int, column: int) -> Iterator[FormAnswer]:
        """A label that is known nowhere with its value, a question above its answer, or a box before a consent."""
        text = self.grid.text(row, column)
        if (row, column) in self.used:
            return
        if starts_with_box(text) and (asked := parse_boxed_consent(text)):
            self.used.add((row, column))
            if asked.ticked or self.any_ticked:
                yield FormAnswer(asked.text, "", SheetCell("Yes" if asked.ticked else "No"), row)
            return
        label = FormLabel(row, column, column, row, text, SheetField.UNUSED)
        value = self.right(row, column, row) if self._is_unknown_label(row, column) else None
        if value := value or (self.below(label) if self._is_question(row, column) else None):
            yield FormAnswer(strip_label(text), "", *value)

    def _is_question(self, row: int, column: int) -> bool:
        """A text above a value: one that asks, or that says as part of it what a header would."""
        text = self.grid.text(row, column)
        if self.shape != "below" or starts_with_box(text) or "@" in text:
            return False
        return text.endswith(_QUESTION_ENDS) or (len(text) <= MAX_FORM_LABEL_LENGTH and guess_field(text) is not None)

    @cached_property
    def any_ticked(self) -> bool:
        """Whether whoever filled it in ticked boxes; a box left blank on a page without ticks says nothing."""
        return any(has_tick(cell.text) for cells in self.grid.own.values() for cell in cells.values())

    def _is_unknown_label(self, row: int, column: int) -> bool:
        """A short text among the labels of its column, or one before a colon."""
        text = self.grid.text(row, column)
        among = sum(1 for label in self.labels.values() if label.column == column) >= 3
        at = row, column
        short = bool(text) and len(text) <= MAX_FORM_LABEL_LENGTH and "@" not in text
        return self.shape == "beside" and at not in self.used and short and (among or text.endswith((":", "：")))

    def _under_headings(self, answers: list[FormAnswer]) -> list[FormAnswer]:
        """Each answer with the last text above it that stands alone in its row and is nobody's value."""
        first = min((answer.row for answer in answers), default=0)
        headings = {}
        for row in sorted(self.grid.own):
            texts = self.grid.texts(row)
            places = {(row, column) for column in self.grid.own[row]}
            label = next((self.labels[at] for at in places if at in self.labels), None)
            unanswered = label is not None and label.field not in _HEADING_FIELDS
            alone = len(texts) == 1 and not places & self.used and not unanswered
            if row > first and alone and len(texts[0]) <= _MAX_HEADING_LENGTH:
                headings[row] = strip_label(tidy_text(texts[0]))
        return [replace(answer, above=_find_heading_above(headings, answer.row)) for answer in answers]


def _has_name(person: _FormPerson) -> bool:
    return any(
        (guess := guess_field(answer.label, True)) is not None and guess.field in PERSON_NAME_FIELDS
        for answer in person[1]
    )


def _find_heading_above(headings: dict[int, str], row: int) -> str:
    above = max((each for each in headings if each < row), default=0)
    return headings.get(above, "")


def _is_company_name_answer(answer: FormAnswer) -> bool:
    guess = guess_field(answer.label)
    return guess is not None and guess.field in COMPANY_NAME_FIELDS
