"""Lists as people make them: every row is what its maker meant, and two rows are one firm only if he meant one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from app.core.spreadsheets import read_workbook
from app.importing.plan import RowVerdict, plan_to_json
from app.importing.planner import plan_import
from tests.sheets.nasty import books, lists
from tests.sheets.nasty.pages import Book

MADE: dict[str, Callable[[], Book]] = {
    made.__name__: made
    for made in (
        lists.secretariat,
        lists.by_sector,
        lists.withdrawn,
        lists.people_first,
        lists.page_breaks,
        lists.ditto,
        books.two_row_header,
        books.several_contacts,
        books.two_tables,
        books.many_sheets,
        books.bare,
        books.spellings,
    )
}


@cache
def read(name: str) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], dict[str, object]]]:
    """What its maker meant, and what the command line would write, by (sheet, row)."""
    book = MADE[name]()
    rows = plan_to_json(plan_import(read_workbook(book.content(), f"{name}.xlsx"), ()))["rows"]
    return book.truth, {(row["sheet"], row["row"]): row for row in rows}


@pytest.mark.parametrize("name", MADE)
def test_rows_of_firms_are_read_and_no_others(name: str) -> None:
    meant, rows = read(name)

    taken = {at for at, row in rows.items() if row["verdict"] != RowVerdict.LEFT_OUT}

    assert taken == {at for at, firm in meant.items() if firm}


@pytest.mark.parametrize("name", MADE)
def test_rows_share_a_key_exactly_if_they_are_one_firm(name: str) -> None:
    meant, rows = read(name)
    firms = {at: firm for at, firm in meant.items() if firm}

    together = {frozenset((a, b)) for a in firms for b in firms if a != b and rows[a]["key"] == rows[b]["key"]}

    assert together == {frozenset((a, b)) for a in firms for b in firms if a != b and firms[a] == firms[b]}
