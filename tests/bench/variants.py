"""Who is taken for whom: known companies under other spellings, by the name alone and as sheets have them, and
companies that are not known."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.spreadsheets import SheetCell, Worksheet
from app.importing.plan import PlannedRow, RowVerdict
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.bench.figures import Figure, Section
from tests.bench.register import SPELLINGS, Entry, Written, rows_in_both_scripts, rows_with_website, spellings

STRANGERS = 500
SHOWN = 8
RECALL, PRECISION = 0.97, 0.99
HEADERS = ("Company", "公司名称", "Website")
BROUGHT = ("both names and the website", "one name and the website")
"""What a chamber's sheet says of a firm."""
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
    """Recall and precision of rows with both names, then of each kind of spelling alone; below them the worst."""
    known = {entry.symbol for entry in register}
    sheets = {
        words: _tally(register, rows_in_both_scripts(folder, known, websites=websites))
        for words, websites in (("both names and the website", True), ("names in both scripts", False))
    }
    sheets["one name and the website"] = _tally(register, rows_with_website(folder, known))
    said = spellings(folder, known)
    alone = {
        f"{WORDS[kind]} alone": _tally(register, [Written(one.symbol, one.text) for one in said if one.kind == kind])
        for kind in SPELLINGS
    }
    strangers = _strangers(register, {one.symbol for one in said})
    figures = [figure for words, tally in (sheets | alone).items() for figure in _figures(words, tally)]
    note = f"{strangers.asked} of {strangers.all} asked about"
    figures.append(Figure("companies not known: joined to another", len(strangers.wrong), note=note))
    lines = _some("Companies not known, joined", strangers.wrong)
    for words, tally in (sheets | alone).items():
        lines += [*_some(f"{words}: joined to the wrong firm", tally.wrong)]
        lines += [*_some(f"{words}: taken for new", tally.missed)]
    return Section("Known companies under other spellings", figures, lines)


def _figures(words: str, tally: Tally) -> Iterator[Figure]:
    note = f"{tally.all} rows; asked about {tally.asked}, taken for new {len(tally.missed)}"
    goal = RECALL if words in BROUGHT else None
    yield Figure(f"{words}: found", tally.right / max(tally.all, 1), goal=goal, more=True, note=note)
    known = (tally.right + tally.asked) / max(tally.all, 1)
    yield Figure(f"{words}: found or asked about", known, more=True)
    note = f"{len(tally.wrong)} of {tally.joined} joined to another"
    yield Figure(f"{words}: precision", tally.right / max(tally.joined, 1), goal=PRECISION, more=True, note=note)


def _tally(register: Sequence[Entry], rows: Sequence[Written], hidden: Iterable[str] = ()) -> Tally:
    """Each spelling of a firm comes in a sheet of its own, as it would; ``hidden`` symbols are not in the register."""
    away = set(hidden)
    known = [
        KnownCompany(n, one.name, one.name_zh, website=one.website)
        for n, one in enumerate(register)
        if one.symbol not in away
    ]
    twins = {one.symbol: one.twins for one in register}
    tally = Tally()
    for sheet_rows in _sheets(rows):
        planned = {row.row: row for row in plan_import([_sheet(sheet_rows)], known).rows}
        for number, row in enumerate(sheet_rows, 2):
            told = " ".join(filter(None, (row.name, row.name_zh)))
            _count(tally, planned[number], told, twins[row.symbol], register, gone=row.symbol in away)
    return tally


def _sheets(rows: Sequence[Written]) -> list[list[Written]]:
    """No firm twice in one of them."""
    sheets: list[list[Written]] = []
    seen: Counter[str] = Counter()
    for row in rows:
        if seen[row.symbol] == len(sheets):
            sheets.append([])
        sheets[seen[row.symbol]].append(row)
        seen[row.symbol] += 1
    return sheets


def _sheet(rows: Sequence[Written]) -> Worksheet:
    told = [HEADERS, *((row.name, row.name_zh, row.website) for row in rows)]
    filled = [at for at in range(len(HEADERS)) if any(row[at] for row in told[1:])]
    cells = {
        (number, column): SheetCell(row[at])
        for number, row in enumerate(told, 1)
        for column, at in enumerate(filled, 1)
        if row[at]
    }
    return Worksheet("Firms", cells)


def _count(tally: Tally, row: PlannedRow, text: str, twins: str, register: Sequence[Entry], *, gone: bool) -> None:
    key = row.same_as.key if row.same_as is not None else ""
    entry = register[int(key[1:])] if key.startswith("c") else None
    is_right = entry is not None and entry.twins == twins
    if row.verdict is RowVerdict.SAME and not is_right:
        tally.wrong.append(f"{text} → {entry.name if entry else 'another row'} ({', '.join(row.because)})")
    elif row.verdict is RowVerdict.SAME:
        tally.right += 1
    elif row.verdict is RowVerdict.LOOK and (is_right or (gone and entry is not None)):
        tally.asked += 1
    else:
        tally.missed.append(f"{text} ({next(one.name for one in register if one.twins == twins)})")


def _strangers(register: Sequence[Entry], spelled: set[str]) -> Tally:
    """Companies taken out of the register, then met in a sheet: each that is joined is joined wrongly."""
    alone = [one for one in register if one.symbol not in spelled and one.twins == one.symbol]
    chosen = random.Random(1).sample(alone, min(STRANGERS, len(alone)))
    rows = [Written(one.symbol, f"{one.name_zh} {one.name}".strip()) for one in chosen]
    return _tally(register, rows, {one.symbol for one in chosen})


def _some(title: str, lines: list[str]) -> list[str]:
    chosen = random.Random(1).sample(lines, min(SHOWN, len(lines)))
    return [f"  {title}, {len(chosen)} of {len(lines)}:", *(f"    {line}" for line in chosen)] if lines else []
