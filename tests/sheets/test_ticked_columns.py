"""Columns that say something with a tick or a number alone: diets, extensions, an interpreter for one of two people."""

from __future__ import annotations

import pytest

from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    ("header", "answers", "told"),
    [
        (("Vegetarian",), ("Y",), "Vegetarian"),
        (("Halal (Y/N)",), ("Yes",), "Halal"),
        (("是否清真",), ("是",), "清真"),
        (("Végétarien ?",), ("oui",), "Végétarien"),
        (("Vegetarian",), ("N",), None),
        (("Vegetarian", "Halal", "Dietary requirements"), ("N", "Y", "no nuts"), "Halal; no nuts"),
        (("Dietary requirements",), ("no nuts",), "no nuts"),
    ],
)
def test_a_yes_below_a_diet_is_that_diet(header: tuple[str, ...], answers: tuple[str, ...], told: str | None) -> None:
    (read,) = imported(made(("Company", "Contact", *header), ("Alpha Ltd", "Tan Wei", *answers)))

    assert read.get("dietary") == told


@pytest.mark.parametrize(
    ("header", "row", "phone"),
    [
        (("公司名稱", "電話", "分機"), ("甲公司", "+886 4 3600 2345", 12), "+886 4 3600 2345 ext. 12"),
        (("Company", "Office phone", "Ext."), ("Alpha Ltd", "+65 6222 0000", "305"), "+65 6222 0000 ext. 305"),
        (("Company", "Office phone", "Extension"), ("Alpha Ltd", "+65 6222 0000", None), "+65 6222 0000"),
    ],
)
def test_an_extension_in_a_column_of_its_own_goes_with_the_number_beside_it(
    header: tuple[str, ...], row: tuple[str | int | None, ...], phone: str
) -> None:
    assert [one["phone"] for one in imported(made(header, row))] == [phone]


@pytest.mark.parametrize(("first", "second", "needs"), [("N", "Y", True), ("N", "N", False), (None, "Y", True)])
def test_an_interpreter_for_a_second_person_is_the_firms(first: str | None, second: str, needs: bool) -> None:
    header = ("Company", "Delegate 1", "Interpreter 1", "Delegate 2", "Interpreter 2")

    (read,) = imported(made(header, ("Alpha Ltd", "Tan Wei", first, "Lim Bo", second)))

    assert read["needs_interpreter"] is needs
