"""Lists opened again by other programs: no cell runs, no text is lost. ``make test-all`` also asks LibreOffice."""

from __future__ import annotations

import csv
import io
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.documents.csv import FORMULA_STARTS, PHONE_PATTERN, to_csv, unguard_formula
from app.documents.xlsx import WorkbookSheet, to_xlsx

SLOT = datetime(2032, 3, 18, 14, 30, tzinfo=timezone(timedelta(hours=8)))
CALC = "CSV:44,34,76,1,,0,false,false,false,false,false,-1,true"
"""Commas, quotes, UTF-8; formulas would be run."""
LETTERS = "aé中𠮷 '\"=+-@,;\t\n#&<|0١＝＠%"
PHONES = ("+65 6123 4567", "+8613800138000", "+33 1 42 68 53 00")
Reader = Callable[[bytes, str, Path], list[tuple[Any, bool]]]
"""The first cell of each row, and whether a cell of the row runs."""


def texts() -> list[str]:
    """Texts that a form lets through, most of them nasty; the same each time."""
    dice = random.Random(10)
    starts = [*sorted(FORMULA_STARTS - {"\r"}), ""] * 12
    made = [start + "".join(dice.choices(LETTERS, k=dice.randrange(12))) for start in starts]
    known = [
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "@SUM(A1)",
        "+1+1",
        "-2+3",
        "＝1+1",
        "'=1",
        "\t=1",
        "=cmd|' /C calc'!A0",
    ]
    return [text for text in [*known, *made] if text.strip() and "\r" not in text]


def by_openpyxl(content: bytes, _kind: str, _folder: Path) -> list[tuple[Any, bool]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (row[0].value, any(cell.data_type == "f" for cell in row)) for row in book.worksheets[0].iter_rows(min_row=2)
    ]


def by_csv(content: bytes, _kind: str, _folder: Path) -> list[tuple[Any, bool]]:
    """A formula is what begins as one and is no phone number."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    return [(row[0], row[0][:1] in FORMULA_STARTS and not PHONE_PATTERN.fullmatch(row[0])) for row in rows]


def by_libreoffice(content: bytes, kind: str, folder: Path) -> list[tuple[Any, bool]]:
    """Opened, computed and saved anew by LibreOffice without a window."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not here: `make office` installs it"
    (folder / f"list.{kind}").write_bytes(content)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    given = [f"--infilter={CALC}"] if kind == "csv" else []
    subprocess.run(
        [*command, *given, "--outdir", str(folder / "out"), str(folder / f"list.{kind}")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    (made,) = (folder / "out").iterdir()
    return by_openpyxl(made.read_bytes(), kind, folder)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    ours = by_csv if "csv" in metafunc.function.__name__ else by_openpyxl
    readers = [ours, pytest.param(by_libreoffice, marks=pytest.mark.full)]
    metafunc.parametrize("reader", readers, ids=lambda reader: reader.__name__)


def test_case_10_a_workbook_gives_every_text_back_and_runs_none(reader: Reader, tmp_path: Path) -> None:
    wanted = [*texts(), *PHONES]
    content = to_xlsx(
        [WorkbookSheet(name="list", header=["a", "b"], rows=[[text, SLOT] for text in wanted])], made_at=SLOT
    )

    found = reader(content, "xlsx", tmp_path)

    assert [value for value, _ in found] == wanted
    assert [value for value, runs in found if runs] == []


def test_case_10_a_csv_gives_every_text_back_and_runs_none(reader: Reader, tmp_path: Path) -> None:
    wanted = [*texts(), *(phone for phone in PHONES if " " in phone)]  # digits alone are a number to a spreadsheet

    found = reader(to_csv(["a", "b"], [[text, SLOT] for text in wanted]), "csv", tmp_path)

    assert [value for value, runs in found if runs] == []
    assert [unguard_formula(str(value)) for value, _ in found] == wanted


def test_case_10_moments_are_dates_on_the_clocks_of_the_event(reader: Reader, tmp_path: Path) -> None:
    content = to_xlsx([WorkbookSheet(name="list", header=["a"], rows=[[SLOT]])], made_at=SLOT)

    assert reader(content, "xlsx", tmp_path) == [(datetime(2032, 3, 18, 14, 30), False)]  # noqa: DTZ001 as a sheet has it
