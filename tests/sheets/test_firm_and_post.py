"""Lists by protocol name a firm and what somebody is there in one column: 单位及职务, Organisation / Title."""

from __future__ import annotations

import pytest

from app.sheets.person_cells import split_company_and_title
from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("太平船务有限公司执行主席", ("太平船务有限公司", "执行主席")),
        ("新加坡制造商总会 副会长", ("新加坡制造商总会", "副会长")),
        ("重庆市商务委员会副主任", ("重庆市商务委员会", "副主任")),
        ("中国银行重庆分行行长", ("中国银行重庆分行", "行长")),
        ("太平船务执行主席", ("太平船务", "执行主席")),
        ("Loh Clinics Pte Ltd, Founder", ("Loh Clinics Pte Ltd", "Founder")),
        ("Alpha, Beta & Co., Ltd., Sales Director", ("Alpha, Beta & Co., Ltd.", "Sales Director")),
        ("Alpha Foods / Managing Director", ("Alpha Foods", "Managing Director")),
        ("CEO, Alpha Pte Ltd", ("Alpha Pte Ltd", "CEO")),
        ("Director of Alpha Foods", ("Alpha Foods", "Director")),
        ("Head, Trade Desk\nAlpha Bank", ("Alpha Bank", "Head, Trade Desk")),
        ("Alpha Pte Ltd Director", ("Alpha Pte Ltd", "Director")),
        ("太平船务", ("太平船务", "")),
        ("Alpha Pte Ltd", ("Alpha Pte Ltd", "")),
        ("总经理", ("", "总经理")),
    ],
)
def test_a_firm_and_a_post_are_told_apart(text: str, told: tuple[str, str]) -> None:
    assert split_company_and_title(text) == told


@pytest.mark.parametrize(
    "header", ["单位及职务", "工作单位及职务", "单位职务", "Organisation / Title", "Company & Designation"]
)
def test_a_column_of_firms_with_posts_gives_both(header: str) -> None:
    found = imported(
        made(("Name", header), ("TEO Siong Seng", "太平船务有限公司执行主席"), ("Peter Loh", "Loh Clinics, Founder"))
    )

    assert [(row["company"], row["representative"], row["title"]) for row in found] == [
        ("太平船务有限公司", "TEO Siong Seng", "执行主席"),
        ("Loh Clinics", "Peter Loh", "Founder"),
    ]


def test_beside_a_column_of_firms_it_holds_titles() -> None:
    found = imported(made(("Company", "Name", "Organisation / Title"), ("Loh Clinics", "Peter Loh", "Founder")))

    assert (found[0]["company"], found[0]["title"]) == ("Loh Clinics", "Founder")
