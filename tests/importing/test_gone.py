"""A later version of a sheet: which firms of the earlier one it no longer names."""

from __future__ import annotations

from app.core.spreadsheets.values import SheetCell, Worksheet
from app.importing.fixes import RowFix
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.importing.queries.removals import EarlierList, MissingFromEarlier, find_missing_companies
from app.registrations.existing_record import KnownCompany

KNOWN = [
    KnownCompany(1, "Alpha Pte Ltd"),
    KnownCompany(2, "Beta Pte Ltd"),
    KnownCompany(3, "Gamma Pte Ltd"),
    KnownCompany(4, "Delta Pte Ltd"),
]
ALL = frozenset({1, 2, 3, 4})


def plan(*rows: tuple[str, ...], fixes: dict[tuple[str, int], RowFix] | None = None) -> ImportPlan:
    told = [("Company", "Remarks"), *rows]
    cells = {
        (at, place): SheetCell(text) for at, row in enumerate(told, 1) for place, text in enumerate(row, 1) if text
    }
    return plan_import([Worksheet("Firms", cells=cells)], KNOWN, fixes=fixes)


def test_firms_that_a_later_version_does_not_name_are_gone() -> None:
    later = plan(("ALPHA PTE. LTD.", ""), ("Beta Pte Ltd", ""), ("Epsilon Pte Ltd", ""))

    assert find_missing_companies(later, [EarlierList(7, ALL)], ALL) == MissingFromEarlier(7, frozenset({3, 4}))


def test_a_sheet_of_other_firms_is_no_later_version() -> None:
    other = plan(("Alpha Pte Ltd", ""), ("Epsilon Pte Ltd", ""))

    assert find_missing_companies(other, [EarlierList(7, ALL)], ALL) is None


def test_who_has_left_by_itself_does_not_count() -> None:
    later = plan(("Alpha Pte Ltd", ""), ("Beta Pte Ltd", ""))

    assert find_missing_companies(later, [EarlierList(7, ALL)], {1, 2, 3}) == MissingFromEarlier(7, frozenset({3}))


def test_who_was_let_stay_in_a_newer_sheet_is_not_asked_for_because_of_an_older_one() -> None:
    later = plan(("Alpha Pte Ltd", ""), ("Beta Pte Ltd", ""))

    assert find_missing_companies(later, [EarlierList(9, frozenset({1, 2})), EarlierList(7, ALL)], ALL) is None
    assert (
        find_missing_companies(
            later, [EarlierList(9, frozenset({1, 2}), remaining=frozenset({3, 4})), EarlierList(7, ALL)], ALL
        )
        is None
    )
    assert find_missing_companies(
        later, [EarlierList(9, frozenset({1, 2}), remaining=frozenset({4})), EarlierList(7, ALL)], ALL
    ) == MissingFromEarlier(7, frozenset({3}))


def test_a_row_that_says_withdrawn_says_that_its_firm_is_gone_and_one_left_out_by_hand_does_not() -> None:
    rows = ("Alpha Pte Ltd", ""), ("Beta Pte Ltd", ""), ("Gamma Pte Ltd", "withdrawn"), ("Delta Pte Ltd", "")

    later = plan(*rows, fixes={("Firms", 5): RowFix(leave_out=True)})

    assert find_missing_companies(later, [EarlierList(7, ALL)], ALL) == MissingFromEarlier(7, frozenset({3}))
