"""A sheet of a pack: its key, its content, the mark of that, and which sheets differ from what was printed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from app.core.localized import Localized

T = TypeVar("T")
LATER_FIELDS: Final = frozenset({"online"})
"""Fields that have come to the sheets since some were printed without them."""


@dataclass(frozen=True, slots=True)
class PaperSheet(Generic[T]):
    """``key``: which sheet it is, the same in each run; ``says``: all that stands on it but its run and its time;
    ``spoken``: whose language it may be set in; ``title``: by what one finds it in the pack."""

    key: str
    title: str
    says: T
    spoken: str = ""
    day: date | None = None
    delegation_id: int | None = None


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """``printed``: the number of the newest run, 0 where there was none; ``anew``: keys of sheets that say something
    else now or are new; ``removed``: keys that were printed and are no more."""

    printed: int
    anew: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.anew or self.removed)


def get_sheet_mark(sheet: PaperSheet[Any], secret: bytes) -> str:
    """What a run keeps of a sheet instead of its words: a name cannot be guessed from it without the secret."""
    content = json.dumps(
        asdict(sheet.says, dict_factory=_drop_empty_later_fields), default=_to_json, sort_keys=True, ensure_ascii=False
    )
    return hmac.digest(secret, f"{sheet.key}\0{content}".encode(), "sha256").hex()[:32]


def _drop_empty_later_fields(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """What stands there: a word that sheets have learned since, and that this one has not, is none of it, lest a new
    version call all printed sheets changed."""
    return {name: value for name, value in fields if value or name not in LATER_FIELDS}


def get_sheet_marks(sheets: Iterable[PaperSheet[Any]], secret: bytes) -> dict[str, str]:
    return {sheet.key: get_sheet_mark(sheet, secret) for sheet in sheets}


def get_last_printed(runs: Iterable[tuple[int, Mapping[str, str | None]]]) -> tuple[int, dict[str, str]]:
    """The newest number and what was printed last of each sheet; ``runs``: number and marks, by number. A mark of None
    takes a sheet back that is no more."""
    newest, known = 0, dict[str, str]()
    for number, marks in runs:
        newest = number
        for key, mark in marks.items():
            if mark is None:
                known.pop(key, None)
            else:
                known[key] = mark
    return newest, known


def get_sheet_changes(newest: int, printed: Mapping[str, str], now: Mapping[str, str]) -> SheetChanges:
    """What must be printed again, in the order of the pack, and what must be taken back."""
    if not newest:
        return SheetChanges(0)
    anew = tuple(key for key, mark in now.items() if printed.get(key) != mark)
    return SheetChanges(newest, anew, tuple(key for key in printed if key not in now))


def filter_by_delegation(sheets: Sequence[PaperSheet[T]], delegation_id: int | None) -> list[PaperSheet[T]]:
    return [sheet for sheet in sheets if delegation_id is None or sheet.delegation_id == delegation_id]


def filter_by_days(sheets: Sequence[PaperSheet[T]], days: Iterable[date]) -> list[PaperSheet[T]]:
    """Those of these days, and those that are of no day; all where none is named."""
    wanted = set(days)
    return [sheet for sheet in sheets if not wanted or sheet.day is None or sheet.day in wanted]


def _to_json(value: object) -> object:
    if isinstance(value, Localized):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


@dataclass(frozen=True, slots=True)
class SheetKey:
    """``letter``: p person, f firm, t table, i interpreter, v visit, m slip, s time; ``about``: a number, or a time."""

    letter: str
    about: str
    day: date | None = None


def parse_sheet_key(key: str) -> SheetKey:
    about, _, rest = key[1:].partition(":")
    if key[0] == "s":
        at = datetime.strptime(about, "%Y%m%dT%H%M")  # noqa: DTZ007 on the clock of the event
        return SheetKey("s", f"{at:%H:%M}", at.date())
    return SheetKey(key[0], about, date.fromisoformat(rest) if len(rest) == 10 else None)
