"""A sheet of a pack: what it says, the mark of that, and which sheets say something else than was printed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from app.core.localized import Localized

T = TypeVar("T")
LEARNED: Final = frozenset({"online"})
"""Fields that have come to the sheets since some were printed without them."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """``key``: which sheet it is, the same in each run; ``says``: all that stands on it but its run and its time;
    ``spoken``: whose language it may be set in; ``title``: by what one finds it in the pack."""

    key: str
    title: str
    says: T
    spoken: str = ""
    day: date | None = None
    delegation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """``printed``: the number of the newest run, 0 where there was none; ``anew``: keys of sheets that say something
    else now or are new; ``gone``: keys that were printed and are no more."""

    printed: int
    anew: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.anew or self.gone)


def mark_of(sheet: Sheet[Any], secret: bytes) -> str:
    """What a run keeps of a sheet instead of its words: a name cannot be guessed from it without the secret."""
    said = json.dumps(asdict(sheet.says, dict_factory=_said), default=_plain, sort_keys=True, ensure_ascii=False)
    return hmac.digest(secret, f"{sheet.key}\0{said}".encode(), "sha256").hex()[:32]


def _said(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """What stands there: a word that sheets have learned since, and that this one has not, is none of it, lest a new
    version call all printed sheets changed."""
    return {name: value for name, value in fields if value or name not in LEARNED}


def marks_of(sheets: Iterable[Sheet[Any]], secret: bytes) -> dict[str, str]:
    return {one.key: mark_of(one, secret) for one in sheets}


def last_printed(runs: Iterable[tuple[int, Mapping[str, str | None]]]) -> tuple[int, dict[str, str]]:
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


def changes(newest: int, printed: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """What must be printed again, in the order of the pack, and what must be taken back."""
    if not newest:
        return Changes(0)
    anew = tuple(key for key, mark in now.items() if printed.get(key) != mark)
    return Changes(newest, anew, tuple(key for key in printed if key not in now))


def of_delegation(sheets: Sequence[Sheet[T]], delegation_id: int | None) -> list[Sheet[T]]:
    return [one for one in sheets if delegation_id is None or one.delegation_id == delegation_id]


def on_days(sheets: Sequence[Sheet[T]], days: Iterable[date]) -> list[Sheet[T]]:
    """Those of these days, and those that are of no day; all where none is named."""
    wanted = set(days)
    return [one for one in sheets if not wanted or one.day is None or one.day in wanted]


def _plain(value: object) -> object:
    if isinstance(value, Localized):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))
