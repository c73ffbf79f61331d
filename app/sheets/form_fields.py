"""The labels of a form, wherever they stand, and their values: before a colon, beside or below them, in boxes to
tick."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final

from app.companies.locale_names import parse_languages
from app.companies.names.parsing import compact
from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.consent_headers import MAX_CONSENT_HEADER_LENGTH, parse_consent_header
from app.sheets.fields import COMPANY_NAME_FIELDS, SheetField
from app.sheets.grid import SheetGrid
from app.sheets.headers import guess_field, is_ambiguous_name
from app.sheets.row_phrases import is_count

_LABEL_WITH_VALUE: Final = re.compile(r"^([^:：]{1,60}?)\s*[:：]\s*(.*)$", re.DOTALL)
_QUESTION_WITH_ANSWER: Final = re.compile(r"^([^?？]{3,100}[?？])\s*(\S.*)$", re.DOTALL)
"""A question with its answer behind it."""
_NUMBERING: Final = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、]|[一二三四五六七八九十]+[、.]|[A-Za-z][.)]|[*＊•●·▪-])\s*")
_LABEL_NUMBER: Final = re.compile(r"\s*[(（]?[1-9①-⑨一二三四五][)）]?$")
"""Behind a label that comes several times: Contact person 2, 联系人二."""
_TRAILING_SIGNS: Final = re.compile(r"(?<![*＊:：\s_＿])[*＊:：\s_＿]+$")
_PLACEHOLDER: Final = re.compile(
    r"^[\s_＿.…—–-]*$|^(click|tap)\b.*\benter\b|^choose an item|^(please )?fill in"
    r"|^(单击|点击).*(输入|此处)|^选择一项|^请(填写|输入|选择)",
    re.IGNORECASE,
)
"""What stands in a form where nobody has written anything yet."""
_NAME_FIELDS: Final = frozenset({*COMPANY_NAME_FIELDS, SheetField.REPRESENTATIVE, SheetField.REPRESENTATIVE_ZH})
MAX_FORM_LABEL_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class FormLabel:
    """A label at its place, ``right`` and ``bottom`` being the last cells that it spans. ``field``: what it says by
    itself; ``inline``: the value behind its colon, None where no colon stands."""

    row: int
    column: int
    right: int
    bottom: int
    text: str
    field: SheetField
    inline: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        return self.row, self.column


def find_labels(grid: SheetGrid) -> dict[tuple[int, int], FormLabel]:
    """All that are surely labels, by their place, in reading order."""
    spans = {(merged_range.top, merged_range.left): merged_range for merged_range in grid.sheet.merged}
    labels = {}
    for row, cells in grid.own.items():
        for column, cell in cells.items():
            form_label = parse_form_label(cell.text)
            if form_label is not None:
                span = spans.get((row, column))
                right, bottom = (span.right, span.bottom) if span else (column, row)
                labels[row, column] = FormLabel(row, column, right, bottom, *form_label)
    return _resolve_bare_names(
        {at: label for at, label in labels.items() if not _is_language_answer(grid, labels, label)}
    )


def _is_language_answer(grid: SheetGrid, labels: dict[tuple[int, int], FormLabel], label: FormLabel) -> bool:
    """中文 and English, 中文 say what somebody speaks, unless a label at their left says whose name they part."""
    spoken, unread = parse_languages(label.text)
    left = label.row, label.column - 1
    named = labels.get(grid.origin.get(left, left))
    parts_name = (
        len(spoken) == 1 and named is not None and named.field in _NAME_FIELDS and not parse_languages(named.text)[0]
    )
    return bool(spoken) and not unread and not parts_name


def _resolve_bare_names(labels: dict[tuple[int, int], FormLabel]) -> dict[tuple[int, int], FormLabel]:
    """A bare "Name" is a person's where another label names the firm."""
    bare = {at for at, label in labels.items() if is_ambiguous_name(label.text)}
    if not any(label.field is SheetField.COMPANY for at, label in labels.items() if at not in bare):
        return labels
    persons = {at: guess.field for at in bare if (guess := guess_field(labels[at].text, True))}
    return {at: replace(label, field=persons.get(at, label.field)) for at, label in labels.items()}


