"""Forms that one firm filled in: labels beside or above values, boxes, tables of people; and lists that are none."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import MergedRange, Worksheet
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from tests.sheets.planned import imported, made

ALPHA = {
    "company": "Alpha Pte Ltd",
    "website": "https://alpha.example.org",
    "salutation": "Ms",
    "family_name": "Tan",
    "representative": "Ms Tan",
    "email": "tan@alpha.example.org",
    "phone": "+65 0000 0001",
}


def planned(sheet: Worksheet) -> ImportPlan:
    return plan_import([sheet], [])


def test_labels_at_the_left() -> None:
    form = made(
        ("DELEGATE REGISTRATION FORM 2032", None),
        (None,),
        ("1. Company Name *", "Alpha Pte Ltd"),
        ("Website:", "alpha.example.org"),
        ("Annual turnover", 1999),
        ("2. Contact Person", "Ms Tan"),
        ("Email", "tan@alpha.example.org"),
        ("Mobile", "+65 0000 0001"),
        ("Dietary requirements", "NIL"),
        ("Please return this form by 1 March.", None),
        merged=(MergedRange(1, 1, 1, 2),),
    )

    assert imported(form) == [ALPHA]
    assert [row.row for row in planned(form).rows] == [3]


def test_labels_above() -> None:
    form = made(
        ("Registration", None, None),
        ("Company name", "Website", None),
        ("Alpha Pte Ltd", "alpha.example.org", None),
        ("Contact person", "E-mail", "Mobile"),
        ("Ms Tan", "tan@alpha.example.org", "+65 0000 0001"),
        ("What you seek", None, None),
        ("Battery makers in Chongqing", None, None),
    )

    assert imported(form) == [ALPHA | {"seeks": "Battery makers in Chongqing"}]


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


def test_labels_and_values_in_one_cell() -> None:
    form = made(
        ("Company: Alpha Pte Ltd",),
        ("Web: alpha.example.org",),
        ("Name of representative：Ms Tan",),
        ("E-mail: tan@alpha.example.org",),
        ("Tel: +65 0000 0001",),
    )

    assert imported(form) == [ALPHA]


def test_sections_tell_whose_name_a_bare_name_is() -> None:
    form = made(
        (None, "Company details", None),
        (None, "Name", "Alpha Pte Ltd"),
        (None, "Website", "alpha.example.org"),
        (None, "Representative", None),
        (None, "Name", "Ms Tan"),
        (None, "E-mail", "tan@alpha.example.org"),
        (None, "Mobile", 6500000001),
    )

    assert imported(form) == [ALPHA]


def test_two_contacts_one_below_the_other() -> None:
    form = made(
        ("Company", "Alpha Pte Ltd"),
        ("Contact person 1", "Ms Tan"),
        ("Email", "tan@alpha.example.org"),
        ("Contact person 2", "Mr Lim"),
        ("Email", "lim@alpha.example.org"),
    )

    [row] = planned(form).rows

    assert (row.values["representative"], row.values["email"]) == ("Ms Tan", "tan@alpha.example.org")
    lim = {"representative": "Mr Lim", "salutation": "Mr", "family_name": "Lim", "email": "lim@alpha.example.org"}
    assert row.people == (lim,)


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


def test_a_form_that_nobody_filled_in_says_so() -> None:
    form = made(("Company Name:", None), ("Website", None), ("Contact Person", "________"), ("Email", None))

    assert [sheet.why_not for sheet in planned(form).sheets] == ["form_empty"]


def test_a_guide_to_the_columns_is_no_form() -> None:
    guide = made(
        ("Column", "What to write", "Example"),
        ("Company", "Full registered name", "Alpha Pte Ltd"),
        ("Email", "One address", "a@b.example.org"),
        ("Mobile", "With country code", "+65 0000 0001"),
    )

    assert [sheet.why_not for sheet in planned(guide).sheets] == ["sheet_guide"]


def test_a_list_below_a_block_about_the_chamber_stays_a_list() -> None:
    listed = made(
        ("Company:", "Singapore Chamber", None, None),
        ("Contact person:", "Ms Ng", None, None),
        ("Email:", "ng@chamber.example.org", None, None),
        (None,),
        ("No", "Company name", "Contact", "E-mail"),
        (1, "Alpha Pte Ltd", "Desk A", "a@a.example.org"),
        (2, "Beta Pte Ltd", "Desk B", "b@b.example.org"),
    )

    assert [read["company"] for read in imported(listed)] == ["Alpha Pte Ltd", "Beta Pte Ltd"]


def test_an_answer_that_is_a_label_elsewhere_stays_an_answer() -> None:
    form = made(
        ("Company", "Alpha Pte Ltd"), ("Nature of business", "Trade"), ("Contact", "Ms Tan"), ("Meal", "Vegetarian")
    )

    assert [(read["sectors"], read["dietary"]) for read in imported(form)] == [("Trade", "Vegetarian")]


def test_labels_that_nobody_knows_are_no_answers_of_an_empty_form() -> None:
    form = made(("Company name",), ("Year of incorporation",), ("Website",), ("Paid-up capital",), ("Email",), ("Tel",))

    assert [sheet.why_not for sheet in planned(form).sheets] == ["form_empty"]


def test_people_in_columns_beside_each_other() -> None:
    form = made(
        ("Company name", "Alpha Pte Ltd", None),
        ("Website", "alpha.example.org", None),
        (None, "Representative 1", "Representative 2"),
        ("Name", "Ms Tan", "Mr Lim"),
        ("Email", "tan@alpha.example.org", "lim@alpha.example.org"),
        ("Mobile", "+65 0000 0001", None),
    )

    rows = planned(form).rows

    assert rows[0].values == ALPHA
    assert [(row.company, row.values["representative"], row.values["email"]) for row in rows[1:]] == [
        ("Alpha Pte Ltd", "Mr Lim", "lim@alpha.example.org")
    ]
