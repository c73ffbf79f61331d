"""How trade-promotion offices lay out their lists: lettered sections, leaders before their staff, names by numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, SheetCell
from app.importing.plan import PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import imported, made


def rows_of(*rows: tuple[Any, ...], merged: tuple[MergedRange, ...] = ()) -> tuple[PlannedRow, ...]:
    return plan_import([made(*rows, merged=merged)], [], country="SG").rows


@pytest.mark.parametrize("letters", [("A", "B"), ("I", "II"), ("一、", "二、"), ("(a)", "(b)")])
def test_a_heading_counted_by_letters_among_numbered_firms_is_no_firm(letters: tuple[str, str]) -> None:
    found = rows_of(
        ("S/No", "Business entity", "Delegate"),
        (letters[0], "FOOD & BEVERAGE", None),
        (1, "Mak Cik Kitchen", "Rohani bte Abdul Rahman"),
        (2, "Sajian Foods", "Faizal bin Osman"),
        (letters[1], "LOGISTICS", None),
        (3, "Perintis Cold Chain", "S. Ramasamy s/o Pillai"),
    )

    assert [row.left_out for row in found] == ["header", "section", "", "", "section", ""]
    assert found[-1].section == "LOGISTICS"


@pytest.mark.parametrize(
    ("company", "person"), [("Account", "Primary contact"), ("会社名", "氏名"), ("Member company", "Name")]
)
def test_headers_of_exports_and_of_japanese_lists_are_known(company: str, person: str) -> None:
    (found,) = imported(made((company, person), ("Nova & Sons", "Nell Nova")))

    assert (found["company"], found["representative"]) == ("Nova & Sons", "Nell Nova")


@pytest.mark.parametrize("text", ["+ 1 TBC", "+2", "(names to follow)"])
def test_who_is_only_counted_is_nobody(text: str) -> None:
    found = rows_of(("Ref", "Firm", "Participant"), ("001", "Yishun Plastics", "Gary Hoe"), ("", "", text))

    assert [one.values.get("representative") for one in found[1:]] == ["Gary Hoe", None]


def test_a_formula_without_a_result_beside_somebodys_address_is_a_firm_to_be_named() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail"),
        ("Alpha Ltd", "Tan Wei", "t@a.example.org"),
        (None, "Lim Bo", "l@b.example.org"),
    )
    sheet.cells[3, 1] = SheetCell(formula=True)

    row = plan_import([sheet], []).rows[2]

    assert (row.left_out, row.looks) == ("", ("company_broken",))
