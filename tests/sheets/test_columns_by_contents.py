"""Columns that no header names are known by their contents; a second table may have another order of columns."""

from __future__ import annotations

import pytest

from app.importing.planner import plan_import
from app.sheets.column_contents import guess_field_by_content
from app.sheets.fields import SheetField
from tests.sheets.planned import made

F = SheetField


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (("CEO", "Director", "MD / Sales Manager"), F.TITLE),
        (("总经理", "财务總監", "部长"), F.TITLE),
        (("Directrice", "PDG", "Responsable export"), F.TITLE),
        (("Mr Tan", "Ms Lim", "Dr Goh Bo"), F.REPRESENTATIVE),
        (("王女士", "李先生", "陈伟明先生"), F.REPRESENTATIVE),
        (("M. Dupont", "Mme Martin"), F.REPRESENTATIVE),
        (("Logistics", "Finance", "Engineering"), None),
        (("Tan Wei", "Lim Bo"), None),
        (("市场营销", "物流", "会计服务"), None),
    ],
)
def test_titles_and_people_are_known_by_their_words(texts: tuple[str, ...], field: SheetField | None) -> None:
    assert guess_field_by_content(texts) is field


@pytest.mark.parametrize("names", [("Mr Tan", "Ms Lim", "Dr Goh"), ("Tan Wei", "Lim Bo", "Goh Mei Lan")])
def test_a_list_without_any_header_has_its_people_and_their_titles(names: tuple[str, ...]) -> None:
    rows = [
        (f"{firm} Pte Ltd", name, title, f"t@{firm.lower()}.example.org", "+65 91234567")
        for firm, name, title in zip(("Umbra", "Sol", "Vega"), names, ("CEO", "Director", "Sales Manager"), strict=True)
    ]

    effects = plan_import([made(*rows)], []).effects

    told = [(one.values["display_name"], one.values["title"]) for effect in effects for one in effect.after.people]
    assert told == list(zip(names, ("CEO", "Director", "Sales Manager"), strict=True))


@pytest.mark.parametrize(
    "second",
    [
        ("Email", "Name of firm", "Person"),
        ("邮箱", "企业名称", "某人"),
        ("Courriel", "Société", "Qui"),
        ("Contact", "Firm", "Tel"),
    ],
)
def test_a_second_table_may_have_its_columns_in_another_order(second: tuple[str, ...]) -> None:
    first = (("Company", "Contact", "Email"), ("Outlet Ltd", "Ann Lee", "a@outlet.example.org"))
    cell = "+65 9123 4567" if second[2] == "Tel" else "Ben Lim"
    below = ("Ben Lim" if second[0] == "Contact" else "b@inlet.example.org", "Inlet Ltd", cell)

    plan = plan_import([made(*first, (), (), second, below)], [])

    assert [row.company for row in plan.rows if not row.left_out] == ["Outlet Ltd", "Inlet Ltd"]
