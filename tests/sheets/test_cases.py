"""What is read of lists and forms as people keep them: tables of cases in ``cases/``.

A case is a name after ``#``, the rows of a sheet as JSON, then what is read of them: ``->`` of a row, ``=>`` of a
company and its people, ``unread`` of a sheet that holds neither. Only the keys that a case names are compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, Worksheet
from app.importing.plan import CompanyChange, PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import made

CASES = Path(__file__).parent / "cases"


def list_cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.txt")):
        for number, text in enumerate(file.read_text(encoding="utf-8").strip().split("\n\n")):
            title, *lines = text.splitlines()
            yield pytest.param(title.partition(" | country ")[2], lines, id=f"{file.stem} {number} {title[2:]}")


def parse_sheets(lines: list[str]) -> list[Worksheet]:
    """``lines``: ``sheet NAME`` begins another one, ``merged TOP LEFT BOTTOM RIGHT`` is a range of it."""
    sheets: list[tuple[str, list[list[Any]], list[MergedRange]]] = []
    for line in lines:
        if line.startswith("sheet "):
            sheets.append((line.removeprefix("sheet "), [], []))
        elif line.startswith(("merged ", "[")):
            if not sheets:
                sheets.append(("Firms", [], []))
            if line.startswith("["):
                sheets[-1][1].append(json.loads(line))
            else:
                sheets[-1][2].append(MergedRange(*map(int, line.split()[1:])))
    return [made(*map(tuple, rows), merged=tuple(merged), name=name) for name, rows, merged in sheets]


def get_row_facts(row: PlannedRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PlannedRow.__slots__},
        **row.values,
        "company": row.company,
        "verdict": row.left_out or row.verdict.value,
    }


def get_company_facts(effect: CompanyChange) -> dict[str, Any]:
    return {
        **effect.after.company,
        "people": [person.values for person in effect.after.people],
        "answers": effect.after.answers,
        "consents": sorted({consent.given for consent in effect.consents}),
    }


def pick(named: Any, facts: Any) -> Any:
    """Of ``facts`` what ``named`` names, as JSON has it."""
    if isinstance(named, dict) and isinstance(facts, Mapping):
        return {key: pick(value, facts.get(key)) for key, value in named.items()}
    if isinstance(named, list) and isinstance(facts, list | tuple):
        return [pick(*pair) for pair in zip(named, facts, strict=True)] if len(named) == len(facts) else list(facts)
    return facts


@pytest.mark.parametrize(("country", "lines"), list(list_cases()))
def test_a_sheet_is_read_as_its_case_says(country: str, lines: list[str]) -> None:
    plan = plan_import(parse_sheets(lines), [], country=country)
    read = {
        "->": [get_row_facts(row) for row in plan.rows if row.left_out != "header"],
        "=>": [get_company_facts(effect) for effect in plan.effects],
        "unread": [[sheet.name, sheet.why_not] for sheet in plan.sheets if sheet.why_not],
    }

    for kind, facts in read.items():
        expected = [json.loads(line.removeprefix(kind)) for line in lines if line.startswith(f"{kind} ")]
        if expected or kind != "=>":
            assert pick(expected, facts) == expected
