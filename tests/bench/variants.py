"""Who is taken for whom by the name alone: known companies under other spellings, and companies that are not known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.floor.spreadsheets import Cell, Sheet
from app.registrations.importing import plan_import
from app.registrations.plan import Known, PlannedRow, RowVerdict
from tests.bench.figures import Figure, Section
from tests.bench.register import SPELLINGS, Entry, spellings

STRANGERS = 500
SHOWN = 8
WORDS = {
    "investpy_name": "short English names of an exchange",
    "investpy_full_name": "English names of an exchange",
    "tushare_name_en": "English names of a register",
    "name_zh_full": "full Chinese names",
    "name_zh_short": "short Chinese names",
}


@dataclass
class Tally:
    """``right`` joined, ``asked`` with the right firm named, ``missed`` taken for new, ``wrong`` joined to another."""

    right: int = 0
    asked: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.right + self.asked + len(self.missed) + len(self.wrong)

    @property
    def joined(self) -> int:
        return self.right + len(self.wrong)


def section(folder: Path, register: list[Entry]) -> Section:
    """Recall and precision for each kind of spelling; below them the worst."""
    said = spellings(folder, {entry.symbol for entry in register})
    tallies = {
        kind: _tally(register, [(one.symbol, one.text) for one in said if one.kind == kind]) for kind in SPELLINGS
    }
    strangers = _strangers(register, {one.symbol for one in said})
    figures = [figure for kind, tally in tallies.items() for figure in _figures(WORDS[kind], tally)]
    note = f"{strangers.asked} of {strangers.all} asked about"
    figures.append(Figure("companies not known: joined to another", len(strangers.wrong), note=note))
    all_wrong = [*strangers.wrong, *(line for tally in tallies.values() for line in tally.wrong)]
    missed = [line for tally in tallies.values() for line in tally.missed]
    lines = [*_some("Joined to the wrong firm", all_wrong), *_some("Taken for new", missed)]
    return Section("Names under other spellings, by the name alone", figures, lines)


def _figures(words: str, tally: Tally) -> Iterator[Figure]:
    note = f"{tally.all} rows; asked about {tally.asked}, taken for new {len(tally.missed)}"
    yield Figure(f"{words}: found", tally.right / max(tally.all, 1), more=True, note=note)
    known = (tally.right + tally.asked) / max(tally.all, 1)
    yield Figure(f"{words}: found or asked about", known, more=True)
    note = f"{len(tally.wrong)} of {tally.joined} joined to another"
    yield Figure(f"{words}: precision", tally.right / max(tally.joined, 1), more=True, note=note)


def _tally(register: Sequence[Entry], rows: Sequence[tuple[str, str]], hidden: Iterable[str] = ()) -> Tally:
    """Each row is (symbol, name as it stands in the sheet); ``hidden`` symbols are not in the register."""
    away = set(hidden)
    known = [Known(n, one.name, one.name_zh) for n, one in enumerate(register) if one.symbol not in away]
    twins = {one.symbol: one.twins for one in register}
    sheet = Sheet("Firms", {(1, 1): Cell("Company"), **{(n, 1): Cell(text) for n, (_, text) in enumerate(rows, 2)}})
    planned = {row.row: row for row in plan_import([sheet], known).rows}
    tally = Tally()
    for number, (symbol, text) in enumerate(rows, 2):
        _count(tally, planned[number], text, twins[symbol], register, gone=symbol in away)
    return tally


def _count(tally: Tally, row: PlannedRow, text: str, twins: str, register: Sequence[Entry], *, gone: bool) -> None:
    entry = _entry(row, register)
    is_right = entry is not None and entry.twins == twins
    if row.verdict is RowVerdict.SAME and not is_right:
        tally.wrong.append(f"{text} → {entry.name if entry else 'another row'} ({', '.join(row.because)})")
    elif row.verdict is RowVerdict.SAME:
        tally.right += 1
    elif row.verdict is RowVerdict.LOOK and (is_right or (gone and entry is not None)):
        tally.asked += 1
    else:
        tally.missed.append(f"{text} ({next(one.name for one in register if one.twins == twins)})")


def _entry(row: PlannedRow, register: Sequence[Entry]) -> Entry | None:
    """The company of the register that the row is, or may be, the same as."""
    key = row.same_as.key if row.same_as is not None else ""
    return register[int(key[1:])] if key.startswith("c") else None


def _strangers(register: Sequence[Entry], spelled: set[str]) -> Tally:
    """Companies taken out of the register, then met in a sheet: each that is joined is joined wrongly."""
    alone = [one for one in register if one.symbol not in spelled and one.twins == one.symbol]
    chosen = random.Random(1).sample(alone, STRANGERS)
    rows = [(one.symbol, f"{one.name_zh} {one.name}".strip()) for one in chosen]
    return _tally(register, rows, {one.symbol for one in chosen})


def _some(title: str, lines: list[str]) -> list[str]:
    chosen = random.Random(1).sample(lines, min(SHOWN, len(lines)))
    return [f"  {title}, {len(chosen)} of {len(lines)}:", *(f"    {line}" for line in chosen)] if lines else []
