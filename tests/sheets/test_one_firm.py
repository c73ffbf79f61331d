"""Forms that one firm filled in: labels beside or above values, boxes, tables of people; and lists that are none."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import MergedRange, Worksheet
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from tests.sheets.planned import imported, made


def planned(sheet: Worksheet) -> ImportPlan:
    return plan_import([sheet], [])


def test_two_pairs_in_a_row_and_labels_that_nobody_knows() -> None:
    form = made(
        ("2032中新企业对接会报名表", None, None, None),
        ("单 位 名 称", "重庆阿尔法贸易有限公司", None, None),
        ("所属行业", "贸易", "注册资本", "500万"),
        ("联 系 人", "李四", "职 务", "经理"),
        ("手机", "13800000001", "邮箱", "li@alpha.example.org"),
        ("主营产品", "锂电池、储能设备", None, None),
        ("（盖章）", None, None, None),
        merged=(MergedRange(1, 1, 1, 4), MergedRange(2, 2, 2, 4), MergedRange(6, 2, 6, 4)),
    )

    [read] = imported(form)

    assert {name: read[name] for name in ("company", "sectors", "title", "email", "offers")} == {
        "company": "重庆阿尔法贸易有限公司",
        "sectors": "贸易",
        "title": "经理",
        "email": "li@alpha.example.org",
        "offers": "锂电池、储能设备",
    }
    assert "注册资本" in {column.header for column in planned(form).sheets[0].tables[0].columns}


@pytest.mark.parametrize(
    ("firm", "header"),
    [
        (("单位名称", "阿尔法有限公司", None, None), ("序号", "姓名", "职务", "邮箱")),
        (("Company: 阿尔法有限公司", None, None, None), ("No.", "Name", "Designation", "Email")),
    ],
)
def test_a_table_of_people_below_the_firm(firm: tuple[str | None, ...], header: tuple[str, ...]) -> None:
    form = made(
        ("报名回执", None, None, None),
        firm,
        ("参会人员名单", None, None, None),
        header,
        (1, "李四", "经理", "li@a.example.org"),
        (2, "王五", "助理", "wang@a.example.org"),
        (3, None, None, None),
        ("备注：请于3月1日前回传", None, None, None),
    )

    rows = planned(form).rows

    assert [(row.row, row.company, row.values.get("representative")) for row in rows] == [
        (2, "阿尔法有限公司", "李四"),
        (6, "阿尔法有限公司", "王五"),
    ]
    assert "remarks" not in rows[0].values
