"""A sheet as the eye sees it: merged cells fill their range, yet each text is known to stand in one place."""

from __future__ import annotations

from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import EMPTY_CELL, SheetCell, Worksheet


class SheetGrid:
    """The sheet with merged cells spread over their range; ``own`` holds only what stands in a cell itself."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.own: dict[int, dict[int, SheetCell]] = dict(sheet.rows())
        self.last_row, self.last_column = sheet.last_row, sheet.last_column
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        for merged in sheet.merged:
            for row in range(merged.top, min(merged.bottom, self.last_row) + 1):
                for column in range(merged.left, min(merged.right, self.last_column) + 1):
                    self.origin[row, column] = (merged.top, merged.left)

    def at(self, row: int, column: int) -> SheetCell:
        return self.sheet.at(*self.origin.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        return tidy_text(self.at(row, column).text)

    def texts(self, row: int) -> list[str]:
        """What stands in the row itself, merged cells once."""
        return [text for cell in self.own.get(row, {}).values() if (text := tidy_text(cell.text))]

    def spread(self, row: int) -> dict[int, SheetCell]:
        """All cells of a row, those merged into it from above or from the left too."""
        return {
            column: cell
            for column in range(1, self.last_column + 1)
            if (cell := self.at(row, column)) is not EMPTY_CELL
        }

    def joined(self, upper: int, lower: int) -> bool:
        """Whether merged cells tie two rows together: one spans both, or one of the upper row groups columns."""
        for merged in self.sheet.merged:
            both = merged.top <= upper and merged.bottom >= lower
            group = merged.top == merged.bottom == upper and 1 < merged.right - merged.left + 1 < self.last_column
            if both or group:
                return True
        return False
