"""A firm's country is never invented: its town, its name, its telephone or its e-mail tells it, or it stays open."""

from __future__ import annotations

import pytest

from app.companies.locale_names import find_country_of_town
from app.importing.planner import plan_import
from tests.importing.batches import firms, imported
from tests.sheets.planned import made
from tests.sheets.workbooks import xlsx

HEADER = ("Company", "City", "Contact person", "Phone", "Email")


@pytest.mark.parametrize(
    ("row", "country", "noted"),
    [
        (("Alpha Trading", "Ho Chi Minh City", "An", "+65 9123 4567", "an@alpha.example"), "VN", "country_by_town"),
        (("Alpha Trading", "深圳", "An", None, None), "CN", "country_by_town"),
        (("Alpha Pte Ltd", None, "An", "+84 912 345 678", None), "SG", ""),
        (("Alpha Trading", None, "An", "+84 912 345 678", "an@alpha.com.sg"), "VN", "country_by_phone"),
        (("Alpha Trading", None, "An", "+86 138 0000 0031", None), "CN", "country_by_phone"),
        (("Alpha Trading", None, "An", None, "an@alpha.com.vn"), "VN", "country_by_domain"),
        (("Alpha Trading", None, "An", None, "an@alpha.io"), "", ""),
        (("Alpha Trading", None, "An", "9123 4567", "an@alpha.com"), "", ""),
    ],
)
def test_the_country_of_a_company_of_a_delegation_is_guessed_from_its_own_row_or_left_open(row, country, noted):
    plan = plan_import([made(HEADER, row)], [], country="SG")

    (effect,) = plan.effects
    assert effect.after.company.get("country", "") == country
    assert [code for code in effect.rows[0].notes if code.startswith("country_")] == ([noted] if noted else [])


@pytest.mark.parametrize(
    ("town", "country"),
    [
        ("HCMC", "VN"),
        ("曼谷", "TH"),
        ("Lyon, France", "FR"),
        ("Shanghai / Singapore", ""),
        ("Me", ""),
        ("Atlantis", ""),
    ],
)
def test_a_town_tells_its_country_where_it_is_sure(town, country):
    assert find_country_of_town(town) == country


def test_an_imported_company_gets_no_country_of_its_delegation(brought):
    brought.delegation.origin = "Singapore"
    imported(brought.event, brought.delegation, xlsx(("Company", "Contact person"), ("Alpha Trading", "An Nguyen")))

    (firm,) = firms(brought.delegation)
    assert firm.company is not None
    assert firm.company.country is None
