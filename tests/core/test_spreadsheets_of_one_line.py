"""Text of a single line, or of few without a header, is parted by the sign that makes a sensible row of it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.spreadsheets.text import read_text

USUAL = "\t|;,"
NAMES = st.sampled_from(
    [
        *("Acme Pte Ltd", "Acme Pte. Ltd.", "Acme Co., Ltd", "Acme, Pte, Ltd"),
        *("Hao & Co; Söhne", "重庆港务集团", "A|B Group"),
    ]
)
PEOPLE = st.sampled_from(["Tan Wei", "Tan, Wei", "Tan, Wei, Ms", "Tan, Wei; Lim, Jie", "陈伟", "O’Hara | Lim"])
SECTORS = st.sampled_from(["finance", "finance; trade", "finance, trade, education", "a; b; c; d; e", "a | b, c"])
REACHED = st.sampled_from(
    ["tan@acme.sg", "tan@acme.sg; lim@acme.sg", "tan@acme.sg, lim@acme.sg", "https://acme.sg/a", "tan+a@acme.sg"]
)
PHONES = st.sampled_from(["+65 6123 4567", "(65) 6123-4567", ""])


def cells(text: str) -> list[list[str]]:
    [sheet] = read_text(text.encode())
    rows = {row for row, _column in sheet.cells}
    widths = {row: max(column for at, column in sheet.cells if at == row) for row in rows}
    return [[str(sheet.at(row, one).value or "").strip() for one in range(1, widths[row] + 1)] for row in sorted(rows)]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Acme Pte Ltd; Tan, Wei; tan@acme.sg", ["Acme Pte Ltd", "Tan, Wei", "tan@acme.sg"]),
        ("Acme Pte Ltd; Tan, Wei, Ms; tan@acme.sg", ["Acme Pte Ltd", "Tan, Wei, Ms", "tan@acme.sg"]),
        ("Acme, Pte, Ltd; Tan, Wei, Ms; tan@acme.sg", ["Acme, Pte, Ltd", "Tan, Wei, Ms", "tan@acme.sg"]),
        ("Acme Pte Ltd; Tan, Wei, Ms; finance", ["Acme Pte Ltd", "Tan, Wei, Ms", "finance"]),
        ("Acme\tTan, Wei, Ms\tfinance", ["Acme", "Tan, Wei, Ms", "finance"]),
        ("Acme,Tan Wei,tan@acme.sg;lim@acme.sg", ["Acme", "Tan Wei", "tan@acme.sg;lim@acme.sg"]),
        ("Acme,finance;trade;education;law,tan@acme.sg", ["Acme", "finance;trade;education;law", "tan@acme.sg"]),
        ("Acme,Tan Wei,finance", ["Acme", "Tan Wei", "finance"]),
        ("Acme, Pte, Ltd; Tan, Wei, Ms; finance", ["Acme, Pte, Ltd", "Tan, Wei, Ms", "finance"]),
        ("Acme Co., Ltd;Tan Wei;finance, trade, law", ["Acme Co., Ltd", "Tan Wei", "finance, trade, law"]),
        ("Acme,Tan Wei,finance; trade; education; law", ["Acme", "Tan Wei", "finance; trade; education; law"]),
        ("Acme, Tan Wei, finance; trade, Singapore", ["Acme", "Tan Wei", "finance; trade", "Singapore"]),
        ("Acme | Tan Wei | finance,trade,law", ["Acme", "Tan Wei", "finance,trade,law"]),
        ("A|B Group, Tan Wei, finance, Singapore", ["A|B Group", "Tan Wei", "finance", "Singapore"]),
        ("Acme Pte Ltd", ["Acme Pte Ltd"]),
    ],
)
def test_a_single_line_becomes_a_sensible_row(line, row):
    assert cells(line) == [row]


def written(rows: list[list[str]], separator: str) -> str:
    """As a spreadsheet saves it: what holds the separator is quoted."""
    held = io.StringIO()
    csv.writer(held, delimiter=separator).writerows(rows)
    return held.getvalue()


@given(NAMES, PEOPLE, SECTORS, REACHED, PHONES, st.permutations(range(5)), st.sampled_from(USUAL))
def test_a_row_with_an_address_is_read_as_it_was_written_whatever_parts_it(
    name, person, sectors, reached, phone, order, separator
):
    said = [name, person, sectors, reached, phone or "–"]
    row = [said[place] for place in order]

    assert cells(written([row], separator)) == [row]


@given(NAMES, PEOPLE, SECTORS, st.permutations(range(3)), st.sampled_from(USUAL))
def test_so_is_a_row_without_an_address(name, person, sectors, order, separator):
    said = [name, person, sectors]
    row = [said[place] for place in order]
    assume(separator == "|" or not any("|" in value for value in row))

    assert cells(written([row], separator)) == [row]


@given(st.lists(st.tuples(NAMES, PEOPLE, SECTORS, REACHED), min_size=2, max_size=6), st.sampled_from(USUAL))
def test_so_are_several_rows_without_a_header(rows, separator):
    assert cells(written([list(row) for row in rows], separator)) == [list(row) for row in rows]
