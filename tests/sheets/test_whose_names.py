"""Columns of names that do not say whose: firms and people are told apart by what stands there and beside."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange
from app.importing.fixes import ImportChoices, RowFix
from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.sheets.fields import ColumnCertainty
from app.sheets.list_reading import read_sheet
from tests.sheets.planned import made
from tests.sheets.test_more_mess import read

HEADER = ("English name", "Chinese name", "Name", "Position", "E-mail")
ALPHA = ("Alpha Marine Pte Ltd", "阿尔法航运", "Mr Lim Boon Huat", "CEO", "l@alpha.example")
BETA = ("Beta Foods Pte Ltd", "贝塔食品", "Ms Chan Li Fen", "COO", "c@beta.example")
GAMMA = ("Gamma Tech Pte Ltd", "伽马科技", "Mr Goh Wei", "CEO", "g@gamma.example")
FIELDS = ("company", "company_zh", "representative", "title")
ALPHA_READ = ("Alpha Marine Pte Ltd", "阿尔法航运", "Lim Boon Huat", "CEO")
BETA_READ = ("Beta Foods Pte Ltd", "贝塔食品", "Chan Li Fen", "COO")
GAMMA_READ = ("Gamma Tech Pte Ltd", "伽马科技", "Goh Wei", "CEO")


def test_the_position_tells_it_where_nobody_is_addressed() -> None:
    sheet = made(HEADER, (*ALPHA[:2], "Lim Boon Huat", *ALPHA[3:]), (*BETA[:2], "Chan Li Fen", *BETA[3:]))

    assert read(sheet, *FIELDS) == {2: ALPHA_READ, 3: BETA_READ}
    assert read_sheet(sheet).tables[0].columns[2].certainty is ColumnCertainty.LOOK


def test_a_row_of_groups_without_merged_cells_and_a_header_that_comes_again() -> None:
    sheet = made(("List of firms",), ("Company", None, "Contact"), HEADER, ALPHA, BETA, HEADER, GAMMA)

    assert read(sheet, *FIELDS) == {4: ALPHA_READ, 5: BETA_READ, 7: GAMMA_READ}
    assert [row.reason for row in read_sheet(sheet).rows] == [
        *("title", "header", "header", "", "", "repeated_header", ""),
    ]


def test_below_a_company_the_english_name_is_the_companys_name() -> None:
    sheet = made(
        ("Company", None, "Contact"), HEADER, ALPHA, BETA, merged=(MergedRange(1, 1, 1, 2), MergedRange(1, 3, 1, 5))
    )  # fmt: skip

    assert [column.field for column in read_sheet(sheet).tables[0].columns][:3] == [
        *("company", "company_zh", "representative"),
    ]
    assert read(sheet, *FIELDS) == {3: ALPHA_READ, 4: BETA_READ}


PEOPLE: tuple[tuple[Any, ...], ...] = (
    (("Name", "Position", "E-mail"), ALPHA[2:], BETA[2:]),
    (("Name", "Position", "E-mail"), ("Lim Boon Huat", *ALPHA[3:]), ("Chan Li Fen", *BETA[3:])),
    (("Company", "E-mail"), (ALPHA[2], ALPHA[4]), (BETA[2], BETA[4])),
)


@pytest.mark.parametrize("rows", PEOPLE)
def test_people_in_the_column_of_firms_are_asked_about(rows: tuple[tuple[Any, ...], ...]) -> None:
    found = plan_import([made(*rows)], []).rows[1:]

    assert [(row.verdict, row.looks) for row in found] == [(RowVerdict.LOOK, ("company_person",))] * 2


def test_who_says_that_they_are_firms_is_asked_no_more() -> None:
    sheet = made(*PEOPLE[0])
    typed = plan_import(
        [sheet], [], fixes={("Firms", 2): RowFix(company="Alpha Marine"), ("Firms", 3): RowFix(accept=True)}
    )
    said = plan_import([sheet], [], choices=ImportChoices(columns={"name": "company"}))

    assert [row.looks for found in (typed, said) for row in found.rows[1:]] == [()] * 4
