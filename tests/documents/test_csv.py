"""Tables as CSV: nothing runs, nothing is lost."""

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.csv import FORMULA_STARTS, PHONE_PATTERN, guard_formula, to_csv, unguard_formula

storable = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), max_size=40)
nasty = st.builds(str.__add__, st.sampled_from([*sorted(FORMULA_STARTS), "'", "''", "'="]), storable)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(storable | nasty, storable | nasty), max_size=5))
def test_any_storable_text_comes_back(rows):
    table = read(to_csv(["one", "other"], rows))

    assert table[0] == ["one", "other"]
    assert [tuple(unguard_formula(cell) for cell in row) for row in table[1:]] == rows


@given(storable | nasty)
def test_no_cell_begins_as_a_formula_unless_it_is_a_phone_number(text):
    written = guard_formula(text)

    assert written[:1] not in FORMULA_STARTS or written == "" or PHONE_PATTERN.fullmatch(written)


@pytest.mark.parametrize("phone", ["+65 6123 4567", "+8613800138000", "+65 (0) 6123-4567", "+33 1 42 68 53 00"])
def test_a_phone_number_keeps_its_plus(phone):
    assert guard_formula(phone) == phone


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠a", "+65-6123-4567"),
        *("+1", "+", "-", "+65 6123 4567=1", "+65 cmd|' /C calc'!A0", "+12345 678901 234567 890"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "o'clock", "''", "YCH Group", "叶水福", " =1", "1-2"])
def test_a_harmless_text_stays_as_it_is(text):
    assert guard_formula(text) == text


def test_values_are_written_plainly_after_a_byte_order_mark():
    content = to_csv(
        ["a", "b", "c", "d"],
        [[3, None, datetime(2032, 3, 18, 14, 30, tzinfo=timezone(timedelta(hours=8))), date(2032, 3, 18)]],
    )

    assert content == "\ufeffa,b,c,d\r\n3,,2032-03-18 14:30,2032-03-18\r\n".encode()
