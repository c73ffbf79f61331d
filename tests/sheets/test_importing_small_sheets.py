"""Sheets of a few rows, each with one thing that sheets do."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.spreadsheets import Worksheet
from app.importing.fixes import RowFix
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.planned import made


def verdicts(sheet: Worksheet, known: tuple[KnownCompany, ...] = ()) -> dict[int, str]:
    return {r.row: r.left_out or r.verdict.value for r in plan_import([sheet], known).rows}


def test_contacts_below_a_firm_without_merged_cells_belong_to_it() -> None:
    sheet = made(
        ("No", "Company", "Contact person", "E-mail"),
        (1, "Alpha Ltd", "Desk one", "a@a.example.org"),
        (None, None, "Desk two", "b@a.example.org"),
        (2, "Beta Ltd", "Desk", "b@b.example.org"),
    )

    found = plan_import([sheet], ())

    assert [r.key for r in found.rows] == ["", "s1r2", "s1r2", "s1r4"]
    assert [r.verdict.value for r in found.rows] == ["left_out", "new", "same", "new"]


def test_a_firm_that_another_sheet_calls_withdrawn_needs_a_look() -> None:
    listed = made(("Company", "E-mail"), ("Alpha Trading Pte Ltd", "a@a.example.org"), ("Beta Ltd", "b@b.example.org"))
    withdrawn = made(("Company", "Reason"), ("Alpha Trading", "schedule"), name="Withdrawn")

    found = plan_import([listed, withdrawn], ())

    assert [(r.verdict.value, r.looks) for r in found.rows[1:3]] == [("look", ("named_withdrawn",)), ("new", ())]
    assert plan_import([listed, withdrawn], (), fixes={("Firms", 2): RowFix(accept=True)}).ready


@pytest.mark.parametrize("mark", ["″", "同上", "idem", '"', "-do-", "〃", "Ditto"])
def test_ditto_below_ditto_repeats_the_cell_above_both(mark: str) -> None:
    sheet = made(
        ("Company", "Contact person", "Stock code"),
        ("Alpha Ltd", "Tan Wei Ming", "D05"),
        (mark, "Lim Siew Lan", mark),
        (mark, "Goh Ah Kow", mark),
    )

    found = plan_import([sheet], ()).rows[1:]

    assert [(r.verdict.value, r.key, r.values["company"]) for r in found[1:]] == [("same", "s1r2", "Alpha Ltd")] * 2
    assert {r.values["stock_code"] for r in found} == {"D05"}


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (45001, "2023-03-16"),
        ("45001", "2023-03-16"),
        (45001.6042, "2023-03-16 14:30"),
        ("17 March, MU546", "17 March, MU546"),
        (546, "546"),
        (12345678, "12345678"),
    ],
)
def test_a_date_stored_as_a_plain_number_is_read_as_a_date(said: str | int | float, means: str) -> None:
    found = plan_import([made(("Company", "Arrival"), ("A Ltd", said))], ()).rows[1]

    assert found.values["arrival"] == means
    assert ("date_was_number" in found.reasons) == (means[:3] == "202")


def test_a_list_whose_firms_bear_words_of_headers_below_a_section_is_no_form_of_one_firm() -> None:
    sheet = made(
        ("No.", "Company / 公司名称", "Website", "Contact person"),
        ("Group 1", None, None, None),
        ("1", "Keppel Ltd", None, "Mr Li"),
        ("2", "City Developments", "city.example.org", "Ms Tan"),
        ("3", "Phone, mobile", None, "Mr Ng"),
        ("4", "Contact, email", None, "Mr Ho"),
        ("5", "Website, remarks", None, "Ms Wu"),
    )

    assert verdicts(sheet) == {1: "header", 2: "section", **dict.fromkeys(range(3, 8), "new")}


def test_a_list_of_names_alone_holds_no_waiting_list_and_no_footnote() -> None:
    latin = ("Madison Holdings", "Shenzhen Bauing Construction Holding Group Co.,Ltd.", "Piano Showrooms", "Keppel")
    chinese = ("*ST宝实", "长城汽车")

    for header, names in (("Company", latin), ("公司名称", chinese)):
        found = verdicts(made((header,), *((name,) for name in names)))

        assert found == {1: "header", **dict.fromkeys(range(2, 2 + len(names)), "new")}


@pytest.mark.parametrize("said", [date(2032, 3, 17), "17.03.2032", "17 March 2032", "2032年3月17日"])
def test_a_day_below_the_header_of_a_phone_is_no_number_and_stays_as_a_remark(said: str | date) -> None:
    row = plan_import([made(("Company", "Contact", "Phone"), ("A Ltd", "Ann Lee", said))], ()).rows[1]

    assert row.values.get("phone") is None
    assert "2032" in row.values["remarks"]
    assert "phone_was_day" in row.notes
