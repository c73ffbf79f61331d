"""A sheet of pairs as a grid of texts, and what each of its columns holds: by its header, else by its contents, else
as somebody said."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import SheetCell, Worksheet
from app.meetings.pair_sheet import PairRow, moment_of, priority_of
from app.meetings.pair_words import KINDS, NAMES, named
from app.registrations.cells import is_ditto, tidy

HEADER_AMONG_ROWS: Final = 60
MOST_COLUMNS: Final = 40
LONGEST: Final = 200
MOSTLY: Final = 0.5
"""The share of a column's texts that must be of a kind for the column to be so."""


@dataclass
class Grid:
    """``header``: the row of the headers, 0 for none; ``kinds``: kind → column; ``rows``: row → column → text, of all
    rows below the header that hold any."""

    name: str
    header: int
    labels: dict[int, str] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    rows: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[int]:
        """The columns that hold anything."""
        return sorted({at for row in self.rows.values() for at in row})

    def sample(self, at: int) -> str:
        """The first text of a column."""
        return next((row[at] for row in self.rows.values() if row.get(at)), "")

    def kind_of(self, at: int) -> str:
        """What a column is taken for; "" for nothing."""
        return next((kind for kind, column in self.kinds.items() if column == at), "")

    def take_for(self, said: Mapping[int, str]) -> None:
        """Keep what somebody said of columns (column → kind, "" for nothing); of two of a kind the first counts."""
        kinds = {at: kind for kind, at in self.kinds.items()}
        kinds |= {at: kind for at, kind in said.items() if kind in KINDS or not kind}
        self.kinds = {kind: at for at, kind in sorted(kinds.items(), reverse=True) if kind}

    def pairs(self) -> Iterator[PairRow]:
        """The rows, without repeated headers and those that name no firm."""
        heads = {kind: compact(self.labels.get(at, "")) for kind, at in self.kinds.items()} if self.header else {}
        above: dict[str, str] = {}
        for number, row in sorted(self.rows.items()):
            told = {kind: row.get(at, "") for kind, at in self.kinds.items()}
            told = {**dict.fromkeys(NAMES, ""), **told}
            repeated = bool(heads) and all(compact(told[kind]) == heads.get(kind) for kind in NAMES)
            if repeated or not any(told[kind] for kind in NAMES):
                continue
            told |= {kind: above.get(kind, "") for kind in NAMES if is_ditto(told[kind])}
            above = told
            yield PairRow(self.name, number, **told)

    def to_json(self) -> list[Any]:
        """As plain JSON; ``of_json`` takes it back."""
        rows = [[number, list(row.items())] for number, row in self.rows.items()]
        return [self.name, self.header, list(self.labels.items()), self.kinds, rows]

    @classmethod
    def of_json(cls, told: list[Any]) -> "Grid":
        name, header, labels, kinds, rows = told
        return cls(name, header, dict(labels), dict(kinds), {number: dict(row) for number, row in rows})


def grids_in(sheets: Sequence[Worksheet], tables: Collection[str] = ()) -> list[Grid]:
    """The sheets that are shown and hold two columns of names, in their order. ``tables``: what the event calls its
    own, by which a column of them is known."""
    known = frozenset(compact(table) for table in tables)
    made = [_grid(sheet, known) for sheet in sheets if sheet.visible and not sheet.refused]
    return [grid for grid in made if all(kind in grid.kinds for kind in NAMES)]


def pairs_in(sheets: Sequence[Worksheet], tables: Collection[str] = ()) -> list[PairRow]:
    """The rows of all sheets that are shown, in their order, without titles, blank rows and repeated headers."""
    return [row for grid in grids_in(sheets, tables) for row in grid.pairs()]


def _grid(sheet: Worksheet, tables: Collection[str]) -> Grid:
    header, kinds = _header(sheet)
    columns = _columns(sheet)
    labels = {at: _text(sheet.at(header, at)) for at in columns} if header else {}
    grid = Grid(sheet.name, header, {at: text for at, text in labels.items() if text}, kinds)
    for number, _cells in sheet.rows():
        row = {at: text[:LONGEST] for at in columns if (text := _text(_cell(sheet, number, at)))}
        if number > header and row:
            grid.rows[number] = row
    _by_contents(grid, tables)
    return grid


def _columns(sheet: Worksheet) -> list[int]:
    return sorted({column for _row, column in sheet.cells})[:MOST_COLUMNS]


def _header(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the header (0 for none) and kind → column; it names two things at least."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in list(sheet.rows())[:HEADER_AMONG_ROWS]:
        found = named({at: _text(cell) for at, cell in cells.items()})
        if len(found) >= len(NAMES) and len(found) > len(best[1]):
            best = (number, found)
    return best


def _by_contents(grid: Grid, tables: Collection[str]) -> None:
    """Find what the header did not say: times, priorities and tables by how they look, names among the rest."""
    looks = {"time": _is_time, "priority": _is_priority, "table": lambda text: compact(text) in tables}
    looked: list[tuple[int, Callable[[str], bool]]] = []
    for kind, looks_so in looks.items():
        if kind not in grid.kinds:
            found = next((at for at in _unclear(grid) if _mostly(grid, at, looks_so)), None)
            if found is not None:
                grid.kinds[kind] = found
                looked.append((found, looks_so))
    if not grid.header and looked and _unknown_header(grid, looked):
        _by_contents(grid, tables)  # without the header's words among them
        return
    for name in NAMES:
        if name not in grid.kinds:
            rest = [at for at in _unclear(grid) if _mostly(grid, at, _is_name)] or _unclear(grid)
            if rest:
                grid.kinds[name] = rest[0]


def _unknown_header(grid: Grid, looked: Sequence[tuple[int, Callable[[str], bool]]]) -> bool:
    """Take the first row for headers in words that nobody knows, if none of it looks as what stands below it."""
    first, texts = next(iter(grid.rows.items()))
    is_header = all(at in texts and not looks_so(texts[at]) for at, looks_so in looked)
    if is_header:
        grid.header, grid.labels = first, grid.rows.pop(first)
    return is_header


def _unclear(grid: Grid) -> list[int]:
    taken = set(grid.kinds.values())
    return [at for at in grid.columns if at not in taken]


def _mostly(grid: Grid, at: int, looks_so: Callable[[str], bool]) -> bool:
    texts = [row[at] for row in grid.rows.values() if row.get(at)]
    return bool(texts) and sum(looks_so(text) for text in texts) >= MOSTLY * len(texts)


def _is_time(text: str) -> bool:
    return moment_of(text) is not None


def _is_priority(text: str) -> bool:
    """A word for it; letters and numbers alone may be anything."""
    return len(compact(text)) > 1 and priority_of(text) is not None


def _is_name(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) > 1


def _cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    """What stands there, if only as a part of merged cells."""
    for merged in sheet.merged:
        if (row, column) in merged:
            return sheet.at(merged.top, merged.left)
    return sheet.at(row, column)


def _text(cell: SheetCell) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if cell.struck else tidy(cell.text)
