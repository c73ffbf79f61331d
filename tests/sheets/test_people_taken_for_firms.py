"""A bare "Name" beside the names of firms: what stands below it decides whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from app.importing.planner import plan_import
from app.sheets.fields import ColumnCertainty, SheetField
from tests.sheets.planned import made

HEADER = ("English name", "Chinese name", "Name", "Position", "E-mail")
ALPHA = ("Alpha Marine Pte Ltd", "阿尔法航运", "Mr Lim Boon Huat", "CEO", "l@alpha.example")
BETA = ("Beta Foods Pte Ltd", "贝塔食品", "Ms Chan Li Fen", "COO", "c@beta.example")
GROUPS = ("Company", None, "Contact", None, None)


def firms(*rows: tuple[Any, ...]) -> list[tuple[str, str, list[str]]]:
    """Each firm with its Chinese name and its people."""
    return [
        (
            one.after.company["name"],
            one.after.company["name_zh"],
            [person.values["display_name"] for person in one.after.people],
        )
        for one in plan_import([made(*rows)], []).effects
    ]


EXPECTED = [
    ("Alpha Marine Pte Ltd", "阿尔法航运", ["Lim Boon Huat"]),
    ("Beta Foods Pte Ltd", "贝塔食品", ["Chan Li Fen"]),
]


@pytest.mark.parametrize(
    "rows",
    [
        (HEADER, ALPHA, BETA),
        (GROUPS, HEADER, ALPHA, BETA),
        (GROUPS, HEADER, ALPHA, HEADER, BETA),
        (HEADER, tuple(str(cell).replace("Mr ", "") for cell in ALPHA), tuple(c.replace("Ms ", "") for c in BETA)),
    ],
)
def test_people_under_a_bare_name_are_no_firms(rows: tuple[tuple[Any, ...], ...]) -> None:
    assert firms(*rows) == EXPECTED


def test_people_under_company_without_any_firm_beside_need_a_look() -> None:
    sheet = made(("Company", "Position", "E-mail"), ("Mr Lim Boon Huat", "CEO", "l@alpha.example"))

    (found,) = plan_import([sheet], []).sheets
    column = next(one for one in found.tables[0].columns if one.field is SheetField.COMPANY)
    assert column.certainty is ColumnCertainty.LOOK
