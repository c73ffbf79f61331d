"""Columns that hold people, however their headers name them and whatever else stands in their cells."""

from __future__ import annotations

import pytest

from app.registrations.importing import plan_import
from app.registrations.plan import ImportPlan, PlannedRow
from tests.registrations.planned import made, row

FIRM = "Alpha Pte Ltd"


def plan_of(header: tuple[str, ...], *rows: tuple[str, ...]) -> ImportPlan:
    return plan_import([made(header, *rows)], (), country="SG")


def read(header: tuple[str, ...], *cells: str) -> PlannedRow:
    return row(2, plan_of(header, cells), "Firms")


@pytest.mark.parametrize(
    "header",
    ["Name / 姓名", "Name 姓名", "姓名 Name", "姓名/Name", "Name\n姓名", "Name (姓名)", "Nom / Name", "Nom / 姓名"],
)
def test_a_name_in_two_languages_is_that_of_the_person_beside_a_firm(header: str) -> None:
    found = read(("Company / 公司", header, "Email / 邮箱"), FIRM, "Ms Ho 何女士", "ho@alpha.example.org")

    assert (found.company, found.values["representative"], found.values["representative_zh"]) == (
        FIRM,
        "Ms Ho",
        "何女士",
    )


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("何女士 Ms Ho", ("Ms Ho", "何女士", None)),
        ("Mr Tan Wei 陈伟先生", ("Tan Wei", "陈伟", "Mr")),
        ("Tan Wei 陈伟 (Mr)", ("Tan Wei", "陈伟", "Mr")),
        ("David 王大伟", ("David 王大伟", "David 王大伟", None)),
    ],
)
def test_a_name_in_two_scripts_is_parted_between_them(cell: str, told: tuple[str | None, ...]) -> None:
    values = read(("Company", "Contact person"), FIRM, cell).values

    assert tuple(values.get(name) for name in ("representative", "representative_zh", "salutation")) == told
