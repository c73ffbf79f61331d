"""What kind of form a sheet is, if it is one: values beside their labels, or below them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.registrations.cells import is_plain_answer
from app.registrations.column_contents import names_firms
from app.registrations.fields import COMPANY_NAMES, PERSON_FIELDS, Field
from app.registrations.form_labels import Label, keys, value_in
from app.registrations.grid import Grid
from app.registrations.role_words import is_role

Labels = dict[tuple[int, int], Label]
_WITH_PEOPLE: Final = PERSON_FIELDS | {Field.SERIAL, Field.UNUSED, Field.REMARKS, Field.ARRIVAL, Field.DEPARTURE}
_FEW_ROWS: Final = 6
"""Below a header: its first two records and the headings of sections between them."""
_GUIDES: Final = word_set(
    """
    example examples description explanation whattowrite howtofill instructions exemple exemples explication consigne
    示例 样例 举例 填写说明 填写要求 填写示例 填报说明 字段说明 说明
    """
)
"""Head a table that explains the columns of another one."""


def explains(grid: Grid, first: int) -> bool:
    """Whether a header above the first label says that explanations or examples stand below."""
    above = [text for row in range(max(1, first - 3), first) if len(texts := grid.texts(row)) > 1 for text in texts]
    return any(compact(text) in _GUIDES for text in above)


def shape_of(grid: Grid, labels: Labels, name: Label) -> str:
    """``beside`` or ``below``, where values stand; "" where this label begins a list."""
    column = [label for label in labels.values() if label.column == name.column]
    fields = {label.field for label in column} - {Field.UNUSED}
    if len(keys(column)) >= 3 and len(fields) >= 2:
        beside = [label for label in column if label.inline or stands_beside(grid, labels, label)]
        below = [label for label in column if _stands_below(grid, labels, label)]
        asked = [label for label in column if label in below or label.field is not Field.UNUSED]
        return "below" if 2 * len(beside) < len(below) and len(below) >= 0.6 * len(asked) else "beside"
    told = name.inline or stands_beside(grid, labels, name)
    if told and _row_labels(labels, name.row) <= 2 and (_table_below(labels, name) or _in_pairs(grid, labels)):
        return "beside"
    return "below" if _alternates(grid, labels) else ""


def _in_pairs(grid: Grid, labels: Labels) -> bool:
    """Few rows, in each of which labels and their values take turns."""
    told = [one for one in labels.values() if one.inline or stands_beside(grid, labels, one)]
    fields, rows = {one.field for one in told}, {one.row for one in told}
    return len(told) == len(labels) and len(fields) >= 3 and len(rows) >= 2


def without_answers(grid: Grid, labels: Labels) -> Labels:
    """Without words that are labels elsewhere and answer the label at their left: Nature of business, Trade."""
    columns = Counter(column for _, column in labels)
    tables = {row for row in people_rows(labels) if heads_people(grid, labels, row)}
    ends = {(label.row, label.right + 1): _uncounted(label) for label in labels.values() if label.inline is None}
    roles = {at for at, label in labels.items() if _says_a_role(labels, label)}
    return {
        at: label
        for at, label in labels.items()
        if at not in roles
        and (
            at not in ends
            or ends[at] == _uncounted(label)
            or label.inline is not None
            or columns[at[1]] >= 3
            or at[0] in tables
            or stands_beside(grid, labels, label)
        )
    }


def without_answers_below(labels: Labels) -> Labels:
    """Without words that are labels elsewhere and answer the label right above: No, Vegetarian."""
    ends = {(label.bottom + 1, label.column): label for label in labels.values()}
    return {
        at: label
        for at, label in labels.items()
        if at not in ends or not (is_plain_answer(label.text) or ends[at].field is label.field)
    }


def _says_a_role(labels: Labels, label: Label) -> bool:
    """What somebody is, alone behind the label that asks for it: Title, Interpreter; no header of a table."""
    left = [one for one in labels.values() if (one.row, one.right + 1) == label.place and one.inline is None]
    asked = any(one.field in (Field.TITLE, Field.TITLE_ZH) for one in left)
    return asked and is_role(label.text) and _row_labels(labels, label.row) == 2


def _uncounted(label: Label) -> str:
    """Representative 1 and Representative 2 are the same."""
    return compact(label.text).rstrip("0123456789")


def _stands_below(grid: Grid, labels: Labels, label: Label) -> bool:
    at = label.bottom + 1, label.column
    return at not in labels and bool(value_in(grid.sheet.at(*at).text))


def stands_beside(grid: Grid, labels: Labels, label: Label) -> bool:
    at = grid.origin.get((label.row, label.right + 1), (label.row, label.right + 1))
    return at not in labels and bool(value_in(grid.sheet.at(*at).text))


def begins_list(grid: Grid, labels: Labels) -> bool:
    """Whether a row of nothing but labels names the firm and more, and firms stand below it; any other such row names
    the firm again, as a header does that comes several times. Words of a header may answer in such a list."""
    if any(_heads_records(grid, labels, name) for name in labels.values()):
        return True
    rows = {row for row in grid.own if len(grid.texts(row)) >= 2 and _row_labels(labels, row) == len(grid.texts(row))}
    heads = {name.row: name.column for name in labels.values() if name.field in COMPANY_NAMES and name.row in rows}
    if not rows or min(rows) not in heads:
        return False
    first = min(rows)
    again = {row for row in rows if row != first + 1 and row not in heads}
    return not again and any(_is_record(grid, labels, row, heads[first]) for row in (first + 1, first + 2))


def _heads_records(grid: Grid, labels: Labels, name: Label) -> bool:
    """Whether a label of firms stands in a row of mostly labels with two records below it, or above different
    names that end in a legal form, whatever headers of their own a chamber has beside it."""
    if name.field not in COMPANY_NAMES or name.inline is not None or len(grid.texts(name.row)) < 2:
        return False
    below = [grid.text(row, name.column) for row in range(name.bottom + 1, grid.last_row + 1)]
    firms = {text for text in below if names_firms([text])}
    if len(firms) >= 2 and 2 * len(firms) >= len([text for text in below if text]):
        return True
    told = _row_labels(labels, name.row)
    mostly = told >= 3 and 2 * told > len(grid.texts(name.row))
    rows = [row for row in range(name.bottom + 1, name.bottom + 1 + _FEW_ROWS) if len(grid.texts(row)) > 1][:2]
    return mostly and len(rows) == 2 and all(_is_record(grid, labels, row, name.column) for row in rows)


def _is_record(grid: Grid, labels: Labels, row: int, name: int) -> bool:
    """A row of values, whatever some of them say: the firm's name is none of the labels."""
    texts = len(grid.texts(row))
    return texts >= 2 and bool(grid.text(row, name)) and (row, name) not in labels and _row_labels(labels, row) < texts


