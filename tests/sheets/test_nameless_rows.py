"""Rows without a firm's name: given to the firm above only where something shows it, else a person says whose."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import SheetCell, Worksheet
from app.core.spreadsheets.values import MergedRange
from app.importing.fixes import RowFix
from app.importing.plan import SAME_AS_ABOVE, ImportPlan
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.planned import made, row

HEADER = ("S/N", "Company", "Contact person", "Title", "E-mail", "Website")
ALPHA = (1, "Alpha Ltd", "Desk one", "CEO", "a@alpha.example.org", None)


def planned(
    sheet: Worksheet, fixes: dict[int, RowFix] | None = None, known: tuple[KnownCompany, ...] = ()
) -> ImportPlan:
    return plan_import([sheet], known, fixes={("Firms", number): fix for number, fix in (fixes or {}).items()})


def told(number: int, found: ImportPlan) -> tuple[str, str, tuple[str, ...]]:
    one = row(number, found, "Firms")
    return one.verdict.value, one.company, one.looks


def test_a_row_without_a_name_and_with_another_domain_needs_a_look() -> None:
    found = planned(made(HEADER, ALPHA, (None, None, "Wong", "CFO", "w@beta.example.org", None)))

    assert told(3, found) == ("look", "", ("company_missing",))
    assert (row(3, found, "Firms").same_as or pytest.fail("nothing proposed")).name == "Alpha Ltd"
    assert row(3, found, "Firms").key != row(2, found, "Firms").key


@pytest.mark.parametrize("address", ["w@alpha.example.org", "W@Alpha.example.org; w@gmail.com"])
def test_the_domain_of_the_firm_above_shows_whose_contact_it_is(address: str) -> None:
    found = planned(made(HEADER, ALPHA, (None, None, "Wong", "CFO", address, None)))

    assert told(3, found) == ("same", "Alpha Ltd", ())


def test_a_free_mail_domain_shows_nothing() -> None:
    above = ("Alpha Ltd", "Desk one", "CEO", "alpha@gmail.com")

    assert told(3, planned(made(HEADER[1:5], above, (None, "Wong", None, "w@gmail.com"))))[0] == "look"


@pytest.mark.parametrize("address", [None, "-", "TBC", "w@gmail.com"])
def test_a_person_without_a_number_of_their_own_is_the_next_of_the_firm_above_that_has_one(address: str | None) -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", address, None), (2, "Beta Ltd", "Otto", None, None, None))

    assert told(3, planned(sheet))[1] == "Alpha Ltd"


def test_so_is_a_person_of_whom_all_that_the_list_tells_of_firms_is_left_blank() -> None:
    header = ("Company", "Country", "Sector", "Contact person", "Title")
    sheet = made(header, ("Alpha Ltd", "Singapore", "Trade", "Anna", "CEO"), (None, None, None, "Wong", "CFO"))

    assert told(3, planned(sheet))[:2] == ("same", "Alpha Ltd")


def test_a_person_with_a_number_of_their_own_is_not_given_to_the_firm_above() -> None:
    sheet = made(HEADER, ALPHA, (2, None, "Wong", "CFO", None, None), (3, "Beta Ltd", "Otto", None, None, None))

    assert told(3, planned(sheet)) == ("look", "", ("company_missing",))


def test_the_website_of_the_firm_above_counts_as_its_domain() -> None:
    above = (1, "Alpha Ltd", "Desk one", "CEO", None, "www.alpha.example.org")

    assert told(3, planned(made(HEADER, above, (None, None, "Wong", None, "w@alpha.example.org", None))))[0] == "same"


def test_a_person_alone_goes_with_the_firm_above_where_other_rows_show_that_the_sheet_means_that() -> None:
    shown = made(
        HEADER,
        ALPHA,
        (None, None, "Wong", "CFO", "w@alpha.example.org", None),
        (2, "Beta Ltd", "Desk", None, "b@beta.example.org", None),
        (None, None, "Anna", "CFO", None, None),
        (None, None, "Otto", "CFO", "o@gamma.example.org", None),
        (3, "Delta Ltd", "Desk", None, None, None),
        (None, None, "Emil", "CFO", None, "www.emil.example.org"),
    )

    found = planned(shown)

    assert [told(number, found)[0] for number in (5, 6, 8)] == ["same", "look", "look"]


def test_without_such_rows_a_person_alone_needs_a_look() -> None:
    assert told(3, planned(made(HEADER[1:], ALPHA[1:], (None, "Anna", "CFO", None, None))))[0] == "look"


def test_merged_cells_tie_a_row_to_the_firm_above_whatever_its_domain() -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", "w@beta.example.org", None))
    tied = Worksheet(sheet.name, sheet.cells, merged=(MergedRange(2, 2, 3, 2),))

    assert told(3, planned(tied)) == ("same", "Alpha Ltd", ())


def test_a_contact_below_one_whose_firm_is_unknown_goes_with_the_firm_of_its_domain() -> None:
    found = planned(
        made(
            HEADER,
            ALPHA,
            (None, None, "Wong", None, "w@beta.example.org", None),
            (None, None, "Anna", None, "n@alpha.example.org", None),
            (None, None, "Otto", None, "o@beta.example.org", None),
        )
    )

    assert [r.key for r in found.rows[1:]] == ["s1r2", "s1r3", "s1r2", "s1r3"]


@pytest.mark.parametrize("broken", [SheetCell(error="#REF!"), SheetCell(formula=True)])
@pytest.mark.parametrize("address", ["w@alpha.example.org", "w@beta.example.org"])
def test_a_name_that_is_an_error_always_needs_a_look(broken: SheetCell, address: str) -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", address, None))
    sheet.cells[3, 2] = broken

    assert told(3, planned(sheet)) == ("look", "", ("company_broken",))


def test_an_error_beside_a_chinese_name_needs_a_look_and_can_be_imported_as_it_is() -> None:
    sheet = made(("Company", "Chinese name", "E-mail"), ("x", "星展银行", "a@dbs.example.org"))
    sheet.cells[2, 1] = SheetCell(error="#N/A")

    assert told(2, planned(sheet)) == ("look", "星展银行", ("company_broken",))
    assert told(2, planned(sheet, {2: RowFix(accept=True)})) == ("new", "星展银行", ())


def test_a_row_of_nothing_but_an_error_needs_a_look() -> None:
    sheet = made(HEADER, ALPHA, (2, None, None, None, None, None))
    sheet.cells[3, 2] = SheetCell(error="#VALUE!")

    assert told(3, planned(sheet))[0] == "look"


def test_it_is_settled_by_the_firm_above_by_a_name_or_left_out() -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", "w@beta.example.org", None))
    known = (KnownCompany(7, "Beta Ltd"),)

    above = row(3, planned(sheet, {3: RowFix(same_as=SAME_AS_ABOVE)}), "Firms")
    named = row(3, planned(sheet, {3: RowFix(company="Beta")}, known), "Firms")

    assert (above.verdict.value, above.key, above.company) == ("same", "s1r2", "Alpha Ltd")
    assert (named.verdict.value, named.key) == ("same", "c7")
    assert told(3, planned(sheet, {3: RowFix(company="Gamma")})) == ("new", "Gamma", ())
    assert row(3, planned(sheet, {3: RowFix(leave_out=True)}), "Firms").left_out == "left_out_by_hand"


def test_what_an_earlier_sheet_settled_names_the_firm_itself() -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", "w@beta.example.org", None))
    known = (KnownCompany(7, "Beta Ltd"), KnownCompany(8, "Gone Ltd", closed="registration_cancelled"))

    again = row(3, planned(sheet, {3: RowFix(same_as="c7")}, known), "Firms")
    gone = row(3, planned(sheet, {3: RowFix(same_as="c8")}, known), "Firms")

    assert (again.verdict.value, again.key, again.company) == ("same", "c7", "Beta Ltd")
    assert gone.left_out == "registration_cancelled"


def test_a_contact_that_was_found_can_be_called_another_firms() -> None:
    sheet = made(HEADER, ALPHA, (None, None, "Wong", "CFO", "w@alpha.example.org", None))

    assert told(3, planned(sheet, {3: RowFix(same_as="new")})) == ("look", "", ("company_missing",))
    assert told(3, planned(sheet, {3: RowFix(company="Beta Ltd")})) == ("new", "Beta Ltd", ())
