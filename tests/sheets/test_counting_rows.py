"""Rows below a list that count its firms or end it are no firms, whatever firms are called."""

from __future__ import annotations

import pytest

from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from tests.sheets.planned import made

HEADER = ("Firm", "Person", "Mobile")
FIRM = ("Aa Pte Ltd", "Tan Wei", "9111 0000")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("No. of firms: 3",), "total"),
        (("Number of companies: 2",), "total"),
        (("Firms: 2",), "total"),
        (("Nombre d'entreprises : 2",), "total"),
        (("Total : 3 entreprises, 3 participants",), "total"),
        (("Pax: 2",), "total"),
        (("人数:2",), "total"),
        (("企业总数：12家",), "total"),
        (("No. of firms: 2", "No. of pax: 2"), "total"),
        (("Firms", 2), "total"),
        (("Sub-total (Finance)", 2), "total"),
        (("Attending", 2, "confirmed"), "total"),
        (("Updated 5 Jan 2032",), "footnote"),
        (("Cont'd next page",), "footnote"),
        (("- END -",), "footnote"),
        (("*** End of list ***",), "footnote"),
        (("以下空白",), "footnote"),
    ],
)
def test_a_row_that_counts_or_ends_the_list_is_no_firm(row: tuple[str | int, ...], reason: str) -> None:
    last = plan_import([made(HEADER, FIRM, row)], []).rows[-1]

    assert (last.verdict, last.left_out) == (RowVerdict.LEFT_OUT, reason)


@pytest.mark.parametrize(
    "name",
    ["Company 12", "Total Energies", "Ends Pte Ltd", "Members Only Club", "Continued Fractions Ltd", "Updated Systems"],
)
def test_a_firm_that_is_called_so_stays_one(name: str) -> None:
    last = plan_import([made(HEADER, FIRM, (name, "Lim Bo", "9111 0001"))], []).rows[-1]

    assert (last.company, last.left_out) == (name, "")