def parse_form_label(text: str) -> tuple[str, SheetField, str | None] | None:
    """(label, field, value behind the colon) of a text that is a label; None for any other."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if _TICK_BOX.match(shown) or is_count([shown]):
        return None
    if asked := _parse_consent_label(shown):
        return asked
    if match := _LABEL_WITH_VALUE.match(shown) or _QUESTION_WITH_ANSWER.match(shown):
        label = strip_label(match[1])
        guess = guess_field(label)
        if guess is not None and label:
            return label, guess.field, parse_form_value(match[2])
    label = strip_label(shown)
    guess = guess_field(_LABEL_NUMBER.sub("", label)) if len(label) <= MAX_FORM_LABEL_LENGTH else None
    return (label, guess.field, None) if guess is not None and guess.exact else None


_YES_NO_CHOICE: Final = re.compile(
    r"\s*[(（\[]?\s*(?:yes|oui|y|o|是|同意)\s*[/／|]\s*(?:no|non|n|否|不同意)\s*[)）\]]?\s*$", re.IGNORECASE
)
"""The answers that a question leaves, behind it."""


def _parse_consent_label(shown: str) -> tuple[str, SheetField, str | None] | None:
    """A consent that is asked for in as many words as it takes, its answer elsewhere."""
    if len(shown) > MAX_CONSENT_HEADER_LENGTH:
        return None
    bare = _YES_NO_CHOICE.sub("", shown)
    if bare == shown and not shown.endswith((":", "?")):
        return None
    asked = parse_consent_header(strip_label(bare))
    return (strip_label(bare), asked.field, None) if asked else None


def strip_label(text: str) -> str:
    """Without numbering, stars and colon."""
    return _TRAILING_SIGNS.sub("", _NUMBERING.sub("", tidy_text(text)))


def parse_form_value(text: str) -> str:
    """What somebody wrote: ticked boxes alone where there are boxes; "" for a blank line or what asks to write."""
    text = text.strip().strip("_＿ ")
    return "" if _PLACEHOLDER.match(text) else select_ticked(text)


_TICK_BOX: Final = re.compile(r"[☑☒✓✔√■▣✅☐□○◯❑❏]|\[\s*(?:[xX√✓]\s*)?\]|[(（]\s*(?:[√✓✔xX]\s*)?[)）]")
_TICK_MARK: Final = re.compile(r"[☑☒✓✔√■▣✅xX]")


@dataclass(frozen=True, slots=True)
class TickBox:
    """What a box stands before, and whether it is ticked."""

    text: str
    ticked: bool


def parse_boxed_consent(text: str) -> TickBox | None:
    """A consent behind a box of its own: ☑ I agree to be listed; None for answers to tick: ☑ Yes ☐ No."""
    shown = text.strip()
    box = _TICK_BOX.match(shown)
    if box is None or len(_TICK_BOX.findall(shown)) > 1:
        return None
    statement = tidy_text(shown[box.end() :])
    return TickBox(statement, _TICK_MARK.search(box[0]) is not None) if parse_consent_header(statement) else None


def has_tick(text: str) -> bool:
    return any(_TICK_MARK.search(box[0]) for box in _TICK_BOX.finditer(text))


def starts_with_box(text: str) -> bool:
    return _TICK_BOX.match(text.strip()) is not None


def select_ticked(text: str) -> str:
    """☑ Finance ☐ Trade → Finance; a box belongs to the words behind it, unless the text begins with words."""
    marks = list(_TICK_BOX.finditer(text))
    blank = [mark for mark in marks if not _TICK_MARK.search(mark[0])]
    if not marks or (not blank and len(marks) < 2 and not text.startswith(marks[0][0])):
        return text
    first = text[: marks[0].start()].strip()
    edges = [mark.start() for mark in marks] + [len(text)]
    if first and not text[marks[-1].end() :].strip():
        starts = [0] + [mark.end() for mark in marks]
        words = [text[start : mark.start()] for start, mark in zip(starts, marks, strict=False)]
    else:
        words = [text[mark.end() : edge] for mark, edge in zip(marks, edges[1:], strict=True)]
    chosen = [word.strip(" \n,，;；、/") for word, mark in zip(words, marks, strict=True) if _TICK_MARK.search(mark[0])]
    return "; ".join(filter(None, chosen)) or (text if chosen else "")


def label_keys(labels: list[FormLabel]) -> set[str]:
    return {compact(label.text) for label in labels}


@dataclass
class FormValues:
    """Takes each label's value; what was taken is no heading. ``shape``: ``beside`` or ``below``, where values
    stand."""

    grid: SheetGrid
    labels: dict[tuple[int, int], FormLabel]
    shape: str
    used: set[tuple[int, int]] = field(default_factory=set)

    def filled(self, row: int, column: int) -> SheetCell | None:
        """The cell if somebody wrote anything there."""
        at = self.grid.origin.get((row, column), (row, column))
        cell = self.grid.sheet.at(*at)
        if cell.value is None or at in self.labels:
            return cell if cell.error or cell.formula else None
        if not isinstance(cell.value, str):
            return cell
        text = parse_form_value(cell.text)
        return replace(cell, value=text) if text else None

    def value(self, label: FormLabel) -> tuple[SheetCell, int] | None:
        if self.shape == "below":
            return self.below(label) or self.right(label.row, label.right, label.bottom)
        return self.right(label.row, label.right, label.bottom)

    def right(self, row: int, column: int, bottom: int) -> tuple[SheetCell, int] | None:
        """The next cell at the right, before another label; of a label that spans rows, those of all of them."""
        numbers = [cell for each in range(row, bottom + 1) if (cell := self.next(each, column)) is not None]
        if not numbers:
            return None
        self.used.add((row, column))
        return (numbers[0], row) if len(numbers) == 1 else (SheetCell("\n".join(cell.text for cell in numbers)), row)

    def next(self, row: int, column: int) -> SheetCell | None:
        origins = self.grid.origin
        own = origins.get((row, column), (row, column))
        for at in range(column + 1, self.grid.last_column + 1):
            place = origins.get((row, at), (row, at))
            if place == own:
                continue
            if place in self.labels or place[0] != row:
                return None
            cell = self.filled(row, at)
            if starts_with_box(self.grid.sheet.at(*place).text):
                return self.boxes(row, at)
            if cell is not None:
                free = place not in self.used
                self.used.add(place)
                return cell if free else None
        return None

    def boxes(self, row: int, first: int) -> SheetCell | None:
        """What is ticked of the boxes side by side, each in a cell of its own."""
        places = [(row, at) for at in range(first, self.grid.last_column + 1)]
        boxes = [place for place in places if starts_with_box(self.grid.sheet.at(*place).text)]
        self.used.update(boxes)
        chosen = [text for place in boxes if (text := parse_form_value(self.grid.sheet.at(*place).text))]
        return SheetCell("; ".join(chosen)) if chosen else None

    def below(self, label: FormLabel) -> tuple[SheetCell, int] | None:
        at = label.bottom + 1, label.column
        cell = self.filled(*at)
        if cell is None or at in self.used:
            return None
        self.used |= {label.place, at}
        return cell, at[0]
