"""Several people in one cell are told apart where each stands there with a title; else a person is asked."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.plan import SPLIT_PEOPLE, PlannedRow
from app.importing.planner import plan_import
from app.sheets.listed_people import parse_listed_people
from tests.sheets.planned import made, row

TWO = [("John Tan", "CEO"), ("Mary Lim", "CFO")]
JEAN, MARIE = ("Jean Dupont", "directeur général"), ("Marie Martin", "responsable export")


def read(header: tuple[str, ...], *cells: str | None, fix: RowFix | None = None) -> PlannedRow:
    sheet = made(("Company", *header), ("Alpha Ltd", *cells))
    return row(2, plan_import([sheet], (), fixes={("Firms", 2): fix} if fix else {}), "Firms")


def people(planned: PlannedRow) -> list[tuple[str, str, str]]:
    """(name, title, e-mail) of each."""
    told = (planned.values, *planned.people)
    return [(one.get("representative", ""), one.get("title", ""), one.get("email", "")) for one in told]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("John Tan, CEO; Mary Lim, CFO", TWO),
        ("John Tan, CEO / Mary Lim, CFO", TWO),
        ("John Tan - CEO\nMary Lim - CFO", TWO),
        ("John Tan – CEO & Mary Lim – CFO", TWO),
        ("John Tan (CEO), Mary Lim (CFO)", TWO),
        ("John Tan (CEO) and Mary Lim (CFO)", TWO),
        ("John Tan, CEO, Mary Lim, CFO", TWO),
        ("John Tan\nCEO\nMary Lim\nCFO", TWO),
        ("1) John Tan, CEO 2) Mary Lim, CFO", TWO),
        ("CEO: John Tan; CFO: Mary Lim", TWO),
        ("CEO John Tan / CFO Mary Lim", TWO),
        ("John Tan CEO | Mary Lim CFO", TWO),
        ("Name: John Tan, Title: CEO; Name: Mary Lim, Title: CFO", TWO),
        ("Tan, Wei Ming, CEO; Lim, Siew Lan, CFO", [("Tan, Wei Ming", "CEO"), ("Lim, Siew Lan", "CFO")]),
        (
            "Tan Mei, Sales & Marketing Manager / Lim Bo, MD / Owner",
            [("Tan Mei", "Sales & Marketing Manager"), ("Lim Bo", "MD / Owner")],
        ),
        ("Jean Dupont, directeur général ; Marie Martin, responsable export", [JEAN, MARIE]),
        ("Jean Dupont (directeur général) et Marie Martin (responsable export)", [JEAN, MARIE]),
        ("张三（董事长）、李四（总经理）", [("张三", "董事长"), ("李四", "总经理")]),
        ("张三，董事长；李四，总经理", [("张三", "董事长"), ("李四", "总经理")]),
        ("张三 董事长 李四 总经理", [("张三", "董事长"), ("李四", "总经理")]),
        ("董事长张三、总经理李四", [("张三", "董事长"), ("李四", "总经理")]),
        ("张三董事长和李四总经理", [("张三", "董事长"), ("李四", "总经理")]),
        ("陳偉明總經理；林秀蘭 財務總監", [("陳偉明", "總經理"), ("林秀蘭", "財務總監")]),
    ],
)
def test_names_with_titles_are_surely_so_many_people(cell: str, told: list[tuple[str, str]]) -> None:
    found = parse_listed_people(cell)

    assert ([(one.name, one.title) for one in found.listed], found.sure) == (told, True)


@pytest.mark.parametrize(
    "cell",
    [
        "Tan Ah Kow, Lim Bee Hua",
        "John Tan, CEO / Mary Lim",
        "John Tan, CEO, Mary Lim",
        "Tan Ah Kow or Lim Bee Hua",
        "Mr Tan, Ms Lim",
        "李经理、王总",
    ],
)
def test_where_titles_are_missing_several_are_seen_but_not_sure(cell: str) -> None:
    found = parse_listed_people(cell)

    assert (len(found.listed), found.sure) == (2, False)


@pytest.mark.parametrize(
    "cell",
    [
        *("Tan, Wei Ming", "Tan Ah Kow, Peter", "Tan Wei Ming, PhD, CFA", "Tan Wei, Director / Shareholder"),
        *("John Tan, Head of Sales, Asia Pacific", "John Tan\nGroup Human Resources Manager", "Sales & Marketing"),
        *("Siti a/p Rahman - Sales & Trade Head", "Mr/Ms Tan", "李和平", "欧阳 婉儿", "市场部和销售部", "王 明", ""),
        "Alpha Pte Ltd / Beta Pte Ltd",
    ],
)
def test_one_person_or_a_desk_is_nobody_else(cell: str) -> None:
    assert parse_listed_people(cell).listed == ()


@pytest.mark.parametrize("header", ["Representatives", "Contact person", "Name & Designation"])
def test_each_has_the_title_and_the_address_of_their_own(header: str) -> None:
    found = read((header, "E-mail"), "Tan Ah Kow, Director; Lim Bee, Manager", "ak@yonder.sg; bee@yonder.sg")

    assert people(found) == [("Tan Ah Kow", "Director", "ak@yonder.sg"), ("Lim Bee", "Manager", "bee@yonder.sg")]
    assert (found.verdict.value, found.notes) == ("new", ("people_split", "country_by_domain"))


def test_an_address_that_bears_ones_name_is_theirs_in_whatever_order() -> None:
    found = read(("Contact person", "E-mail"), "John Tan, CEO; Mary Lim, CFO", "mary.lim@a.co; j.tan@a.co")

    assert [email for *_, email in people(found)] == ["j.tan@a.co", "mary.lim@a.co"]


@pytest.mark.parametrize(
    "cells",
    [
        ("Tan Ah Kow, Lim Bee Hua", None),
        ("John Tan, CEO / Mary Lim", "a@a.co; b@a.co"),
        ("John Tan, CEO; Mary Lim, CFO", "office@a.co"),
        ("Tan, Lim", "tan@a.co; lim@a.co"),
        ("陈伟明 & David Tan", "a@a.co; b@a.co"),
        ("John Tan", "Mary Lim <m@a.co>; Ong Bo <o@a.co>"),
    ],
)
def test_a_person_is_asked_where_something_is_not_sure(cells: tuple[str | None, ...]) -> None:
    found = read(("Contact person", "E-mail"), *cells)

    assert (found.verdict.value, found.looks, len(found.several)) == ("look", ("people_several",), 2)


def test_told_apart_by_hand_each_keeps_the_title_that_stands_with_the_name() -> None:
    cells = ("John Tan, CEO / Mary Lim", "a@a.co; b@a.co")

    found = read(("Contact person", "E-mail"), *cells, fix=RowFix(people=SPLIT_PEOPLE))

    assert people(found) == [("John Tan", "CEO", "a@a.co"), ("Mary Lim", "", "b@a.co")]


def test_addresses_that_name_their_owners_name_people() -> None:
    found = read(("Contact person", "E-mail"), None, "John Tan <j@a.co>; Mary Lim <m@a.co>")

    assert people(found) == [("John Tan", "", "j@a.co"), ("Mary Lim", "", "m@a.co")]


def test_family_and_given_names_in_two_columns_are_those_of_two_people() -> None:
    found = read(("Family name", "Given name", "E-mail"), "Tan / Lim", "Wei Ming / Siew Lan", "t@a.co / l@a.co")

    assert people(found) == [("Wei Ming Tan", "", "t@a.co"), ("Siew Lan Lim", "", "l@a.co")]


def test_people_in_the_cell_of_a_second_contact_are_told_apart_too() -> None:
    header = ("Contact person", "E-mail", "Second contact person", "Second E-mail")
    found = read(header, "Ong Bo", "o@a.co", "John Tan, CEO; Mary Lim, CFO", "j@a.co; m@a.co")

    assert people(found) == [("Ong Bo", "", "o@a.co"), ("John Tan", "CEO", "j@a.co"), ("Mary Lim", "CFO", "m@a.co")]
