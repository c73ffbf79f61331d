"""A salutation is no part of a name, capitals tell the family name, and a title in two scripts is two."""

from __future__ import annotations

from typing import Any

import pytest

from app.importing.planner import plan_import
from app.sheets.salutations import split_family_and_given_name, split_salutation, split_title_by_script
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("M. Batbayar DORJ", ("M.", "Batbayar DORJ")),
        ("Mme Oyun TSEREN", ("Mme", "Oyun TSEREN")),
        ("SUKHBAATAR Ganbold (Mr.)", ("Mr.", "SUKHBAATAR Ganbold")),
        ("李娜 女士", ("女士", "李娜")),
        ("王小明先生", ("先生", "王小明")),
        ("Prof. Dr. Tan Mei", ("Prof. Dr.", "Tan Mei")),
        ("Tan Mei, Ms", ("Ms", "Tan Mei")),
        ("Dr Kumar s/o Raman", ("Dr", "Kumar s/o Raman")),
        ("Ts. Siti a/p Rahman", ("Ts.", "Siti a/p Rahman")),
        ("M. K. Tan", ("", "M. K. Tan")),
        ("王女士", ("", "王女士")),
        ("H.E. Ng Lee", ("", "H.E. Ng Lee")),
        ("Mrinal Sen", ("", "Mrinal Sen")),
        ("Drew Miss-Lee", ("", "Drew Miss-Lee")),
        ("Mr Tan / Ms Lim", ("", "Mr Tan / Ms Lim")),
        ("", ("", "")),
    ],
)
def test_salutations(name: str, told: tuple[str, str]) -> None:
    assert split_salutation(name) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Batbayar DORJ", ("DORJ", "Batbayar")),
        ("SUKHBAATAR Ganbold", ("SUKHBAATAR", "Ganbold")),
        ("Jan van der BERG", ("van der BERG", "Jan")),
        ("Marie-Claire DE LA TOUR", ("DE LA TOUR", "Marie-Claire")),
        ("LI Na", ("LI", "Na")),
        ("J.K. Tan", ("", "")),
        ("Tan CK", ("", "")),
        ("TAN MEI", ("", "")),
        ("Tan Mei", ("", "")),
    ],
)
def test_capitals_tell_the_family_name(name: str, told: tuple[str, str]) -> None:
    assert split_family_and_given_name(name) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("CEO / 总经理", ("CEO", "总经理")),
        ("总经理（General Manager）", ("General Manager", "总经理")),
        ("Director 总监", ("Director", "总监")),
        ("IT总监", ("", "")),
        ("总经理", ("", "")),
        ("CEO", ("", "")),
    ],
)
def test_titles_are_parted_by_script(title: str, told: tuple[str, str]) -> None:
    assert split_title_by_script(title) == told


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("M. Batbayar DORJ", "CEO / 总经理"), ("Batbayar DORJ", "M.", "DORJ", "Batbayar", "CEO", "总经理")),
        (("李娜 女士", "总经理"), ("李娜", "女士", None, None, "总经理", "总经理")),
        (("Ms Tan", None), ("Ms Tan", "Ms", "Tan", None, None, None)),
        (("Ms. Ong", "IR"), ("Ms. Ong", "Ms.", "Ong", None, "IR", None)),
    ],
)
def test_what_is_written_of_a_person(cells: tuple[str | None, str | None], told: tuple[Any, ...]) -> None:
    sheet = made(("Company", "Contact", "Title", "E-mail"), ("Alpha Pte Ltd", *cells, "a@a.example.org"))

    [person] = plan_import([sheet], ()).effects[0].after.people

    columns = ("display_name", "salutation", "family_name", "given_name", "title", "title_zh")
    assert tuple(person.values.get(column) for column in columns) == told
