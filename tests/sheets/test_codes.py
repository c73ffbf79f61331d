import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.identifiers import (
    StockCode,
    has_uen_shape,
    has_uscc_shape,
    is_possible_registry_number,
    parse_registry_number,
    parse_stock_code,
)
from app.core.spreadsheets import SheetCell


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("D05", StockCode("D05", "SGX")),
        (" d05 ", StockCode("D05", "SGX")),
        ("SGX: D05", StockCode("D05", "SGX")),
        ("D05.SI", StockCode("D05", "SGX")),
        ("1E3", StockCode("1E3", "SGX")),
        ("601127", StockCode("601127", "SSE")),
        ("001696", StockCode("001696", "SZSE")),
        ("01963.HK", StockCode("01963", "HKEX")),
        ("上交所 601127", StockCode("601127", "SSE")),
        ("1122", StockCode("1122")),
        (544, StockCode("544", "", "code_was_number")),
        (601777, StockCode("601777", "SSE", "code_was_number")),
        ("1.00E+03", StockCode("1000", "", "code_became_number", "1E3")),
        ("listed soon", StockCode("LISTED SOON", "", "code_unreadable")),
        ("N.A.", StockCode()),
        ("", StockCode()),
    ],
)
def test_stock_codes(value: str | int, found: StockCode) -> None:
    assert parse_stock_code(SheetCell(value)) == found


def test_a_number_in_scientific_format_was_a_code_with_an_e() -> None:
    assert parse_stock_code(SheetCell(1000, "0.00E+00")) == StockCode("1000", "", "code_became_number", "1E3")
    assert parse_stock_code(SheetCell(1000), lettered=True).code == "code_became_number"
    assert parse_stock_code(SheetCell(544), lettered=True) == StockCode("544", "", "code_was_number")


def test_zeros_come_back_from_the_format_or_from_the_column() -> None:
    assert parse_stock_code(SheetCell(838, "000000")) == StockCode("000838", "SZSE", "code_zeros_restored")
    assert parse_stock_code(SheetCell(625), six_digits=True) == StockCode("000625", "", "code_zeros_restored")


@pytest.mark.full
@given(
    st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.none()), st.booleans(), st.booleans()
)
def test_stock_codes_are_total(value: str | float | None, lettered: bool, six_digits: bool) -> None:
    found = parse_stock_code(SheetCell(value), lettered=lettered, six_digits=six_digits)

    assert found.text == found.text.upper() or not found.text.isascii()


def test_registry_numbers() -> None:
    assert parse_registry_number(" 1999 01152m ") == "199901152M"
    assert parse_registry_number("NA") == ""
    assert has_uen_shape("199901152M")
    assert has_uen_shape("T08LL0001A")
    assert not has_uen_shape("DBS")
    assert has_uscc_shape("91500000202800000X")
    assert not has_uscc_shape("199901152M")


@pytest.mark.parametrize("number", ["196800306E", "91440300708461136T", "201901012345", "12345678"])
def test_a_number_that_can_be_right_is_one(number: str) -> None:
    assert is_possible_registry_number(number)


@pytest.mark.parametrize(
    "number", ["196800306A", "91440300708461136A", "915000000000000000", "915E17", "201501", "APPLYING", ""]
)
def test_a_wrong_last_sign_a_few_digits_or_a_word_are_no_number(number: str) -> None:
    assert not is_possible_registry_number(number)