def _row_labels(labels: Labels, row: int) -> int:
    return sum(1 for label in labels.values() if label.row == row)


def people_rows(labels: Labels) -> list[int]:
    """Rows that are the header of a table of people."""
    by_row: dict[int, list[Label]] = {}
    for label in labels.values():
        if label.inline is None:
            by_row.setdefault(label.row, []).append(label)
    return [
        row
        for row, found in by_row.items()
        if len({label.field for label in found} & PERSON_FIELDS) >= 2
        and all(one.field in _WITH_PEOPLE for one in found)
    ]


def heads_people(grid: Grid, labels: Labels, row: int) -> bool:
    """Whether the labels of a row stand side by side, none with a value of its own."""
    own = [label for label in labels.values() if label.row == row]
    return not any(label.inline or stands_beside(grid, labels, label) for label in own)


def _table_below(labels: Labels, name: Label) -> bool:
    """A table of people begins at the left below the firm's name; the second row of a list's header does not."""
    first = {row: min(column for at, column in labels if at == row) for row in people_rows(labels)}
    return any(row > name.bottom and column <= name.column for row, column in first.items())


def _alternates(grid: Grid, labels: Labels) -> bool:
    """Rows of labels, each with one row of values below it; none has most of all labels, and no header comes again."""
    rows = sorted(row for row in {each.row for each in labels.values()} if _is_of_labels(grid, labels, row))
    fields = {label.field for label in labels.values()} - {Field.UNUSED}
    repeated = len(keys(list(labels.values()))) < 0.8 * len(labels)
    if len(rows) < 2 or len(fields) < 4 or repeated:
        return False
    widest = max(_row_labels(labels, row) for row in rows)
    inside = [row for row in rows if row + 1 not in rows and grid.own.get(row + 1)]
    return (
        widest < 0.7 * len(labels)
        and len(inside) == len(rows)
        and all(not grid.own.get(row + 2) or row + 2 in rows or len(grid.own[row + 2]) == 1 for row in rows)
    )


def _is_of_labels(grid: Grid, labels: Labels, row: int) -> bool:
    """A word of a header among the values of a row does not make it one."""
    return 2 * _row_labels(labels, row) > len(grid.texts(row))


def has_list(grid: Grid, labels: Labels, shape: str) -> bool:
    """Whether a header of a list of firms stands there: their names and more side by side, two rows of values
    right below, or below the heading of a section."""
    for name in labels.values():
        if name.field not in COMPANY_NAMES or name.inline is not None:
            continue
        beside = [one for one in labels.values() if one.row == name.row and one.field not in COMPANY_NAMES]
        told = len([one for one in beside if one.inline is None]) >= (2 if shape == "beside" else 99)
        filled = [
            row
            for row in range(name.bottom + 1, name.bottom + 4)
            if len(grid.texts(row)) >= 2 and not any((row, column) in labels for column in grid.own.get(row, {}))
        ]
        if told and len(filled) >= 2:
            return True
    return False
