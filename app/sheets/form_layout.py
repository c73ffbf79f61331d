"""What kind of form a sheet is, if it is one: values beside their labels, or below them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from app.companies.names.parsing import compact
from app.sheets.cells import is_any_yes_no
from app.sheets.column_contents import are_company_names
from app.sheets.fields import COMPANY_NAME_FIELDS, PERSON_FIELDS, SheetField
from app.sheets.form_fields import FormLabel, label_keys, parse_form_value
from app.sheets.grid import SheetGrid
from app.sheets.job_titles import is_job_title
from app.sheets.phrases import PhraseKind, get_phrase_keys

LabelsByPlace = dict[tuple[int, int], FormLabel]
_PEOPLE_TABLE_FIELDS: Final = PERSON_FIELDS | {
    SheetField.SERIAL,
    SheetField.UNUSED,
    SheetField.REMARKS,
    SheetField.ARRIVAL,
    SheetField.DEPARTURE,
}
_MAX_ROWS_BELOW_HEADER: Final = 6
"""Below a header: its first two records and the headings of sections between them."""
_EXPLANATION_HEADERS: Final = get_phrase_keys(PhraseKind.EXPLANATION)
"""Head a table that explains the columns of another one."""


def is_explanation(grid: SheetGrid, first: int) -> bool:
    """Whether a header above the first label says that explanations or examples stand below."""
    above = [text for row in range(max(1, first - 3), first) if len(texts := grid.texts(row)) > 1 for text in texts]
    return any(compact(text) in _EXPLANATION_HEADERS for text in above)


def find_form_layout(grid: SheetGrid, labels: LabelsByPlace, name: FormLabel) -> str:
    """``beside`` or ``below``, where values stand; "" where this label begins a list."""
    column = [label for label in labels.values() if label.column == name.column]
    fields = {label.field for label in column} - {SheetField.UNUSED}
    if len(label_keys(column)) >= 3 and len(fields) >= 2:
        beside = [label for label in column if label.inline or has_value_beside(grid, labels, label)]
        below = [label for label in column if _has_value_below(grid, labels, label)]
        asked = [label for label in column if label in below or label.field is not SheetField.UNUSED]
        return "below" if 2 * len(beside) < len(below) and len(below) >= 0.6 * len(asked) else "beside"
    has_value = name.inline or has_value_beside(grid, labels, name)
    if has_value and _count_row_labels(labels, name.row) <= 2 and _is_in_pairs(grid, labels):
        return "beside"
    return ""


def _is_in_pairs(grid: SheetGrid, labels: LabelsByPlace) -> bool:
    """Few rows, in each of which labels and their values take turns."""
    answered = [label for label in labels.values() if label.inline or has_value_beside(grid, labels, label)]
    fields, rows = {label.field for label in answered}, {label.row for label in answered}
    return len(answered) == len(labels) and len(fields) >= 3 and len(rows) >= 2


def remove_answers_beside(grid: SheetGrid, labels: LabelsByPlace) -> LabelsByPlace:
    """Without words that are labels elsewhere and answer the label at their left: Nature of business, Trade."""
    columns = Counter(column for _, column in labels)
    tables = {row for row in find_people_rows(labels) if heads_people_table(grid, labels, row)}
    ends = {
        (label.row, label.right + 1): _label_without_number(label) for label in labels.values() if label.inline is None
    }
    roles = {at for at, label in labels.items() if _is_role_answer(labels, label)}
    return {
        at: label
        for at, label in labels.items()
        if at not in roles
        and (
            at not in ends
            or ends[at] == _label_without_number(label)
            or label.inline is not None
            or columns[at[1]] >= 3
            or at[0] in tables
            or has_value_beside(grid, labels, label)
        )
    }


def remove_answers_below(labels: LabelsByPlace) -> LabelsByPlace:
    """Without words that are labels elsewhere and answer the label right above: No, Vegetarian."""
    ends = {(label.bottom + 1, label.column): label for label in labels.values()}
    return {
        at: label
        for at, label in labels.items()
        if at not in ends or not (is_any_yes_no(label.text) or ends[at].field is label.field)
    }


def _is_role_answer(labels: LabelsByPlace, label: FormLabel) -> bool:
    """What somebody is, alone behind the label that asks for it: Title, Interpreter; no header of a table."""
    left = [
        neighbour
        for neighbour in labels.values()
        if (neighbour.row, neighbour.right + 1) == label.place and neighbour.inline is None
    ]
    asked = any(neighbour.field in (SheetField.TITLE, SheetField.TITLE_ZH) for neighbour in left)
    return asked and is_job_title(label.text) and _count_row_labels(labels, label.row) == 2


def _label_without_number(label: FormLabel) -> str:
    """Representative 1 and Representative 2 are the same."""
    return compact(label.text).rstrip("0123456789")


def _has_value_below(grid: SheetGrid, labels: LabelsByPlace, label: FormLabel) -> bool:
    at = label.bottom + 1, label.column
    return at not in labels and bool(parse_form_value(grid.sheet.at(*at).text))


def has_value_beside(grid: SheetGrid, labels: LabelsByPlace, label: FormLabel) -> bool:
    at = grid.origin.get((label.row, label.right + 1), (label.row, label.right + 1))
    return at not in labels and bool(parse_form_value(grid.sheet.at(*at).text))


def is_company_list(grid: SheetGrid, labels: LabelsByPlace) -> bool:
    """Whether a row of nothing but labels names the company and more, and companies stand below it; any other such
    row names the company again, as a header does that comes several times. Words of a header may answer in such a
    list."""
    if any(_heads_company_records(grid, labels, name) for name in labels.values()):
        return True
    rows = {
        row for row in grid.own if len(grid.texts(row)) >= 2 and _count_row_labels(labels, row) == len(grid.texts(row))
    }
    heads = {
        name.row: name.column for name in labels.values() if name.field in COMPANY_NAME_FIELDS and name.row in rows
    }
    if not rows or min(rows) not in heads:
        return False
    first = min(rows)
    again = {row for row in rows if row != first + 1 and row not in heads}
    return not again and any(_is_record(grid, labels, row, heads[first]) for row in (first + 1, first + 2))


def _heads_company_records(grid: SheetGrid, labels: LabelsByPlace, name: FormLabel) -> bool:
    """Whether a label of companies stands in a row of mostly labels with two records below it, or above different
    names that end in a legal form, whatever headers of their own a chamber has beside it."""
    if name.field not in COMPANY_NAME_FIELDS or name.inline is not None or len(grid.texts(name.row)) < 2:
        return False
    below = [grid.text(row, name.column) for row in range(name.bottom + 1, grid.last_row + 1)]
    companies = {text for text in below if are_company_names([text])}
    if len(companies) >= 2 and 2 * len(companies) >= len([text for text in below if text]):
        return True
    row_labels = _count_row_labels(labels, name.row)
    mostly = row_labels >= 3 and 2 * row_labels > len(grid.texts(name.row))
    rows = [
        row for row in range(name.bottom + 1, name.bottom + 1 + _MAX_ROWS_BELOW_HEADER) if len(grid.texts(row)) > 1
    ][:2]
    return mostly and len(rows) == 2 and all(_is_record(grid, labels, row, name.column) for row in rows)


def _is_record(grid: SheetGrid, labels: LabelsByPlace, row: int, name: int) -> bool:
    """A row of values, whatever some of them say: the firm's name is none of the labels."""
    texts = len(grid.texts(row))
    return (
        texts >= 2
        and bool(grid.text(row, name))
        and (row, name) not in labels
        and _count_row_labels(labels, row) < texts
    )


def _count_row_labels(labels: LabelsByPlace, row: int) -> int:
    return sum(1 for label in labels.values() if label.row == row)


def find_people_rows(labels: LabelsByPlace) -> list[int]:
    """Rows that are the header of a table of people."""
    by_row: dict[int, list[FormLabel]] = {}
    for label in labels.values():
        if label.inline is None:
            by_row.setdefault(label.row, []).append(label)
    return [
        row
        for row, row_labels in by_row.items()
        if len({label.field for label in row_labels} & PERSON_FIELDS) >= 2
        and all(label.field in _PEOPLE_TABLE_FIELDS for label in row_labels)
    ]


def heads_people_table(grid: SheetGrid, labels: LabelsByPlace, row: int) -> bool:
    """Whether the labels of a row stand side by side, none with a value of its own."""
    own = [label for label in labels.values() if label.row == row]
    return not any(label.inline or has_value_beside(grid, labels, label) for label in own)
