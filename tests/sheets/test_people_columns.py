"""Columns that hold people, however their headers name them and whatever else stands in their cells."""

from __future__ import annotations

import pytest

from app.importing.plan import ImportPlan, PlannedRow
from app.importing.planner import plan_import
from tests.sheets.planned import made, row

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
        ("何女士 Ms Ho", ("Ms Ho", "何女士", "Ms")),
        ("Mr Tan Wei 陈伟先生", ("Tan Wei", "陈伟", "Mr")),
        ("Tan Wei 陈伟 (Mr)", ("Tan Wei", "陈伟", "Mr")),
        ("David 王大伟", ("David 王大伟", "David 王大伟", None)),
    ],
)
def test_a_name_in_two_scripts_is_parted_between_them(cell: str, told: tuple[str | None, ...]) -> None:
    values = read(("Company", "Contact person"), FIRM, cell).values

    assert tuple(values.get(name) for name in ("representative", "representative_zh", "salutation")) == told


def people(found: PlannedRow) -> list[tuple[str, str]]:
    return [(one.get("representative", ""), one.get("title", "")) for one in (found.values, *found.people)]


@pytest.mark.parametrize(
    ("header", "cell", "told"),
    [
        ("姓名及职务", "王一 总经理", ("王一", "总经理")),
        ("参会人员姓名职务", "王一副总经理", ("王一", "副总经理")),
        ("姓名/职务", "李二（副总）", ("李二", "副总")),
        ("来宾（姓名+职务）", "王一 总经理", ("王一", "总经理")),
        ("职务及姓名", "总经理 王一", ("王一", "总经理")),
        ("Name & Designation", "Mr Tan Wei, Founder of the firm", ("Tan Wei", "Founder of the firm")),
        ("Delegate (Name, Title)", "Tan Wei\nGeneral Manager", ("Tan Wei", "General Manager")),
        (
            "Name and Title",
            "Siti a/p Rahman - Sales & Trade Head",
            ("Siti a/p Rahman", "Sales & Trade Head"),
        ),
        ("Nom et fonction", "Jean Dupont, directeur export", ("Jean Dupont", "directeur export")),
        ("Name & Designation", "Tan Wei Ming", ("Tan Wei Ming", "")),
    ],
)
def test_a_column_of_names_and_titles_holds_both(header: str, cell: str, told: tuple[str, str]) -> None:
    found = read(("Company", header, "Sector"), FIRM, cell, "Software")

    assert (found.verdict.value, people(found)) == ("new", [told])


@pytest.mark.parametrize(
    ("header", "cell", "told"),
    [
        ("姓名及职务", "张三 董事长 李四 总经理", [("张三", "董事长"), ("李四", "总经理")]),
        ("姓名及职务", "张三（董事长）、李四（总经理）", [("张三", "董事长"), ("李四", "总经理")]),
        ("Name & Title", "Mr Tan Wei, CEO and Ms Lim Su, CFO", [("Tan Wei", "CEO"), ("Lim Su", "CFO")]),
    ],
)
def test_and_those_of_several_people(header: str, cell: str, told: list[tuple[str, str]]) -> None:
    assert people(read(("Company", header, "Sector"), FIRM, cell, "Software")) == told


@pytest.mark.parametrize(
    ("header", "cell", "told"),
    [
        ("联系方式", "微信号 rongchuang88，电话+86 13811115555", ("", "+86 138 1111 5555", "rongchuang88")),
        ("联系方式", "+65 9123 4567 / tan@alpha.example.org", ("tan@alpha.example.org", "+65 9123 4567", "")),
        ("Contact No. / Email", "Tan@alpha.example.org, +65 9123 4567", ("tan@alpha.example.org", "+65 9123 4567", "")),
        ("Coordonnées", "tan@alpha.example.org", ("tan@alpha.example.org", "", "")),
        ("联系人及电话", "王一13811115555", ("", "+86 138 1111 5555", "")),
        ("Contact", "+65 9123 4567", ("", "+65 9123 4567", "")),
        ("Contact", "Wang Yi, tan@alpha.example.org", ("tan@alpha.example.org", "", "")),
    ],
)
def test_ways_to_reach_somebody_are_told_apart_and_are_nobody(header: str, cell: str, told: tuple[str, ...]) -> None:
    found = read(("Company", "Name", header), FIRM, "王一", cell)

    people = plan_of(("Company", "Name", header), (FIRM, "王一", cell)).effects[0].after.people
    assert {one.values["display_name"] for one in people} <= {"王一", "Wang Yi"}
    reached = [found.values, *found.people][-1]
    assert tuple(reached.get(name, "") for name in ("email", "phone", "wechat")) == told


@pytest.mark.parametrize("phones", ["91110004\n91110044", "+65 9111 0004\r\n9111 0044", "Tel 91110004\nHP 9111-0044"])
def test_two_people_on_two_lines_have_the_phones_of_their_lines(phones: str) -> None:
    header = ("Company", "Contact person", "Email", "Mobile")
    found = read(header, FIRM, "Mdm Ho\nMr Ng Wei", "ho@alpha.example.org\nng@alpha.example.org", phones)

    assert [one["phone"] for one in (found.values, *found.people)] == ["+65 9111 0004", "+65 9111 0044"]
    assert found.verdict.value == "new"


def test_headers_of_taiwan() -> None:
    header = ("公司名稱", "統一編號", "代表人", "職稱", "產業別", "聯絡方式", "電子信箱")
    cells = ("宏光機械股份有限公司", "12345675", "林志明", "總經理", "機械", "+886 2 2345 6789", "lin@hg.example.org")

    values = read(header, *cells).values

    told = {name: values[name] for name in ("uen", "representative", "title", "sectors", "phone", "email")}
    assert list(told.values()) == ["12345675", "林志明", "總經理", "機械", "+886 2 2345 6789", "lin@hg.example.org"]


@pytest.mark.parametrize(
    "header",
    [
        ("Name", "Title", "Email", "Name 2", "Title 2", "Email 2"),
        (
            "Delegate 1 Name",
            "Delegate 1 Designation",
            "Email 1",
            "Delegate 2 Name",
            "Delegate 2 Designation",
            "Email 2",
        ),
        ("参会人1姓名", "职务1", "邮箱1", "参会人2姓名", "职务2", "邮箱2"),
    ],
)
def test_numbered_headers_ask_of_one_person_after_the_other(header: tuple[str, ...]) -> None:
    cells = ("Tan Mei", "CEO", "tan@alpha.example.org", "Lim Bo", "CFO", "lim@alpha.example.org")
    found = read(("Company", *header), FIRM, *cells)

    assert people(found) == [("Tan Mei", "CEO"), ("Lim Bo", "CFO")]
    assert [one["email"] for one in (found.values, *found.people)] == ["tan@alpha.example.org", "lim@alpha.example.org"]


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        (("Name", "姓名"), ("Tan Mei", "陈美"), ("Tan Mei", "陈美")),
        (("联系人", "Contact person"), ("陈美", "Tan Mei"), ("Tan Mei", "陈美")),
        (("First name", "Last name", "名", "姓"), ("Mei", "Tan", "美", "陈"), ("Mei Tan", None)),
    ],
)
def test_names_in_two_scripts_side_by_side_are_one_persons(
    header: tuple[str, ...], cells: tuple[str, ...], told: tuple[str | None, ...]
) -> None:
    found = read(("Company", *header, "Email"), FIRM, *cells, "tan@alpha.example.org")

    assert (found.values["representative"], found.values.get("representative_zh")) == told
    assert (found.values["email"], found.people) == ("tan@alpha.example.org", ())
