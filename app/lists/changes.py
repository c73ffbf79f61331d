"""What changed in a list since it was last taken, told by marks: of each cell a few letters that give nothing away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.documents.csv import CellValue

MARK_LENGTH: Final = 6
"""Of a mark, hexadecimal: one change in sixteen million is missed."""

RowKey = tuple[int, int | None]
"""A row by its registration and its person."""


@dataclass(frozen=True, slots=True)
class ListMarks:
    """The marks of a list as it was taken: each row's, one behind the other, in the order of ``columns``."""

    columns: tuple[str, ...]
    rows: Mapping[RowKey, str]


@dataclass(frozen=True, slots=True)
class ListChanges:
    """``changed``: each row that differs, with the columns in which it does."""

    new: tuple[RowKey, ...] = ()
    changed: tuple[tuple[RowKey, tuple[str, ...]], ...] = ()
    removed: tuple[RowKey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def row_marks(rows: Iterable[Sequence[CellValue]], secret: bytes) -> list[str]:
    """A text for each row. ``secret``: without it nobody finds a value by trying; at most 64 bytes count."""
    mark = _MarkCache(secret).__getitem__
    return ["".join(map(mark, row)) for row in rows]


class _MarkCache(dict[CellValue, str]):
    """The mark of each value, made when it is first asked for: most stand in a list again and again."""

    def __init__(self, secret: bytes) -> None:
        super().__init__()
        self._start = hashlib.blake2b(key=secret[:64], digest_size=MARK_LENGTH // 2)

    def __missing__(self, value: CellValue) -> str:
        begun = self._start.copy()
        begun.update((value if value.__class__ is str else "" if value is None else str(value)).encode())
        mark = self[value] = begun.hexdigest()
        return mark


def find_changes(before: ListMarks, now: ListMarks) -> ListChanges:
    """What is new, changed (in the columns that both have) and gone; in the order of ``now``, gone as they stood."""
    places = {name: place for place, name in enumerate(before.columns)}
    both = [(name, places[name], place) for place, name in enumerate(now.columns) if name in places]
    changed = []
    for key, marks in now.rows.items():
        was = before.rows.get(key)
        if was is None or (was == marks and before.columns == now.columns):
            continue
        names = tuple(name for name, old, new in both if _mark_at(was, old) != _mark_at(marks, new))
        if names:
            changed.append((key, names))
    return ListChanges(
        tuple(key for key in now.rows if key not in before.rows),
        tuple(changed),
        tuple(key for key in before.rows if key not in now.rows),
    )


def _mark_at(marks: str, place: int) -> str:
    return marks[place * MARK_LENGTH : (place + 1) * MARK_LENGTH]


ListChangeLine = tuple[str, str, tuple[str, ...]]
"""What happened (new, changed, gone), who, and in which columns."""


@dataclass(frozen=True, slots=True)
class ListNews:
    """``since``: when it was last taken, on the clocks of the event; ``names``: what each row that is spoken of is
    called."""

    since: datetime
    changes: ListChanges
    names: Mapping[RowKey, str]

    def lines(self) -> Iterator[ListChangeLine]:
        """Row by row: the new ones, the changed ones with their columns, those that stand in it no more and may be
        named."""
        for key in self.changes.new:
            yield "new", self.names.get(key, ""), ()
        for key, columns in self.changes.changed:
            yield "changed", self.names.get(key, ""), columns
        for key in self.changes.removed:
            if key in self.names:
                yield "gone", self.names[key], ()
