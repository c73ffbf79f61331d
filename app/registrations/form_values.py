"""The values of a form: beside their labels, below them, in boxes to tick."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.fields import Field
from app.registrations.form_labels import Label, begins_with_box, value_in
from app.registrations.grid import Grid

_LONG: Final = (Field.ABOUT, Field.OFFERS, Field.SEEKS, Field.SECTORS, Field.REMARKS)
_SHORT: Final = 20
"""A text below its label, in a form with values beside them, is longer than another label."""


@dataclass
class FormValues:
    """Takes each label's value; what was taken is no heading. ``shape``: ``beside`` or ``below``, where values
    stand."""

    grid: Grid
    labels: dict[tuple[int, int], Label]
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
        text = value_in(cell.text)
        return replace(cell, value=text) if text else None

    def value(self, label: Label) -> tuple[SheetCell, int] | None:
        if self.shape == "below":
            return self.below(label) or self.right(label.row, label.right, label.bottom)
        return self.right(label.row, label.right, label.bottom) or self.long_below(label)

    def right(self, row: int, column: int, bottom: int) -> tuple[SheetCell, int] | None:
        """The next cell at the right, before another label; of a label that spans rows, those of all of them."""
        found = [cell for each in range(row, bottom + 1) if (cell := self.next(each, column)) is not None]
        if not found:
            return None
        self.used.add((row, column))
        return (found[0], row) if len(found) == 1 else (SheetCell("\n".join(cell.text for cell in found)), row)

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
            if begins_with_box(self.grid.sheet.at(*place).text):
                return self.boxes(row, at)
            if cell is not None:
                free = place not in self.used
                self.used.add(place)
                return cell if free else None
        return None

    def boxes(self, row: int, first: int) -> SheetCell | None:
        """What is ticked of the boxes side by side, each in a cell of its own."""
        places = [(row, at) for at in range(first, self.grid.last_column + 1)]
        boxes = [place for place in places if begins_with_box(self.grid.sheet.at(*place).text)]
        self.used.update(boxes)
        chosen = [text for place in boxes if (text := value_in(self.grid.sheet.at(*place).text))]
        return SheetCell("; ".join(chosen)) if chosen else None

    def below(self, label: Label) -> tuple[SheetCell, int] | None:
        at = label.bottom + 1, label.column
        cell = self.filled(*at)
        if cell is None or at in self.used:
            return None
        self.used |= {label.place, at}
        return cell, at[0]

    def long_below(self, label: Label) -> tuple[SheetCell, int] | None:
        """A label alone in its row may have a text alone below it: a description, wishes."""
        texts = self.grid.own.get(label.bottom + 1, {})
        alone = len(self.grid.texts(label.row)) == 1 and len(texts) == 1 and label.column in texts
        long = alone and len(self.grid.text(label.bottom + 1, label.column)) > _SHORT
        return self.below(label) if long and label.field in _LONG else None
