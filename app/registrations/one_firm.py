"""A form that one firm filled in: labels at the left of their values or above them, perhaps with a table of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy
from app.registrations.fields import COMPANY_NAMES, NAMING_SOMEBODY, PERSON_FIELDS, Field
from app.registrations.form_labels import (
    LONGEST_LABEL,
    Label,
    begins_with_box,
    boxed_consent,
    has_tick,
    labels_of,
    plain_label,
)
from app.registrations.form_shape import (
    begins_list,
    explains,
    has_list,
    heads_people,
    people_rows,
    shape_of,
    without_answers,
    without_answers_below,
)
from app.registrations.form_values import FormValues
from app.registrations.grid import Grid
from app.registrations.headers import guess

_LONGEST_FORM: Final = 300
_HEADS: Final = NAMING_SOMEBODY | {*COMPANY_NAMES}
"""Labels that may head others: Representative 1 above Name and Title."""
_QUESTIONS: Final = ("?", "？", ":", "：")
_LONGEST_HEADING: Final = 40
_ASKS: Final = re.compile(r"请|\bplease\b|\bveuillez\b|\bmerci de\b", re.IGNORECASE)
"""Tells a note to whoever fills the form in from what was filled in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``above``: the heading that it stands under, "" for none. ``row``: where its value stands."""

    label: str
    above: str
    cell: SheetCell
    row: int


_Person = tuple[int, tuple[Answer, ...]]
"""The row that somebody stands in, and what is said of them."""


@dataclass(frozen=True, slots=True)
class Form:
    """``row``: of the firm's name. ``people``: of the table of people below, (row, answers) each. ``is_guide``: it only
    explains how to fill in another sheet."""

    row: int
    answers: tuple[Answer, ...]
    people: tuple[_Person, ...] = ()
    is_guide: bool = False


def form_of(grid: Grid, *, said: bool = False) -> Form | None:
    """None for a list. ``said``: somebody said that it is a form, whatever it looks like."""
    if grid.last_row > _LONGEST_FORM:
        return None
    labels = labels_of(grid)
    if not said and begins_list(grid, labels):
        return None
    names = [label for label in labels.values() if label.field in COMPANY_NAMES]
    shape = next((shape for name in names if (shape := shape_of(grid, labels, name))), "beside" if said else "")
    if not shape or (not said and has_list(grid, labels, shape)):
        return None
    labels = without_answers(grid, labels) if shape == "beside" else without_answers_below(labels)
    guide = not said and explains(grid, min(name.row for name in names))
    return replace(_Reader(grid, labels, shape).form(), is_guide=guide)


class _Reader(FormValues):
    """Goes through the labels and takes each one's value."""

    def form(self) -> Form:
        tables = {row for row in people_rows(self.labels) if heads_people(self.grid, self.labels, row)}
        people = self._persons(sorted(tables))
        beside = [] if people else self._people_beside()
        answers = [answer for row in sorted(self.grid.own) if row not in tables for answer in self._row(row)]
        answers = self._under_headings(answers)
        name = next((one.row for one in answers if _names_firm(one)), 0)
        first = name or min((label.row for label in self.labels.values()), default=1)
        people = [(0, ()), *beside] if beside else people
        return Form(first, tuple(answers), tuple(people))

    def _persons(self, headers: list[int]) -> list[_Person]:
        """Those of all tables; one that names nobody goes on with the people of the table before it."""
        found: list[_Person] = []
        block = 0
        for header in headers:
            named = any(label.field in NAMING_SOMEBODY for label in self._own_labels(header))
            people = list(self._people(header))
            if not block or (named and any(map(_is_named, found[-block:]))):
                found, block = [*found, *people], len(people)
                continue
            for at, (_, answers) in enumerate(people):
                place = len(found) - block + min(at, block - 1)
                found[place] = found[place][0], (*found[place][1], *answers)
        return found

    def _own_labels(self, row: int) -> list[Label]:
        """Of a row; one that spans further rows, at the left of a table, is a heading of those."""
        own = [label for label in self.labels.values() if label.row == row]
        return [label for label in own if label.bottom == min(each.bottom for each in own)]

    def _people(self, header: int) -> Iterator[_Person]:
        own = self._own_labels(header)
        row = own[0].bottom + 1
        while self._holds_a_person(row):
            self.labels = {at: label for at, label in self.labels.items() if at[0] != row}
            found = [
                Answer(label.text, "", cell, row)
                for label in own
                if label.field is not Field.SERIAL and (cell := self.filled(row, label.column)) is not None
            ]
            self.used.update((row, column) for column in self.grid.own[row])
            if found:
                yield row, tuple(found)
            row += 1

    def _holds_a_person(self, row: int) -> bool:
        """What somebody is may be called as a label is, an interpreter, but neither their name nor most of the row."""
        own = self.grid.own.get(row, {})
        labels = [column for column in own if (row, column) in self.labels]
        texts = self.grid.texts(row)
        if len(texts) == 1 and (texts[0].endswith(_QUESTIONS) or begins_with_box(texts[0])):
            return False
        if len(own) == 1 and self.grid.origin.get((row, min(own) + 1)) == (row, min(own)):
            return False  # a heading of the form, across the table
        return bool(own) and min(own) not in labels and 2 * len(labels) < len(own)

    def _people_beside(self) -> list[_Person]:
        """People in columns of their own, the first one's at the labels: of the others, each as a row of the labels,
        or as one below the form where they are more."""
        rows = [label for label in self.labels.values() if label.field in PERSON_FIELDS and label.inline is None]
        told: dict[int, list[Answer]] = {}
        for label in rows:
            for column in range(label.right + 2, self.grid.last_column + 1):
                cell = self.filled(label.row, column)
                ends = (label.row, column) in self.grid.origin or (label.row, column) in self.labels
                if cell is None or ends or (label.row, column - 1) in self.labels:
                    break
                told.setdefault(column, []).append(Answer(label.text, "", cell, label.row))
        people = [answers for _, answers in sorted(told.items()) if len(answers) >= 2]
        self.used.update((one.row, column) for column, answers in told.items() for one in answers)
        places = chain(dict.fromkeys(label.row for label in rows), count(self.grid.last_row + 1))
        return [(row, tuple(answers)) for row, answers in zip(places, people, strict=False)]

    def _row(self, row: int) -> Iterator[Answer]:
        for column in sorted(self.grid.own[row]):
            label = self.labels.get((row, column))
            if label is None:
                yield from self._unlabelled(row, column)
            elif label.inline and label.field is Field.REMARKS and _ASKS.search(label.inline):
                self.used.add(label.place)
            elif label.inline:
                self.used.add(label.place)
                yield Answer(label.text, "", SheetCell(label.inline), row)
            elif value := self.value(label):
                yield Answer(label.text, "", *value)

    def _unlabelled(self, row: int, column: int) -> Iterator[Answer]:
        """A label that is known nowhere with its value, a question above its answer, or a box before a consent."""
        text = self.grid.text(row, column)
        if (row, column) in self.used:
            return
        if begins_with_box(text) and (asked := boxed_consent(text)):
            self.used.add((row, column))
            if asked.ticked or self.any_ticked:
                yield Answer(asked.text, "", SheetCell("Yes" if asked.ticked else "No"), row)
            return
        label = Label(row, column, column, row, text, Field.UNUSED)
        value = self.right(row, column, row) if self._is_unknown_label(row, column) else None
        if value := value or (self.below(label) if self._is_question(row, column) else None):
            yield Answer(plain_label(text), "", *value)

    def _is_question(self, row: int, column: int) -> bool:
        """A text above a value: one that asks, or that says as part of it what a header would."""
        text = self.grid.text(row, column)
        if self.shape != "below" or begins_with_box(text) or "@" in text:
            return False
        return text.endswith(_QUESTIONS) or (len(text) <= LONGEST_LABEL and guess(text) is not None)

    @cached_property
    def any_ticked(self) -> bool:
        """Whether whoever filled it in ticked boxes; a box left blank on a page without ticks says nothing."""
        return any(has_tick(cell.text) for cells in self.grid.own.values() for cell in cells.values())

    def _is_unknown_label(self, row: int, column: int) -> bool:
        """A short text among the labels of its column, or one before a colon."""
        text = self.grid.text(row, column)
        among = sum(1 for label in self.labels.values() if label.column == column) >= 3
        at = row, column
        short = bool(text) and len(text) <= LONGEST_LABEL and "@" not in text
        return self.shape == "beside" and at not in self.used and short and (among or text.endswith((":", "：")))

    def _under_headings(self, answers: list[Answer]) -> list[Answer]:
        """Each answer with the last text above it that stands alone in its row and is nobody's value."""
        first = min((one.row for one in answers), default=0)
        headings = {}
        for row in sorted(self.grid.own):
            texts = self.grid.texts(row)
            places = {(row, column) for column in self.grid.own[row]}
            label = next((self.labels[at] for at in places if at in self.labels), None)
            unanswered = label is not None and label.field not in _HEADS
            alone = len(texts) == 1 and not places & self.used and not unanswered
            if row > first and alone and len(texts[0]) <= _LONGEST_HEADING:
                headings[row] = plain_label(tidy(texts[0]))
        return [replace(one, above=_last_above(headings, one.row)) for one in answers]


def _is_named(person: _Person) -> bool:
    return any(
        (told := guess(answer.label, True)) is not None and told.field in NAMING_SOMEBODY for answer in person[1]
    )


def _last_above(headings: dict[int, str], row: int) -> str:
    above = max((each for each in headings if each < row), default=0)
    return headings.get(above, "")


def _names_firm(answer: Answer) -> bool:
    told = guess(answer.label)
    return told is not None and told.field in COMPANY_NAMES
