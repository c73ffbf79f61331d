"""Employees, years, markets and products of a sheet, as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.spreadsheets.values import SheetCell
from app.importing.planner import plan_import
from app.registrations.existing_record import ExistingRecord, KnownCompany
from app.sheets.cells import parse_employees, parse_founding_year, parse_products
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("text", "band"),
    [
        *[
            ("120", "50-249"),
            ("about 1,200 people", "1000-4999"),
            ("<10", "1-9"),
            ("10人以下", "1-9"),
            ("200+", "50-249"),
        ],
        *[
            ("10-49", "10-49"),
            ("50–200", "50-249"),
            ("约3千人", "1000-4999"),
            ("1.2万", "5000+"),
            ("２５０", "250-999"),
        ],
        *[("", ""), ("many", ""), ("0", ""), ("1, 2 or 3", "")],
    ],
)
def test_a_number_of_people_means_a_band(text: str, band: str) -> None:
    assert parse_employees(text) == band


@pytest.mark.parametrize(
    ("value", "year"),
    [
        *[(1998, 1998), (1998.0, 1998), (date(2005, 3, 1), 2005), ("since 1998", 1998), ("1998年6月", 1998)],
        *[("1998 / 2005", None), ("36161", None), ("long ago", None)],
    ],
)
def test_a_year_is_read_from_numbers_days_and_words(value: float | str | date, year: int | None) -> None:
    assert parse_founding_year(SheetCell(value)) == year


def test_products_of_two_columns_in_two_languages_are_the_same_products() -> None:
    english, chinese = SheetCell("1. Cold boxes\n2. Sensors, loggers"), SheetCell("冷箱；传感器；记录仪")

    assert parse_products([english, chinese]) == ["Cold boxes | 冷箱", "Sensors | 传感器", "loggers | 记录仪"]
    assert parse_products([english, SheetCell("冷箱")]) == ["Cold boxes", "Sensors", "loggers", "冷箱"]


HEAD = (
    "Company",
    "Year established",
    "员工人数",
    "Marchés d’exportation",
    "Product list",
    "Products",
    "Contact person",
)
ALPHA = ("Alpha Pte Ltd", "1998", "120", "Vietnam; Thaïlande, worldwide", "Cold boxes; 传感器", "cold chain", "Ann Lee")


def test_a_new_firm_is_given_what_its_row_says_in_the_languages_in_which_it_stands() -> None:
    (effect,) = plan_import([made(HEAD, ALPHA)], []).effects

    company = effect.after.company
    assert (company["founded"], company["employees"], effect.exports) == (1998, "50-249", ("VN", "TH"))
    assert (effect.after.answers["exports"], company["offers_en"]) == ("worldwide", "cold chain")
    assert effect.products == ({"name_en": "Cold boxes"}, {"name_zh": "传感器"})


def test_of_a_known_firm_it_is_shown_what_would_change_and_its_own_words_stay() -> None:
    silent, spoken = (held_alpha(own_words=own) for own in (False, True))

    changing, staying = (plan_import([made(HEAD, ALPHA)], [known]) for known in (silent, spoken))

    told = {one.field: (one.old, one.new) for one in changing.rows[-1].differences}
    assert (told["founded"], told["exports"]) == ((2001, 1998), (None, ["VN", "TH"]))
    assert told["products"] == (None, ["Cold boxes", "传感器"])
    (effect,) = staying.effects
    assert (effect.after.company["founded"], effect.exports, effect.products) == (2001, (), ())


def held_alpha(*, own_words: bool) -> KnownCompany:
    return KnownCompany(3, "Alpha Pte Ltd", record=ExistingRecord(company={"founded": 2001}, own_words=own_words))
