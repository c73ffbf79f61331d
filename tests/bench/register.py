"""Real companies out of a folder that this project must not hold, and sheets as chambers keep them, made from these."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.documents.xlsx import WorkbookSheet, to_xlsx

COMPANIES, VARIANTS = "companies/scale_test_only.csv.gz", "companies/name_variants_test_only.csv.gz"
LATIN = ("investpy_name", "investpy_full_name", "tushare_name_en")
CHINESE = ("name_zh_full", "name_zh_short")
SPELLINGS = (*LATIN, *CHINESE)
HEADER = ("No.", "Company / 公司名称", "Website", "Contact person", "E-mail", "Mobile", "Remarks")
MADE_AT = datetime(2032, 1, 4, tzinfo=UTC)
LEGAL = ("Co., Ltd.", "Co.,Ltd", "Limited", "Ltd.", "Ltd", "Corporation", "Inc.", "Group", "(Holdings)")


@dataclass(frozen=True)
class Entry:
    """A company of the register. ``twins``: the same company under other symbols, this one included."""

    symbol: str
    name: str
    name_zh: str
    country: str
    website: str
    twins: str


@dataclass(frozen=True)
class Spelling:
    """Another way to write the name of a company of the register; ``kind`` says whose way."""

    symbol: str
    kind: str
    text: str


@dataclass(frozen=True)
class Written:
    """A company of the register as a row of a sheet has it."""

    symbol: str
    name: str
    name_zh: str = ""
    website: str = ""


def companies(folder: Path) -> list[Entry]:
    return [
        Entry(
            row["symbol"],
            row["name_en"],
            row["name_zh"],
            row["country"],
            row["website"],
            row["dup_group"] or row["symbol"],
        )
        for row in _rows(folder / COMPANIES)
    ]


def spellings(folder: Path, known: set[str]) -> list[Spelling]:
    """Those of companies of the register, where they differ from its own name by more than letter case."""
    return [
        Spelling(row["symbol"], kind, row[kind])
        for row in _rows(folder / VARIANTS)
        for kind in SPELLINGS
        if row["symbol"] in known and row[kind] and row[kind].casefold() != row["fd_name"].casefold()
    ]


def rows_in_both_scripts(folder: Path, known: set[str], *, websites: bool) -> list[Written]:
    """Each company of the register once for every pair of an English and a Chinese spelling; with its website, where
    it has one, if ``websites``."""
    return [
        Written(row["symbol"], row[latin], row[chinese], row["fd_website"] if websites else "")
        for row in _rows(folder / VARIANTS)
        for latin in LATIN
        for chinese in CHINESE
        if row["symbol"] in known and row[latin] and row[chinese] and (row["fd_website"] or not websites)
    ]


def rows_with_website(folder: Path, known: set[str]) -> list[Written]:
    """Each company of the register once for every spelling of its name, with its website; those that have one."""
    return [
        Written(row["symbol"], row[kind], "", row["fd_website"])
        for row in _rows(folder / VARIANTS)
        for kind in SPELLINGS
        if row["symbol"] in known and row[kind] and row["fd_website"]
    ]


def sheet_of(names: Sequence[tuple[str, str]], seed: int = 1) -> bytes:
    """A workbook with a title, sections, a header in two languages, and a row for each (name, website)."""
    draw = random.Random(seed)
    rows: list[list[str]] = [["参会企业名单 / List of participants", *[""] * 6], [""] * 7, list(HEADER)]
    for number, (name, website) in enumerate(names, 1):
        if number % 250 == 1:
            rows.append([f"Group {number // 250 + 1}", *[""] * 6])
        rows.append(_row(draw, number, name, website))
    rows.append(["", f"Total: {len(names)}", *[""] * 5])
    return to_xlsx([WorkbookSheet(name="Firms", header=rows[0], rows=rows[1:])], made_at=MADE_AT)


def messy(draw: random.Random, entry: Entry) -> tuple[str, str]:
    """Name and website of a company as somebody might type them."""
    ways: tuple[Callable[[str], str], ...] = (str, str.upper, _without_form, _wide, lambda name: f"{name}  ")
    name = draw.choice(ways)(entry.name)
    if entry.name_zh:
        name = draw.choice((name, name, entry.name_zh, f"{entry.name_zh} {entry.name}", f"{name}\n{entry.name_zh}"))
    return name, entry.website if draw.random() < 0.3 else ""


def _row(draw: random.Random, number: int, name: str, website: str) -> list[str]:
    email = draw.choice((f"contact{number}@example.org", f"Contact{number}@Example.org ", f"info＠example{number}.org"))
    mobile = draw.choice((f"+65 0000 {number:04d}", f"0000{number:04d}", "TBC", ""))
    return [str(number), name, website, draw.choice(("Ms Tan", "Mr Li", "王经理")), email, mobile, ""]


def _without_form(name: str) -> str:
    for form in LEGAL:
        name = name.removesuffix(form).strip(" ,")
    return name


def _wide(name: str) -> str:
    """Letters and digits as a Chinese keyboard gives them."""
    return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in name)


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
